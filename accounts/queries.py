"""Reads about practices and the people in them."""

from itertools import groupby

from accounts.models import Membership, Practice, Role, User


def current_practice(user) -> Practice | None:
    """The practice of the person's first membership; None for someone signed out or without one."""
    if not user.is_authenticated or not user.is_active:
        return None
    return Practice.objects.filter(memberships__user=user).order_by("memberships__id").first()


def has_role(user: User, practice: Practice, role: Role) -> bool:
    """True when the person holds the role in the practice."""
    return Membership.objects.filter(user=user, practice=practice, role=role).exists()


def people_of(practice: Practice) -> list[tuple[User, list[str]]]:
    """The people of a practice with the names of their roles, by surname."""
    memberships = (
        Membership.objects.filter(practice=practice, user__is_active=True)
        .select_related("user")
        .order_by("user__last_name", "user__first_name", "user_id", "id")
    )
    return [
        (user, [membership.get_role_display() for membership in group])
        for user, group in groupby(memberships, key=lambda membership: membership.user)
    ]


def demo_practice_exists() -> bool:
    """True when this installation holds a demo practice; its login page then says how to get in."""
    return Practice.objects.filter(is_demo=True).exists()
