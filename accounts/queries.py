"""Which practice a person works in."""

from accounts.models import Practice


def current_practice(user) -> Practice | None:
    """The practice of the person's first membership; None for someone signed out or without one."""
    if not user.is_authenticated or not user.is_active:
        return None
    return Practice.objects.filter(memberships__user=user).order_by("memberships__id").first()
