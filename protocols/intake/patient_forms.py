"""The form of a patient's details."""

import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Practice
from protocols.intake.models import SEXES, Patient
from protocols.intake.patient_queries import namesakes, patients_visible_to, suggested_code

OLDEST = 120  # years


class PatientForm(forms.Form):
    """Details of a new patient, or of `patient`. A likely duplicate has to be confirmed once."""

    given_name = forms.CharField(max_length=100)
    family_name = forms.CharField(max_length=100)
    birth_date = forms.DateField(
        required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), label="Date of birth"
    )
    sex = forms.ChoiceField(choices=SEXES, widget=forms.RadioSelect, initial="unknown", label="Sex")
    code = forms.CharField(
        max_length=20, label="Patient number", help_text="The number your practice uses. It is printed on handouts."
    )
    different_person = forms.BooleanField(required=False, label="This is a different person", widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, practice: Practice, patient: Patient | None = None) -> None:
        details = ("given_name", "family_name", "birth_date", "sex", "code")
        known = {name: getattr(patient, name) for name in details} if patient else {"code": suggested_code(practice)}
        super().__init__(data, initial=known)
        self.practice, self.patient = practice, patient
        self.namesake: Patient | None = None
        self.fields["birth_date"].widget.attrs |= {"max": timezone.localdate().isoformat()}
        for name in ("given_name", "family_name", "code"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean_given_name(self) -> str:
        return unicodedata.normalize("NFC", self.cleaned_data["given_name"])

    def clean_family_name(self) -> str:
        return unicodedata.normalize("NFC", self.cleaned_data["family_name"])

    def clean_birth_date(self) -> date | None:
        birth_date, today = self.cleaned_data["birth_date"], timezone.localdate()
        if birth_date and birth_date > today:
            raise forms.ValidationError("This date is in the future.")
        if birth_date and birth_date.year < today.year - OLDEST:
            raise forms.ValidationError(f"This date is more than {OLDEST} years ago. Check the year.")
        return birth_date

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if self._others().filter(code=code).exists():
            raise forms.ValidationError(f"{code} is the number of another patient.")
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if {"given_name", "family_name", "birth_date"} <= cleaned.keys() and not cleaned["different_person"]:
            self._stop_at_namesake(cleaned)
        return cleaned

    def _stop_at_namesake(self, cleaned: dict[str, Any]) -> None:
        found = namesakes(
            self.practice,
            given_name=cleaned["given_name"],
            family_name=cleaned["family_name"],
            birth_date=cleaned["birth_date"],
        )
        self.namesake = found.exclude(pk=self.patient.pk).first() if self.patient else found.first()
        if self.namesake:
            self.fields["different_person"].widget = forms.CheckboxInput()
            raise forms.ValidationError("There is already a patient of this name. Perhaps it is the same person.")

    def _others(self) -> QuerySet[Patient]:
        others = patients_visible_to(self.practice)
        return others.exclude(pk=self.patient.pk) if self.patient else others

    def details(self) -> dict[str, Any]:
        """What was filled in, by the names that the services take."""
        return {name: self.cleaned_data[name] for name in ("given_name", "family_name", "birth_date", "sex", "code")}
