"""A real Chromium on a real server: the system's own browser, driven by Playwright.

The server runs in a thread upon the test's own database connection, one request at a time, so that
whatever happened is rolled back afterwards (emptying tables is refused: events are append-only).
Every page that is opened is watched: nothing may come from another host.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.signals import got_request_exception
from django.db import connections
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, Request, sync_playwright

from moothall.people.models import Council

# Playwright runs an event loop in this thread; the tests still use the database from it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
PHONE, DESK = 320, 1200
AXE = Axe()
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class OneAtATime(StaticFilesHandler):
    """Answers one request after another: they share the test's database connection."""

    lock = Lock()

    def __call__(self, *request: Any) -> Iterable[bytes]:
        with self.lock:
            answer: Iterable[bytes] = super().__call__(*request)
            return answer


class Threads(ThreadedWSGIServer):
    """Waits for its threads when it stops."""

    daemon_threads = False


class Server(LiveServerThread):
    server_class = Threads


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Only while this folder's tests run: others may want an event loop of their own."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    assert found, "Chromium is not installed: tools/system_packages.sh installs it"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=found, args=ARGUMENTS)


@pytest.fixture(scope="package")
def server(browser: Browser, django_db_setup: None) -> Iterator[str]:
    """The address of the pages, served from a thread of this process.

    Begun after the browser: Django keeps a connection of its own for code inside an event loop,
    which is where Playwright runs the tests. The browser is closed first, and with it every
    connection to the server.
    """
    database = connections["default"]
    assert database.vendor == "sqlite", "pages are tested in a browser upon SQLite"
    database.inc_thread_sharing()
    thread = Server("localhost", OneAtATime, {"default": database})
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None, thread.error
    yield f"http://localhost:{thread.port}"
    browser.close()
    thread.terminate()
    database.dec_thread_sharing()


@pytest.fixture
def mishaps() -> Iterator[list[BaseException]]:
    """What went wrong while the server answered; none may remain when a test ends."""
    found: list[BaseException] = []

    def note(sender: object, **_: object) -> None:
        raised = sys.exc_info()[1]
        if raised is not None:
            found.append(raised)

    got_request_exception.connect(note)
    yield found
    got_request_exception.disconnect(note)
    if found:
        raise found[0]


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
        self.page.wait_for_load_state("load")  # a link that was followed may still want its styles
        found = AXE.run(self.page)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        return self

    def fits(self) -> Visitor:
        """Nothing is wider than the screen."""
        self.page.wait_for_load_state("load")
        too_wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert too_wide <= 0, f"{self.page.url} is {too_wide} px too wide"
        return self


Enter = Callable[..., Visitor]


@pytest.fixture
def enter(
    browser: Browser,
    server: str,
    mishaps: list[BaseException],
    session_of: Callable[[Council, str], str],
) -> Iterator[Enter]:
    """`enter(southend, "ada-example")`: a visitor who is signed in as somebody."""
    contexts = []
    foreign: list[str] = []
    own = [server, "data:"]

    def watch(request: Request) -> None:
        theirs = len(own) > 2 and request.frame.url.startswith(own[2])  # a provider's own page
        if not request.url.startswith(tuple(own)) and not theirs:
            foreign.append(request.url)

    def make(
        council: Council,
        slug: str = "",
        *,
        width: int = DESK,
        script: bool = True,
        provider: str = "",  # where people are sent to sign in: its pages are not ours
    ) -> Visitor:
        own.extend([provider] if provider else [])
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            bypass_csp=True,  # axe runs inside the page
        )
        contexts.append(context)
        context.route(re.compile(r"^https:"), lambda route: route.abort())
        if slug:
            key = session_of(council, slug)
            context.add_cookies([{"name": "sessionid", "value": key, "url": server}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("request", watch)
        return Visitor(page, server, council.slug)

    yield make
    for context in contexts:
        context.close()
    with OneAtATime.lock:  # whatever is still being answered is answered before the roll-back
        pass
    assert not foreign, f"asked of other hosts: {foreign}"
