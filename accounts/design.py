"""The living style guide at /design/: every component of `templates/components/` with sample content."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.middleware import practice_not_required


class SampleForm(forms.Form):
    """One field of each kind, so that label, hint, error and control can be looked at together."""

    name = forms.CharField(label="Given name", help_text="As the patient wants to be called.")
    weight = forms.DecimalField(label="Weight", required=False)
    sex = forms.ChoiceField(
        label="Sex", choices=[("f", "Female"), ("m", "Male"), ("o", "Other")], widget=forms.RadioSelect
    )
    paper = forms.ChoiceField(label="Paper", choices=[("a4", "A4"), ("letter", "Letter")])
    lifestyle = forms.MultipleChoiceField(
        label="Lifestyle",
        required=False,
        choices=[("shift", "Works shifts"), ("screen", "Looks at screens late"), ("fibre", "Eats little fibre")],
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 2}))


CERTAINTIES = [
    ("high", "A"),
    ("moderate", "B"),
    ("low", "C"),
    ("very_low", "D"),
    ("preclinical_only", "P"),
    ("no_evidence", ""),
]
STEPS = [
    {"label": "Intake", "state": "done"},
    {"label": "Result", "state": "done"},
    {"label": "Review", "state": "current"},
    {"label": "Handout", "state": "todo"},
]
DAY = [
    {"code": "morning", "label": "Morning", "lines": [{"name": "Levothyroxine", "amount": "own medicine"}]},
    {"code": "noon", "label": "Noon", "lines": []},
    {"code": "evening", "label": "Evening", "lines": [{"name": "Magnesium", "amount": "100 mg with food"}]},
    {"code": "bedtime", "label": "Bedtime", "lines": [{"name": "Lemon balm", "amount": "300 mg"}]},
]
TOKENS = {
    "Surfaces": ["paper", "panel", "sunken", "line", "line-control"],
    "Text": ["ink", "ink-2", "ink-3"],
    "Meaning": ["accent", "accent-soft", "danger", "danger-soft", "warn", "warn-soft", "ok", "ok-soft"],
}
ICONS = [
    "patients", "patient", "evidence", "practice", "desk", "search", "plus", "minus", "check", "cross",
    "chevron-right", "chevron-down", "arrow-right", "arrow-left", "external", "sign-out", "sun", "moon", "system",
    "keyboard", "edit", "archive", "restore", "download", "print", "file", "clock", "lock", "flask", "intake",
    "result", "protocol", "handout", "menu", "more", "danger", "warn", "info", "ok", "unknown", "shield", "benefit",
    "no-effect", "harm", "unclear", "contraindicated", "major", "moderate", "minor", "morning", "noon", "evening",
    "bedtime",
]  # fmt: skip


@practice_not_required
def design(request: HttpRequest) -> HttpResponse:
    """Shows every component with the includes that the product uses."""
    context = {
        "form": SampleForm(initial={"sex": "f", "lifestyle": ["screen"]}),
        "wrong_form": SampleForm({"name": "", "weight": "heavy", "sex": "f", "paper": "a4"}),
        "certainties": CERTAINTIES,
        "directions": ["benefit", "no_effect", "harm", "unclear"],
        "severities": ["contraindicated", "major", "moderate", "minor"],
        "steps": STEPS,
        "day": DAY,
        "tokens": TOKENS,
        "icons": ICONS,
    }
    return render(request, "components/design.html", context)
