"""`manage.py create_demo`: a practice of invented patients to try Axis with, and how to sign in to it.

Running it again changes nothing that is there; it only makes what is missing and prints the sign-in once more.
"""

import os
import secrets
import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from accounts.models import Practice, User
from accounts.services import open_practice
from protocols.intake.age import age_on
from protocols.intake.document import answers_of
from protocols.intake.intake_services import save_answers, start_intake, submit_intake
from protocols.intake.patient_queries import namesakes, suggested_code
from protocols.intake.patient_services import create_patient
from protocols.recommendations.services import evaluate

USERNAME = "demo"
PRACTICE = {
    "name": "Harbour Practice (demo)",
    "address": "12 Quay Street\nPortland, ME 04101",
    "telephone": "555-0100",
    "email": "desk@harbour.example",
}
PATIENTS = Path(__file__).parents[2] / "demo_patients.toml"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without the ones that are easily taken for another. Twelve of them are 59 bits."""


class Command(BaseCommand):
    help = "Makes a demo practice with invented patients and prints how to sign in."

    @transaction.atomic
    def handle(self, **options: object) -> None:
        user, password = demo_person()
        practice = Practice.objects.filter(is_demo=True).first() or open_practice(owner=user, is_demo=True, **PRACTICE)
        for one in tomllib.loads(PATIENTS.read_text())["patient"]:
            ensure_patient(practice, user, **one)
        self.stdout.write(f"Sign in as {USERNAME} with the password {password}")


def demo_person() -> tuple[User, str]:
    """The demo practitioner and their password, which is made once and kept in `login_file()`."""
    user = User.objects.filter(username=USERNAME).first()
    password = remembered_password()
    if user and password:
        return user, password
    user = user or User(username=USERNAME, first_name="Dana", last_name="Marsh")
    password = password or new_password()
    user.set_password(password)
    user.save()
    return user, password


def ensure_patient(practice: Practice, user: User, *, submitted: bool, intake: dict[str, Any], **details: Any) -> None:
    """Makes a demo patient with one intake, evaluated if submitted; leaves alone one of the same name and birth."""
    who = {name: details[name] for name in ("given_name", "family_name", "birth_date")}
    if namesakes(practice, **who).exists():
        return
    patient = create_patient(practice=practice, code=suggested_code(practice), **details)
    begun = start_intake(patient=patient, user=user)
    changes = demo_answers(intake, age_on(details["birth_date"], timezone.localdate()), details["sex"])
    saved = save_answers(intake=begun, changes=changes, version=begun.version)
    if submitted:
        evaluate(intake=submit_intake(intake=saved), user=user)


def demo_answers(intake: dict[str, Any], age: int, sex: str) -> dict[str, str]:
    """The answers of a demo intake with what the record says."""
    return answers_of({**intake, "patient": {**intake["patient"], "age": age, "sex": sex}})


def login_file() -> Path:
    return settings.VAR_DIR / "demo_login.txt"


def remembered_password() -> str:
    """The password of the last run, or an empty string."""
    if not login_file().exists():
        return ""
    kept = dict(line.partition(": ")[::2] for line in login_file().read_text().splitlines())
    return kept.get("Password", "")


def new_password() -> str:
    """A new password, kept where only the account that runs Axis can read it."""
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
    login_file().parent.mkdir(parents=True, exist_ok=True)
    login_file().unlink(missing_ok=True)
    with os.fdopen(os.open(login_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"User name: {USERNAME}\nPassword: {password}\n")
    return password
