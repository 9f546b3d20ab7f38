"""What happens to practices and people. Every verb is keyword-only and either does all of its work or raises."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Membership, Practice, Role, User
from accounts.queries import has_role

PRACTICE_DETAILS = ("name", "address", "telephone", "email", "jurisdiction", "paper_size", "time_zone")


@transaction.atomic
def open_practice(*, owner: User, name: str, is_demo: bool = False, **details: str) -> Practice:
    """Creates a practice whose owner also practises in it."""
    practice = Practice.objects.create(name=name, is_demo=is_demo, **details)
    add_member(practice=practice, user=owner, role=Role.PRACTITIONER)
    add_member(practice=practice, user=owner, role=Role.OWNER)
    return practice


def add_member(*, practice: Practice, user: User, role: Role) -> Membership:
    """Gives a person a role in a practice; harmless when they hold it already."""
    membership, _ = Membership.objects.get_or_create(practice=practice, user=user, role=role)
    return membership


def update_practice(*, practice: Practice, user: User, **details: str) -> Practice:
    """Changes `PRACTICE_DETAILS`. Raises `PermissionDenied` for anybody but an owner of the practice."""
    if not has_role(user, practice, Role.OWNER):
        raise PermissionDenied("Only an owner changes the details of the practice.")
    for name in PRACTICE_DETAILS:
        if name in details:
            setattr(practice, name, details[name])
    practice.save(update_fields=[name for name in PRACTICE_DETAILS if name in details])
    return practice
