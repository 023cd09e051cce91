"""Everybody whom the council has ever known, found by name, side and what they hold; and new ones.

One person is in `person.py`; what is done to many at once, in `together.py`.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import urlencode

from moothall.pages.settings.finding import SIDES, filters_of, matching, places
from moothall.pages.settings.page import Link, finish, form_of, show
from moothall.pages.settings.together import ACTIONS
from moothall.pages.visit import Visit
from moothall.people import particulars
from moothall.people.models import Person

A_PAGE = 100


def people(visit: Visit) -> HttpResponse:
    """The list, with boxes to tick for what is done to many."""
    filters = filters_of(visit.request.GET)
    rows = list(matching(visit, filters))
    number = visit.request.GET.get("page", "")
    page = int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1
    first = (max(page, 1) - 1) * A_PAGE
    return show(
        visit,
        "People",
        template="settings/people.html",
        rows=rows[first : first + A_PAGE],
        found=len(rows),
        filters=filters,
        sides=SIDES,
        whereabouts=places(visit),
        actions=ACTIONS,
        query=urlencode({name: value for name, value in filters.items() if value}),
        page=max(page, 1),
        more=len(rows) > first + A_PAGE,
        add=Link("Add a person", visit.address("settings-person-new")),
    )


def person_new(visit: Visit) -> HttpResponse:
    """Somebody new, who holds nothing yet: what they take up is asked next."""
    form = form_of(visit)
    name = form.line(
        "name",
        "Name",
        hint="As it is to be shown, such as Councillor Ada Example",
        needed="Enter the name",
    )
    emails = form.text(
        "emails",
        "E-mail addresses (optional)",
        hint="One a line, the preferred one first. Mail from these is known to be theirs",
    )
    telephone = form.line("telephone", "Telephone (optional)", hint="At work. Never a home address")
    made: list[Person] = []

    def add() -> None:
        made.append(
            particulars.add_person(visit.changing, name=name, emails=emails, telephone=telephone)
        )

    if form.done(add):
        words = f"{made[0].name} is recorded. Now say what they take up."
        return finish(visit, words, "settings-holding-new", made[0].slug)
    back = ("People", "settings-people", ())
    return show(visit, "Add a person", back=back, form=form, button="Continue")
