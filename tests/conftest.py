"""The cast: Ana and Ben practise at Harbour Practice, Cora at Hill Practice, and Maya is Harbour's patient.

Django is imported inside the fixtures, so that the tests of the engine and the vocabulary also run without it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import Practice, User
    from protocols.intake.models import Patient
    from protocols.rulebook.models import Release

pytest_plugins = ["tests.browser", "tests.live_site", "tests.servers"]


def _person(username: str, first_name: str, last_name: str) -> User:
    from accounts.models import User

    return User.objects.create_user(username, password=f"{username}-secret", first_name=first_name, last_name=last_name)


def _practice(owner: User, name: str) -> Practice:
    from accounts.services import open_practice

    return open_practice(owner=owner, name=name)


@pytest.fixture
def ana(db) -> User:
    """Practitioner and owner at Harbour Practice once `harbour` is asked for."""
    return _person("ana", "Ana", "Brandt")


@pytest.fixture
def harbour(ana: User) -> Practice:
    return _practice(ana, "Harbour Practice")


@pytest.fixture
def ben(harbour: Practice) -> User:
    """Practitioner at Harbour Practice."""
    from accounts.models import Role
    from accounts.services import add_member

    user = _person("ben", "Ben", "Osei")
    add_member(practice=harbour, user=user, role=Role.PRACTITIONER)
    return user


@pytest.fixture
def hill(db) -> Practice:
    return _practice(_person("cora", "Cora", "Lind"), "Hill Practice")


@pytest.fixture
def cora(hill: Practice) -> User:
    """Practitioner and owner at Hill Practice: she must never see anything of Harbour's."""
    return hill.memberships.first().user


@pytest.fixture
def maya(harbour: Practice) -> Patient:
    """A patient of Harbour Practice."""
    from protocols.intake.patient_services import create_patient

    return create_patient(
        practice=harbour,
        code="P-0001",
        given_name="Maya",
        family_name="Lindqvist",
        birth_date=date(1985, 3, 12),
        sex="female",
    )


@pytest.fixture
def client_for() -> Callable[[User], Client]:
    """A browser in which the person is signed in."""
    from django.test import Client

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


_published: list[Release] = []
"""The rows of the shipped releases; checking and compiling them once is enough for a test run."""


@pytest.fixture
def releases(db) -> dict[str, Release]:
    """The shipped releases, published, by code."""
    from django.core.management import call_command

    from protocols.rulebook.models import Release

    if _published:
        Release.objects.bulk_create(_published)
    else:
        call_command("publish_releases", verbosity=0)
        _published.extend(Release.objects.all())
    return {release.code: release for release in Release.objects.all()}
