"""Forms of the account pages."""

from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from accounts.models import Practice


class SignInForm(AuthenticationForm):
    """User name and password; a wrong pair says what to do next without saying which half was wrong."""

    error_messages = {
        "invalid_login": "This user name and password do not belong together. Check both; capitals matter.",
        "inactive": "This account is closed. An owner of your practice can open it again.",
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "User name"
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


def time_zone_choices() -> list[tuple[str, str]]:
    """Zones named after a place ("Europe/Oslo" reads "Europe: Oslo"), and UTC."""
    named = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return [("UTC", "UTC"), *((zone, zone.replace("/", ": ", 1).replace("_", " ")) for zone in named)]


class PracticeForm(forms.ModelForm):
    """The details that handouts print and the defaults that evaluations use."""

    time_zone = forms.ChoiceField(choices=time_zone_choices, help_text="Times on screen and in print are of this zone.")

    class Meta:
        model = Practice
        fields = ["name", "address", "telephone", "email", "jurisdiction", "paper_size", "time_zone"]
        widgets = {
            "address": forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
            "telephone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            "jurisdiction": forms.RadioSelect,
            "paper_size": forms.RadioSelect,
        }
        labels = {
            "name": "Name",
            "telephone": "Telephone",
            "email": "E-mail",
            "jurisdiction": "Upper limits of",
            "paper_size": "Paper",
        }
        help_texts = {
            "telephone": "For patients when something is wrong.",
            "jurisdiction": "The daily totals of a plan are held against them.",
        }
