"""Who may see an event, worked out a second time: from a procedure's file, who fills which slot,
and what people hold that day. It looks at no viewer row and calls nothing that decides.

Slow and plain on purpose. Covering somebody is `people.cover`'s to say (tested there).
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import yaml

from moothall import places
from moothall.cases.models import Case, Event
from moothall.people.cover import on_duty
from moothall.people.law import protocol_of
from moothall.people.models import Absence, Membership, Organization, Person
from moothall.worktime import LONDON

FEW = ("hub", "clerk", "monitoring_officer")  # who sees a refused attempt besides whoever tried


@cache
def written(kind: str) -> dict[str, Any]:
    text = (places.PROCEDURES / f"{kind}.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=yaml.CBaseLoader)
    return found


def _held(person: Person, on: date) -> list[Membership]:
    """What the person holds and belongs to that day."""
    rows = Membership.objects.filter(person=person).select_related("post", "organization")
    return [
        one
        for one in rows
        if (one.start_date is None or one.start_date <= on)
        and (one.end_date is None or on <= one.end_date)
    ]


class Eyes:
    """One person on one day."""

    def __init__(self, person: Person, on: date) -> None:
        self.person, self.on = person, on
        held = _held(person, on)
        self.posts = [one.post for one in held if one.post is not None]
        tree = protocol_of(person.council)
        bare = {post.role for post in self.posts}
        self.roles = bare.union(*(tree.kinds_of(role) for role in bare))
        self.areas = {post.area_id for post in self.posts if post.area_id}
        self.groups = _groups(held)
        self.stands_for = {person.pk, *(one.pk for one in self._covered())}

    def _covered(self) -> list[Person]:
        away = Absence.objects.filter(
            council=self.person.council, start_date__lte=self.on, end_date__gte=self.on
        ).select_related("person__council")
        return [
            one.person
            for one in away
            if any(held.post for held in _held(one.person, self.on))
            and on_duty(one.person, on=self.on) == self.person
        ]

    def see(self, case: Case, event: Event) -> bool:
        """Whether the event is there for this person."""
        if not self.posts or self.person.council_id != case.council_id:
            return False
        if event.act == "refused":
            return event.by_id in self.stands_for or bool(self.roles & set(FEW))
        if self.stands_for & _readers(case, event):
            return True
        act = written(case.kind)["acts"].get(event.act, {})
        circle = act.get("circle", next(iter(written(case.kind)["circles"])))
        return self.belongs(case, circle)

    def belongs(self, case: Case, circle: str) -> bool:
        data = written(case.kind)
        for name in data["circles"][circle]:
            if name == "level":
                if self._let_in(case, data["level"]):
                    return True
            elif name in data["parties"]:
                if self._fills(case, name):
                    return True
            elif name in self.roles:
                return True
        return False

    def _fills(self, case: Case, slot: str) -> bool:
        posts = [post.pk for post in self.posts]
        return any(
            row.person_id in self.stands_for if row.person_id else row.post_id in posts
            for row in case.parties.filter(slot=slot)
        )

    def _let_in(self, case: Case, level: dict[str, str]) -> bool:
        """By what whoever asked chose, as they stood when the case last moved."""
        chosen = case.sheet.get(level["field"])
        if chosen == "public":
            return True
        if "councillor" not in self.roles:
            return False
        moved = case.updated_at.astimezone(LONDON).date()
        for row in case.parties.filter(slot=level["of"]).select_related("person"):
            theirs = _held(row.person, moved)
            areas = {one.post.area_id for one in theirs if one.post and one.post.area_id}
            groups = _groups(theirs)
            same = {
                "ward": bool(areas & self.areas),
                "group": bool(groups & self.groups),
                "ward_group": bool(areas & self.areas) and bool(groups & self.groups),
                "councillors": True,
            }
            if same.get(chosen, False):
                return True
        return False


def _groups(held: list[Membership]) -> set[int]:
    bodies = [one.organization or (one.post.organization if one.post else None) for one in held]
    group = Organization.Classification.GROUP
    return {one.pk for one in bodies if one is not None and one.classification == group}


def _readers(case: Case, event: Event) -> set[int]:
    """Who sees this one event besides its circle: named with it, or by a copy of it."""
    found = _named(case, event)
    for later in case.events.filter(seq__gt=event.seq):
        opens = written(case.kind)["acts"].get(later.act, {}).get("opens")
        if opens and _said(later, opens) == event.seq:
            found |= _named(case, later)
    return found


def _named(case: Case, event: Event) -> set[int]:
    found: set[int] = set()
    for name in written(case.kind)["acts"].get(event.act, {}).get("readers", ()):
        value = _said(event, name) or []
        found.update(value if isinstance(value, list) else [value])
    return found


def _said(event: Event, name: str) -> Any:
    row = event.said.filter(field=name).first()
    return row.value if row else None
