"""Theme and shortcut keys: kept in cookies, written by the server, nothing in browser storage."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client_for, ana, harbour):
    return client_for(ana)


@pytest.mark.parametrize(
    ("cookie", "attribute"),
    [("dark", 'data-theme="dark"'), ("light", 'data-theme="light"'), ("system", '<html lang="en">')],
)
def test_the_page_carries_the_chosen_theme(browser, cookie, attribute):
    browser.post(reverse("accounts:preferences"), {"theme": cookie, "next": "/practice/"})
    assert attribute in browser.get("/practice/").content.decode()


def test_an_unknown_theme_changes_nothing(browser):
    response = browser.post(reverse("accounts:preferences"), {"theme": "neon"})
    assert "axis_theme" not in response.cookies
    browser.cookies["axis_theme"] = '"><script>'
    assert '<html lang="en">' in browser.get("/practice/").content.decode()


def test_single_keys_can_be_switched_off(browser):
    assert 'data-keys="on"' in browser.get("/practice/").content.decode()
    browser.post(reverse("accounts:preferences"), {"keys": "off"})
    assert 'data-keys="off"' in browser.get("/practice/").content.decode()


@pytest.mark.parametrize(
    ("asked", "given"),
    [("/practice/?a=1", "/practice/?a=1"), ("https://evil.example/", "/"), ("//evil.example", "/"), ("", "/")],
)
def test_it_goes_back_to_where_it_was_asked_and_nowhere_else(browser, asked, given):
    response = browser.post(reverse("accounts:preferences"), {"theme": "dark", "next": asked})
    assert response["Location"] == given


def test_it_changes_nothing_by_a_link(browser):
    assert browser.get(reverse("accounts:preferences")).status_code == 405
