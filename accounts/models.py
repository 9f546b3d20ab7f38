"""Practices (the tenants), the people who work in them, and their roles."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models

JURISDICTIONS = [("us", "United States"), ("eu", "European Union")]
PAPER_SIZES = [("a4", "A4"), ("letter", "Letter")]


class Practice(models.Model):
    """One tenant: everything about its patients is visible to its own people only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    address = models.TextField(blank=True, help_text="Printed on handouts, one line each.")
    telephone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    jurisdiction = models.CharField(max_length=2, choices=JURISDICTIONS, default="us")
    paper_size = models.CharField(max_length=6, choices=PAPER_SIZES, default="a4")
    language = models.CharField(max_length=5, default="en")
    time_zone = models.CharField(max_length=40, default="UTC")
    is_demo = models.BooleanField(default=False, help_text="Holds invented patients only.")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    PRACTITIONER = "practitioner", "Practitioner"
    RULE_EDITOR = "rule_editor", "Rule editor"
    APPROVER = "approver", "Approver"
    OWNER = "owner", "Owner"


class User(AbstractUser):
    """A person; what they may see and do comes from their memberships."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class Membership(models.Model):
    """A person's place in a practice, with the roles they hold there."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.PRACTITIONER)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "user", "role"], name="one_membership_per_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.practice}: {self.get_role_display()}"
