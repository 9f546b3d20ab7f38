"""What can be done with an intake: start it, save answers, submit it, copy it, read it as a document."""

from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import Practice, User
from protocols.intake.age import age_on
from protocols.intake.answers import Answers, differing, with_changes
from protocols.intake.document import read_answers
from protocols.intake.models import Intake, IntakeStatus, Patient
from protocols.rulebook.queries import rulebook
from protocols.vocabulary.document import IntakeError, IntakeErrors


class IntakeFrozen(Exception):
    """A change to an intake that has been submitted."""


class StaleAnswers(Exception):
    """A save based on an older version. `intake` is as it is now; `fields` differ from what was to be saved."""

    def __init__(self, intake: Intake, fields: list[str]) -> None:
        super().__init__(f"version {intake.version} has been saved since; differing: {', '.join(fields)}")
        self.intake = intake
        self.fields = fields


def start_intake(*, patient: Patient, user: User) -> Intake:
    """A new draft with what is known of the patient. The newest draft that nobody has written in is used again."""
    known = known_answers(patient, timezone.localdate())
    untouched = patient.intakes.filter(status=IntakeStatus.DRAFT, version=1, answers=known).first()
    return untouched or Intake.objects.create(patient=patient, answers=known, created_by=user)


def known_answers(patient: Patient, today: date) -> dict[str, str]:
    """The answers that the patient's record gives: age on the day, sex unless not stated, the usual weight unit."""
    answers = {"patient.weight_unit": "lb" if patient.practice.jurisdiction == "us" else "kg"}
    if patient.birth_date and patient.birth_date <= today:
        answers["patient.age"] = str(age_on(patient.birth_date, today))
    if patient.sex != "unknown":
        answers["patient.sex"] = patient.sex
    return with_changes({}, answers)


def copy_intake(*, intake: Intake, user: User) -> Intake:
    """A new draft with the same answers, and the age of today where the birth date is known."""
    known = known_answers(intake.patient, timezone.localdate())
    answers = with_changes(intake.answers, {name: known[name] for name in ("patient.age",) if name in known})
    return Intake.objects.create(patient=intake.patient, answers=answers, created_by=user)


def save_answers(*, intake: Intake, changes: Answers, version: int) -> Intake:
    """Keeps the changed answers and returns the intake with its new version.

    `version` is the one that the changes were made on. Raises `IntakeFrozen`, or `StaleAnswers` when somebody saved
    something else in the meantime. Saving what is kept already changes nothing and is always welcome, so that a save
    whose reply was lost can simply be sent again.
    """
    fields = differing(intake.answers, changes)
    if not fields:
        return intake
    if intake.status != IntakeStatus.DRAFT:
        raise IntakeFrozen
    if intake.version == version and _written(intake, with_changes(intake.answers, changes)):
        return intake
    now = Intake.objects.select_related("patient__practice").get(pk=intake.pk)
    if now.status != IntakeStatus.DRAFT:
        raise IntakeFrozen
    raise StaleAnswers(now, differing(now.answers, changes))


def _written(intake: Intake, answers: dict[str, str]) -> bool:
    """Writes the answers unless the version has moved on: the condition and the write are one statement."""
    now = timezone.now()
    draft = Intake.objects.filter(pk=intake.pk, version=intake.version, status=IntakeStatus.DRAFT)
    if not draft.update(answers=answers, version=intake.version + 1, updated_at=now):
        return False
    intake.answers, intake.version, intake.updated_at = answers, intake.version + 1, now
    return True


def submit_intake(*, intake: Intake) -> Intake:
    """Freezes a draft. Raises `StaleAnswers` when it was changed after it was read, `IntakeFrozen` when submitted."""
    now = timezone.now()
    draft = Intake.objects.filter(pk=intake.pk, version=intake.version, status=IntakeStatus.DRAFT)
    if not draft.update(status=IntakeStatus.SUBMITTED, submitted_at=now, updated_at=now):
        intake.refresh_from_db()
        raise StaleAnswers(intake, []) if intake.status == IntakeStatus.DRAFT else IntakeFrozen
    intake.status, intake.submitted_at, intake.updated_at = IntakeStatus.SUBMITTED, now, now
    return intake


def intake_document(intake: Intake) -> dict[str, Any]:
    """The intake document (contract) of the answers, for the practice's jurisdiction.

    Raises `IntakeErrors` whose paths are field names when an answer cannot be read.
    """
    reading = read_answers(intake.answers, rulebook().vocabulary)
    if reading.problems:
        raise IntakeErrors([IntakeError(name, message) for name, message in reading.problems.items()])
    practice: Practice = intake.patient.practice
    return {**reading.document, "jurisdiction": practice.jurisdiction}
