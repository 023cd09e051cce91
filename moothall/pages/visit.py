"""A visit: one request, the council it is about, who is signed in there, and the moment it is.

The clock is read here and nowhere else in the pages. Who may come is in `permissions.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from moothall.cases.models import Case
from moothall.pages import sessions
from moothall.pages.models import SignedIn
from moothall.people.assistance import acting, councillors_of, doer, name_of
from moothall.people.changing import Changing
from moothall.people.cover import roles_on_duty
from moothall.people.law import protocol_of, working_time_of
from moothall.people.models import Council, Person
from moothall.protocol import Protocol
from moothall.worktime import LONDON, WorkingTime


@dataclass
class Visit:
    """What every page is given."""

    request: HttpRequest
    council: Council
    person: Person | None
    at: datetime = field(default_factory=lambda: timezone.now())
    signed: SignedIn | None = None  # since when, how and from what
    unfinished: Person | None = None  # has passed the first factor and must set up a second
    acting_ended: bool = False  # they were acting for somebody, and that is over

    @property
    def on(self) -> date:
        """Today in the council's local time."""
        return self.at.astimezone(LONDON).date()

    @property
    def by(self) -> Person:
        """Whoever is signed in; only for pages that nobody else may see."""
        assert self.person is not None
        return self.person

    @property
    def self(self) -> Person:
        """The visitor's own self, also halfway in: whose sign-in it is, whomever they act for."""
        found = self.unfinished or (doer(self.person) if self.person else None)
        assert found is not None
        return found

    @property
    def name(self) -> str:
        """Who is here, and for whom: `Ada Aide for Councillor B. Example`."""
        return name_of(self.person) if self.person else ""

    @cached_property
    def own_roles(self) -> frozenset[str]:
        """The roles of the person today, by posts or by keeping a desk, and their sides."""
        if self.person is None:
            return frozenset()
        roles = roles_on_duty(self.person, on=self.on)
        return roles - {"administrator"} if self.person.through else roles

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

    def full_address(self, name: str, *arguments: object) -> str:
        """The same with the host by which the world reaches us, whatever host was asked for."""
        return f"{settings.BASE_URL.rstrip('/')}{self.address(name, *arguments)}"


def visit_of(request: HttpRequest, council: Council) -> Visit:
    """The visit of a request to a council, with whoever is signed in there."""
    at = timezone.now()
    row = sessions.signed_in(request, council, at=at) if hasattr(request, "session") else None
    visit = Visit(request, council, row.person if row else None, at, row)
    chosen = request.session.get(sessions.ACTING, {}).get(council.slug) if row else None
    if chosen is not None and visit.person is not None:
        mine = councillors_of(visit.person, on=visit.on)
        found = next((one for one in mine if one.pk == chosen), None)
        visit.acting_ended = found is None
        visit.person = acting(found) if found else visit.person
    return visit
