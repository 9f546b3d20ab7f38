"""The main job in a real browser, with a real worker: blank form to the patient's page."""

import io
import re
from collections.abc import Callable

import pypdf
import pytest
from playwright.sync_api import Page, expect

from tests.live_site import LiveSite

pytestmark = pytest.mark.xdist_group("live")

SEVERITIES = {"anxiety": 6, "perceived_stress": 7, "low_mood": 3, "poor_sleep": 8}
NOT_DANGEROUS = ("pregnant", "breastfeeding", "planning_pregnancy")


def sign_in(page: Page, site: LiveSite) -> None:
    name, password = site.sign_in
    page.goto(site.url)
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Patients", level=1)).to_be_visible()


def new_patient(page: Page, given: str, family: str) -> None:
    page.get_by_role("link", name="New patient").click()
    page.get_by_label("Given name").fill(given)
    page.get_by_label("Family name").fill(family)
    page.get_by_role("button", name=re.compile("Add|Save")).first.click()
    page.get_by_role("button", name="New intake").click()


def choose(page: Page, field: str, value: str | int) -> None:
    """Choose a value of a radio group by the field's name."""
    page.locator(f'input[name="{field}"][value="{value}"]').check(force=True)


def fill_in(page: Page, medication: str = "") -> None:
    """An intake of a healthy woman of 41 who sleeps badly; everything that matters is asked."""
    page.locator('input[name="patient.age"]').fill("41")
    choose(page, "patient.sex", "female")
    for name in NOT_DANGEROUS:
        choose(page, f"patient.{name}", "no")
    page.locator('input[name="patient.egfr"]').fill("92")
    for symptom, severity in SEVERITIES.items():
        choose(page, f"symptoms.{symptom}", severity)
    for item in range(1, 10):
        choose(page, f"scales.phq9.{item}", 0 if item == 9 else 1)
    for item in range(1, 8):
        choose(page, f"scales.gad7.{item}", 1)
    for name in ("conditions", "medications", "allergies", "supplements", "substances", "alarm_features"):
        choose(page, f"{name}.asked", "none")
    if medication:
        box = page.get_by_role("combobox", name="Add a medication, by brand or generic name")
        box.press_sequentially(medication)
        page.get_by_role("option", name=re.compile(medication, re.IGNORECASE)).first.click()
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d")).first).to_be_visible()


def decide(page: Page, accepted: set[str]) -> None:
    """Accept the named lines and leave out every other that is offered."""
    for card in page.locator("article.option").all():
        code = (card.get_attribute("id") or "").removeprefix("line-")
        fresh = page.locator(f"#line-{code}")
        button = fresh.get_by_role("button", name="Accept" if code in accepted else "Leave out").first
        if button.is_visible():
            button.click()
            expect(page.locator(f"#line-{code} .decision")).to_be_visible()


def pdf_text(page: Page) -> str:
    link = page.get_by_role("link", name=re.compile("Download"))
    expect(link).to_be_visible(timeout=20_000)
    answer = page.request.get(str(page.evaluate("link => link.href", link.element_handle())))
    assert answer.headers["content-type"] == "application/pdf"
    reader = pypdf.PdfReader(io.BytesIO(answer.body()))
    return " ".join(" ".join(one.extract_text() for one in reader.pages).split())


def test_from_a_blank_form_to_the_patients_page(live_site: LiveSite, page: Page) -> None:
    sign_in(page, live_site)
    new_patient(page, "Nora", "Journey")
    fill_in(page, medication="levothyroxine")
    page.get_by_role("button", name="See the options").click()

    expect(page.get_by_role("heading", name="Options", level=1)).to_be_visible()
    expect(page.locator("#line-magnesium")).to_contain_text("keep 4 hours apart")
    page.get_by_text("Withheld").first.click()
    expect(page.locator("#line-ashwagandha")).to_contain_text("WS-02")

    page.get_by_role("button", name="Review and decide").click()
    decide(page, {"magnesium", "stress_management"})
    page.get_by_role("button", name="Sign the protocol").click()
    expect(page.get_by_text("Signed by")).to_be_visible()

    page.get_by_role("button", name="Make the handout").click()
    text = pdf_text(page)
    for words in ("Nora Journey", "Magnesium", "100 mg", "levothyroxine", "4 hours", "2026.1"):
        assert words in text, f"{words!r} is not in the handout"
    assert "Ashwagandha" not in text


def test_item_nine_stops_everything(live_site: LiveSite, page: Page) -> None:
    sign_in(page, live_site)
    new_patient(page, "Vera", "Journey")
    fill_in(page)
    choose(page, "scales.phq9.9", 1)
    expect(page.get_by_text("988").first).to_be_visible()
    page.get_by_role("button", name="See the options").click()
    expect(page.get_by_role("heading", name="Referral", level=1)).to_be_visible()
    expect(page.get_by_text("RF-01").first).to_be_visible()
    expect(page.get_by_role("button", name="Review and decide")).to_have_count(0)


def test_the_journey_needs_no_scripts(live_site: LiveSite, open_page: Callable[..., Page]) -> None:
    page = open_page(java_script_enabled=False)
    sign_in(page, live_site)
    new_patient(page, "Olga", "Journey")
    page.locator('input[name="patient.age"]').fill("41")
    for symptom, severity in SEVERITIES.items():
        page.locator(f'input[name="symptoms.{symptom}"][value="{severity}"]').check(force=True)
    page.get_by_role("button", name="See the options").first.click()
    expect(page.get_by_role("heading", name="Options", level=1)).to_be_visible()
    expect(page.get_by_text("Questions worth asking")).to_be_visible()
