"""Who may see what: every page, list, search, mail, file and export asks here, and nowhere else.

For each circle of a case there are Viewer rows with keys; a person has keys of their own today.
Where the two meet, it may be seen (decision 0004). Keys of a case are worked out in `circles.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from moothall.cases import procedures
from moothall.cases.circles import EVENT, EVERYBODY, event_circle
from moothall.cases.models import Case, Event, Registered, Viewer
from moothall.cases.procedure import Procedure
from moothall.cases.standing import REFUSED, key_and_last_day
from moothall.people.assistance import keys_through
from moothall.people.cover import covered_by, roles_on_duty
from moothall.people.law import protocol_of
from moothall.people.models import Council, Person
from moothall.people.roles import areas_of, groups_of, held_posts

FEW = 3000  # so many are collected before a list is read; beyond, it is read in its own order


def keys_of(person: Person, *, on: date) -> frozenset[str]:
    """The person's keys that day: themselves, whom they cover, posts, roles, wards and groups.

    Among the roles is that of the hub or the Clerk where they keep its desk for somebody away.

    Somebody who has left has none. What was granted to somebody is not for whoever covers them.
    """
    bare = roles_on_duty(person, on=on)
    if not bare:
        return frozenset()
    law = protocol_of(person.council)
    roles = bare.union(*(law.kinds_of(role) for role in bare))
    keys = {f"person:{person.pk}", f"granted:{person.pk}", EVERYBODY}
    keys.update(f"role:{role}" for role in roles)
    keys.update(f"post:{post.pk}" for post in held_posts(person, on=on))
    keys.update(f"person:{one.pk}" for one in covered_by(person, on=on))
    if "councillor" in roles:
        wards = [area.pk for area in areas_of(person, on=on)]
        groups = [group.pk for group in groups_of(person, on=on)]
        keys.update(f"ward:{ward}" for ward in wards)
        keys.update(f"group:{group}" for group in groups)
        keys.update(f"ward_group:{ward}:{group}" for ward in wards for group in groups)
    return keys_through(person, keys)


def cases_for(person: Person, *, on: date) -> QuerySet[Case]:
    """The cases that the person may see, for looking up one or a few."""
    mine = _rows(person, on=on).filter(case=OuterRef("pk"))
    return Case.objects.filter(Exists(mine), council=person.council_id)


def named_to(person: Person, *, on: date) -> QuerySet[Case]:
    """Those of the council's cases whose references a page of settings may name to the person.

    References of ordinary business are in sequence and tell nobody anything. That there is a
    confidential case is for those to know who may see it: it is neither named nor counted.
    """
    mine = _rows(person, on=on).filter(case=OuterRef("pk"))
    council = Case.objects.filter(council=person.council_id)
    return council.filter(Q(confidential=False) | Exists(mine))


def listed_for(person: Person, *, on: date, ended: bool, whole: bool = False) -> QuerySet[Case]:
    """The same cases, open or ended ones, in the form that suits how many they are for lists.

    With `whole` only those in whose main circle the person is: who is told how a case stands.
    A few are collected first. Where there are more, a list soon comes across enough of them in
    its own order, and each is tested on the way.
    """
    rows = _rows(person, on=on).filter(ended__in=[ended])
    if whole:
        rows = rows.filter(circle__in={one.main_circle for one in procedures.load().values()})
    cases = Case.objects.filter(council=person.council_id, ended__in=[ended])
    if are_few(rows):
        return cases.filter(pk__in=rows.values("case"))
    return cases.filter(Exists(rows.filter(case=OuterRef("pk"))))


def are_few(rows: QuerySet[Any]) -> bool:
    """Whether it is quicker to collect these rows than to come across them."""
    return not rows[FEW : FEW + 1].exists()


def _rows(person: Person, *, on: date) -> QuerySet[Viewer]:
    """Why the person may see what they see. A refused attempt shows nobody the case."""
    return _opening(person, on=on).exclude(circle__startswith=REFUSED)


def _opening(person: Person, *, on: date) -> QuerySet[Viewer]:
    """The rows that a key of the person opens that day; a grant that is over opens nothing."""
    return Viewer.objects.filter(key__in=keys_of(person, on=on), until__gte=on)


def may_see(person: Person, case: Case, *, on: date) -> bool:
    """Whether the case exists for this person."""
    return cases_for(person, on=on).filter(pk=case.pk).exists()


def circles_for(person: Person, case: Case, *, on: date) -> frozenset[str]:
    """The circles of the case that the person belongs to."""
    if person.council_id != case.council_id:
        return frozenset()
    rows = _opening(person, on=on).filter(case=case)
    return frozenset(rows.values_list("circle", flat=True))


def inside(person: Person, cases: Iterable[Case], *, on: date) -> set[int]:
    """The numbers of those cases in whose main circle the person is.

    Whoever only reads one letter of a case, or an entry of their own, knows what it is about: not
    whose turn it is, how it stands or when something is due.
    """
    kinds = procedures.load()
    main = {one.pk: kinds[one.kind].main_circle for one in cases if one.kind in kinds}
    # Both values of `ended` are named, for the index of keys goes by it before it goes by case.
    rows = _opening(person, on=on).filter(ended__in=[False, True], case__in=main)
    return {case for case, circle in rows.values_list("case", "circle") if main[case] == circle}


def registered_for(person: Person, procedure: Procedure, *, on: date) -> QuerySet[Registered]:
    """Entries of the procedure's register that the person may see, of whatever day.

    Those of cases in whose main circle they are (`theirs` is true), and what is published.
    """
    rows = _rows(person, on=on).filter(case=OuterRef("case"), circle=procedure.main_circle)
    found = _entries_of(person.council_id, procedure).annotate(theirs=Exists(rows))
    open_ = Q(case__confidential=False) if is_published(person.council, procedure) else Q(pk=None)
    return found.filter(Q(theirs=True) | open_)


def published(council: Council, procedure: Procedure) -> QuerySet[Registered]:
    """Entries of the register that anybody may see, signed in or not; none where the council has
    not chosen to publish it."""
    found = _entries_of(council.pk, procedure).annotate(theirs=Value(False))
    if not is_published(council, procedure):
        return found.none()
    return found.filter(case__confidential=False)


def is_published(council: Council, procedure: Procedure) -> bool:
    """Whether the council has chosen to publish the register. One behind a wall never is."""
    name = procedure.register.name if procedure.register else ""
    return not procedure.walled and name in council.public_registers


def all_registered(council: Council, procedure: Procedure) -> QuerySet[Registered]:
    """Every entry of the register; only for whoever runs the commands of the installation."""
    return _entries_of(council.pk, procedure).annotate(theirs=Value(True))


def _entries_of(council: int, procedure: Procedure) -> QuerySet[Registered]:
    name = procedure.register.name if procedure.register else ""
    return Registered.objects.filter(council=council, case__kind=procedure.kind, register=name)


def events_for(person: Person, case: Case, *, on: date) -> list[Event]:
    """The events of the case that the person may see, oldest first."""
    seen = circles_for(person, case, on=on)
    return [event for event in all_events(case) if visible(event, seen)]


def all_events(case: Case) -> list[Event]:
    """Every event of the case with what was said; only for those who fold or verify."""
    rows = case.events.select_related("by").prefetch_related("said", "attachments")
    return list(rows.order_by("seq"))


def sees_through(person: Person, keys: Iterable[str], *, on: date) -> bool:
    """Whether one of these keys, as events write them, opens for the person that day."""
    own = keys_of(person, on=on)
    found = (key_and_last_day(text) for text in keys)
    return any(key in own and on <= until for key, until in found)


def visible(event: Event, circles: frozenset[str]) -> bool:
    """Whether whoever is in these circles sees the event: by its circle, or as its reader."""
    return event.circle in circles or event_circle(event.seq) in circles


def refusals_for(person: Person, *, on: date) -> QuerySet[Event]:
    """Refused attempts that the person may see: their own; hub and monitoring officer see all."""
    rows = _opening(person, on=on).filter(case=OuterRef("case"), circle=OuterRef("circle"))
    found = Event.objects.filter(Exists(rows), council=person.council_id, act=REFUSED)
    return found.order_by("-council_seq")


def visible_filter(person: Person, *, on: date) -> Q:
    """A filter for rows of one event each: those that `visible` would let the person see.

    The rows carry `case`, `circle` and `event`.
    """
    own = Concat(Value(f"{EVENT}:"), Cast(OuterRef("event__seq"), CharField()))
    mine = _opening(person, on=on).filter(case=OuterRef("case"))
    return Q(Exists(mine.filter(circle=OuterRef("circle")))) | Q(Exists(mine.filter(circle=own)))
