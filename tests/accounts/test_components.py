"""The includes and tags of the design system: a word beside every mark, numbers as people write them."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.urls import reverse

from accounts.templatetags.components import bar, initials, plain_number

TEMPLATES = Path(settings.BASE_DIR) / "templates"


def rendered(source: str, **context: object) -> str:
    return Template("{% load components %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("certainty", "words"),
    [
        ("high", "High certainty"),
        ("moderate", "Moderate certainty"),
        ("low", "Low certainty"),
        ("very_low", "Very low certainty"),
        ("preclinical_only", "Preclinical only"),
        ("no_evidence", "No evidence"),
    ],
)
def test_certainty_always_has_its_words(certainty, words):
    html = rendered('{% include "components/certainty.html" with certainty=certainty only %}', certainty=certainty)
    assert words in re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize("severity", ["contraindicated", "major", "moderate", "minor"])
def test_severity_has_a_shape_and_a_word(severity):
    html = rendered('{% include "components/severity.html" with severity=severity only %}', severity=severity)
    assert f"#{severity}" in html
    assert severity.capitalize() in html


def test_unchecked_safety_names_what_is_missing():
    html = rendered('{% include "components/safety.html" with safety="not_checked" missing="eGFR" only %}')
    assert "Not checked" in html
    assert "eGFR" in html


def test_the_limit_of_a_bar_lies_inside_it_and_the_value_never_outside():
    drawn = bar("Vitamin B6", 62, "mg", 50, "warn")
    assert float(drawn["limit_percent"]) == pytest.approx(80)
    assert float(drawn["value_percent"]) == pytest.approx(99.2)
    assert float(bar("Folate", 3000, "mcg", 1000)["value_percent"]) == 100
    assert bar("Magnesium", 0, "mg")["value_percent"] == "0.00"


@pytest.mark.parametrize(
    ("value", "text"), [("100.000", "100"), (1e9, "1,000,000,000"), (0.5, "0.5"), (None, ""), (0, "0")]
)
def test_numbers_have_no_needless_zeros(value, text):
    assert plain_number(value) == text


@pytest.mark.parametrize(
    ("name", "letters"), [("Maya Lindqvist", "ML"), ("demo", "D"), ("Ana de la Cruz", "AC"), ("", "")]
)
def test_initials(name, letters):
    assert initials(name) == letters


def test_every_icon_that_a_template_asks_for_is_drawn():
    drawn = set(re.findall(r'id="([^"]+)"', (Path(settings.BASE_DIR) / "static/icons.svg").read_text()))
    asked = {name for file in TEMPLATES.rglob("*.html") for name in re.findall(r'{% icon "([^"]+)"', file.read_text())}
    assert asked <= drawn


def test_no_template_has_what_the_content_security_policy_refuses():
    refused = re.compile(r"<[^>]*\s(?:style|on[a-z]+)\s*=|<script(?![^>]*\ssrc=)|<style", re.IGNORECASE)
    pages = [file for file in TEMPLATES.rglob("*.html") if "print" not in file.parts]
    assert {file.name: found[0] for file in pages if (found := refused.search(file.read_text()))} == {}


@pytest.mark.django_db
def test_the_style_guide_shows_every_component(client_for, ana, harbour):
    page = client_for(ana).get(reverse("accounts:design")).content.decode()
    for part in (
        "Very low certainty",
        "Flagged (2)",
        "Contraindicated",
        "Research only",
        "of at most 350 mg",
        "Bedtime",
    ):
        assert part in page


@pytest.mark.django_db
def test_an_unknown_address_says_so_without_a_traceback(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()
