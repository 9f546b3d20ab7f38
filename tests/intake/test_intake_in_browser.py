"""The intake in a real browser: keys, saving as you go, two windows, a lost connection, typing to find."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from protocols.intake.intake_services import save_answers, start_intake
from protocols.intake.models import Intake

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def draft(maya, ana, releases) -> Intake:
    return start_intake(patient=maya, user=ana)


@pytest.fixture
def open_intake(live_server, draft, client_for, ana, open_page, complaints) -> Iterator[Callable[..., "Page"]]:
    """Opens the draft, signed in as Ana, in a fresh browser profile."""
    session = client_for(ana).cookies["sessionid"].value
    pages = []

    def opened(**options) -> "Page":
        page = open_page(**options)
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(live_server.url + reverse("intake:intake", args=[draft.public_id]))
        pages.append(page)
        return page

    yield opened
    # A page still saves what is left when it closes; the tables are emptied by then.
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    for page in pages:
        page.context.set_offline(True)
        page.wait_for_timeout(200)


def answers() -> dict[str, str]:
    return Intake.objects.get().answers


def until_kept(page: "Page", name: str, value: str) -> None:
    """Waits at most the two seconds that an answer may take to be kept."""
    for _ in range(20):
        if answers().get(name, "") == value:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{name} is {answers().get(name)!r}, not {value!r}, after two seconds")


def until_it_says_saved(page: "Page") -> None:
    from playwright.sync_api import expect

    expect(page.locator("[data-save-status] span").first).to_have_text(re.compile("^Saved"))


def press(page: "Page", question: str, *keys: str) -> str:
    """Presses keys in the row of a question and returns what is chosen."""
    page.locator(f'[id="{question}"] input:checked').focus()
    for key in keys:
        page.keyboard.press(key)
    return page.locator(f'[id="{question}"] input:checked').input_value()


# ---- Keys ----


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (["t"], "10"),
        (["Shift+Digit0"], "10"),
        (["1", "0"], "10"),
        (["4", "2"], "2"),
        (["5", "x"], ""),
        (["5", "Backspace"], ""),
        (["ArrowRight"], "0"),
    ],
)
def test_keys_set_a_severity(open_intake, keys, value):
    page = open_intake()
    assert press(page, "symptoms.anxiety", *keys) == value
    until_kept(page, "symptoms.anxiety", value)


def test_scale_items_take_the_digits_they_have(open_intake):
    page = open_intake()
    assert press(page, "scales.gad7.2", "3") == "3"
    assert press(page, "scales.gad7.2", "4") == "3"
    assert press(page, "scales.gad7.2", "t") == "3"


def test_a_scale_is_scored_as_it_is_filled_in(open_intake):
    page = open_intake()
    score = page.locator('[id="scales.gad7"] [data-score]')
    for number in range(1, 7):
        press(page, f"scales.gad7.{number}", "2")
    assert score.inner_text() == "6 of 7 answered: not scored until all are"
    press(page, "scales.gad7.7", "0")
    assert score.inner_text() == "12 of 21 · moderate"


def test_item_nine_shows_the_safety_panel_at_once(open_intake):
    page = open_intake()
    panel = page.locator("[data-item-nine]")
    assert panel.is_hidden()
    press(page, "scales.phq9.9", "1")
    assert panel.is_visible()
    press(page, "scales.phq9.9", "0")
    assert panel.is_hidden()


def test_a_severity_can_be_dragged(open_intake):
    page = open_intake()
    steps = page.locator('[id="symptoms.anxiety"] .intake-degrees label')
    steps.nth(2).hover()
    page.mouse.down()
    steps.nth(5).hover()
    steps.nth(8).hover()
    page.mouse.up()
    until_kept(page, "symptoms.anxiety", "8")


def test_enter_in_a_field_does_not_submit(open_intake):
    page = open_intake()
    page.fill('[name="patient.egfr"]', "92")
    page.keyboard.press("Enter")
    until_kept(page, "patient.egfr", "92")
    assert page.url.endswith(reverse("intake:intake", args=[Intake.objects.get().public_id]))


# ---- Saving as you go ----


def test_typing_is_kept_within_two_seconds_and_said(open_intake):
    page = open_intake()
    page.fill('[name="patient.egfr"]', "92")
    until_kept(page, "patient.egfr", "92")
    until_it_says_saved(page)
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_a_wrong_number_is_said_once_the_field_is_left(open_intake):
    page = open_intake()
    page.fill('[name="patient.egfr"]', "1e309")
    until_kept(page, "patient.egfr", "1e309")
    message = page.locator('[data-problem="patient.egfr"]')
    assert message.is_hidden()
    page.keyboard.press("Tab")
    message.wait_for(state="visible")
    assert message.inner_text() == "Write a plain number, such as 12.5."


def test_a_lost_connection_is_said_and_nothing_is_lost(open_intake, complaints):
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    page = open_intake()
    page.context.set_offline(True)
    page.fill('[name="patient.egfr"]', "92")
    page.get_by_text("Not saved: no connection. 1 answer is kept on this page.").first.wait_for()
    page.fill('[name="patient.weight"]', "64")
    page.context.set_offline(False)
    until_it_says_saved(page)
    assert (answers()["patient.egfr"], answers()["patient.weight"]) == ("92", "64")


def test_leaving_with_unsaved_answers_asks_first(open_intake, complaints):
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    page = open_intake()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.context.set_offline(True)
    page.locator('[name="patient.egfr"]').press_sequentially("92")
    page.evaluate("location.assign('/')")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]


def test_two_windows_choose_between_their_answers(open_intake, draft, complaints):
    complaints.expect("409")
    page = open_intake()
    elsewhere = {
        "patient.egfr": "80",
        "patient.weight": "70",
        "conditions": "hypothyroidism",
        "medications": "Synthroid",
    }
    save_answers(intake=draft, changes=elsewhere, version=1)
    page.fill('[name="patient.egfr"]', "92")
    page.locator("[data-keep=theirs]").wait_for()
    assert page.locator(".intake-difference").inner_text().split("\n")[0] == "eGFR"
    assert page.input_value('[name="patient.weight"]') == "70", "what only they changed is taken over"
    assert page.locator('[data-list="conditions"] .chip').inner_text() == "Hypothyroidism"
    assert answers()["patient.egfr"] == "80"
    page.locator("[data-keep=mine]").click()
    until_kept(page, "patient.egfr", "92")
    assert page.locator("[data-merge]").is_hidden()


def test_two_windows_can_keep_both_lists(open_intake, draft, complaints):
    complaints.expect("409")
    page = open_intake()
    page.context.set_offline(True)
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    save_answers(intake=draft, changes={"medications": "Synthroid"}, version=1)
    page.context.set_offline(False)
    add(page, "medications", "lithium")
    page.locator("[data-keep=both]").click()
    until_kept(page, "medications", "lithium\nSynthroid")
    assert page.locator('[data-list="medications"] .chip').count() == 2


# ---- Typing to find ----


def add(page: "Page", name: str, typed: str) -> None:
    page.locator(f'[id="{name}-search"]').fill(typed)
    page.locator(f'[id="{name}-options"] li').first.wait_for()
    page.keyboard.press("Enter")


def chips(page: "Page", name: str) -> list[str]:
    return [" ".join(one.split()) for one in page.locator(f'[data-list="{name}"] .chip').all_inner_texts()]


def test_a_brand_is_found_and_kept(open_intake):
    page = open_intake()
    add(page, "medications", "synthr")
    assert chips(page, "medications") == ["Synthroid levothyroxine"]
    until_kept(page, "medications", "Synthroid")
    assert answers()["medications.asked"] == "some"


def test_a_name_that_is_only_spelt_alike_is_not_taken_by_one_enter(open_intake):
    page = open_intake()
    add(page, "medications", "setraline")
    assert chips(page, "medications") == []
    page.keyboard.press("Enter")
    assert chips(page, "medications") == ["Sertraline"]


def test_free_text_is_kept_and_flagged(open_intake):
    page = open_intake()
    add(page, "medications", "Zorblatinib")
    assert chips(page, "medications") == ["Zorblatinib not in our vocabulary"]
    until_kept(page, "medications", "Zorblatinib")


def test_removing_the_last_entry_leaves_the_list_not_asked(open_intake):
    page = open_intake()
    add(page, "conditions", "IBS")
    page.get_by_role("button", name="Remove Irritable bowel syndrome").click()
    until_kept(page, "conditions.asked", "")
    assert "conditions" not in answers()


def test_none_takes_back_what_was_named_and_offers_undo(open_intake):
    page = open_intake()
    add(page, "conditions", "IBS")
    page.locator('label:has([name="conditions.asked"][value="none"])').click()
    until_kept(page, "conditions.asked", "none")
    assert "conditions" not in answers()
    page.get_by_role("button", name="Undo").click()
    until_kept(page, "conditions", "irritable_bowel_syndrome")
    assert answers()["conditions.asked"] == "some"


def test_words_left_in_a_search_box_stop_the_submit(open_intake):
    page = open_intake()
    page.locator('[id="medications-search"]').fill("lithium")
    page.locator(".intake-side [data-submit]").click()
    page.get_by_text("“lithium” is not added yet").wait_for()
    assert Intake.objects.get().status == "draft"


def test_a_common_product_is_one_click_and_a_nutrient_waits_for_its_amount(open_intake):
    page = open_intake()
    page.get_by_role("button", name="B-50 complex").click()
    until_kept(page, "supplements.1.daily.1.amount", "50")
    add(page, "supplements", "magnes")
    page.keyboard.type("250")
    until_kept(page, "supplements.2.daily.1.amount", "250")
    assert answers()["supplements.2.daily.1.unit"] == "mg"


# ---- Everybody can use it ----


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (375, True)])
def test_axe_finds_nothing(open_intake, width, dark):
    from axe_playwright_python.sync_playwright import Axe

    page = open_intake(width=width, dark=dark, bypass_csp=True)
    page.get_by_role("button", name="B-50 complex").click()
    add(page, "medications", "Zorblatinib")
    press(page, "scales.phq9.9", "1")
    until_it_says_saved(page)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    assert found.response["violations"] == []


@pytest.mark.parametrize("width", [320, 375, 800])
def test_no_page_is_wider_than_its_window(open_intake, width):
    page = open_intake(width=width)
    page.get_by_role("button", name="B-50 complex").click()
    assert page.evaluate("document.documentElement.scrollWidth") == width
