"""A real Chromium on a live server: the system's own browser, driven by Playwright.

Every page that is opened is watched: nothing may come from another host.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, sync_playwright
from pytest_django.live_server_helper import LiveServer

from moothall.people.models import Council

# Playwright runs an event loop in this thread; the tests still use the database from it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
PHONE, DESK = 320, 1200
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    assert found, "Chromium is not installed: tools/system_packages.sh installs it"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield started
        started.close()


@dataclass
class Visitor:
    """Somebody at a browser, signed in or not."""

    page: Page
    base: str
    council: str

    def open(self, address: str = "") -> Visitor:
        self.page.goto(f"{self.base}/{self.council}/{address}")
        return self

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def follow(self, name: str, *, exact: bool = False) -> Visitor:
        self.page.locator("main").get_by_role("link", name=name, exact=exact).first.click()
        return self

    def press(self, name: str) -> Visitor:
        self.page.locator("main").get_by_role("button", name=name).first.click()
        return self

    def fill(self, **answers: str) -> Visitor:
        """Answers questions by field name: text, a choice, or a box to tick."""
        for name, answer in answers.items():
            field = self.page.locator(f'main [name="{name}"]')
            kind = field.first.evaluate("one => one.type || one.tagName.toLowerCase()")
            if kind in ("radio", "checkbox"):
                self._unfold(field.first)
                self.page.locator(f'main [name="{name}"][value="{answer}"]').check()
            elif kind.startswith("select"):
                self._unfold(field.first)
                field.select_option(answer)
            else:
                self._unfold(field.first)
                field.fill(answer)
        return self

    def _unfold(self, field: object) -> None:
        """Opens the folded choices where the field is among them."""
        details = self.page.locator("main details:not([open]) > summary")
        if not field.is_visible() and details.count():  # type: ignore[attr-defined]
            details.first.click()

    def accessible(self) -> Visitor:
        """No violation of WCAG that axe can find on the page as it stands."""
        found = Axe().run(self.page)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        return self


Enter = Callable[..., Visitor]


@pytest.fixture
def enter(browser: Browser, live_server: LiveServer, transactional_db: None) -> Iterator[Enter]:
    """`enter(southend, "ada-example")`: a visitor who has chosen who to be."""
    contexts = []
    foreign: list[str] = []

    def watch(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:")):
            foreign.append(request.url)

    def make(
        council: Council, slug: str = "", *, width: int = DESK, script: bool = True
    ) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            bypass_csp=True,  # axe runs inside the page
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", watch)
        visitor = Visitor(page, live_server.url, council.slug)
        if slug:
            visitor.open("sign-in/")
            page.locator(f'button[value="{slug}"]').click()
        return visitor

    yield make
    for context in contexts:
        context.close()
    assert not foreign, f"asked of other hosts: {foreign}"
