"""Patients and their intakes."""

import uuid

from django.conf import settings
from django.db import models

from accounts.models import Practice

SEXES = [("female", "Female"), ("male", "Male"), ("other", "Other"), ("unknown", "Not stated")]


class Patient(models.Model):
    """A person in care of one practice."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="patients")
    code = models.CharField(max_length=20, help_text="The practice's own number for this person.")
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    search_name = models.CharField(max_length=240, editable=False, help_text="Names and code, folded for search.")
    birth_date = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=7, choices=SEXES, default="unknown")
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["search_name", "id"]
        indexes = [models.Index(fields=["practice", "search_name"], name="patients_in_order")]
        constraints = [models.UniqueConstraint(fields=["practice", "code"], name="one_patient_per_code")]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"


class IntakeStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"


class Intake(models.Model):
    """The answers of one visit: an intake document (contract) being filled in, then frozen."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="intakes")
    status = models.CharField(max_length=10, choices=IntakeStatus.choices, default=IntakeStatus.DRAFT)
    answers = models.JSONField(default=dict, blank=True, help_text="Form answers by field name, as typed.")
    version = models.PositiveIntegerField(default=1, help_text="Rises with every save; a stale save is refused.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"Intake of {self.patient} ({self.get_status_display()})"
