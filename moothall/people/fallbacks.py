"""Who acts where nobody holds a role: what the protocol or statute declares, else management.

`who.py` names the fallback with every role that nobody holds, and relations of a case to roles use
the same order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from moothall.people.cover import DESKS
from moothall.people.law import protocol_of
from moothall.people.models import Council, Person, Post
from moothall.people.roles import holder_of, holders, posts_of
from moothall.protocol.stand_ins import stand_ins

# A vice-chair may do all that the chair may: Local Government Act 1972, ss. 5 and 15, and by
# custom whoever is called deputy.
DEPUTIES = {
    "mayor": "deputy_mayor",
    "council_chair": "council_vice_chair",
    "committee_chair": "committee_vice_chair",
    "chief_executive": "deputy_chief_executive",
}


@dataclass(frozen=True, slots=True)
class Fallback:
    """Who acts instead, in which role, and why: by a clause, or as a manager, or as the desk."""

    role: str
    people: tuple[Person, ...]
    why: str
    clause: str = ""


def fallback_for(council: Council, role: str, *, on: date) -> Fallback | None:
    """Who acts where nobody holds the role that day; None where nothing says so."""
    return next(_fallbacks(council, role, on), None)


def _fallbacks(council: Council, role: str, on: date) -> Iterator[Fallback]:
    law = protocol_of(council)
    for one in stand_ins(law, role):
        if found := holders(council, one.role, on=on):
            said = f"By clause {one.clause} it falls to {_named(found)}."
            yield Fallback(one.role, found, said, one.clause)
    if role in DEPUTIES and (found := holders(council, DEPUTIES[role], on=on)):
        yield Fallback(DEPUTIES[role], found, f"The deputy acts: {_named(found)}.")
    if "officer" not in law.kinds_of(role):
        return
    for post in posts_of(council, role):
        if found_above := _first_above(post, on):
            manager, above = found_above
            said = f"Whoever it reports to acts: {manager.name}, {above.label}."
            yield Fallback(above.role, (manager,), said)
    for desk in DESKS:
        if desk != role and (found := holders(council, desk, on=on)):
            yield Fallback(desk, found, f"What is nobody's goes to {_named(found)}.")


def _first_above(post: Post, on: date) -> tuple[Person, Post] | None:
    """Whoever holds the nearest post above that is held."""
    seen, above = {post.pk}, post.reports_to
    while above is not None and above.pk not in seen:
        seen.add(above.pk)
        if manager := holder_of(above, on=on):
            return manager, above
        above = above.reports_to
    return None


def _named(people: tuple[Person, ...]) -> str:
    return " or ".join(one.name for one in people)
