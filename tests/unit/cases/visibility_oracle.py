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

FEW = {"hub", "clerk", "monitoring_officer"}  # who sees a refused attempt besides whoever tried


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


def kept_desks(person: Person, on: date) -> set[str]:
    """The hub's or the Clerk's desk, where all of them are away and the person acts for one."""
    away = Absence.objects.filter(council=person.council_id, start_date__lte=on, end_date__gte=on)
    if not away.exists() or "officer" not in _kinds(person, on):
        return set()
    found = set()
    everybody = Person.objects.filter(council=person.council_id).select_related("council")
    for desk in ("hub", "clerk"):
        theirs = [one for one in everybody if desk in _kinds(one, on)]
        if person not in theirs and all(away.filter(person=one).exists() for one in theirs):
            found |= {desk for one in theirs if on_duty(one, on=on) == person}
    return found


def _kinds(person: Person, on: date) -> set[str]:
    bare = {one.post.role for one in _held(person, on) if one.post is not None}
    return bare.union(*(protocol_of(person.council).kinds_of(role) for role in bare))


class Eyes:
    """One person on one day."""

    def __init__(self, person: Person, on: date) -> None:
        self.person, self.on = person, on
        held = _held(person, on)
        self.posts = [one.post for one in held if one.post is not None]
        tree = protocol_of(person.council)
        bare = {post.role for post in self.posts} | kept_desks(person, on)
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
            return event.by_id in self.stands_for or bool(self.roles & _few(case))
        if self.stands_for & _readers(case, event):
            return True
        act = written(case.kind)["acts"].get(event.act, {})
        circle = act.get("circle", next(iter(written(case.kind)["circles"])))
        return self.belongs(case, circle) or self._granted(case, circle)

    def _granted(self, case: Case, circle: str) -> bool:
        """Themselves, not whoever covers them, until the day that was said; not when it ended."""
        for event in () if case.ended else case.events.all():
            grant = written(case.kind)["acts"].get(event.act, {}).get("grants", {})
            if grant.get("circle") != circle or self.on.isoformat() > _said(event, grant["until"]):
                continue
            if case.parties.filter(slot=grant["to"], person=self.person).exists():
                return True
        return False

    def belongs(self, case: Case, circle: str) -> bool:
        data = written(case.kind)
        main = next(iter(data["circles"]))
        for name in data["circles"][_before_it_opened(case) if circle == main else circle]:
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


def _few(case: Case) -> set[str]:
    """Behind a wall a refused attempt tells that there is a case: only those within it see it."""
    data = written(case.kind)
    main = next(iter(data["circles"]))
    return FEW & set(data["circles"][main]) if data.get("walled") == "true" else FEW


def _groups(held: list[Membership]) -> set[int]:
    bodies = [one.organization or (one.post.organization if one.post else None) for one in held]
    group = Organization.Classification.GROUP
    return {one.pk for one in bodies if one is not None and one.classification == group}


def _before_it_opened(case: Case) -> str:
    """The main circle; of a case that began in another, that one, until an act is in the main."""
    data = written(case.kind)
    main = next(iter(data["circles"]))
    acts = [data["acts"].get(one.act) for one in case.events.order_by("seq")]
    circles = [one.get("circle", main) for one in acts if one and one.get("only_readers") != "true"]
    return circles[0] if circles and main not in circles else main


def _readers(case: Case, event: Event) -> set[int]:
    """Who sees this one event besides its circle: named with it, or by a copy of it."""
    found = _named(case, event)
    for later in case.events.filter(seq__gt=event.seq):
        opens = written(case.kind)["acts"].get(later.act, {}).get("opens")
        if opens and _said(later, opens) == event.seq:
            found |= _named(case, later)
    return found


def _named(case: Case, event: Event) -> set[int]:
    data = written(case.kind)
    act = data["acts"].get(event.act, {})
    found: set[int] = set()
    if data.get("lists", {}).get(act.get("in"), {}).get("own") == "true":
        found.update(case.entries.filter(key=event.body["entry"]).values_list("person", flat=True))
    for name in act.get("readers", ()):
        value = _said(event, name) or []
        found.update(value if isinstance(value, list) else [value])
    return found | (_told_by_clause(case, event) if data.get("walled") == "true" else set())


def _told_by_clause(case: Case, event: Event) -> set[int]:
    """Whom a clause wanted told of the act: behind a wall they see that one event of it."""
    found = {one["person"] for one in event.body.get("told", ()) if one["clause"]}
    judgement, roles = event.body.get("judgement") or {}, written(case.kind).get("roles", {})
    for notice in judgement.get("notices", ()):
        slots = [roles.get(role) for role in notice["audience"] if notice["when"] == "of"]
        found.update(case.parties.filter(slot__in=slots).values_list("person", flat=True))
    return found


def _said(event: Event, name: str) -> Any:
    row = event.said.filter(field=name).first()
    return row.value if row else None
