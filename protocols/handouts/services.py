"""The verbs of the handouts room: request, retry, open, sweep, and a draft straight from an outcome."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from accounts.models import PAPER_SIZES, User
from protocols.engine.rulebook import Rulebook
from protocols.handouts import artefacts, jobs
from protocols.handouts.content import TEMPLATE_VERSION, build_content
from protocols.handouts.models import PRINT_SIZES, Handout, HandoutStatus
from protocols.handouts.queries import unfinished_of
from protocols.handouts.source import Form, PlanLine, Sender, Source
from protocols.handouts.texts import ReleaseTexts
from protocols.recommendations.queries import outcome_document
from protocols.review.lines import Line, accepted
from protocols.review.models import Decision, Protocol, ProtocolStatus
from protocols.review.queries import lines_of, plan_of, rulebook_of

MAX_WAITING = 20
"""Handouts one person may be waiting for at a time."""
CHOICES = {"paper_size": tuple(dict(PAPER_SIZES)), "print_size": tuple(dict(PRINT_SIZES))}


class HandoutRefused(ValueError):
    """No handout can be made as asked; the message says why, `field` which choice is wrong."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message, self.field = message, field


class TooManyWaiting(HandoutRefused):
    """The person waits for too many handouts already."""


def request_handout(
    *,
    protocol: Protocol,
    user: User,
    language: str = "en",
    paper_size: str | None = None,
    print_size: str = "normal",
    shows_left_out: bool = False,
) -> Handout:
    """The handout of a signed protocol in one form; asked for again, the same one.

    Raises `HandoutRefused`, `TooManyWaiting`, `LanguageMissing` and `ContentRefused`.
    """
    practice = protocol.evaluation.intake.patient.practice
    form = Form(language, paper_size or practice.paper_size, print_size, shows_left_out)
    _check(protocol, form)
    key = {"protocol": protocol, **form._asdict(), "template_version": TEMPLATE_VERSION}
    existing = Handout.objects.filter(**key).first()
    if existing:
        return existing
    if unfinished_of(user) >= MAX_WAITING:
        raise TooManyWaiting(f"{MAX_WAITING} handouts are being made for you. Try again when some are ready.")
    public_id = uuid4()
    content = build_content(
        _source(protocol, form, str(public_id)), ReleaseTexts(rulebook_of(protocol), language), form
    )
    with transaction.atomic():
        new = {"public_id": public_id, "content": content, "requested_by": user}
        handout, is_new = Handout.objects.get_or_create(**key, defaults=new)
        if is_new:
            transaction.on_commit(partial(jobs.wake, handout.pk))
    return handout


def _check(protocol: Protocol, form: Form) -> None:
    if protocol.status == ProtocolStatus.DRAFT:
        raise HandoutRefused("Sign the protocol first: a handout is made of a signed protocol only.", "protocol")
    if protocol.status == ProtocolStatus.SUPERSEDED:
        raise HandoutRefused("A newer version of this protocol is signed. Make the handout of that one.", "protocol")
    for field, allowed in CHOICES.items():
        if getattr(form, field) not in allowed:
            raise HandoutRefused(f'"{getattr(form, field)}" is none of {", ".join(allowed)}.', field)


def _source(protocol: Protocol, form: Form, public_id: str) -> Source:
    """What the signed protocol says, and who it is from and for."""
    patient = protocol.evaluation.intake.patient
    practice = patient.practice
    every = lines_of(protocol)
    signed = protocol.signed_at.astimezone(ZoneInfo(practice.time_zone))  # type: ignore[union-attr]
    return Source(
        outcome=outcome_document(protocol.evaluation),
        lines=[_plan_line(line) for line in accepted(every)],
        jurisdiction=protocol.evaluation.document.get("jurisdiction") or practice.jurisdiction,
        day=signed.date(),
        sender=Sender(practice.name, practice.address, practice.telephone, practice.email),
        patient_name=str(patient),
        note=protocol.note,
        signed_by=str(protocol.signed_by),
        status_url=f"{settings.PUBLIC_URL}/h/{public_id}/",
        stack=plan_of(protocol, every)["stack"],
        left_out=[line.item.intervention for line in every if line.item.decision != Decision.ACCEPT]
        if form.shows_left_out
        else (),
    )


def _plan_line(line: Line) -> PlanLine:
    return PlanLine(line.item.intervention, line.item.amount, tuple(line.item.slots), line.offered)


def retry(*, handout: Handout) -> None:
    """Try a failed handout again; does nothing to one that has not failed."""
    with transaction.atomic():
        if jobs.retry(handout):
            transaction.on_commit(partial(jobs.wake, handout.pk))


def open_pdf(*, handout: Handout) -> bytes | None:
    """The PDF of a ready handout; None when there is none yet.

    Rendering again gives the same bytes, so a lost file is made anew: the job is queued and None returned.
    """
    if handout.status != HandoutStatus.READY:
        return None
    try:
        return artefacts.load(artefacts.Artefact(handout.file_name, handout.pdf_sha256))
    except artefacts.ArtefactMissing:
        with transaction.atomic():
            jobs.make_again(handout)
            transaction.on_commit(partial(jobs.wake, handout.pk))
        return None


def sweep() -> None:
    """Recover lost leases and wake workers for every job whose message may be lost."""
    jobs.recover_lost()
    for handout_id in jobs.overdue().values_list("pk", flat=True):
        jobs.wake(handout_id)


def render_outcome_pdf(
    outcome_document: Mapping[str, Any],
    intake_document: Mapping[str, Any],
    *,
    rulebook: Rulebook,
    language: str = "en",
    jurisdiction: str = "us",
) -> bytes:
    """A draft handout of everything an outcome offers as an option, at the starting amounts: nobody signed it.

    Raises `LanguageMissing` and `ContentRefused`. `jurisdiction` is for an intake that names none.
    """
    from protocols.handouts import pdf  # takes a second to import, and the web process needs it for nothing else

    offered = [one for one in outcome_document["recommendations"] if one["tier"] == "option"]
    source = Source(
        outcome=outcome_document,
        lines=[PlanLine(one["intervention"], one["dose"]["start"], tuple(one["dose"]["slots"])) for one in offered],
        jurisdiction=str(intake_document.get("jurisdiction") or jurisdiction),
        day=date.fromisoformat(outcome_document["as_of"]),
        stack=outcome_document["plan"]["stack"],
    )
    form = Form(language, "letter" if source.jurisdiction == "us" else "a4")
    return pdf.render(build_content(source, ReleaseTexts(rulebook, language), form)).data
