"""The verbs of review: start, decide, confirm the referral, note, sign. Views, the API and tests call the same ones."""

from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from protocols.engine.outcome import SLOTS, Document
from protocols.recommendations.models import Evaluation
from protocols.recommendations.queries import outcome_document
from protocols.review.errors import ReviewError, StaleReview
from protocols.review.lines import Line, starting_values
from protocols.review.models import Decision, OverrideReason, Protocol, ProtocolItem, ProtocolStatus
from protocols.review.queries import blockers, draft_of, facts_of, lines_of, plan_of, rulebook_of
from protocols.review.rechecks import recheck


@transaction.atomic
def start_review(*, evaluation: Evaluation, user: User) -> Protocol:
    """The draft protocol of an evaluation; made when there is none yet.

    Raises `ReviewError` when a red flag allows no plan. A correction of a signed protocol supersedes it once signed.
    """
    outcome = outcome_document(evaluation)
    if outcome["status"] == "refer_only":
        raise ReviewError("A red flag allows no plan: refer first. There is nothing to review.")
    draft = draft_of(evaluation)
    if draft:
        return draft
    signed = evaluation.protocols.filter(status=ProtocolStatus.SIGNED).first()
    protocol = Protocol.objects.create(
        evaluation=evaluation,
        supersedes=signed,
        number=signed.number + 1 if signed else 1,
        note=signed.note if signed else "",
        referral_arranged=signed.referral_arranged if signed else False,
        created_by=user,
    )
    ProtocolItem.objects.bulk_create(_first_items(protocol, outcome, signed))
    return protocol


def _first_items(protocol: Protocol, outcome: Document, signed: Protocol | None) -> list[ProtocolItem]:
    """One item for each intervention of the outcome; a correction begins with what was decided before."""
    before = {item.intervention: item for item in signed.items.all()} if signed else {}
    items = []
    for position, entry in enumerate([*outcome["recommendations"], *outcome["withheld"]], start=1):
        item = ProtocolItem(
            protocol=protocol, intervention=entry["intervention"], position=position, **starting_values(entry)
        )
        earlier = before.get(item.intervention)
        if earlier:
            for name in ("decision", "amount", "slots", "override_reason", "override_words"):
                setattr(item, name, getattr(earlier, name))
        items.append(item)
    return items


def _claim(protocol: Protocol, version: int) -> None:
    """Move the protocol on by one version, or refuse: it is signed, or somebody else was quicker."""
    changed = Protocol.objects.filter(pk=protocol.pk, version=version, status=ProtocolStatus.DRAFT).update(
        version=F("version") + 1
    )
    protocol.refresh_from_db()
    if changed:
        return
    if protocol.status != ProtocolStatus.DRAFT:
        raise ReviewError("This protocol is signed. A signed protocol never changes; make a correction instead.")
    raise StaleReview()


@transaction.atomic
def decide(
    *,
    protocol: Protocol,
    intervention: str,
    decision: str,
    version: int,
    amount: Decimal | None = None,
    slots: list[str] | None = None,
    override_reason: str = "",
    override_words: str = "",
) -> ProtocolItem:
    """Accept, change, leave out or reopen one line.

    Without `amount` or `slots` the line keeps the ones it has. Raises `ReviewError` with the field that is wrong,
    `StaleReview` when the protocol has moved on.
    """
    line = _line(protocol, intervention)
    item = line.item
    item.decision = decision
    if amount is not None:
        item.amount = amount
    if slots is not None:
        item.slots = [slot for slot in SLOTS if slot in slots]
    item.override_reason, item.override_words = override_reason, override_words.strip()
    if decision == Decision.ACCEPT:
        release = rulebook_of(protocol)
        _check_accepted(recheck(line, facts_of(protocol, release), release))
    _claim(protocol, version)
    item.save()
    return item


def _line(protocol: Protocol, intervention: str) -> Line:
    for line in lines_of(protocol):
        if line.item.intervention == intervention:
            return line
    raise ReviewError(f"This protocol has no line for {intervention}.")


def _check_accepted(line: Line) -> None:
    if line.is_withheld and not line.may_be_overridden:
        raise ReviewError("This is withheld for a reason that cannot be overridden.", "decision")
    if line.dose["start"] is not None:
        _check_amount(line)
    if line.dose["slots"] and not line.item.slots:
        raise ReviewError("Choose at least one time of day.", "slots")
    if line.reasons_needed or line.exceeds_usual_maximum(line.item.amount):
        _check_reason(line)
    else:
        line.item.override_reason = line.item.override_words = ""


def _check_amount(line: Line) -> None:
    amount, highest, unit = line.item.amount, line.highest_amount, line.dose["unit"]
    if amount is None or amount <= 0:
        raise ReviewError("Enter an amount above zero.", "amount")
    if highest is not None and amount > Decimal(str(highest)):
        raise ReviewError(f"The most that can be chosen is {highest:g} {unit} a day.", "amount")


def _check_reason(line: Line) -> None:
    why = line.reasons_needed or [f"more than the usual maximum of {line.dose['maximum']:g} {line.dose['unit']}"]
    if line.item.override_reason not in OverrideReason.values:
        raise ReviewError(f"Choose a reason: there is {' and '.join(why)}.", "override_reason")
    if len(line.item.override_words) < 10:
        raise ReviewError("Say in a few words why this is right for this patient.", "override_words")


@transaction.atomic
def annotate(*, protocol: Protocol, version: int, note: str, referral_arranged: bool) -> Protocol:
    """Keep the note for the patient, and whether the referral is arranged."""
    _claim(protocol, version)
    protocol.note, protocol.referral_arranged = note.strip(), referral_arranged
    protocol.save(update_fields=["note", "referral_arranged"])
    return protocol


@transaction.atomic
def sign(*, protocol: Protocol, version: int, user: User) -> Protocol:
    """Freeze the protocol. Raises `ReviewError` with everything that still blocks it."""
    all_lines = lines_of(protocol)
    blocked = blockers(protocol, all_lines, plan_of(protocol, all_lines))
    if blocked:
        raise ReviewError(" ".join(blocked))
    _claim(protocol, version)
    protocol.status, protocol.signed_by, protocol.signed_at = ProtocolStatus.SIGNED, user, timezone.now()
    protocol.save(update_fields=["status", "signed_by", "signed_at"])
    if protocol.supersedes:
        Protocol.objects.filter(pk=protocol.supersedes.pk).update(status=ProtocolStatus.SUPERSEDED)
    return protocol
