"""Who may read what, written from the rules in words, and from nothing that decides it.

Of the kinds that have a rule here it looks at who fills which place in a case and what people hold
that day; never at a viewer row, a procedure's circles or a person's keys. Who stands in for
somebody away is `people.cover`'s to say. Of other kinds it asks `visibility`, as every way out
must.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from leaks.garden import HELD, INNER, ON_HOLD, SEEN, SUBJECT, Garden, Spot, Thing
from moothall.cases import visibility
from moothall.cases.models import Case, Event, Party
from moothall.cases.procedures import load
from moothall.people.cover import on_duty
from moothall.people.law import protocol_of
from moothall.people.models import Absence, Council, Membership, Organization, Person
from moothall.worktime import LONDON

# The shared side of each kind: who fills these places, and who holds these roles.
SHARED_BY = {
    # The councillor who asked, those they listed, the officers who answer and contribute, and
    # members' support; beyond them only whom the councillor let in.
    "enquiry": (("requester", "listed", "handler", "helper"), ("hub",)),
    # Both sides of a letter and its circulation list. Nobody else, members' support neither.
    "correspondence": (("initiator", "writer", "correspondent", "listed"), ()),
    # A permission to approach an officer is known to every councillor and to senior officers.
    "contact": (
        ("confirmer", "contact", "whom"),
        ("councillor", "senior_officer", "clerk", "hub"),
    ),
    # For tests: what is behind a wall is for those within it.
    "paper": (("keeper",), ()),
    "grievance": (("raiser", "helper"), ("monitoring_officer",)),
}
# What officers say among themselves.
INNER_BY = {
    "enquiry": (("handler", "helper"), ("hub",)),
    "correspondence": (("initiator", "correspondent", "approver", "signatory"), ()),
    "contact": ((), ()),
    "paper": (("keeper",), ()),  # all of it is its keeper's; others read what they were granted
    "grievance": ((), ()),
}
OWN_ENTRIES = {"paper": "documents"}  # each sees their own entry, and what they were granted
BEHIND_A_WALL = ("paper", "grievance")
REFUSED_TO = {"hub", "clerk", "monitoring_officer"}


def _held(person: Person, on: date) -> list[Membership]:
    rows = Membership.objects.filter(person=person).select_related(
        "post__organization", "organization"
    )
    return [one for one in rows if (one.start_date or date.min) <= on <= (one.end_date or date.max)]


def _groups(held: list[Membership]) -> set[int]:
    bodies = [one.organization or (one.post.organization if one.post else None) for one in held]
    group = Organization.Classification.GROUP
    return {one.pk for one in bodies if one is not None and one.classification == group}


def _wards(held: list[Membership]) -> set[int]:
    return {one.post.area_id for one in held if one.post and one.post.area_id}


def _desks(council: Council, on: date) -> dict[str, set[int]]:
    """A desk is kept by whoever acts for those who hold it, where all of them are away."""
    away = Absence.objects.filter(council=council, start_date__lte=on, end_date__gte=on)
    gone = {one.person for one in away.select_related("person__council")}
    found: dict[str, set[int]] = {}
    for desk in ("hub", "clerk") if gone else ():
        rows = Membership.objects.filter(council=council, post__role=desk)
        rows = rows.select_related("person__council")
        theirs = {one.person for one in rows if one in _held(one.person, on)}
        if theirs and theirs <= gone:
            found[desk] = {on_duty(one, on=on).pk for one in theirs}
    return found


class Reader:
    """One person on one day."""

    def __init__(self, person: Person, on: date, garden: Garden) -> None:
        self.person, self.on, self.garden = person, on, garden
        held = _held(person, on)
        self.posts = {one.post_id for one in held if one.post_id}
        law = protocol_of(person.council)
        bare = {one.post.role for one in held if one.post} | self._desks()
        self.roles = bare.union(*(law.kinds_of(role) for role in bare))
        self.wards, self.groups = _wards(held), _groups(held)
        self._known: dict[tuple[int, str], bool] = {}
        self._circles: dict[int, frozenset[str]] = {}

    def _desks(self) -> set[str]:
        kept = self.garden.desks
        if self.on not in kept:
            kept[self.on] = _desks(self.person.council, self.on)
        return {desk for desk, people in kept[self.on].items() if self.person.pk in people}

    def forget(self) -> None:
        """What was known of the cases: they have gone on."""
        self._known.clear()
        self._circles.clear()

    @cached_property
    def stands_for(self) -> set[int]:
        """The person, and those for whom they are on duty.

        Through an assistant nobody: what is the councillor's own only where they chose so.
        """
        if self.person.through is not None:
            return {self.person.pk} if self.person.through.sees_own else set()
        away = Absence.objects.filter(
            council=self.person.council_id, start_date__lte=self.on, end_date__gte=self.on
        ).select_related("person__council")
        return {self.person.pk} | {
            one.person_id
            for one in away
            if any(held.post_id for held in _held(one.person, self.on))
            and on_duty(one.person, on=self.on) == self.person
        }

    def may_read(self, thing: Thing) -> bool:
        """Nobody reads what is another council's, or anything once they have left.

        What was carried along into another case is also for whoever sees it there.
        """
        if thing.council != self.person.council_id or not self.posts:
            return False
        return self._may_read(thing) or self.sees_some(
            one
            for one in self.garden.spoken.get(thing.token, ())
            if thing.sort == SEEN or (thing.case and one.case != thing.case.pk)
        )

    def _may_read(self, thing: Thing) -> bool:
        if thing.sort == HELD:  # whoever sorts the post, and whoever watches over it
            return bool(self.roles & REFUSED_TO)
        case = thing.case
        assert case is not None
        if thing.sort == ON_HOLD:  # whoever watches over it, but for what is confidential
            watches = "monitoring_officer" in self.roles
            return watches and (not case.confidential or self.knows_of(case))
        if thing.sort == SUBJECT:  # whoever may read anything of it knows what it is about
            return self.knows_of(case)
        if thing.sort == SEEN:
            return False
        if any(one == self.person.pk and self.on <= day for one, day in thing.granted):
            return self.person.through is None  # for themselves alone, and no longer than that day
        return bool(thing.readers & self.stands_for) or self.is_in(case, thing.sort)

    def may_read_refusal(self, event: Event) -> bool:
        if event.council_id != self.person.council_id or not self.posts:
            return False
        if event.case.kind not in SHARED_BY:
            return event.circle in self.circles_of(event.case)
        few = REFUSED_TO
        if event.case.kind in BEHIND_A_WALL:  # it tells that there is a case
            few = REFUSED_TO & set(SHARED_BY[event.case.kind][1])
        return event.by_id in self.stands_for or bool(self.roles & few)

    def sees_some(self, spots: Iterable[Spot]) -> bool:
        """For kinds without a rule here: by the one visibility function."""
        cases = {case.pk: case for case in self.garden.cases}
        return any(
            visibility.visible(one, self.circles_of(cases[one.case]))  # type: ignore[arg-type]
            for one in spots
            if cases[one.case].kind not in SHARED_BY
        )

    def circles_of(self, case: Case) -> frozenset[str]:
        if case.pk not in self._circles:
            self._circles[case.pk] = visibility.circles_for(self.person, case, on=self.on)
        return self._circles[case.pk]

    def watches_over(self, case: Case) -> bool:
        """The monitoring officer knows which confidential cases were read; not behind a wall."""
        if case.council_id != self.person.council_id or "monitoring_officer" not in self.roles:
            return False
        return case.confidential and not load()[case.kind].walled

    def knows_of(self, case: Case) -> bool:
        """Whether something in the case is theirs to read: else for them there is no such case."""
        if case.council_id != self.person.council_id or not self.posts:
            return False
        key = case.pk, "anything"
        if key not in self._known:
            self._known[key] = self._knows_of(case)
        return self._known[key]

    def _knows_of(self, case: Case) -> bool:
        if case.kind not in SHARED_BY:
            return self.sees_some(self.garden.events.get(case.pk, ()))
        if case.kind in OWN_ENTRIES and (self._has_an_entry(case) or self._was_granted(case)):
            return True
        return any(
            self.is_in(case, "inner" if event.act in INNER_ACTS else "shared")
            or bool(_named(event) & self.stands_for)
            for event in _events(case)
        )

    def _has_an_entry(self, case: Case) -> bool:
        own = case.entries.filter(list=OWN_ENTRIES[case.kind])
        return own.filter(person__in=self.stands_for).exists()

    def _was_granted(self, case: Case) -> bool:
        """Whether everything in the case was opened to them, and still is."""
        return self.person.through is None and any(
            event.act == "admit"
            and self.person.pk in _said(event, "wanted_by")
            and self.on.isoformat() <= _said(event, "last_day")
            for event in _events(case)
        )

    def is_in(self, case: Case, side: str) -> bool:
        key = case.pk, side
        if key not in self._known:
            self._known[key] = self._is_in(case, side)
        return self._known[key]

    def _is_in(self, case: Case, side: str) -> bool:
        places, roles = (INNER_BY if side == INNER else SHARED_BY)[case.kind]
        if self.roles & set(roles):
            return True
        for row in _parties(case, places):
            if row.person_id in self.stands_for or (row.post_id and row.post_id in self.posts):
                return True
        return side != INNER and case.kind == "enquiry" and self._let_in(case)

    def _let_in(self, case: Case) -> bool:
        """By what the councillor who asked chose, as they stood on the day of the choice."""
        level = case.sheet.get("privacy")
        if level == "public":
            return True
        if "councillor" not in self.roles:
            return False
        chosen = case.opened_at.astimezone(LONDON).date()
        for row in _parties(case, ("requester",)):
            theirs = _held(row.person, chosen) if row.person else []
            ward = bool(_wards(theirs) & self.wards)
            group = bool(_groups(theirs) & self.groups)
            let_in = {"ward": ward, "group": group, "ward_group": ward and group}
            if level == "councillors" or let_in.get(level or "", False):
                return True
        return False


# Acts that officers do among themselves, or one side of a letter by itself.
INNER_ACTS = {
    *("ask_services", "contribute", "excuse", "note", "send_separately", "link", "be_linked"),
    *("draft_letter", "seek_approval", "approve", "withhold_approval", "sign_official_letter"),
    *("drop_letter", "file", "offer", "grant", "give_back", "admit"),
}


def _events(case: Case) -> list[Event]:
    if not hasattr(case, "_planted"):
        rows = case.events.exclude(act="refused").prefetch_related("said")
        case._planted = list(rows)  # type: ignore[attr-defined]
    found: list[Event] = case._planted  # type: ignore[attr-defined]
    return found


def _said(event: Event, name: str) -> Any:
    return next(one.value for one in event.said.all() if one.field == name)


def _parties(case: Case, places: tuple[str, ...]) -> list[Party]:
    if not hasattr(case, "_filled"):
        case._filled = list(case.parties.select_related("person"))  # type: ignore[attr-defined]
    return [row for row in case._filled if row.slot in places]  # type: ignore[attr-defined]


def _named(event: Event) -> set[int]:
    """Whom a copy or a separate letter went to: they read that one event."""
    found: set[int] = set()
    for one in event.said.all():
        wanted = {"answer": "copies", "copy": "copies", "send_separately": "addressee"}
        if one.field == wanted.get(event.act):
            found.update(one.value if isinstance(one.value, list) else [one.value])
    return found
