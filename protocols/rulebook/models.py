"""Releases of the rulebook, published into the database as frozen copies."""

from django.db import models


class Release(models.Model):
    """One published, immutable version of every rule table, vocabulary list and text."""

    code = models.CharField(max_length=40, unique=True, help_text="For example 2026.1.")
    title = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.TextField(help_text="Canonical JSON of all files of the release; its SHA-256 is `sha256`.")
    in_force_from = models.DateField(help_text="The release in force on a day is the newest with a date not after it.")
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-in_force_from", "-id"]

    def __str__(self) -> str:
        return self.code
