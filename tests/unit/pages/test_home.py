"""Home: what needs me, in order of urgency, in words that say how urgent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from moothall.cases.models import Case, Clock
from moothall.cases.refusals import Refused
from moothall.pages import home
from moothall.pages.dates import how_far
from moothall.pages.visit import Visit
from moothall.people.law import working_time_of
from moothall.people.models import Council, Person

from .conftest import Ask, Browse, Do, parsed

NOW = datetime.now(UTC)


def captions(browse: Browse, council: Council, slug: str) -> list[str]:
    text = browse(council, slug).read()
    titles = (home.URGENT, home.LATE, home.TODAY, home.DUE_SOON, home.LATER, home.NO_HURRY)
    return [
        title
        for title, _ in sorted(((t, text.find(t)) for t in titles), key=lambda p: p[1])
        if title in text
    ]


def make_due(case: Case, day: date) -> None:
    Clock.objects.filter(case=case, act="enquiry.answer").update(due=day)
    Case.objects.filter(pk=case.pk).update(next_due=day, queue_due=day)


def test_the_most_urgent_comes_first(southend: Council, ask: Ask, do: Do, browse: Browse) -> None:
    today = date.today()
    cases = {}
    for name, days in (("later", 40), ("soon", 2), ("today", 0), ("late", -3), ("urgent", 40)):
        urgent = "yes" if name == "urgent" else "no"
        case = ask(southend, "ada-example", subject=f"The {name} one", urgent=urgent)
        cases[name] = do(case, "assign", "hattie-hub", given_to="sam-stencil")
        make_due(cases[name], today + timedelta(days=days))
    text = browse(southend, "sam-stencil").read()
    places = [text.find(f"The {name} one") for name in ("urgent", "late", "today", "soon", "later")]
    assert -1 not in places
    assert places == sorted(places)
    assert captions(browse, southend, "sam-stencil") == [
        home.URGENT,
        home.LATE,
        home.TODAY,
        home.DUE_SOON,
        home.LATER,
    ]


def test_an_answer_is_nothing_that_presses(
    southend: Council, ask: Ask, do: Do, browse: Browse
) -> None:
    case = ask(southend, "ada-example", subject="Kerb", urgent="yes")
    do(case, "answer", "hattie-hub", answer="Painted.")
    assert captions(browse, southend, "ada-example") == [home.NO_HURRY]
    assert "Come back on an answer until" in browse(southend, "ada-example").read()


def test_waiting_for_others(southend: Council, ask: Ask, browse: Browse) -> None:
    ask(southend, "ada-example", subject="Kerb")
    text = browse(southend, "ada-example").read()
    assert "Nothing needs you now" in text
    waiting = text[text.index("Waiting for others") :]
    assert "Kerb" in waiting
    assert "Members Support Hub lead’s turn" in waiting


def test_what_the_hub_has_to_do(southend: Council, ask: Ask, browse: Browse) -> None:
    ask(southend, "ada-example")
    text = browse(southend, "hattie-hub").read()
    assert "1 case waits for an officer" in text
    assert "Your turn" in text
    assert "waits for an officer" not in browse(southend, "sam-stencil").read()


def test_what_the_monitoring_officer_watches_over(
    southend: Council, ask: Ask, do: Do, browse: Browse
) -> None:
    case = ask(southend, "ada-example")
    with pytest.raises(Refused):
        do(case, "answer", "hattie-hub", answer="Painted.", copies=["bertram-sample"])
    text = browse(southend, "nadia-mock").read()
    assert "open questions in the protocol to settle" in text
    assert "Stopped by the protocol lately" in text
    assert "Clause 9.1.14" in text
    assert "Stopped" not in browse(southend, "sam-stencil").read()
    assert "open question" not in browse(southend, "hattie-hub").read()


@pytest.mark.parametrize(
    "slug, stands_out",
    [("ada-example", "Ask the council"), ("hattie-hub", "Note an enquiry for a councillor")],
)
def test_what_most_people_come_for_stands_out(
    southend: Council, browse: Browse, slug: str, stands_out: str
) -> None:
    page = parsed(browse(southend, slug).open())
    buttons = [one for one in page.all("a") if one.get("class") == "govuk-button"]
    assert len(buttons) == 1
    assert stands_out in page.text


@pytest.mark.parametrize(
    "today, day, words",
    [
        ("2026-11-24", "2026-11-24", "today"),
        ("2026-11-24", "2026-11-25", "1 working day left"),
        ("2026-11-24", "2026-12-01", "5 working days left"),
        ("2026-11-24", "2026-11-23", "1 working day late"),
        ("2026-11-24", "2026-11-10", "10 working days late"),
        ("2026-11-28", "2026-11-29", "no working day left"),  # Saturday and Sunday
        ("2026-11-29", "2026-11-28", "late"),
        ("2026-12-24", "2026-12-29", "1 working day left"),  # Christmas between
        ("2026-11-24", "2099-01-01", ""),  # beyond every calendar
    ],
)
def test_how_far_off(
    southend: Council, at: Callable[[str], datetime], today: str, day: str, words: str
) -> None:
    visit = Visit(None, southend, None, at=at(f"{today}T12:00"))  # type: ignore[arg-type]
    assert how_far(visit, date.fromisoformat(day)) == words


def test_days_are_counted_in_one_place(southend: Council, person: Callable[..., Person]) -> None:
    visit = Visit(None, southend, person(southend, "ada-example"))  # type: ignore[arg-type]
    assert visit.working is working_time_of(southend)
