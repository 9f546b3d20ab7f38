"""Template filters about patients."""

from datetime import date

from django import template
from django.utils import timezone

from protocols.intake.age import age_on

register = template.Library()


@register.filter
def age(birth_date: date | None) -> int | None:
    """Completed years today, by the clock of the practice; None without a birth date."""
    return age_on(birth_date, timezone.localdate()) if birth_date else None
