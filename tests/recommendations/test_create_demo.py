"""The demo practice: made once, the same ever after, and its password readable by nobody else."""

from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import Practice, User
from protocols.intake.models import Intake, Patient
from protocols.recommendations.models import Evaluation

pytestmark = pytest.mark.django_db


@pytest.fixture
def create_demo(releases, settings, tmp_path):
    settings.VAR_DIR = tmp_path

    def run() -> str:
        said = StringIO()
        call_command("create_demo", stdout=said)
        return said.getvalue().strip()

    return run


def test_it_makes_a_practice_with_three_patients(create_demo):
    create_demo()
    practice = Practice.objects.get(is_demo=True)
    assert practice.telephone
    intakes = {str(one.patient): one for one in Intake.objects.filter(patient__practice=practice)}
    assert {name: one.status for name, one in intakes.items()} == {
        "Maya Lindqvist": "submitted",
        "Tom Okafor": "submitted",
        "Irene Novak": "draft",
    }
    assert "patient.pregnant" not in intakes["Irene Novak"].answers
    assert {str(one.intake.patient) for one in Evaluation.objects.all()} == {"Maya Lindqvist", "Tom Okafor"}


def test_running_it_again_changes_nothing(create_demo):
    first = create_demo()
    password = User.objects.get(username="demo").password
    assert create_demo() == first
    assert User.objects.get(username="demo").password == password
    assert (Practice.objects.count(), Patient.objects.count(), Intake.objects.count()) == (1, 3, 3)


def test_the_printed_password_works_and_is_kept_for_the_owner_of_the_process_only(create_demo, client, tmp_path):
    password = create_demo().split()[-1]
    kept = tmp_path / "demo_login.txt"
    assert client.login(username="demo", password=password)
    assert kept.read_text() == f"User name: demo\nPassword: {password}\n"
    assert kept.stat().st_mode & 0o777 == 0o600


def test_two_installations_have_two_passwords(create_demo, settings, tmp_path):
    first = create_demo()
    settings.VAR_DIR = tmp_path / "other"
    User.objects.filter(username="demo").update(username="old")
    assert create_demo() != first


def test_a_new_database_beside_an_old_file_keeps_the_password(create_demo, client):
    said = create_demo()
    User.objects.filter(username="demo").update(username="old")
    assert create_demo() == said
    assert client.login(username="demo", password=said.split()[-1])
