"""Elections: polling days and when notice is given; between lies the pre-election period."""

from __future__ import annotations

from django.http import HttpResponse

from moothall.pages.settings.page import Cell, Link, Table, finish, form_of, found, show
from moothall.pages.visit import Visit
from moothall.people.changing import CannotChange
from moothall.people.models import Election
from moothall.worktime.words import full_date

BACK = ("Elections", "settings-elections", ())


def elections(visit: Visit) -> HttpResponse:
    """Every election that is known, the newest first."""
    rows = [
        (
            Cell(one.label, visit.address("settings-election", one.pk)),
            f"Notice on {full_date(one.notice_on)}",
            f"Polling on {full_date(one.polling_day)}",
        )
        for one in Election.objects.filter(council=visit.council).order_by("-polling_day", "pk")
    ]
    heads = ("Election", "Notice", "Polling day")
    table = Table("Elections", heads, rows, "None is recorded.", hidden=True)
    lead = (
        "From the day of the notice to the polling day, both included, is the pre-election period: "
        "your protocol may forbid or require things in it.",
    )
    links = (Link("Add an election", visit.address("settings-election-new")),)
    return show(visit, "Elections", lead=lead, tables=(table,), links=links)


def election_new(visit: Visit) -> HttpResponse:
    """Another election."""
    form = form_of(visit)
    label = form.line(
        "label", "Name", hint="Such as Council elections 2027", needed="Enter the name"
    )
    notice = form.day("notice_on", "Notice of the election", needed="Enter the day of the notice")
    polling = form.day("polling_day", "Polling day", needed="Enter the polling day")

    def add() -> None:
        assert notice is not None and polling is not None
        if polling < notice:
            raise CannotChange(polling_day="The polling day must not be before the notice")
        known = Election.objects.filter(council=visit.council, polling_day=polling, label=label)
        if known.exists():
            raise CannotChange(label="This election is recorded already")
        council = visit.changing.council
        row = Election(council=council, label=label, notice_on=notice, polling_day=polling)
        visit.changing.add(row)

    if form.done(add):
        return finish(visit, f"{label} is added.", "settings-elections")
    return show(visit, "Add an election", back=BACK, form=form, button="Add it")


def election(visit: Visit, number: int) -> HttpResponse:
    """One election: taken out, if it is called off or was entered wrongly."""
    one = found(Election.objects.all(), visit, pk=number)
    form = form_of(visit)
    if form.done(lambda: visit.changing.remove(one)):
        return finish(visit, f"{one.label} is taken out.", "settings-elections")
    lead = (
        f"Notice on {full_date(one.notice_on)}, polling day {full_date(one.polling_day)}.",
        "If a day is wrong, take it out and add it anew.",
    )
    return show(
        visit, one.label, back=BACK, lead=lead, form=form, button="Take it out", warning=True
    )
