"""Handouts: the frozen words of a signed protocol, and the job that turns them into a PDF.

The row is the truth about the job; a message broker only wakes a worker.
"""

import uuid

from django.conf import settings
from django.db import models

from accounts.models import PAPER_SIZES
from protocols.review.models import Protocol

PRINT_SIZES = [("normal", "Normal"), ("large", "Large, 18 point")]


class HandoutStatus(models.TextChoices):
    QUEUED = "queued", "Queued"
    RENDERING = "rendering", "Rendering"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"


class Handout(models.Model):
    """One PDF of one protocol in one language, paper and print size."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="handouts")
    language = models.CharField(max_length=5, default="en")
    paper_size = models.CharField(max_length=6, choices=PAPER_SIZES, default="a4")
    print_size = models.CharField(max_length=6, choices=PRINT_SIZES, default="normal")
    shows_left_out = models.BooleanField(default=False, help_text="Lists what was left out of the plan.")
    template_version = models.CharField(max_length=20)
    content = models.JSONField(help_text="Every word and number of the handout, frozen when it was requested.")
    status = models.CharField(max_length=10, choices=HandoutStatus.choices, default=HandoutStatus.QUEUED)
    failure_reason = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    run_after = models.DateTimeField(null=True, blank=True, help_text="Not claimed before this time (retry back-off).")
    file_name = models.CharField(max_length=200, blank=True, help_text="Storage key, made from the hash of the PDF.")
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    page_count = models.PositiveSmallIntegerField(null=True, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at", "-id"]
        indexes = [models.Index(fields=["status", "lease_until"], name="handout_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["protocol", "language", "paper_size", "print_size", "shows_left_out", "template_version"],
                name="one_handout_per_protocol_and_form",
            ),
        ]

    def __str__(self) -> str:
        return f"Handout of {self.protocol} ({self.get_status_display()})"
