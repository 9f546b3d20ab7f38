"""The list of patients, and adding, changing, archiving one. The page of one patient is in the handouts room."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.http import PracticeRequest
from protocols.intake import patient_services
from protocols.intake.models import Patient
from protocols.intake.patient_forms import PatientForm
from protocols.intake.patient_queries import (
    SHOWN,
    matching,
    patient_or_404,
    patients_visible_to,
    recent_patients,
    shown,
    with_latest_intake,
)

PAGE_LENGTH = 50
MOST_LETTERS = 80
FEW = 8
"""A list of so few is seen at a glance: it needs no recent ones above it."""


def patients(request: PracticeRequest) -> HttpResponse:
    """The patients of the practice. Search (`q`), tab (`show`) and `page` are in the address."""
    words = request.GET.get("q", "").strip()[:MOST_LETTERS]
    show = request.GET.get("show", "active")
    show = show if show in SHOWN else "active"
    everyone = patients_visible_to(request.practice)
    found = _page(matching(shown(everyone, show), words), request.GET.get("page"))
    context = {"page": found, "words": words, "show": show, "tabs": SHOWN}
    if request.htmx:
        return render(request, "intake/patients_found.html", context)
    if not words and show == "active" and found.number == 1 and found.paginator.count > FEW:
        context["recent"] = recent_patients(request.practice)
    return render(request, "intake/patients.html", context)


def _page(found: QuerySet[Patient], number: str | None) -> Page:
    """One page of the list. Its latest intakes are looked up afterwards: SQL would do so for every skipped row too."""
    page = Paginator(found, PAGE_LENGTH).get_page(number)
    page.object_list = with_latest_intake(found.filter(pk__in=[one.pk for one in page]))
    return page


def new_patient(request: PracticeRequest) -> HttpResponse:
    """The form for a new patient; it leads to the patient's page."""
    form = PatientForm(request.POST or None, practice=request.practice)
    if request.method == "POST" and form.is_valid():
        patient = _saved(form, lambda details: patient_services.create_patient(practice=request.practice, **details))
        if patient:
            messages.success(request, f"{patient} added.")
            return redirect("handouts:patient", patient.public_id)
    return render(request, "intake/patient_form.html", {"form": form})


def edit_patient(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """The form for the details of a patient."""
    patient = patient_or_404(request.practice, public_id)
    form = PatientForm(request.POST or None, practice=request.practice, patient=patient)
    if request.method == "POST" and form.is_valid():
        saved = _saved(form, lambda details: patient_services.update_patient(patient=patient, **details))
        if saved:
            messages.success(request, "Details saved.")
            return redirect("handouts:patient", patient.public_id)
    return render(request, "intake/patient_form.html", {"form": form, "patient": patient})


def _saved(form: PatientForm, save: Callable[[dict[str, Any]], Patient]) -> Patient | None:
    """The saved patient, or None with the reason on the form when somebody took the code in the meantime."""
    try:
        return save(form.details())
    except patient_services.CodeTaken as error:
        form.add_error("code", f"{error} is the number of another patient.")
        return None


@require_POST
def archive_patient(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """Takes a patient off the list."""
    patient = patient_services.archive_patient(patient=patient_or_404(request.practice, public_id))
    messages.success(request, f"{patient} is archived: off the list, but still found under Archived.")
    return redirect("handouts:patient", patient.public_id)


@require_POST
def restore_patient(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """Puts an archived patient back on the list."""
    patient = patient_services.restore_patient(patient=patient_or_404(request.practice, public_id))
    messages.success(request, f"{patient} is back on the list.")
    return redirect("handouts:patient", patient.public_id)
