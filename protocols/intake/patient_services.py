"""What happens to a patient's record. Every verb is keyword-only and either does all of its work or raises."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Practice
from protocols.intake.models import Patient
from protocols.intake.patient_search import search_name


class CodeTaken(Exception):
    """Another patient of the practice has this code."""


def create_patient(
    *,
    practice: Practice,
    code: str,
    given_name: str,
    family_name: str,
    birth_date: date | None = None,
    sex: str = "unknown",
) -> Patient:
    """Adds a patient to the practice. Raises `CodeTaken`."""
    patient = Patient(practice=practice)
    return _written(patient, code=code, given_name=given_name, family_name=family_name, birth_date=birth_date, sex=sex)


def update_patient(
    *, patient: Patient, code: str, given_name: str, family_name: str, birth_date: date | None, sex: str
) -> Patient:
    """Changes the details of a patient; what intakes and protocols say stays as it was. Raises `CodeTaken`."""
    return _written(patient, code=code, given_name=given_name, family_name=family_name, birth_date=birth_date, sex=sex)


def _written(patient: Patient, **details: object) -> Patient:
    for name, value in details.items():
        setattr(patient, name, value)
    patient.search_name = search_name(patient.given_name, patient.family_name, patient.code)
    try:
        with transaction.atomic():
            patient.save()
    except IntegrityError as error:
        raise CodeTaken(patient.code) from error
    return patient


def archive_patient(*, patient: Patient) -> Patient:
    """Takes a patient off the list; nothing is deleted. Harmless when it is done already."""
    patient.archived_at = patient.archived_at or timezone.now()
    patient.save(update_fields=["archived_at"])
    return patient


def restore_patient(*, patient: Patient) -> Patient:
    """Puts an archived patient back on the list."""
    patient.archived_at = None
    patient.save(update_fields=["archived_at"])
    return patient
