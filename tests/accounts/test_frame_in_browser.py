"""The frame in a real browser: keys, theme, search as one types, and every page under axe in light and dark."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from protocols.intake.patient_services import create_patient

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def sign_in(live_server, ana, harbour, maya) -> Callable[["Page"], "Page"]:
    create_patient(practice=harbour, code="P-0002", given_name="Søren", family_name="Ångström")

    def signed_in(page: "Page") -> "Page":
        page.goto(f"{live_server.url}/login/")
        page.get_by_label("User name").fill("ana")
        page.get_by_label("Password").fill("ana-secret")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{live_server.url}/")
        return page

    return signed_in


def test_a_patient_is_found_and_opened_without_a_mouse(sign_in, page):
    sign_in(page)
    page.keyboard.press("/")
    page.keyboard.type("angst")
    page.wait_for_url("**/?q=angst")
    page.get_by_text("1 patient", exact=True).wait_for()
    page.get_by_role("searchbox").press("Tab")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/patients/*/")
    assert page.locator("h1").inner_text() == "Søren Ångström"
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.get_by_role("heading", name="Patients", exact=True).wait_for()


def test_single_keys_stay_silent_in_fields_and_when_switched_off(sign_in, page):
    sign_in(page)
    page.get_by_role("searchbox").fill("")
    page.get_by_role("searchbox").press("n")
    assert page.url.endswith("/") or "q=n" in page.url
    page.get_by_label("Ana Brandt, menu").click()
    page.get_by_role("button", name="Off").click()
    page.wait_for_selector("body[data-keys=off]")
    page.locator("h1").click()
    page.keyboard.press("?")
    assert not page.locator("dialog#keys").is_visible()


def test_the_shortcuts_are_listed_and_the_list_closes(sign_in, page):
    sign_in(page)
    page.keyboard.press("?")
    assert page.get_by_role("heading", name="Keyboard shortcuts").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog#keys").is_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_theme_is_changed_and_remembered(sign_in, open_page, live_server, javascript):
    page = sign_in(open_page(java_script_enabled=javascript))
    page.get_by_label("Ana Brandt, menu").click()
    page.get_by_role("button", name="Dark").click()
    page.wait_for_selector("html[data-theme=dark]")
    page.wait_for_load_state("networkidle")
    page.goto(f"{live_server.url}/practice/")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_a_menu_closes_with_escape_and_gives_the_focus_back(sign_in, page):
    sign_in(page)
    menu = page.get_by_label("Ana Brandt, menu")
    menu.click()
    page.get_by_role("button", name="Sign out").focus()
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="Sign out").is_visible()
    assert menu.evaluate("summary => summary === document.activeElement")


def test_nothing_about_a_patient_is_kept_in_the_browser(sign_in, page):
    sign_in(page)
    page.get_by_role("searchbox").fill("maya")
    page.wait_for_url("**/?q=maya")
    page.get_by_text("1 patient", exact=True).wait_for()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.reload()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_has_an_accessibility_fault(sign_in, open_page, live_server, maya, dark):
    from axe_playwright_python.sync_playwright import Axe

    page = sign_in(open_page(dark=dark, bypass_csp=True))
    pages = [
        "/",
        "/patients/new/",
        f"/patients/{maya.public_id}/",
        "/practice/",
        "/practice/edit/",
        "/design/",
        "/?q=zz",
    ]
    for path in pages:
        page.goto(live_server.url + path)
        found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
        assert [(path, one["id"], one["nodes"][0]["target"]) for one in found] == []


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_no_page_is_wider_than_its_window(sign_in, open_page, live_server, maya, width):
    page = sign_in(open_page(width=width))
    for path in ("/", "/patients/new/", f"/patients/{maya.public_id}/", "/practice/", "/design/"):
        page.goto(live_server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
