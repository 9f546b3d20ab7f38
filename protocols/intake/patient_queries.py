"""Reads about patients. Nothing of another practice can be reached from here."""

from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.shortcuts import get_object_or_404

from accounts.models import Practice
from protocols.intake.models import Intake, IntakeStatus, Patient
from protocols.intake.patient_search import dates_in, fold, year_in

SHOWN = {"active": "Active", "open": "Open intake", "archived": "Archived"}


def patients_visible_to(practice: Practice | None) -> QuerySet[Patient]:
    """Every patient of the practice, archived ones too, by surname; nobody without a practice."""
    if practice is None:
        return Patient.objects.none()
    return Patient.objects.filter(practice=practice).select_related("practice").order_by("search_name", "id")


def patient_or_404(practice: Practice | None, public_id: UUID) -> Patient:
    """One patient. Raises Http404 for an unknown one and for one of another practice alike."""
    return get_object_or_404(patients_visible_to(practice), public_id=public_id)


def shown(patients: QuerySet[Patient], show: str) -> QuerySet[Patient]:
    """The patients of one tab of the list, a key of `SHOWN`."""
    if show == "archived":
        return patients.filter(archived_at__isnull=False)
    patients = patients.filter(archived_at=None)
    drafts = Intake.objects.filter(patient=OuterRef("pk"), status=IntakeStatus.DRAFT)
    return patients.filter(Exists(drafts)) if show == "open" else patients


def matching(patients: QuerySet[Patient], words: str) -> QuerySet[Patient]:
    """The patients for whom every word is part of a name or of the code, or is the day or the year of birth."""
    for word in words.split()[:8]:
        patients = patients.filter(_match(word))
    return patients


def _match(word: str) -> Q:
    match = Q()
    for part in fold(word).split():
        match &= Q(search_name__contains=part)
    if dates := dates_in(word):
        match |= Q(birth_date__in=dates)
    if year := year_in(word):
        match |= Q(birth_date__year=year)
    return match


def with_latest_intake(patients: QuerySet[Patient]) -> QuerySet[Patient]:
    """Adds `intake_id` (public), `intake_status` and `intake_at` of the newest intake, None where there is none."""
    newest = Intake.objects.filter(patient=OuterRef("pk")).order_by("-created_at", "-id")
    return patients.annotate(
        intake_id=Subquery(newest.values("public_id")[:1]),
        intake_status=Subquery(newest.values("status")[:1]),
        intake_at=Subquery(newest.values("updated_at")[:1]),
    )


def recent_patients(practice: Practice | None, limit: int = 4) -> QuerySet[Patient]:
    """The active patients whose record or intakes were changed last, newest first, with `last_change`."""
    patients = with_latest_intake(patients_visible_to(practice).filter(archived_at=None))
    changed = Greatest(F("updated_at"), Coalesce(Max("intakes__updated_at"), F("updated_at")))
    return patients.annotate(last_change=changed).order_by("-last_change", "-id")[:limit]


def namesakes(practice: Practice, *, given_name: str, family_name: str, birth_date: object) -> QuerySet[Patient]:
    """Patients of the same name whose birth date is the same or not known: perhaps the same person."""
    same_day = Q(birth_date=birth_date) | Q(birth_date=None) if birth_date else Q()
    same_name = Q(search_name__startswith=f"{fold(f'{family_name} {given_name}')} ")
    return patients_visible_to(practice).filter(same_name & same_day)


def suggested_code(practice: Practice) -> str:
    """The next free code of the pattern P-0001."""
    taken = Patient.objects.filter(practice=practice)
    number = taken.count() + 1
    while taken.filter(code=f"P-{number:04d}").exists():
        number += 1
    return f"P-{number:04d}"
