"""Anybody's absence: who is away, from when to when, and who covers. One's own is `absence.py`."""

from __future__ import annotations

from django.http import HttpResponse

from moothall.pages.settings.page import Cell, Link, Table, finish, form_of, found, show
from moothall.pages.visit import Visit
from moothall.people.changing import CannotChange
from moothall.people.cover import BadAbsence, record_absence
from moothall.people.directory import directory_of
from moothall.people.models import Absence, Person
from moothall.people.roles import roles_of
from moothall.worktime.words import plain_date

BACK = ("Absences", "settings-absences", ())
WRONG_WAY = "The last day away is before the first."


def absences(visit: Visit) -> HttpResponse:
    """Who is away today or will be, the nearest first."""
    rows = Absence.objects.filter(council=visit.council, end_date__gte=visit.on)
    table = Table(
        "Away today or later",
        ("Who", "From", "To", "Covered by"),
        [
            (
                Cell(one.person.name, visit.address("settings-absence", one.pk)),
                f"From {plain_date(one.start_date)}",
                f"Until {plain_date(one.end_date)}",
                one.cover.name if one.cover else Cell("Nobody named", hint="Worked out each day"),
            )
            for one in rows.select_related("person", "cover").order_by("start_date", "pk")
        ],
        "Nobody is away, now or later.",
    )
    links = (Link("Record an absence", visit.address("settings-absence-new")),)
    return show(visit, "Absences", tables=(table,), links=links)


def absence_new(visit: Visit) -> HttpResponse:
    """Somebody will be away; open cases go to the cover from the first day."""
    people = _here(visit)
    form = form_of(visit)
    who = form.choice("person", "Who is away?", people, needed="Choose who is away")
    start = form.day("start", "First day away", needed="Enter the first day away")
    end = form.day("end", "Last day away", needed="Enter the last day away")
    cover = form.choice("cover", "Who covers?", people, empty="Nobody is named")

    def record() -> None:
        assert start is not None and end is not None
        slugs = directory_of(visit.council.pk).slugs
        try:
            record_absence(
                slugs[who], start=start, end=end, cover=slugs.get(cover), changing=visit.changing
            )
        except BadAbsence as bad:
            at = "end" if str(bad) == WRONG_WAY else "cover"
            raise CannotChange(**{at: str(bad)}) from None

    if form.done(record):
        return finish(visit, "The absence is recorded.", "settings-absences")
    lead = (
        "Where no cover is named, or the cover is away too, the successor, the managers and the "
        "hub are asked in turn.",
    )
    return show(visit, "Record an absence", back=BACK, lead=lead, form=form, button="Record it")


def absence(visit: Visit, number: int) -> HttpResponse:
    """One absence: taken back, if it was recorded by mistake or somebody is back early."""
    one = found(Absence.objects.select_related("person"), visit, pk=number)
    form = form_of(visit)
    if form.done(lambda: visit.changing.remove(one)):
        return finish(visit, f"{one.person.name}’s absence is taken back.", "settings-absences")
    lead = (
        f"From {plain_date(one.start_date)} to {plain_date(one.end_date)}.",
        "If they are back early, take this one back and record it anew with the days it had.",
    )
    title = f"{one.person.name}’s absence"
    return show(visit, title, back=BACK, lead=lead, form=form, button="Take it back", warning=True)


def _here(visit: Visit) -> dict[str, str]:
    """Everybody who holds a post today, by name."""
    people: list[Person] = list(directory_of(visit.council.pk).people.values())
    return {one.slug: one.name for one in people if roles_of(one, on=visit.on)}
