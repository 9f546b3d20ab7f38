"""Reading intakes: only those of the reader's own practice."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import Practice
from protocols.intake.models import Intake


def intakes_visible_to(practice: Practice | None) -> QuerySet[Intake]:
    """The intakes of the practice's patients, with patient and practice; none without a practice."""
    return Intake.objects.filter(patient__practice=practice, patient__practice__isnull=False).select_related(
        "patient__practice", "created_by"
    )


def intake_or_404(practice: Practice | None, public_id: UUID) -> Intake:
    """One intake. Raises Http404 for an unknown one and for one of another practice alike."""
    return get_object_or_404(intakes_visible_to(practice), public_id=public_id)
