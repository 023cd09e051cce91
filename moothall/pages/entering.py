"""From the first factor to being signed in: the second factor where there is one, then the session.

Whoever has passed only the first is nobody yet: what they passed is kept for some minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse, HttpResponseRedirect

from moothall.pages import accounts, codes, factors, sessions
from moothall.pages.models import SignedIn
from moothall.pages.visit import Visit
from moothall.people.assistance import councillors_of
from moothall.people.directory import directory_of
from moothall.people.models import Person
from moothall.people.roles import roles_of

HALFWAY = "halfway"  # in the session: council slug -> what was passed
LIFE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Halfway:
    """Somebody who has passed the first factor: `how`, and where they wanted to go."""

    person: Person
    how: str
    target: str


def passed(visit: Visit, person: Person, *, how: str, target: str = "") -> HttpResponse:
    """On after the first factor: to the second where the person has or needs one, else in."""
    roles = roles_of(person, on=visit.on)
    wanted = sessions.needs_second(sessions.rules_of(visit.council), roles)
    if not wanted and not factors.has_any(person):
        return enter(visit, Halfway(person, how, target), second=False)
    visit.request.session.cycle_key()
    halfway = dict(visit.request.session.get(HALFWAY, {}))
    halfway[visit.council.slug] = {
        "person": person.pk,
        "how": how,
        "target": target,
        "at": visit.at.isoformat(),
    }
    visit.request.session[HALFWAY] = halfway
    return visit.go("sign-in-second")


def halfway(visit: Visit) -> Halfway | None:
    """Who has passed the first factor in this browser within the last quarter of an hour."""
    kept = visit.request.session.get(HALFWAY, {}).get(visit.council.slug)
    if not kept or visit.at - datetime.fromisoformat(kept["at"]) >= LIFE:
        return None
    person = directory_of(visit.council.pk).people.get(kept["person"])
    if person is None or not roles_of(person, on=visit.on):
        return None
    return Halfway(person, kept["how"], kept["target"])


def enter(visit: Visit, done: Halfway, *, second: bool) -> HttpResponse:
    """Signs in. Where an account at the provider waits for its owner, they are asked about it."""
    session = visit.request.session
    session.pop(HALFWAY, None)
    session.pop(codes.BROWSER, None)
    sessions.begin(visit.request, done.person, at=visit.at, how=done.how, second=second)
    assists = councillors_of(done.person, on=visit.on)
    target = done.target or visit.address("act-for" if assists else "home")
    if accounts.waiting(visit) and done.how != SignedIn.How.OPENID:
        target = visit.address("account-link")
    response = HttpResponseRedirect(target)
    if not visit.council.demonstration:
        codes.remember(visit, done.person, response)
    return response


def must_set_up(visit: Visit) -> Person | None:
    """Whoever has passed the first factor and has no second one, which the council wants."""
    found = halfway(visit)
    return found.person if found and not factors.has_any(found.person) else None
