"""Reads of evaluations, each limited to what one practice may see."""

import json
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import Practice
from protocols.recommendations.models import Evaluation
from protocols.rulebook.queries import rulebook


def evaluations_visible_to(practice: Practice | None) -> QuerySet[Evaluation]:
    """The evaluations of the practice's own patients; none for a person without a practice."""
    if practice is None:
        return Evaluation.objects.none()
    return Evaluation.objects.filter(intake__patient__practice=practice).select_related(
        "intake__patient__practice", "release"
    )


def newest_evaluations() -> QuerySet[Evaluation]:
    """The newest evaluation of every intake of every practice: for whoever runs the installation, never for a page."""
    newest = Evaluation.objects.filter(intake=OuterRef("intake")).order_by("-created_at", "-id").values("pk")[:1]
    return Evaluation.objects.filter(pk=Subquery(newest)).select_related("intake__patient__practice").order_by("pk")


def outcome_document(evaluation: Evaluation) -> dict[str, Any]:
    """The outcome as it was stored."""
    document: dict[str, Any] = json.loads(evaluation.outcome)
    return document


def stale_because(evaluation: Evaluation, *, today: date) -> str:
    """Why the result is no longer current, as a sentence; an empty string when it is."""
    newest = evaluation.intake.evaluations.order_by("-created_at", "-id").first()
    if newest and newest.pk != evaluation.pk:
        return "A newer evaluation of this intake exists."
    in_force = rulebook(as_of=today)
    if in_force.sha256 != evaluation.release.sha256:
        return f"Release {in_force.code} has come into force since this was evaluated with {evaluation.release.code}."
    later = evaluation.intake.patient.intakes.filter(status="submitted", submitted_at__gt=evaluation.created_at)
    return "A newer intake of this patient has been submitted." if later.exists() else ""
