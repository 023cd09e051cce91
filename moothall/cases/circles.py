"""Who may see each circle of a case, as keys (decision 0004), worked out when something changes.

The other side, a person's own keys, and the lookups are in `visibility.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from moothall.cases import grants
from moothall.cases.doing import Doing, ref_of
from moothall.cases.procedure import Procedure
from moothall.cases.relations import related
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

    Before anything has happened in an outer circle, nobody of it knows that there is a case. A case
    that began in another circle than its main one is inside for that circle alone till then.
    """
    lists = (doing.procedure.lists.get(name) for name in doing.now.entries)
    open_ones = {doing.procedure.main_circle, doing.act.circle, *doing.now.viewers}
    open_ones.update(listing.circle for listing in lists if listing)
    for circle, members in doing.procedure.circles.items():
        if circle not in open_ones:
            continue
        granted = {key for key in doing.now.viewers.get(circle, ()) if UNTIL in key}
        if circle == doing.procedure.main_circle:
            members = _insiders(doing)
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


def _insiders(doing: Doing) -> tuple[str, ...]:
    """Who is in the main circle: its members, once one of the procedure's acts was done in it."""
    procedure = doing.procedure
    main = procedure.main_circle
    if all(act.circle == main for act in procedure.starting_acts):
        return procedure.circles[main]
    acts = doing.case.events.order_by("seq").values_list("act", flat=True) if doing.case else ()
    known = (procedure.acts[name] for name in (*acts, doing.act.name) if name in procedure.acts)
    done = [act.circle for act in known if not act.only_readers]
    return procedure.circles[main if main in done or not done else done[0]]


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
    return sorted(found | _of_own_entry(doing) | grants.keys(doing) | _by_clause(doing))


def _by_clause(doing: Doing) -> set[str]:
    """Behind a wall: whoever a clause wants told of this very act sees it, and no other."""
    if not doing.procedure.walled or doing.judgement is None:
        return set()
    told = [one for one in doing.judgement.notices if one.when == "of"]
    roles = [role for one in told for role in one.audience if role in doing.procedure.roles]
    return {f"person:{one.pk}" for role in roles for one in related(doing, role)}


def _of_own_entry(doing: Doing) -> set[str]:
    """Whoever has an entry of their own in a list sees what happens to it, and how it came."""
    lists = doing.procedure.lists
    if doing.by and any(one.source == "by" and lists[one.list].own for one in doing.act.adds):
        return {ref_of(doing.by)}
    if not doing.act.in_ or not lists[doing.act.in_].own:
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
