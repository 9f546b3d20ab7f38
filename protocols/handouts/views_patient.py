"""The page of one patient: every visit from intake to handout, and what to do next.

It stands in the last room of the path because it shows the work of all of them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.http import PracticeRequest
from protocols.handouts.models import Handout, HandoutStatus
from protocols.intake.answers import lines, supplement_numbers
from protocols.intake.intake_queries import intakes_visible_to
from protocols.intake.material import material_in_force
from protocols.intake.models import Intake, IntakeStatus, Patient
from protocols.intake.patient_queries import patient_or_404
from protocols.intake.vocabulary_lists import VocabularyLists
from protocols.recommendations.models import Evaluation
from protocols.review.models import Protocol, ProtocolStatus

LISTS = {
    "conditions": "Conditions",
    "medications": "Medications",
    "allergies": "Allergies and intolerances",
    "supplements": "Own supplements",
}


class Action(NamedTuple):
    """The one thing to do next with a visit. `is_next` is False when nothing is left but to look at it."""

    label: str
    url: str
    is_next: bool = True


class Named(NamedTuple):
    """One list of the latest intake: what was named, or why nothing is."""

    label: str
    entries: list[str]
    absence: str


def patient(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """One patient of the practice; 404 for anybody else's."""
    found = patient_or_404(request.practice, public_id)
    visits = visits_of(found)
    submitted = next((visit.intake for visit in visits if visit.intake.status == IntakeStatus.SUBMITTED), None)
    context = {
        "patient": found,
        "visits": visits,
        "next": visits[0].action if visits and visits[0].action.is_next else None,
        "latest": submitted,
        "named": named_in(submitted) if submitted else [],
    }
    return render(request, "handouts/patient.html", context)


def visits_of(patient: Patient) -> list["Visit"]:
    """The visits of a patient, newest first, in four queries however many there are."""
    protocols = Protocol.objects.select_related("signed_by").prefetch_related(
        Prefetch("handouts", Handout.objects.defer("content"))
    )
    evaluations = Evaluation.objects.select_related("release").defer("document", "release__content")
    intakes = intakes_visible_to(patient.practice).filter(patient=patient)
    return [
        Visit(intake)
        for intake in intakes.prefetch_related(
            Prefetch("evaluations", evaluations.prefetch_related(Prefetch("protocols", protocols)))
        )
    ]


def named_in(intake: Intake) -> list[Named]:
    """The lists of an intake that matter at every visit, as labels."""
    known = material_in_force().lists
    return [_named(intake.answers, name, label, known) for name, label in LISTS.items()]


def _named(answers: Mapping[str, str], name: str, label: str, known: VocabularyLists) -> Named:
    if name == "supplements":
        entries = [answers.get(f"supplements.{number}.name", "") for number in supplement_numbers(answers)]
    else:
        entries = [known.describe(name, entry)[0] for entry in lines(answers.get(name, ""))]
    return Named(label, entries, "None" if answers.get(f"{name}.asked") == "none" else "Not asked")


@dataclass(frozen=True)
class Visit:
    """One intake and everything that came of it."""

    intake: Intake

    @cached_property
    def evaluation(self) -> Evaluation | None:
        """The newest evaluation."""
        return next(iter(self.intake.evaluations.all()), None)

    @cached_property
    def protocols(self) -> list[Protocol]:
        """Every protocol of the visit, newest first."""
        found = [one for evaluation in self.intake.evaluations.all() for one in evaluation.protocols.all()]
        return sorted(found, key=lambda one: (one.created_at, one.pk), reverse=True)

    @cached_property
    def handouts(self) -> list[Handout]:
        """Every handout of the visit, newest first."""
        found = [one for protocol in self.protocols for one in protocol.handouts.all()]
        return sorted(found, key=lambda one: (one.requested_at, one.pk), reverse=True)

    @cached_property
    def outcome(self) -> dict[str, object]:
        """Status of the newest evaluation and how many options it offers and withholds."""
        document = json.loads(self.evaluation.outcome) if self.evaluation else {}
        entries = document.get("recommendations", [])
        return {
            "status": document.get("status", ""),
            "options": sum(entry["tier"] == "option" for entry in entries),
            "withheld": len(document.get("withheld", [])),
            "questions": len(document.get("unknowns", [])),
        }

    @property
    def is_stopped(self) -> bool:
        """True when a red flag allows a referral and no plan."""
        return self.outcome["status"] == "refer_only"

    @property
    def is_done(self) -> bool:
        """True when nothing is left to do: a handout is ready, or the visit ends in a referral."""
        return self.is_stopped or any(handout.status == HandoutStatus.READY for handout in self.handouts)

    @cached_property
    def action(self) -> Action:
        """What to do next."""
        if self.intake.status == IntakeStatus.DRAFT:
            return Action("Continue intake", reverse("intake:intake", args=[self.intake.public_id]))
        if self.evaluation is None:
            return Action("Open intake", reverse("intake:intake", args=[self.intake.public_id]))
        if self.protocols and not self.is_stopped:
            return self._after_review(self.protocols[0])
        result = reverse("recommendations:result", args=[self.evaluation.public_id])
        return Action("See the referral", result, False) if self.is_stopped else Action("Review options", result)

    def _after_review(self, protocol: Protocol) -> Action:
        page = reverse("review:protocol", args=[protocol.public_id])
        if protocol.status == ProtocolStatus.DRAFT:
            return Action("Continue review", page)
        handout = next(iter(protocol.handouts.all()), None)
        if handout is None:
            return Action("Make handout", page)
        page = reverse("handouts:handout", args=[handout.public_id])
        label, is_next = {
            HandoutStatus.READY: ("Open handout", False),
            HandoutStatus.FAILED: ("Try the handout again", True),
        }.get(HandoutStatus(handout.status), ("Watch the handout", True))
        return Action(label, page, is_next)

    @cached_property
    def steps(self) -> list[dict[str, str]]:
        """The way from intake to handout for `components/steps.html`; a referral ends it early."""
        signed = any(one.status != ProtocolStatus.DRAFT for one in self.protocols)
        done = [
            ("Intake", self.intake.status == IntakeStatus.SUBMITTED),
            ("Result", self.evaluation is not None),
            ("Referral", True) if self.is_stopped else ("Review", signed),
        ]
        if not self.is_stopped:
            done.append(("Handout", self.is_done))
        current = next((label for label, is_done in done if not is_done), "")
        return [
            {"label": label, "state": "done" if is_done else "current" if label == current else "todo"}
            for label, is_done in done
        ]
