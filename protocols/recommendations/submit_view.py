"""Submitting an intake: keep what was posted, freeze it, evaluate it, and show the result."""

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.http import PracticeRequest
from protocols.intake.intake_queries import intake_or_404
from protocols.intake.intake_services import IntakeFrozen, StaleAnswers, submit_intake
from protocols.intake.intake_views import save_posted
from protocols.intake.models import Intake
from protocols.recommendations.models import Evaluation
from protocols.recommendations.services import evaluate
from protocols.vocabulary.document import IntakeErrors


@require_POST
def submit(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """Leads to the result, or back to the form, which says what is wrong with the answers; they are kept either way."""
    intake = intake_or_404(request.practice, public_id)
    if page := save_posted(request, intake):
        return page
    try:
        evaluation = _evaluated(intake, request)
    except IntakeErrors:
        return redirect(reverse("intake:intake", args=[public_id]) + "?check=1")
    except (IntakeFrozen, StaleAnswers):
        return redirect("intake:intake", public_id)
    return redirect("recommendations:result", evaluation.public_id)


@transaction.atomic
def _evaluated(intake: Intake, request: PracticeRequest) -> Evaluation:
    """Freezing and evaluating succeed or fail together."""
    return evaluate(intake=submit_intake(intake=intake), user=request.user)
