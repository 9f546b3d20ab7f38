"""The command that opens the first practice."""

import pytest
from django.core.management import CommandError, call_command

from accounts.management.commands import open_practice as command
from accounts.models import Practice, Role, User

pytestmark = pytest.mark.django_db


def type_passwords(monkeypatch, *passwords: str) -> None:
    typed = iter(passwords)
    monkeypatch.setattr(command, "getpass", lambda prompt: next(typed))


def test_it_makes_the_practice_and_its_owner(monkeypatch, capsys):
    type_passwords(monkeypatch, "a quiet harbour", "a quiet harbour")
    call_command("open_practice", "Hill Practice", "--owner", "cora", "--jurisdiction", "eu")
    practice = Practice.objects.get(name="Hill Practice", jurisdiction="eu")
    assert {one.role for one in practice.memberships.all()} == {Role.OWNER, Role.PRACTITIONER}
    assert User.objects.get(username="cora").check_password("a quiet harbour")


@pytest.mark.parametrize(
    ("passwords", "reason"),
    [(("short",), "too short"), (("a quiet harbour", "a quiet hill"), "differ")],
)
def test_a_bad_password_makes_nothing(monkeypatch, passwords, reason):
    type_passwords(monkeypatch, *passwords)
    with pytest.raises(CommandError, match=reason):
        call_command("open_practice", "Hill Practice", "--owner", "cora")
    assert not Practice.objects.exists()
    assert not User.objects.exists()
