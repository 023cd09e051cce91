"""What goes wrong has a page of its own: empty lists, errors, refusals, nothing to see."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import override_settings

from moothall.pages import people
from moothall.people.models import Council

from .conftest import PHONE, Enter, Visitor


def test_nothing_yet(southend: Council, enter: Enter) -> None:
    hub = enter(southend, "hattie-hub", width=PHONE)
    for address, says in {
        "": "Nothing needs you now",
        "cases/": "There is no open case that you may see",
        "cases/?text=gull": "No case fits",
        "cases/?page=9": "There are no more",
        "triage/": "Nothing waits for an officer",
        "quarantine/": "Nothing is in quarantine",
        "people/?text=zzz": "Nobody fits",
    }.items():
        hub.open(address).accessible().fits()
        assert says in hub.text(), address


def test_not_found_keeps_the_way_home(southend: Council, enter: Enter) -> None:
    ada = enter(southend, "ada-example", width=PHONE).open("cases/SOU-ENQ-99/")
    ada.accessible().fits()
    assert "Page not found" in ada.text()
    ada.follow("See what needs you")
    assert "What needs you" in ada.text()


def test_what_is_for_others(southend: Council, enter: Enter) -> None:
    ada = enter(southend, "ada-example", width=PHONE).open("triage/").accessible().fits()
    assert "This page is for others" in ada.text()


def test_a_form_from_a_page_that_is_too_old(southend: Council, enter: Enter) -> None:
    ada = enter(southend, "ada-example", width=PHONE).open("cases/new/enquiry/submit/")
    ada.page.context.clear_cookies(name="csrftoken")
    ada.fill(subject="Kerb", details="Who?").press("Continue").accessible().fits()
    assert "That could not be accepted" in ada.text()


def test_a_fault_of_ours(
    southend: Council,
    enter: Enter,
    mishaps: list[BaseException],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(people, "_directory", break_down)
    ada = enter(southend, "ada-example", width=PHONE).open("people/").accessible().fits()
    assert "Something went wrong here" in ada.text()
    assert "planted" not in ada.page.content()
    assert [str(one) for one in mishaps] == ["planted"]
    mishaps.clear()


def test_too_many_files(southend: Council, enter: Enter, tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.txt" for number in range(11)]
    for file in files:
        file.write_text("words")
    ada = enter(southend, "ada-example", width=PHONE).open("cases/new/enquiry/submit/")
    ada.fill(subject="Kerb", details="Who paints it?").press("Continue")
    ada.page.set_input_files("#files", files)
    ada.press("Send").accessible().fits()
    assert "Choose at most 10 files" in ada.text()
    focus_first_error(ada, "files")
    ada.page.set_input_files("#files", files[:2])
    ada.press("Send").accessible()
    assert "Download 0.txt" in ada.text()


def test_too_much_text(southend: Council, enter: Enter) -> None:
    ada = enter(southend, "ada-example", width=PHONE).open("cases/new/enquiry/submit/")
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000):
        ada.fill(subject="Kerb", details="Who? " * 300).press("Continue").accessible().fits()
    assert "That is too much to send at once" in ada.text()


def test_answers_that_are_missing(southend: Council, enter: Enter) -> None:
    ada = enter(southend, "ada-example", width=PHONE).open("cases/new/enquiry/submit/")
    ada.press("Continue").accessible().fits()
    assert ada.page.title().startswith("Error: ")
    focus_first_error(ada, "subject")


def focus_first_error(visitor: Visitor, name: str) -> None:
    """The first line of the summary leads into the field it is about."""
    visitor.page.locator(".govuk-error-summary a").first.click()
    assert visitor.page.evaluate("document.activeElement.id") == name


def test_somebody_was_first(southend: Council, enter: Enter) -> None:
    ada = enter(southend, "ada-example").open("cases/new/enquiry/submit/")
    ada.fill(subject="Kerb", details="Who paints it?").press("Continue").press("Send")
    reference = ada.page.url.rstrip("/").rpartition("/")[2]
    first, second = enter(southend, "hattie-hub"), enter(southend, "howard-hub", width=PHONE)
    for hub in (first, second):
        hub.open(f"cases/{reference}/do/assign/").fill(given_to="sam-stencil")
    first.press("Give it to an officer")
    second.press("Give it to an officer").accessible().fits()
    assert "Somebody did something first" in second.text()
    second.open(f"cases/{reference}/do/assign/").accessible()
    assert "That is not possible now" in second.text()
