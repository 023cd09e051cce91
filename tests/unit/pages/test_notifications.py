"""How I am told: the page, what it says of mistakes, and the calendar address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.test import Client
from icalendar import Calendar

from moothall.pages.models import FeedAddress
from moothall.people.models import Council, Membership, Person, Preference

from .conftest import Ask, Browse, Browsing, Do, parsed

Find = Callable[[Council, str], Person]
PAGE = "account/notifications/"
WANTED = {
    "how": "digest",
    "digest_hour": "16",
    "days": "working",
    "starts": "8",
    "ends": "18",
    "remind_before": "3",
}


def test_it_is_one_s_own(southend: Council, browse: Browse, person: Find) -> None:
    sam = browse(southend, "sam-stencil")
    assert "How I am told" in sam.read("account/")
    assert sam.send(PAGE, WANTED).status_code == 302
    assert "Saved" in sam.read(PAGE)
    kept = Preference.objects.get()
    assert (kept.person, kept.how, kept.digest_hour, kept.remind_before) == (
        person(southend, "sam-stencil"),
        "digest",
        16,
        3,
    )
    page = parsed(sam.open(PAGE))
    chosen = [one["value"] for one in page.all("input") if "checked" in one]
    assert chosen == ["digest", "working"]


def test_mistakes_are_said(southend: Council, browse: Browse) -> None:
    sam = browse(southend, "sam-stencil")
    for change, words in (
        ({"ends": "8"}, "The end of your hours must be after their beginning"),
        ({"digest_hour": "20"}, "The digest must come within your hours"),
        ({"how": ""}, "Choose how you want to be told"),
        ({"starts": "x"}, "Choose when your hours begin"),
    ):
        answer = sam.send(PAGE, WANTED | change)
        assert answer.status_code == 422
        assert words in parsed(answer).text
    assert not Preference.objects.exists()


def address(sam: Browsing) -> str:
    found = [one["href"] for one in parsed(sam.open(PAGE)).all("a") if ".ics" in one["href"]]
    return "/" + found[0].split("/", 3)[3] if found else ""


def days(path: str) -> list[tuple[date, str, str]]:
    answer = Client().get(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    events = [one for one in Calendar.from_ical(answer.content).walk() if one.name == "VEVENT"]
    return [(one["dtstart"].dt, str(one["summary"]), str(one["description"])) for one in events]


def test_a_calendar_is_read_at_its_address_until_it_is_ended(
    southend: Council, browse: Browse, ask: Ask, do: Do
) -> None:
    case = ask(southend, "ada-example", subject="Kerb, high; “low”\\n")
    do(case, "assign", "hattie-hub", given_to="sam-stencil")
    sam = browse(southend, "sam-stencil")
    assert address(sam) == ""
    sam.send("account/calendar/", {"which": "new"})
    first = address(sam)
    assert FeedAddress.objects.get().number in first
    ((on, summary, why),) = days(first)
    clock = case.clocks.get(act="enquiry.answer")
    assert (on, case.reference in summary) == (clock.due, True)
    assert "Kerb, high; “low”\\n" in summary  # escaped and read again as it was
    assert "Clause 9.1.5" in why
    sam.send("account/calendar/", {"which": "new"})
    second = address(sam)
    assert second != first
    assert Client().get(first).status_code == 404
    assert days(second)
    sam.send("account/calendar/", {"which": "end"})
    assert Client().get(second).status_code == 404
    assert "You have no calendar address" in sam.read(PAGE)


def test_an_address_is_good_only_with_its_signature_and_its_council(
    southend: Council, wantage: Council, browse: Browse
) -> None:
    sam = browse(southend, "sam-stencil")
    sam.send("account/calendar/", {"which": "new"})
    good = address(sam)
    number = FeedAddress.objects.get().number
    for bad in (
        f"/southend/calendar/{number}.ics",
        good.replace(number, "0" * 32),
        good.replace("/southend/", "/wantage/"),
    ):
        assert Client().get(bad).status_code == 404
    Membership.objects.filter(person__slug="sam-stencil").update(end_date=date(2026, 1, 1))
    assert Client().get(good).status_code == 404


def test_of_a_case_that_is_not_theirs_or_confidential_there_is_not_a_word(
    southend: Council, browse: Browse, ask: Ask, do: Do
) -> None:
    other = ask(southend, "ada-example", subject="Secret garden")
    do(other, "assign", "hattie-hub", given_to="walter-wireframe")
    sam = browse(southend, "sam-stencil")
    sam.send("account/calendar/", {"which": "new"})
    assert days(address(sam)) == []
    mine = ask(southend, "ada-example", subject="Secret path")
    do(mine, "assign", "hattie-hub", given_to="sam-stencil")
    mine.refresh_from_db()
    mine.confidential = True
    mine.save(update_fields=["confidential"])
    ((_, summary, why),) = days(address(sam))
    assert "Secret" not in summary + why
    assert mine.reference in summary
