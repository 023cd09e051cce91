"""The kinds of relation that a procedure may say a role is: what each makes of slots and fields.

Each takes what is written (`{head_of: service, who: director, or: handler}`) and gives people as
they are today. The kinds are checked in `source_checks.py`; who is not to be concerned, and who
stands in, is common to all and in `relations.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from moothall.cases.doing import Doing
from moothall.cases.models import Registered
from moothall.people import relating
from moothall.people.belonging import bodies_called, chairs_of, members_of
from moothall.people.models import Organization, Person
from moothall.people.roles import (
    chief_officer_of,
    groups_of,
    holders,
    in_force,
    manager_of,
    ward_councillors,
)

Spec = Mapping[str, Any]
People = tuple[Person, ...]


def tied(doing: Doing, register: str, people: Iterable[Person]) -> set[int]:
    """The numbers of everybody whom a live entry of the register joins with one of these people.

    Either may have declared it.
    """
    numbers, found = {one.pk for one in people}, set[int]()
    for entry in _live(doing, register):
        joined = {entry.person_id, *entry.detail["for"]} - {None}
        if joined & numbers:
            found |= joined - numbers
    return found


def _live(doing: Doing, register: str, **of: str) -> Iterable[Registered]:
    rows = Registered.objects.filter(
        in_force(doing.on), council=doing.council, register=register, **of
    )
    return rows.select_related("person__council")


def _once(people: Iterable[Person | None]) -> People:
    return tuple({one.pk: one for one in people if one is not None}.values())


def _body(doing: Doing, spec: Spec, key: str) -> Organization | None:
    """The body that a field names."""
    number = doing.value(spec[key])
    return None if number is None else doing.directory.organizations[number]


def _department(doing: Doing, spec: Spec, key: str) -> Organization | None:
    """The department that a field names, else that of whoever fills the slot under `or`."""
    named = _body(doing, spec, key)
    if named is not None:
        return named
    slot = doing.slot(spec["or"]) if "or" in spec else ()
    found = (relating.department_of(one, on=doing.on) for one in slot)
    return next((one for one in found if one is not None), None)


def _manager(doing: Doing, spec: Spec) -> People:
    return _once(manager_of(one, on=doing.on) for one in doing.slot(spec["manager_of"]))


def _above(doing: Doing, spec: Spec) -> People:
    people, role = doing.slot(spec["above"]), spec["up_to"]
    return _once(relating.superior(one, role, on=doing.on) for one in people)


def _chief_officer(doing: Doing, spec: Spec) -> People:
    department = _department(doing, spec, "chief_officer_of")
    return _once([chief_officer_of(department, on=doing.on)]) if department else ()


def _head(doing: Doing, spec: Spec) -> People:
    department = _department(doing, spec, "head_of")
    if department is None:
        return ()
    return _once([relating.service_head(department, spec["who"], on=doing.on)])


def _portfolio(doing: Doing, spec: Spec) -> People:
    department = _department(doing, spec, "portfolio_of")
    return _once([relating.portfolio_holder(department, on=doing.on)]) if department else ()


def _ward(doing: Doing, spec: Spec) -> People:
    named = doing.value(spec["councillors_of"]) or []
    wards = named if isinstance(named, list) else [named]
    found = (ward_councillors(doing.directory.areas[one], on=doing.on) for one in wards)
    return _once(person for people in found for person in people)


def _members(doing: Doing, spec: Spec) -> People:
    body = _body(doing, spec, "members_of")
    return members_of(body, on=doing.on) if body else ()


def _chair(doing: Doing, spec: Spec) -> People:
    body = _body(doing, spec, "chair_of")
    return _once(one.person for one in chairs_of(body, on=doing.on)) if body else ()


def _group(doing: Doing, spec: Spec) -> People:
    groups = (
        group for one in doing.slot(spec["group_of"]) for group in groups_of(one, on=doing.on)
    )
    return _once(one for group in groups for one in members_of(group, on=doing.on))


def _group_leader(doing: Doing, spec: Spec) -> People:
    people = doing.slot(spec["group_leader_of"])
    return _once(one for person in people for one in relating.leaders_over(person, on=doing.on))


def _other_leaders(doing: Doing, spec: Spec) -> People:
    group = _body(doing, spec, "other_group_leaders")
    than = [group] if group else list(doing.slot(spec["or"])) if "or" in spec else []
    if not than:
        return ()
    groups = relating.other_groups(doing.council, than, on=doing.on)
    return _once(one for body in groups for one in relating.group_leaders(body, on=doing.on))


def _holders(doing: Doing, spec: Spec) -> People:
    return holders(doing.council, spec["holders_of"], on=doing.on)


def _holder(doing: Doing, spec: Spec) -> People:
    """The one who holds a role; where several do, it is none of them."""
    found = holders(doing.council, spec["holder_of"], on=doing.on)
    return found if len(found) == 1 else ()


def _belonging(doing: Doing, spec: Spec) -> People:
    """Everybody who belongs to the bodies that stand for a role, such as a standards committee."""
    bodies = bodies_called(doing.council, spec["belonging_to"], on=doing.on)
    return _once(one for body in bodies for one in members_of(body, on=doing.on))


def _others(doing: Doing, spec: Spec) -> People:
    """Nobody can list them; `relations.py` knows whether somebody is one."""
    return ()


def _entered(doing: Doing, spec: Spec) -> People:
    """People with a live entry in a register for what a field says."""
    what = doing.value(spec["for"])
    if what is None:
        return ()
    return _once(one.person for one in _live(doing, spec["entered_in"], what=str(what)))


def _registered(doing: Doing, spec: Spec) -> People:
    """People with a live entry in a register: the entry named, if it is for whoever asks."""
    reference = doing.value(spec["by_entry"])
    if reference is None:
        return ()
    live = _live(doing, spec["register"], case__reference=reference)
    asking = doing.slot(doing.act.on_behalf) if doing.act.on_behalf else filter(None, [doing.by])
    numbers = {one.pk for one in asking}
    return _once(
        one.person for one in live if not one.detail["for"] or numbers & set(one.detail["for"])
    )


KINDS: Mapping[str, Callable[[Doing, Spec], People]] = {
    "manager_of": _manager,
    "above": _above,
    "chief_officer_of": _chief_officer,
    "head_of": _head,
    "portfolio_of": _portfolio,
    "councillors_of": _ward,
    "members_of": _members,
    "chair_of": _chair,
    "group_of": _group,
    "group_leader_of": _group_leader,
    "other_group_leaders": _other_leaders,
    "holders_of": _holders,
    "holder_of": _holder,
    "belonging_to": _belonging,
    "others": _others,
    "register": _registered,
    "entered_in": _entered,
}
KINDS_OF_RELATION = tuple(KINDS)
# Those that give one person for each that they start from; all others may give several.
OF_ONE = ("manager_of", "above", "chief_officer_of", "head_of", "portfolio_of", "holder_of")
