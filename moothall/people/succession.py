"""What became of departments and wards: what one of them is on a given day.

A department that ends names its successor; wards are split and merged, and know what was before
and after them. Rows stay as they were, so that an old case still says what it said.
"""

from __future__ import annotations

from datetime import date

from moothall.people.directory import directory_of
from moothall.people.models import Area, Organization


def organization_on(organization: Organization, *, on: date) -> Organization:
    """What a department is that day: itself or, once it has ended, what it became part of."""
    known = directory_of(organization.council_id).organizations
    seen, body = {organization.pk}, known.get(organization.pk, organization)
    while body.end_date and body.end_date < on and body.successor and body.successor.pk not in seen:
        body = body.successor
        seen.add(body.pk)
    return body


def with_below(organization: Organization) -> frozenset[int]:
    """The numbers of a department and of all that are below it."""
    known = directory_of(organization.council_id).organizations.values()
    found: set[int] = set()
    waiting = {organization.pk}
    while waiting:
        found |= waiting
        below = {one.pk for one in known if one.parent_id in waiting}
        waiting = below - found
    return frozenset(found)


def areas_on(area: Area, *, on: date) -> tuple[Area, ...]:
    """What a ward is that day: itself; once it has ended, the wards that took it in; before it
    began, those it was made of. By name.

    A ward that ended without successors stays itself, with nobody in it.
    """
    directory = directory_of(area.council_id)
    found: dict[int, Area] = {}
    seen, waiting = set[int](), [directory.areas.get(area.pk, area)]
    while waiting:
        one = waiting.pop()
        seen.add(one.pk)
        if one.end_date and one.end_date < on:
            beside = directory.after.get(one.pk, ())
        elif one.start_date and one.start_date > on:
            beside = directory.before.get(one.pk, ())
        else:
            found[one.pk] = one
            continue
        waiting.extend(other for other in beside if other.pk not in seen)
    return tuple(sorted(found.values(), key=lambda one: (one.name, one.pk))) or (area,)


def with_precursors(area: Area) -> frozenset[int]:
    """The numbers of a ward and of all those that have gone into it, whenever that was."""
    before = directory_of(area.council_id).before
    found, waiting = set[int](), [area.pk]
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting.extend(one.pk for one in before.get(number, ()))
    return frozenset(found)
