"""Debian's Chromium, and pages that fail the test when they log an error, break the policy or leave the site."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
SITE_HOSTS = {"127.0.0.1", "localhost"}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    assert program, "Chromium is missing. Type: sudo apt-get install chromium"
    # Playwright leaves an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        # The printer of handouts shows this process its own fonts only; Chromium cannot live on those.
        environment = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS, env=environment)
        yield chromium
        chromium.close()


class Complaints:
    """What a page should not do: log errors, raise, break the content security policy, ask other hosts."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.expected: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.found.append(f"uncaught: {error}"))
        page.on("request", self.follow)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.found.append(f"console: {message.text} ({message.location.get('url', '')})")

    def follow(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.hostname not in SITE_HOSTS:
            self.found.append(f"left the site: {request.url}")

    def expect(self, words: str) -> None:
        """Leaves out complaints with these words, for a test that provokes one, such as a refused form."""
        self.expected.append(words)

    @property
    def unexpected(self) -> list[str]:
        return [found for found in self.found if not any(words in found for words in self.expected)]


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


@pytest.fixture
def open_page(browser: Browser, complaints: Complaints) -> Iterator[Callable[..., Page]]:
    """Opens a page in a fresh browser profile: `open_page(width=375, dark=True)`. Its complaints fail the test."""
    contexts = []

    def opened(*, width: int = 1280, height: int = 900, dark: bool = False, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        complaints.watch(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints.unexpected


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """One page in a window of a desktop computer."""
    return open_page()
