"""The forms of the review page."""

from typing import Any

from django import forms

from protocols.engine.outcome import SLOTS
from protocols.review.models import Decision, OverrideReason

SLOT_CHOICES = [(slot, slot.capitalize()) for slot in SLOTS]


class DecisionForm(forms.Form):
    """One line: what was decided, how much, when, and why in the face of an alert."""

    decision = forms.ChoiceField(choices=Decision.choices)
    version = forms.IntegerField(widget=forms.HiddenInput)
    amount = forms.DecimalField(
        required=False, min_value=0, max_digits=16, decimal_places=3, localize=False, label="Daily amount"
    )
    slots = forms.MultipleChoiceField(
        required=False, choices=SLOT_CHOICES, widget=forms.CheckboxSelectMultiple, label="Time of day"
    )
    change_slots = forms.BooleanField(required=False, widget=forms.HiddenInput)
    override_reason = forms.ChoiceField(
        required=False, choices=[("", "Choose a reason"), *OverrideReason.choices], label="Reason"
    )
    override_words = forms.CharField(
        required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), label="In your words"
    )

    def decided(self) -> dict[str, Any]:
        """The arguments of `services.decide`. Slots count only when the form showed them."""
        values = {name: self.cleaned_data[name] for name in self.cleaned_data if name != "change_slots"}
        if not self.cleaned_data["change_slots"]:
            values["slots"] = None
        return values


class NoteForm(forms.Form):
    """The note for the patient and the confirmation of the referral."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Note for the patient",
        help_text="Printed on the handout. Leave it empty when there is nothing to add.",
    )
    referral_arranged = forms.BooleanField(required=False, label="The referral is arranged")


class SignForm(forms.Form):
    """The version that is being signed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
