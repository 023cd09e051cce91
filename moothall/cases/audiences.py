"""Lists made from the protocol's notices: who must be told, by which clauses, and who has been.

`adds: {audience: {from: notices, as: to_tell, empty: vacant}}` gives one entry for each person whom
a clause wants told. Where a clause speaks of somebody and there is nobody, that is an entry too: a
seat that stands empty is seen, not passed over. What stands in an entry's detail is the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from moothall import protocol
from moothall.cases.doing import Doing, ref_of
from moothall.cases.facts_of_people import wards_of
from moothall.cases.procedure import Adds, Procedure
from moothall.cases.relations import related
from moothall.cases.standing import Json
from moothall.people.models import Person
from moothall.people.who import empty_seats
from moothall.protocol.judgement import NoticeDue, Roles
from moothall.protocol.phrases import capital

NOTICES = "notices"  # source of entries: whoever the protocol wants told
BY_TELEPHONE = "telephone"
EMPTY = "vacant:"  # begins the key of an entry that nobody holds


def taken_up(procedure: Procedure) -> frozenset[str]:
    """The protocol's acts whose notices become entries here, and are told when those are."""
    return frozenset(
        adds.of or act.judged
        for act in procedure.acts.values()
        for adds in act.adds
        if adds.source == NOTICES
    )


def entries(doing: Doing, adds: Adds) -> dict[str, Json]:
    """The entries that the protocol's notices give, by key: people, and what nobody holds."""
    found: dict[str, Json] = {}
    for notice in _notices(doing, adds):
        for role in notice.audience:
            for key, person in _behind(doing, role):
                state = adds.state if person else adds.empty
                entry = found.setdefault(key, _entry(state, person, role))
                _note(entry["detail"], notice)
    return found


def _entry(state: str, person: Person | None, role: str) -> Json:
    detail: Json = {"role": role, "clauses": [], "how": "", "first": False}
    return {"state": state, "person": person.pk if person else None, "detail": detail}


def _note(detail: Json, notice: NoticeDue) -> None:
    """By which clause, and how; what any clause wants told by telephone or beforehand, is so."""
    if notice.clause not in detail["clauses"]:
        detail["clauses"].append(notice.clause)
    if notice.how and detail["how"] != BY_TELEPHONE:
        detail["how"] = notice.how
    detail["first"] = detail["first"] or notice.when == "before"


def _notices(doing: Doing, adds: Adds) -> tuple[NoticeDue, ...]:
    if not adds.of:
        return doing.judgement.notices if doing.judgement else ()
    from moothall.cases.facts import facts_for  # whose sources include `heard`

    return protocol.judge(doing.protocol, adds.of, facts_for(doing), at=doing.on).notices


def _behind(doing: Doing, role: str) -> Iterator[tuple[str, Person | None]]:
    """Whoever stands in a role, but for whoever acts; and the seats in it that stand empty."""
    people = related(doing, role)
    yield from ((ref_of(one), one) for one in people if one != doing.by)
    spec = doing.procedure.roles.get(role)
    field = spec.get("councillors_of") if isinstance(spec, Mapping) else None
    if field is not None:
        for ward in wards_of(doing, field):
            for seat in empty_seats(doing.directory.areas[ward], on=doing.on):
                yield f"{EMPTY}{seat.slug}", None
    elif not people:
        yield f"{EMPTY}{role}", None


def in_words(doing: Doing, key: str) -> str:
    """What an entry is called that nobody holds: the seat or post, which is vacant."""
    name = key.removeprefix(EMPTY)
    posts = (one.label for one in doing.directory.posts.values() if one.slug == name)
    label = next(posts, "") or capital(doing.protocol.role_name(name))
    return f"{label} (vacant)"


def moved(doing: Doing, listing: str) -> list[str]:
    """Whoever has an entry of the list that this act turns."""
    turns = doing.act.turns.get(listing)
    held = doing.standing.entries.get(listing, {})
    return [key for key, one in held.items() if turns and one["state"] == turns[0]]


def clauses(doing: Doing) -> dict[int, str]:
    """By which clause those whose entries this act adds or turns are told: person -> clause."""
    lists = {*doing.act.turns, *(adds.list for adds in doing.act.adds)}
    return {
        entry["person"]: entry["detail"]["clauses"][0]
        for name in lists
        for entry in doing.now.entries.get(name, {}).values()
        if entry["person"] and entry["detail"].get("clauses")
    }


def heard(doing: Doing, argument: str, about: Person | None) -> frozenset[str]:
    """The roles whose every entry is in one of these states: `audience told vacant`. Those of which
    nobody has an entry stand empty."""
    listing, *states = argument.split()
    held = [one for one in doing.standing.entries.get(listing, {}).values() if one["detail"]]
    waiting = {one["detail"].get("role") for one in held if one["state"] not in states}
    people = frozenset(one["detail"]["role"] for one in held if one["person"])
    every = frozenset(one["detail"]["role"] for one in held)
    return Roles(people - waiting, empty=every - people - waiting)
