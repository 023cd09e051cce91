"""A visit: one request, the council it is about, who is signed in there, and the moment it is.

The clock is read here and nowhere else in the pages. Who may come is in `permissions.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from moothall.cases.models import Case
from moothall.people.changing import Changing
from moothall.people.directory import directory_of
from moothall.people.law import protocol_of, working_time_of
from moothall.people.models import Council, Person
from moothall.people.roles import roles_of
from moothall.protocol import Protocol
from moothall.worktime import LONDON, WorkingTime

SESSION = "people"  # council slug -> person number


@dataclass
class Visit:
    """What every page is given."""

    request: HttpRequest
    council: Council
    person: Person | None
    at: datetime = field(default_factory=lambda: timezone.now())

    @property
    def on(self) -> date:
        """Today in the council's local time."""
        return self.at.astimezone(LONDON).date()

    @property
    def by(self) -> Person:
        """Whoever is signed in; only for pages that nobody else may see."""
        assert self.person is not None
        return self.person

    @cached_property
    def own_roles(self) -> frozenset[str]:
        """The roles of the person's own posts today, and the sides they belong to."""
        return roles_of(self.person, on=self.on) if self.person else frozenset()

    @cached_property
    def roles(self) -> frozenset[str]:
        """Every role that the person counts as today, under the council's protocol."""
        return self.own_roles.union(*(self.protocol.kinds_of(role) for role in self.own_roles))

    @cached_property
    def protocol(self) -> Protocol:
        return protocol_of(self.council)

    @cached_property
    def working(self) -> WorkingTime:
        """The council's working days."""
        return working_time_of(self.council)

    @property
    def is_hub(self) -> bool:
        """Whether the person routes enquiries: members' support, or the Clerk."""
        return bool(self.roles & {"hub", "clerk"})

    @property
    def may_read_quarantine(self) -> bool:
        return self.is_hub or "monitoring_officer" in self.roles

    @property
    def is_administrator(self) -> bool:
        return "administrator" in self.own_roles

    @cached_property
    def changing(self) -> Changing:
        """For whatever the page changes of people and settings: one batch of the log."""
        fresh = Council.objects.get(pk=self.council.pk)  # the directory's own row is never changed
        return Changing(council=fresh, by=self.by, at=self.at, through="page")

    def own_words(self, text: str) -> str:
        """A procedure's words as this council says them: its wards may be divisions."""
        word = self.council.area_word
        return re.sub(r"\bward\b", word, re.sub(r"\bWard\b", word.capitalize(), text))

    def has_turn(self, case: Case) -> bool:
        """Whether it is the person's turn, or that of a post they hold: what lists call "mine"."""
        if case.owner_post is not None:
            return case.owner_post.role in self.own_roles
        return self.person is not None and case.owner_id == self.person.pk

    def render(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """A page of this council."""
        return render(self.request, f"pages/{template}", {"visit": self, **context}, status=status)

    def go(self, name: str, *arguments: object) -> HttpResponseRedirect:
        """A redirect to a page of this council."""
        return HttpResponseRedirect(self.address(name, *arguments))

    def address(self, name: str, *arguments: object) -> str:
        return reverse(name, args=(self.council.slug, *arguments))


def person_in(request: HttpRequest, council: Council) -> Person | None:
    """Who is signed in at this council, if they still hold a post in it."""
    number = request.session.get(SESSION, {}).get(council.slug)
    if number is None:
        return None
    person = directory_of(council.pk).people.get(number)
    today = timezone.now().astimezone(LONDON).date()
    return person if person and roles_of(person, on=today) else None


def sign_in(request: HttpRequest, person: Person) -> None:
    """Signs a person in, with a fresh session key against fixation."""
    known = dict(request.session.get(SESSION, {}))
    request.session.cycle_key()
    rotate_token(request)
    request.session[SESSION] = {**known, person.council.slug: person.pk}


def sign_out(request: HttpRequest, council: Council) -> None:
    """Signs out of one council; the session ends with the last."""
    known = dict(request.session.get(SESSION, {}))
    known.pop(council.slug, None)
    if known:
        request.session[SESSION] = known
        request.session.cycle_key()
    else:
        request.session.flush()
