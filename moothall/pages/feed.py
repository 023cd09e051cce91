"""A person's calendar feed: an address that is a secret, and the calendar that is read there.

The address is made of a random number that is kept and a signature that is not, so that the
database alone opens nobody's calendar. Whoever has the address reads it without signing in; it can
be ended at any time. What stands in the calendar is `moothall.cases.agenda`'s.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.core import signing
from django.http import Http404, HttpResponse
from icalendar import Calendar, Event

from moothall.cases.agenda import Day, agenda_of
from moothall.pages.models import FeedAddress
from moothall.pages.visit import Visit
from moothall.people.directory import directory_of
from moothall.people.models import Person
from moothall.people.roles import roles_of

_REFRESH = timedelta(hours=1)


def _signer() -> signing.Signer:
    return signing.Signer(salt="moothall.feed", sep=".")


def address_of(visit: Visit, person: Person) -> str:
    """The whole address of the person's feed; empty where there is none."""
    row = FeedAddress.objects.filter(person=person).first()
    return visit.full_address("feed", _signer().sign(row.number)) if row else ""


def make(visit: Visit, person: Person) -> None:
    """Gives the person a new address; one that there was is no longer good."""
    end(person)
    FeedAddress.objects.create(
        council=visit.council, person=person, number=secrets.token_hex(16), made_at=visit.at
    )


def end(person: Person) -> int:
    """Ends the person's address; how many there were."""
    return FeedAddress.objects.filter(person=person).delete()[0]


def change(visit: Visit) -> HttpResponse:
    """Makes a new address, or ends the one there is."""
    if visit.request.method == "POST":
        done = "The calendar address is ended: nobody reads your calendar with it any more."
        if visit.request.POST.get("which") == "new":
            make(visit, visit.self)
            done = "You have a new calendar address. One that you had before is ended."
        else:
            end(visit.self)
        visit.request.session["done"] = {"settings": done}
    return visit.go("notifications")


def feed(visit: Visit, token: str) -> HttpResponse:
    """The calendar at an address, for whoever has it. Raises Http404 for any other."""
    person = _person(visit, token)
    if person is None or not roles_of(person, on=visit.on):
        raise Http404
    calendar = Calendar()
    calendar.add("prodid", "-//Moothall//Calendar of one person//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{visit.council.name}: {person.name}")
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    for day in agenda_of(person, on=visit.on):
        calendar.add_component(_event(visit, day))
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _person(visit: Visit, token: str) -> Person | None:
    try:
        number = _signer().unsign(token)
    except signing.BadSignature:
        return None
    row = FeedAddress.objects.filter(council=visit.council, number=number).first()
    return directory_of(visit.council.pk).people.get(row.person_id) if row else None


def _event(visit: Visit, day: Day) -> Event:
    """A whole day, which makes nobody busy."""
    event = Event()
    event.add("uid", f"{day.key}@{visit.council.address.rpartition('@')[2]}")
    event.add("dtstamp", visit.at)
    event.add("dtstart", day.on)
    event.add("dtend", day.on + timedelta(days=1))
    event.add("summary", day.what)
    event.add("description", "\n".join(filter(None, (day.why, day.address))))
    event.add("url", day.address)
    event.add("transp", "TRANSPARENT")
    return event
