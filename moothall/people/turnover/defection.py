"""A councillor changes group, or leaves one, on a day; what is of the old group ends with it.

What a defector may see follows from that day by itself: docs/explanation/who-sees-what.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from moothall.people.directory import directory_of
from moothall.people.models import Membership, Organization, Person
from moothall.people.roles import memberships_of, roles_of
from moothall.people.turnover.plan import Plan, Step, begin, day_before, end
from moothall.worktime.words import plain_date


def plan_group(person: Person, group: Organization | None, *, on: date) -> Plan:
    """What changes when a councillor belongs to `group` (none: to no group) from that day on."""
    plan = Plan(on)
    if "councillor" not in roles_of(person, on=on):
        plan.refused = f"{person.name} is no councillor on {plain_date(on)}."
    elif group is not None and group.classification != Organization.Classification.GROUP:
        plan.refused = f"{group.name} is no political group."
    else:
        plan.steps = list(group_steps(person, group, on=on))
        if not plan.steps:
            plan.refused = (
                f"{person.name} belongs to {group.name if group else 'no group'} already."
            )
    return plan


def group_steps(person: Person, group: Organization | None, *, on: date) -> Iterator[Step]:
    """Ends whatever is of another group, its posts included, and begins this one."""
    last, already = day_before(on), False
    for one in _later(person, on):
        body = one.organization or (one.post.organization if one.post else None)
        if body is None or body.classification != Organization.Classification.GROUP:
            continue
        if body == group:
            already = True
            continue
        what = f"{one.post or one.organization}, until {plain_date(last)}"
        yield Step("ended", person.slug, person.name, what, end(one.pk, last=last))
    if group is not None and not already:
        do = begin(person=person, organization=group, start_date=on)
        yield Step("begun", person.slug, person.name, f"{group.name}, from {plain_date(on)}", do)


def _later(person: Person, on: date) -> list[Membership]:
    """What the person belongs to that day or will afterwards."""
    rows = directory_of(person.council_id).held.get(person.pk, ())
    here = {one.pk: one for one in memberships_of(person, on=on)}
    return [*here.values(), *(one for one in rows if one.start_date and one.start_date > on)]
