"""Who acts for somebody who is away, or has left: there is always somebody.

Absences are local dates with both ends included. Cover is followed to whoever is there; where it
leads nowhere or in a circle, the successor, the managers and the hub are asked in turn, so that
no running clock ever belongs to nobody. Who holds a role is in `roles.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from moothall.people.changing import Changing
from moothall.people.directory import directory_of
from moothall.people.law import protocol_of
from moothall.people.models import Absence, Council, Membership, Person
from moothall.people.roles import (
    all_holders,
    any_officers,
    current,
    held_posts,
    holders,
    manager_of,
    memberships_of,
    roles_of,
)

DESKS = ("hub", "clerk")  # who takes what is nobody's: in a parish, the Clerk


class NobodyOnDuty(LookupError):
    """The council has no officer at all on that day."""

    def __init__(self, council: Council, on: date) -> None:
        super().__init__(
            f"{council.name} has no officer in post on {on.day} {on:%B %Y}. "
            "Give somebody the post of the hub or the Clerk from that day."
        )


class BadAbsence(ValueError):
    """An absence that cannot be meant."""


def on_duty(person: Person, *, on: date) -> Person:
    """The person, or whoever acts for them that day.

    In turn: the person; whoever covers, and their cover in turn; whoever holds the person's last
    post now; the managers upwards; the hub or the Clerk; any officer. A councillor who is away
    without cover stays the one: no officer acts for them. Raises NobodyOnDuty where the council
    has no officer at all.
    """
    seen: set[int] = set()
    covering = _present_or_covered(person, on, seen)
    if covering is not None:
        return covering
    if "councillor" in roles_of(person, on=on):
        return person
    for candidate in _stand_ins(person, on):
        covering = _present_or_covered(candidate, on, seen)
        if covering is not None:
            return covering
    return _last_resort(person.council, on)


def who_follows(person: Person, *, on: date) -> Person | None:
    """Who would act for an officer who left now: another holder of the post, a manager, the desk.

    None where the council has nobody else.
    """
    seen = {person.pk}
    posts = held_posts(person, on=on)
    others = [one for post in posts for one in all_holders(post.pk, council=post.council_id, on=on)]
    for candidate in (*others, *_stand_ins(person, on)):
        covering = _present_or_covered(candidate, on, seen)
        if covering is not None:
            return covering
    return None


def last_day(person: Person, *, on: date) -> date | None:
    """The last day on which the person holds a post, where all their posts end; else None."""
    rows = directory_of(person.council_id).held.get(person.pk, ())
    posts = [one for one in rows if one.post and (one.end_date is None or one.end_date >= on)]
    ends = [one.end_date for one in posts if one.end_date is not None]
    return max(ends) if posts and len(ends) == len(posts) else None


def cover_of(person: Person, *, on: date) -> Person | None:
    """Who acts for the person that day; None where they are there themselves.

    Raises NobodyOnDuty where the council has no officer at all.
    """
    acting = on_duty(person, on=on)
    return None if acting == person else acting


def is_away(person: Person, *, on: date) -> bool:
    """Whether an absence of the person includes the day."""
    return any(absences_of(person, on=on))


def absences_of(person: Person, *, on: date) -> Iterator[Absence]:
    """The absences of the person that include the day, the one that began last first."""
    return current(directory_of(person.council_id).absences.get(person.pk, ()), on=on)


def covered_by(person: Person, *, on: date) -> list[Person]:
    """Whoever is away that day, still holds a post, and has this person on duty for them."""
    directory = directory_of(person.council_id)
    away = (directory.people[number] for number in directory.absences if number != person.pk)
    return [
        one
        for one in away
        if is_away(one, on=on) and _holds_a_post(one, on) and on_duty(one, on=on) == person
    ]


def roles_on_duty(person: Person, *, on: date) -> frozenset[str]:
    """The roles that the person holds that day, with a desk's where they keep it for somebody.

    A desk of which nobody is there is kept by whoever is on duty for those who hold it: what comes
    to the hub or the Clerk is then theirs to see and to do. No other role passes to a cover.
    """
    held = roles_of(person, on=on)
    if "officer" not in held or not directory_of(person.council_id).absences:
        return held
    kept = (role for role in DESKS if role not in held and _keeps(person, role, on=on))
    return held.union(kept)


def _keeps(person: Person, desk: str, *, on: date) -> bool:
    away = holders(person.council, desk, on=on)
    if not all(is_away(one, on=on) for one in away):
        return False
    return any(on_duty(one, on=on) == person for one in away)


def record_absence(
    person: Person,
    *,
    start: date,
    end: date,
    changing: Changing,
    cover: Person | None = None,
    reason: str = "",
) -> Absence:
    """Notes that the person is away from `start` to `end`, both included, and who covers.

    The same absence given twice stays one. Raises BadAbsence where the dates are the wrong way
    round, or the cover is the person, belongs to another council or to the other side.
    """
    if end < start:
        raise BadAbsence("The last day away is before the first.")
    if cover is not None:
        _check_cover(person, cover, start)
    known = Absence.objects.filter(person=person, start_date=start, end_date=end).first()
    if known is not None:
        changing.change(known, cover=cover, reason=reason)
        return known
    return changing.add(
        Absence(
            council=person.council,
            person=person,
            start_date=start,
            end_date=end,
            cover=cover,
            reason=reason,
        )
    )


def _check_cover(person: Person, cover: Person, start: date) -> None:
    if cover == person:
        raise BadAbsence(f"{person} cannot cover for {person}.")
    if cover.council_id != person.council_id:
        raise BadAbsence(f"{cover} belongs to another council.")
    sides = {"councillor", "officer"}
    both = [roles_of(one, on=start) & sides for one in (person, cover)]
    if not both[1]:
        raise BadAbsence(f"{cover} holds no post on that day.")
    if both[0] and not both[0] & both[1]:
        raise BadAbsence("A councillor covers for a councillor, an officer for an officer.")


def _is_here(person: Person, on: date) -> bool:
    return _holds_a_post(person, on) and not is_away(person, on=on)


def _holds_a_post(person: Person, on: date) -> bool:
    return any(one.post for one in memberships_of(person, on=on))


def _present_or_covered(person: Person, on: date, seen: set[int]) -> Person | None:
    """The person, or the first of their covers who is there; each person is asked once."""
    if person.pk in seen:
        return None
    seen.add(person.pk)
    if _is_here(person, on):
        return person
    for absence in absences_of(person, on=on):
        if absence.cover is None:
            continue
        covering = _present_or_covered(absence.cover, on, seen)
        if covering is not None:
            return covering
    return None


def _stand_ins(person: Person, on: date) -> Iterator[Person]:
    """Who else could act, nearest first."""
    yield from _successors(person, on)
    climbed = {person.pk}
    manager = manager_of(person, on=on)
    while manager is not None and manager.pk not in climbed:
        climbed.add(manager.pk)
        yield manager
        manager = manager_of(manager, on=on)
    for role in DESKS:
        yield from holders(person.council, role, on=on)
    yield from any_officers(person.council, on=on)


def _successors(person: Person, on: date) -> Iterator[Person]:
    """Whoever holds that day the post that the person, having left, held last.

    Officers only: the next councillor of a ward may be a political opponent.
    """
    if _holds_a_post(person, on):
        return
    directory = directory_of(person.council_id)
    law = protocol_of(directory.council)
    for membership in sorted(directory.held.get(person.pk, ()), key=_last_left):
        post = membership.post
        left = membership.end_date is not None and membership.end_date < on
        if left and post is not None and "officer" in law.kinds_of(post.role):
            yield from all_holders(post.pk, council=post.council_id, on=on)


def _last_left(membership: Membership) -> tuple[int, int]:
    """Sorts memberships by their last day, the latest first."""
    return -(membership.end_date or date.max).toordinal(), membership.pk


def _last_resort(council: Council, on: date) -> Person:
    """Everybody is away: it waits with the hub or the Clerk, else with any officer."""
    desks = (holders(council, role, on=on) for role in DESKS)
    for found in (*desks, any_officers(council, on=on)):
        if found:
            return found[0]
    raise NobodyOnDuty(council, on)
