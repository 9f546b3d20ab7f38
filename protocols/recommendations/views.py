"""The result page: what the decision said about one intake."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.http import PracticeRequest
from protocols.recommendations.models import Evaluation
from protocols.recommendations.patient_strip import chips
from protocols.recommendations.presentation import Result
from protocols.recommendations.queries import evaluations_visible_to, outcome_document, stale_because
from protocols.rulebook.queries import rulebook


def result_context(evaluation: Evaluation) -> dict[str, Any]:
    """What every page about an evaluation shows: the result in words, the patient, the release."""
    release = rulebook(code=evaluation.release.code)
    text = release.catalogue.release
    return {
        "evaluation": evaluation,
        "patient": evaluation.intake.patient,
        "chips": chips(evaluation.document, release.vocabulary),
        "result": Result(outcome_document(evaluation), release),
        "unsigned_release": "" if text.is_reviewed else text.review_statement,
    }


@require_GET
@never_cache
def result(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """Options, dangers and open questions, before anybody has decided anything."""
    evaluation = get_object_or_404(evaluations_visible_to(request.practice), public_id=public_id)
    context = result_context(evaluation) | {
        "stale": stale_because(evaluation, today=timezone.localdate()),
        "draft": evaluation.protocols.filter(status="draft").exists(),
    }
    return render(request, "recommendations/result.html", context)
