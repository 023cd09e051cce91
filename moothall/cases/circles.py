"""Who may see each circle of a case, as keys (decision 0004), worked out when something changes.

The other side, a person's own keys, and the lookups are in `visibility.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from moothall.cases import grants
from moothall.cases.doing import Doing
from moothall.cases.procedure import Procedure
from moothall.cases.standing import UNTIL
from moothall.people.models import Organization, Person
from moothall.people.roles import areas_of, groups_of

LEVEL = "level"  # in a circle: whoever the person chose to let in
EVERYBODY = "public"
EVENT = "event"  # the circle of one event alone: event:7
OWN = "own"  # the circle of those who have an entry in a list: own:documents
REFUSED_TO = ("role:hub", "role:clerk", "role:monitoring_officer")


def work_out(doing: Doing) -> None:
    """Sets the viewers of `doing.after` for every circle in which there is something to see.

    Before anything has happened in an outer circle, nobody of it knows that there is a case.
    """
    open_ones = {doing.procedure.main_circle, doing.act.circle, *doing.now.viewers}
    for circle, members in doing.procedure.circles.items():
        if circle not in open_ones:
            continue
        granted = {key for key in doing.now.viewers.get(circle, ()) if UNTIL in key}
        doing.now.viewers[circle] = sorted(granted.union(_keys(doing, members)))
    for name, listing in doing.procedure.lists.items():
        if listing.own and name in doing.now.entries:
            people = (one["person"] for one in doing.now.entries[name].values())
            keys = {f"person:{number}" for number in people if number}
            doing.now.viewers[own_circle(name)] = sorted(keys)
    if doing.act.opens:
        circle = event_circle(doing.values[doing.act.opens])
        before = doing.now.viewers.get(circle, ())
        doing.now.viewers[circle] = sorted({*before, *readers(doing)})


def event_circle(seq: int) -> str:
    """The circle of one event alone: for its readers."""
    return f"{EVENT}:{seq}"


def own_circle(listing: str) -> str:
    """The circle of those who have an entry in a list of which each sees their own."""
    return f"{OWN}:{listing}"


def readers(doing: Doing) -> list[str]:
    """The keys of those who see this one event besides, or instead of, its circle."""
    found: set[str] = set()
    for name in doing.act.readers:
        if name in doing.procedure.parties:
            found.update(doing.now.parties.get(name, ()))
        else:
            value = doing.values.get(name) or []
            people = value if isinstance(value, list) else [value]
            found.update(f"person:{one}" for one in people)
    return sorted(found | _of_own_entry(doing) | grants.keys(doing))


def _of_own_entry(doing: Doing) -> set[str]:
    """Whoever has an entry of their own in a list sees what happens to it."""
    if not doing.act.in_ or not doing.procedure.lists[doing.act.in_].own:
        return set()
    entry = doing.now.entries.get(doing.act.in_, {}).get(doing.entry, {})
    return {f"person:{entry['person']}"} if entry.get("person") else set()


def refused_to(procedure: Procedure) -> tuple[str, ...]:
    """Who sees refused attempts besides whoever tried; behind a wall, only those within it."""
    if not procedure.walled:
        return REFUSED_TO
    inside = procedure.circles[procedure.main_circle]
    return tuple(key for key in REFUSED_TO if key.removeprefix("role:") in inside)


def _keys(doing: Doing, members: Iterable[str]) -> Iterator[str]:
    for name in members:
        if name == LEVEL:
            yield from _level(doing)
        elif name in doing.procedure.parties:
            yield from doing.now.parties.get(name, ())
        else:
            yield f"role:{name}"


def _level(doing: Doing) -> Iterator[str]:
    """The keys of the privacy level that the person chose, as on the day of the choice.

    What was shared with a group or a ward stays with it: it does not follow whoever shared it to
    another group, nor to a ward of other boundaries (docs/explanation/who-sees-what.md).
    """
    level = doing.procedure.level
    chosen = doing.now.sheet.get(level["field"])
    if chosen in _OF_THE_DAY and _chosen_before(doing, chosen):
        known = {key for keys in doing.standing.viewers.values() for key in keys}
        yield from (key for key in known if _SHARED.fullmatch(key))
        return
    for person in doing.slot(level["of"]):
        yield from LEVELS[chosen](doing, person) if chosen in LEVELS else ()


def _chosen_before(doing: Doing, chosen: object) -> bool:
    """Whether the same person's choice stood already before this act."""
    level, before = doing.procedure.level, doing.standing
    slot = level["of"]
    same = before.parties.get(slot) == doing.now.parties.get(slot)
    return same and bool(before.viewers) and before.sheet.get(level["field"]) == chosen


def _ward(doing: Doing, person: Person) -> Iterator[str]:
    yield from (f"ward:{area.pk}" for area in areas_of(person, on=doing.on))


def _groups(doing: Doing, person: Person) -> tuple[Organization, ...]:
    return groups_of(person, on=doing.on)


def _group(doing: Doing, person: Person) -> Iterator[str]:
    yield from (f"group:{group.pk}" for group in _groups(doing, person))


def _ward_group(doing: Doing, person: Person) -> Iterator[str]:
    for area in areas_of(person, on=doing.on):
        yield from (f"ward_group:{area.pk}:{group.pk}" for group in _groups(doing, person))


def _nobody(doing: Doing, person: Person) -> Iterator[str]:
    yield from ()


def _all_councillors(doing: Doing, person: Person) -> Iterator[str]:
    yield "role:councillor"


def _everybody(doing: Doing, person: Person) -> Iterator[str]:
    yield EVERYBODY


LEVELS = {
    "me": _nobody,
    "ward": _ward,
    "group": _group,
    "ward_group": _ward_group,
    "councillors": _all_councillors,
    "public": _everybody,
}
_OF_THE_DAY = ("ward", "group", "ward_group")  # levels that depend on the day they were chosen
_SHARED = re.compile(r"(?:ward|group):\d+|ward_group:\d+:\d+")  # the keys that they give
