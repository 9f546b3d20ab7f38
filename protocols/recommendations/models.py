"""Evaluations: one run of the decision over one submitted intake, kept for ever."""

import uuid

from django.conf import settings
from django.db import models

from protocols.intake.models import Intake
from protocols.rulebook.models import Release


class Evaluation(models.Model):
    """What the decision was given and what it answered; never changed after it is made."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="evaluations")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="evaluations")
    as_of = models.DateField(help_text="The day the decision was made for.")
    document = models.JSONField(help_text="The intake document (contract) that was evaluated.")
    outcome = models.TextField(help_text="The outcome document (contract), canonical JSON.")
    outcome_sha256 = models.CharField(max_length=64)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"Evaluation of {self.intake} by {self.release}"
