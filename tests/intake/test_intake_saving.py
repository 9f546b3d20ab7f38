"""What can be done with an intake: start, save, submit, copy; and that two windows never overwrite each other."""

from datetime import date

import pytest

from protocols.intake.intake_services import (
    IntakeFrozen,
    StaleAnswers,
    copy_intake,
    intake_document,
    known_answers,
    save_answers,
    start_intake,
    submit_intake,
)
from protocols.intake.models import Intake, IntakeStatus
from protocols.vocabulary.document import IntakeErrors

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(maya, ana) -> Intake:
    return start_intake(patient=maya, user=ana)


def saved_elsewhere(draft: Intake, **changes: str) -> None:
    other = Intake.objects.get(pk=draft.pk)
    save_answers(intake=other, changes={name.replace("__", "."): one for name, one in changes.items()}, version=1)


@pytest.mark.parametrize(
    ("day", "age"), [(date(2026, 3, 11), "40"), (date(2026, 3, 12), "41"), (date(2026, 11, 23), "41")]
)
def test_a_draft_begins_with_what_the_record_says(maya, day, age):
    assert known_answers(maya, day) == {"patient.age": age, "patient.sex": "female", "patient.weight_unit": "lb"}


def test_what_the_record_does_not_say_is_not_asked(maya, harbour):
    maya.birth_date, maya.sex, harbour.jurisdiction = None, "unknown", "eu"
    maya.practice = harbour
    assert known_answers(maya, date(2026, 11, 23)) == {"patient.weight_unit": "kg"}


def test_starting_twice_leaves_no_empty_draft(draft, maya, ana, ben):
    assert start_intake(patient=maya, user=ben) == draft
    save_answers(intake=draft, changes={"symptoms.anxiety": "6"}, version=1)
    assert start_intake(patient=maya, user=ana) != draft


def test_saving_raises_the_version(draft):
    saved = save_answers(intake=draft, changes={"symptoms.anxiety": "6"}, version=1)
    kept = Intake.objects.get()
    assert (saved.version, kept.version, kept.answers["symptoms.anxiety"]) == (2, 2, "6")


def test_a_stale_save_changes_nothing_and_names_the_fields(draft):
    saved_elsewhere(draft, patient__egfr="80", patient__age="50")
    with pytest.raises(StaleAnswers) as stale:
        save_answers(intake=draft, changes={"patient.egfr": "70", "patient.age": "50"}, version=1)
    assert stale.value.fields == ["patient.egfr"]
    assert stale.value.intake.version == 2
    assert Intake.objects.get().answers["patient.egfr"] == "80"


def test_sending_a_save_again_is_welcome(draft):
    """The reply of the first one was lost; the page still has the old version."""
    saved_elsewhere(draft, patient__egfr="80")
    again = save_answers(intake=Intake.objects.get(), changes={"patient.egfr": "80"}, version=1)
    assert again.version == 2


def test_a_submitted_intake_is_frozen(draft):
    submit_intake(intake=draft)
    with pytest.raises(IntakeFrozen):
        save_answers(intake=Intake.objects.get(), changes={"patient.egfr": "80"}, version=1)
    with pytest.raises(IntakeFrozen):
        submit_intake(intake=draft)
    assert Intake.objects.get().submitted_at is not None


def test_submitting_answers_that_have_changed_meanwhile_is_refused(draft):
    saved_elsewhere(draft, patient__egfr="80")
    with pytest.raises(StaleAnswers):
        submit_intake(intake=draft)
    assert Intake.objects.get().status == IntakeStatus.DRAFT


def test_a_copy_has_the_answers_and_the_age_of_today(draft, ben):
    save_answers(intake=draft, changes={"patient.age": "7", "medications": "Synthroid"}, version=1)
    copy = copy_intake(intake=submit_intake(intake=draft), user=ben)
    assert (copy.status, copy.version, copy.created_by) == (IntakeStatus.DRAFT, 1, ben)
    assert copy.answers["medications"] == "Synthroid"
    assert copy.answers["patient.age"] != "7"


def test_the_document_has_the_jurisdiction_of_the_practice(draft, releases):
    save_answers(intake=draft, changes={"symptoms.anxiety": "6"}, version=1)
    document = intake_document(draft)
    assert (document["jurisdiction"], document["symptoms"]) == ("us", {"anxiety": 6})


def test_a_document_of_answers_that_cannot_be_read_is_refused(draft, releases):
    save_answers(intake=draft, changes={"patient.egfr": "1e309"}, version=1)
    with pytest.raises(IntakeErrors) as errors:
        intake_document(draft)
    assert [one.path for one in errors.value.errors] == ["patient.egfr"]


def test_of_eight_saves_made_on_one_version_exactly_one_wins(draft):
    """Every window has read the draft before any of them writes."""
    windows = {egfr: Intake.objects.get(pk=draft.pk) for egfr in map(str, range(80, 88))}
    results = {egfr: saved(mine, egfr) for egfr, mine in windows.items()}
    kept = Intake.objects.get()
    assert list(results.values()).count(True) == 1
    assert (kept.version, results[kept.answers["patient.egfr"]]) == (2, True)


def saved(mine: Intake, egfr: str) -> bool:
    try:
        save_answers(intake=mine, changes={"patient.egfr": egfr}, version=1)
    except StaleAnswers:
        return False
    return True
