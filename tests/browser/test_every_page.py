"""Every page that somebody can reach, on a phone and at a desk: no accessibility violation, nothing
wider than the screen; and the main job by keyboard and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from moothall.config.demonstration import stories
from moothall.people.models import Council

from .conftest import DESK, PHONE, Enter, Visitor

# One of each shape is enough: numbers and references are folded together.
_SHAPES = ((r"[A-Z]+-[A-Z]+-\d+", "REF"), (r"/why/\d+/", "/why/N/"), (r"/quarantine/\d+/", "/q/N/"))


def shape(address: str) -> str:
    path = address.partition("#")[0]
    for pattern, name in _SHAPES:
        path = re.sub(pattern, name, path)
    path = re.sub(r"/people/[a-z-]+/", "/people/P/", path)
    return re.sub(r"/protocol/[^/]+/", "/protocol/C/", path).partition("?page")[0]


@pytest.fixture
def living(southend: Council) -> Council:
    """Southend with its demonstration cases, in every state."""
    stories.tell(southend, at=datetime.now(UTC))
    return southend


def pages(visitor: Visitor) -> Iterator[str]:
    """Opens one page of every shape that can be reached by links, and yields its address."""
    seen: set[str] = set()
    waiting = [f"{visitor.base}/{visitor.council}/"]
    while waiting:
        address = waiting.pop(0)
        if shape(address) in seen or "/files/" in address:
            continue
        seen.add(shape(address))
        answer = visitor.page.goto(address)
        assert answer is not None and answer.status in (200, 409), (address, answer)
        yield address
        links = visitor.page.locator("a[href]").evaluate_all("all => all.map(a => a.href)")
        waiting += [one for one in links if one.startswith(f"{visitor.base}/{visitor.council}/")]


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("slug", ["ada-example", "sam-stencil", "hattie-hub", "nadia-mock"])
def test_every_page_of(slug: str, width: int, living: Council, enter: Enter) -> None:
    visitor = enter(living, slug, width=width)
    count = 0
    for address in pages(visitor):
        visitor.accessible()
        overflow = visitor.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{address} is {overflow} px wider than {width}"
        count += 1
    assert count >= 10


def test_every_page_of_the_clerk_on_a_phone(wantage: Council, enter: Enter) -> None:
    stories.tell(wantage, at=datetime.now(UTC))
    visitor = enter(wantage, "lydia-larch", width=PHONE)
    for _ in pages(visitor):
        visitor.accessible()


def test_pages_before_signing_in(southend: Council, enter: Enter) -> None:
    visitor = enter(southend, width=PHONE)
    visitor.page.goto(visitor.base)
    visitor.accessible()
    assert "Demonstration" in visitor.text()
    visitor.open("sign-in/").accessible()
    visitor.open("protocol/").accessible()
    Council.objects.filter(pk=southend.pk).update(demonstration=False)
    visitor.open("sign-in/").accessible()
    visitor.press("Send me a code").accessible()
    assert "There is a problem" in visitor.text()
    visitor.fill(address="ada.example@councillors.southend.example").press("Send me a code")
    visitor.accessible()
    visitor.fill(code="000000").press("Sign in").accessible()
    assert "not right" in visitor.text()


def test_text_at_200_per_cent_fits(living: Council, enter: Enter) -> None:
    visitor = enter(living, "sam-stencil", width=640)
    visitor.page.add_init_script(
        "addEventListener('DOMContentLoaded', () => "
        "{document.documentElement.style.fontSize = '200%'})"
    )
    for address in ("", "cases/", "cases/SOU-ENQ-1/", "protocol/"):
        visitor.open(address)
        overflow = visitor.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, address


def test_an_enquiry_by_keyboard_alone(southend: Council, enter: Enter) -> None:
    visitor = enter(southend)
    page = visitor.open("sign-in/").page
    until(visitor, lambda: page.evaluate("document.activeElement.value") == "ada-example")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{visitor.base}/southend/")
    until(visitor, lambda: focused(visitor) == "Ask the council")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/new/enquiry/submit/")
    until(visitor, lambda: page.evaluate("document.activeElement.name") == "subject")
    page.keyboard.type("Loose paving")
    page.keyboard.press("Tab")
    page.keyboard.type("Outside number 9.")
    until(visitor, lambda: focused(visitor) == "Continue")
    page.keyboard.press("Enter")
    until(visitor, lambda: focused(visitor) == "Send")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/SOU-ENQ-*/")
    assert "Loose paving" in visitor.text()


def focused(visitor: Visitor) -> str:
    return str(visitor.page.evaluate("(document.activeElement.innerText || '').trim()"))


def until(visitor: Visitor, reached: object, *, most: int = 120) -> None:
    """Presses Tab until the focus is where it should be; it must get there, and be visible."""
    for _ in range(most):
        visitor.page.keyboard.press("Tab")
        if reached():  # type: ignore[operator]
            return
    raise AssertionError("the keyboard does not get there")


def test_an_enquiry_without_javascript(southend: Council, enter: Enter) -> None:
    visitor = enter(southend, "ada-example", width=PHONE, script=False)
    visitor.open("cases/new/enquiry/submit/")
    visitor.page.fill("[name=subject]", "Fallen tree")
    visitor.page.fill("[name=details]", "Across the path.")
    visitor.press("Continue").press("Send")
    assert "Fallen tree" in visitor.text()
