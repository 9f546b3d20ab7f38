"""The form in which a handout is asked for."""

from typing import Any

from django import forms

from accounts.models import PAPER_SIZES
from protocols.handouts.models import PRINT_SIZES


class RequestForm(forms.Form):
    """Paper, print size and content of a handout. Everything may be missing: the practice's own choice then holds."""

    paper_size = forms.ChoiceField(
        required=False, choices=PAPER_SIZES, widget=forms.RadioSelect, label="Paper", initial="a4"
    )
    print_size = forms.ChoiceField(
        required=False, choices=PRINT_SIZES, widget=forms.RadioSelect, label="Print", initial="normal"
    )
    shows_left_out = forms.BooleanField(required=False, label="List what was left out")

    def chosen(self) -> dict[str, Any]:
        """The arguments of `services.request_handout`."""
        return {
            "paper_size": self.cleaned_data["paper_size"] or None,
            "print_size": self.cleaned_data["print_size"] or "normal",
            "shows_left_out": self.cleaned_data["shows_left_out"],
        }
