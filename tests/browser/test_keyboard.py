"""The main job by keyboard alone, without JavaScript, and on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from moothall.config.demonstration import stories
from moothall.people.models import Council

from .conftest import PHONE, Enter, Visitor


def focused(visitor: Visitor) -> str:
    return str(visitor.page.evaluate("(document.activeElement.innerText || '').trim()"))


def until(visitor: Visitor, reached: Callable[[], bool], *, most: int = 120) -> None:
    """Presses Tab until the focus is where it should be; it must get there, and be seen there."""
    for _ in range(most):
        visitor.page.keyboard.press("Tab")
        if reached():
            shown = visitor.page.evaluate(
                "(s => s.outlineStyle !== 'none' || s.boxShadow !== 'none')"
                "(getComputedStyle(document.activeElement))"
            )
            assert shown, f"the focus on {focused(visitor)!r} cannot be seen"
            return
    raise AssertionError("the keyboard does not get there")


def test_an_enquiry_by_keyboard_alone(southend: Council, enter: Enter) -> None:
    visitor = enter(southend)
    page = visitor.open("sign-in/").page
    page.keyboard.press("Tab")
    assert focused(visitor) == "Skip to main content"
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
    page.wait_for_selector("text=Check your answers")
    until(visitor, lambda: focused(visitor) == "Send")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/SOU-ENQ-*/")
    assert "Loose paving" in visitor.text()
    until(visitor, lambda: focused(visitor).startswith("Why this date?"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/why/*/")


def test_an_enquiry_without_javascript(southend: Council, enter: Enter) -> None:
    visitor = enter(southend, width=PHONE, script=False).open("sign-in/")
    visitor.page.locator('button[value="ada-example"]').click()
    visitor.follow("Ask the council")
    visitor.page.fill("[name=subject]", "Fallen tree")
    visitor.page.fill("[name=details]", "Across the path.")
    visitor.page.locator("summary").click()
    visitor.page.select_option("[name=addressed]", "umar-understudy")
    visitor.press("Continue")
    assert "Clause 9.1.4" in visitor.text()
    visitor.page.select_option("[name=addressed]", "")
    visitor.press("Continue").press("Change the answers")
    assert visitor.page.locator("[name=subject]").input_value() == "Fallen tree"
    visitor.press("Continue").press("Send")
    assert "Fallen tree" in visitor.text()


def test_on_paper_there_is_the_case_and_nothing_to_press(southend: Council, enter: Enter) -> None:
    stories.tell(southend, at=datetime.now(UTC))
    visitor = enter(southend, "sam-stencil").open("cases/SOU-ENQ-1/")
    visitor.page.emulate_media(media="print")
    for pressed in ("header", "nav", ".govuk-button", "#acts", "footer"):
        assert not visitor.page.locator(pressed).first.is_visible(), pressed
    for read in ("#status", "#dates", "#messages", "#timeline"):
        assert visitor.page.locator(read).is_visible(), read
    visitor.open("protocol/")
    visitor.page.emulate_media(media="print")
    assert visitor.page.locator("main h2").nth(1).is_visible()
    assert not visitor.page.locator(".mh-contents").is_visible()
