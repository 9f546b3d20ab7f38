"""Protocols a practice may see, what the decision said about them, and what still blocks a signature."""

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Practice
from protocols.engine.facts import Facts
from protocols.engine.outcome import Document
from protocols.engine.plan import check_plan
from protocols.engine.rulebook import Rulebook
from protocols.recommendations.models import Evaluation
from protocols.recommendations.queries import outcome_document, stale_because
from protocols.recommendations.words import amount_words
from protocols.review.lines import Line, accepted, lines
from protocols.review.models import Decision, Protocol, ProtocolStatus
from protocols.review.rechecks import recheck
from protocols.rulebook.queries import rulebook
from protocols.vocabulary.document import read_intake


def protocols_visible_to(practice: Practice | None) -> QuerySet[Protocol]:
    """The protocols of the practice's own patients; none for a person without a practice."""
    if practice is None:
        return Protocol.objects.none()
    return Protocol.objects.filter(evaluation__intake__patient__practice=practice).select_related(
        "evaluation__intake__patient__practice", "evaluation__release", "signed_by", "supersedes"
    )


def draft_of(evaluation: Evaluation) -> Protocol | None:
    """The protocol of the evaluation that is being reviewed, if there is one."""
    return evaluation.protocols.filter(status=ProtocolStatus.DRAFT).first()


def lines_of(protocol: Protocol) -> list[Line]:
    """The protocol line by line, in rank order, withheld interventions last; alerts as they are at the chosen dose."""
    release = rulebook_of(protocol)
    facts = facts_of(protocol, release)
    found = lines(protocol.items.all(), outcome_document(protocol.evaluation))
    return [recheck(line, facts, release) for line in found]


def rulebook_of(protocol: Protocol) -> Rulebook:
    """The release the decision was made with, whatever is in force today."""
    return rulebook(code=protocol.evaluation.release.code)


def facts_of(protocol: Protocol, release: Rulebook) -> Facts:
    """The facts the decision read."""
    practice = protocol.evaluation.intake.patient.practice
    return read_intake(protocol.evaluation.document, release.vocabulary, default_jurisdiction=practice.jurisdiction)


def plan_of(protocol: Protocol, all_lines: list[Line]) -> Document:
    """Totals, combination alerts and schedule of what has been accepted so far."""
    items = [line.as_plan_item() for line in accepted(all_lines)]
    release = rulebook_of(protocol)
    return check_plan(items, facts_of(protocol, release), release)


def blockers(protocol: Protocol, all_lines: list[Line], plan: Document) -> list[str]:
    """Everything that stands between the protocol and a signature, each as one sentence."""
    found = [stale_because(protocol.evaluation, today=timezone.localdate())]
    undecided = [line for line in all_lines if line.item.decision == Decision.UNDECIDED and not line.is_withheld]
    if undecided:
        found.append(f"{len(undecided)} of {_offered(all_lines)} options are not decided yet.")
    if not undecided and not accepted(all_lines):
        found.append("Nothing is accepted: there is no plan to sign.")
    if outcome_document(protocol.evaluation)["status"] == "refer_first" and not protocol.referral_arranged:
        found.append("Confirm that the referral is arranged.")
    found += [_over_limit(total) for total in plan["totals"] if total["level"] == "block" and _is_ours(total)]
    return [one for one in found if one]


def _offered(all_lines: list[Line]) -> int:
    return sum(not line.is_withheld for line in all_lines)


def _is_ours(total: Document) -> bool:
    """Whether the plan itself adds to the total; what the patient already takes is shown but blocks nothing."""
    return any("intervention" in source for source in total["sources"])


def _over_limit(total: Document) -> str:
    amount, limit = amount_words(total["amount"], total["unit"]), amount_words(total["limit"], total["unit"])
    return f"The total of {total['nutrient'].replace('_', ' ')} is {amount}; the upper level is {limit}."
