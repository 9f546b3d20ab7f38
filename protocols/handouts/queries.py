"""Handouts a practice may see, and what the public page may say."""

from typing import Literal
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Practice, User
from protocols.handouts.models import Handout, HandoutStatus
from protocols.review.models import ProtocolStatus

Standing = Literal["current", "superseded", "unknown"]


def handouts_visible_to(practice: Practice | None) -> QuerySet[Handout]:
    """The handouts of the practice's own patients; none for a person without a practice."""
    if practice is None:
        return Handout.objects.none()
    return Handout.objects.filter(protocol__evaluation__intake__patient__practice=practice).select_related(
        "protocol__evaluation__intake__patient__practice"
    )


def unfinished_of(user: User) -> int:
    """How many handouts a person waits for."""
    return Handout.objects.filter(requested_by=user, status__in=(HandoutStatus.QUEUED, HandoutStatus.RENDERING)).count()


def waiting_before(handout: Handout) -> int:
    """How many handouts are ahead of this one in the queue."""
    return Handout.objects.filter(status=HandoutStatus.QUEUED, pk__lt=handout.pk).count()


def standing_of(public_id: UUID) -> Standing:
    """What the page behind the printed code says: nothing about the patient, only whether the plan still holds."""
    status = Handout.objects.filter(public_id=public_id).values_list("protocol__status", flat=True).first()
    if status is None:
        return "unknown"
    return "current" if status == ProtocolStatus.SIGNED else "superseded"
