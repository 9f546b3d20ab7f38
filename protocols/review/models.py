"""Protocols: what the practitioner decided about an evaluation, line by line, and signed."""

import uuid

from django.conf import settings
from django.db import models

from protocols.recommendations.models import Evaluation


class ProtocolStatus(models.TextChoices):
    DRAFT = "draft", "In review"
    SIGNED = "signed", "Signed"
    SUPERSEDED = "superseded", "Superseded"


class Protocol(models.Model):
    """A review of one evaluation. Signing freezes it; a correction is a new version that supersedes it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="protocols")
    number = models.PositiveIntegerField(default=1, help_text="1 for the first version, then 2, 3, ...")
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    status = models.CharField(max_length=10, choices=ProtocolStatus.choices, default=ProtocolStatus.DRAFT)
    version = models.PositiveIntegerField(default=1, help_text="Rises with every change; a stale change is refused.")
    note = models.TextField(blank=True, max_length=2000, help_text="A note for the patient, printed on the handout.")
    referral_arranged = models.BooleanField(
        default=False, help_text="The practitioner confirms that the referral the red flags ask for is arranged."
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"Protocol {self.number} for {self.evaluation.intake.patient}"


class Decision(models.TextChoices):
    UNDECIDED = "undecided", "Not decided"
    ACCEPT = "accept", "Accepted"
    LEAVE_OUT = "leave_out", "Left out"


class OverrideReason(models.TextChoices):
    SPECIALIST_AGREED = "specialist_agreed", "The treating specialist agreed"
    BENEFIT_OUTWEIGHS = "benefit_outweighs", "Benefit judged greater than the risk"
    MONITORING_IN_PLACE = "monitoring_in_place", "Monitoring is in place"
    ALREADY_TAKING = "already_taking", "The patient already takes it and tolerates it"
    NOT_APPLICABLE = "not_applicable", "The alert does not apply to this patient"


class ProtocolItem(models.Model):
    """The decision about one intervention: taken or left out, at which dose, and why against an alert."""

    protocol = models.ForeignKey(Protocol, on_delete=models.CASCADE, related_name="items")
    intervention = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(help_text="Rank in the evaluation, 1 first.")
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.UNDECIDED)
    amount = models.DecimalField(
        max_digits=16, decimal_places=3, null=True, blank=True, help_text="Daily amount in the unit of the release."
    )
    slots = models.JSONField(default=list, blank=True, help_text="Of morning, noon, evening, bedtime.")
    override_reason = models.CharField(max_length=24, choices=OverrideReason.choices, blank=True)
    override_words = models.TextField(blank=True, max_length=1000)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["protocol", "intervention"], name="one_item_per_intervention"),
        ]

    def __str__(self) -> str:
        return f"{self.intervention}: {self.get_decision_display()}"
