"""What is wanting in who is who: each with what to do about it, so that nobody is nobody silently.

Roles that the protocol names and nobody holds, vacancies, missing managers, wards and addresses,
memberships that outlived their person, cover that leads nowhere. One role at a time: `who.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date

from moothall.people.belonging import bodies_called, in_force_on, is_body
from moothall.people.cover import absences_of
from moothall.people.directory import directory_of
from moothall.people.fallbacks import fallback_for
from moothall.people.law import protocol_of
from moothall.people.models import Council, Membership, Organization, Person
from moothall.people.roles import (
    all_holders,
    areas_of,
    current,
    held_posts,
    holders,
    holdings,
    manager_of,
    memberships_of,
    roles_of,
    sits_elsewhere,
)
from moothall.people.who import RELATIVE, chairless, empty_seats

# Words of the vocabulary that no post need stand for: whoever it may be, or what somebody is
# beside their post.
_NO_POST = RELATIVE | {
    *("officer", "councillor", "administrator"),
    *("junior_officer", "restricted_officer", "agency_staff", "spokesperson"),
}
# Held by one person at a time. Statutory officers: Local Government and Housing Act 1989, ss. 4
# and 5, Local Government Act 1972, s. 151; the chair of a council: the same Act, ss. 3 and 15.
SINGLE = (
    *("chief_executive", "head_of_paid_service", "monitoring_officer", "chief_finance_officer"),
    *("clerk", "leader", "mayor", "deputy_mayor", "council_chair", "council_vice_chair"),
)
_SINGLE_IN_A_BODY = ("group_leader", "committee_chair")
_HEADS = {"chief_executive", "head_of_paid_service", "clerk"}  # they have no manager


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wanting: its sort, whom or what it is about, and what to do."""

    sort: str
    about: str  # slug of a person, post or body; a role where nobody holds it
    message: str
    do: str

    def as_json(self) -> dict[str, str]:
        """JSON-ready."""
        return asdict(self)


def findings(council: Council, *, on: date) -> list[Finding]:
    """Everything that is wanting on that day, in the order of its sorts."""
    return [found for look in _LOOKS for found in look(council, on)]


def _unheld_roles(council: Council, on: date) -> Iterator[Finding]:
    law = protocol_of(council)
    for role, clauses in _named_roles(council).items():
        if _is_held(council, role, on):
            continue
        said = f"The protocol names {law.role_name(role)} ({_few(clauses)}), and nobody is that."
        fallback = fallback_for(council, role, on=on)
        if fallback:
            said += f" {fallback.why}"
        what = "a body" if is_body(council, role) else "a post"
        yield Finding("role", role, said, f"Give {what} the role {role}, and somebody to hold it.")


def _is_held(council: Council, role: str, on: date) -> bool:
    if is_body(council, role) and role != "council":
        return bool(bodies_called(council, role, on=on))
    return bool(holders(council, "elected_councillor" if role == "council" else role, on=on))


def _named_roles(council: Council) -> dict[str, list[str]]:
    """The bare roles that rules name, with the clauses they stand in."""
    law = protocol_of(council)
    found: dict[str, list[str]] = {}
    for rule in law.rules:
        targets = [one.roles for one in (rule.to, rule.consult) if one is not None]
        for role in (one for roles in (rule.by, *targets) for one in roles):
            if "." not in role and role not in _NO_POST and _is_ours(council, role):
                clauses = found.setdefault(role, [])
                if rule.clause not in clauses:
                    clauses.append(rule.clause)
    return found


def _is_ours(council: Council, role: str) -> bool:
    """Whether somebody of the council holds it: no resident, journalist or partner."""
    people = protocol_of(council).kinds_of(role)
    return is_body(council, role) or bool(people & {"councillor", "officer"})


def _few(clauses: list[str]) -> str:
    word = "clause" if len(clauses) == 1 else "clauses"
    more = f" and {len(clauses) - 3} more" if len(clauses) > 3 else ""
    return f"{word} {', '.join(clauses[:3])}{more}"


def _vacant_posts(council: Council, on: date) -> Iterator[Finding]:
    directory = directory_of(council.pk)
    for post in directory.posts.values():
        ended = post.organization and not in_force_on(post.organization, on=on)
        if post.area is None and not ended and not all_holders(post.pk, council=council.pk, on=on):
            said = f"{post.label} is vacant."
            yield Finding("vacancy", post.slug, said, "Say who holds it, or remove the post.")
    for area in directory.areas.values():
        for empty in empty_seats(area, on=on):
            seats = "a seat is" if empty.seats == 1 else f"{empty.seats} seats are"
            said = f"In {area.name} {seats} empty."
            yield Finding("seat", area.slug, said, "Enter whoever is elected, with the first day.")


def _unmanaged(council: Council, on: date) -> Iterator[Finding]:
    for person in holders(council, "officer", on=on):
        if roles_of(person, on=on) & _HEADS or manager_of(person, on=on):
            continue
        if sits_elsewhere(person, on=on):
            continue
        said = f"{person.name} has no manager."
        yield Finding("manager", person.slug, said, "Say which post theirs reports to.")


def _without_ward(council: Council, on: date) -> Iterator[Finding]:
    for person in holders(council, "elected_councillor", on=on):
        areas = areas_of(person, on=on)
        if not areas:
            said = f"{person.name} is a councillor without a {council.area_word}."
            yield Finding("ward", person.slug, said, f"Say for which {council.area_word}.")
        for area in areas:
            if area.end_date and area.end_date < on:
                said = f"{person.name} sits for {area.name}, which ended on {_day(area.end_date)}."
                yield Finding("ward", person.slug, said, "End it, and say where they sit now.")


def _without_address(council: Council, on: date) -> Iterator[Finding]:
    directory = directory_of(council.pk)
    for person in directory.people.values():
        if roles_of(person, on=on) and person.pk not in directory.emails:
            said = f"{person.name} has no e-mail address, and receives nothing by e-mail."
            yield Finding("address", person.slug, said, "Enter the address that the council gave.")


def _chairless(council: Council, on: date) -> Iterator[Finding]:
    for one in chairless(council, on=on):
        yield Finding("chair", one.slug, f"{one.post}: there is none.", "Say who chairs it.")


def _outlived(council: Council, on: date) -> Iterator[Finding]:
    """Bodies that somebody still belongs to although they hold no office any more."""
    directory = directory_of(council.pk)
    for number, rows in directory.held.items():
        person, posts = directory.people[number], [one for one in rows if one.post]
        if not posts or any(current(posts, on=on)):
            continue
        for one in memberships_of(person, on=on):
            last = max(row.end_date or date.min for row in posts)
            if last < on and one.role != Membership.Role.COOPTED:
                said = f"{person.name} left on {_day(last)} and still belongs to {_named(one)}."
                yield Finding("leaver", person.slug, said, "End the membership on the same day.")


def _held_twice(council: Council, on: date) -> Iterator[Finding]:
    for role in SINGLE:
        own = {one.person_id: one for one in holdings(council, role, on=on) if _is(one, role)}
        if len(own) > 1:
            yield _twice(role, role, [one.person for one in own.values()])
    for role in _SINGLE_IN_A_BODY:
        by_body: dict[Organization, dict[int, Person]] = {}
        for one in holdings(council, role, on=on):
            body = one.organization or (one.post.organization if one.post else None)
            if body is not None:
                by_body.setdefault(body, {})[one.person_id] = one.person
        for body, people in by_body.items():
            if len(people) > 1:
                yield _twice(f"{role} of {body.name}", body.slug, list(people.values()))


def _is(membership: Membership, role: str) -> bool:
    """Whether the post itself has the role: a leader counts as a Cabinet Member, and is none."""
    return membership.post is not None and membership.post.role == role


def _twice(role: str, about: str, people: list[Person]) -> Finding:
    names = " and ".join(sorted(one.name for one in people))
    said = f"{names} are both {role}; one person holds it at a time."
    return Finding("two holders", about, said, "End the one who has given it up.")


def _cover_nowhere(council: Council, on: date) -> Iterator[Finding]:
    """People who are away and whose cover leads to nobody who is there."""
    directory = directory_of(council.pk)
    for number in directory.absences:
        person = directory.people[number]
        if held_posts(person, on=on) and any(absences_of(person, on=on)):
            ends = _follow(person, on)
            if ends:
                do = "Choose a cover who is there all the time."
                yield Finding("cover", person.slug, f"{person.name} is away, and {ends}", do)


def _follow(person: Person, on: date) -> str:
    """How cover fails, or nothing: in a circle, at somebody who has left, or there is none."""
    seen, here = {person.pk}, person
    while absence := next(iter(absences_of(here, on=on)), None):
        if absence.cover is None:
            return "nobody covers." if here == person else f"so is their cover {here.name}."
        here = absence.cover
        if here.pk in seen:
            return f"cover goes round in a circle, back to {here.name}."
        seen.add(here.pk)
    return "" if held_posts(here, on=on) else f"their cover {here.name} has left."


def _ended_departments(council: Council, on: date) -> Iterator[Finding]:
    directory = directory_of(council.pk)
    for body in directory.organizations.values():
        posts = [one for one in directory.posts.values() if one.organization_id == body.pk]
        held = [one for one in posts if all_holders(one.pk, council=council.pk, on=on)]
        if body.end_date and body.end_date < on and body.successor is None and held:
            said = f"{body.name} ended on {_day(body.end_date)}, and posts still belong to it."
            yield Finding("body", body.slug, said, "Say what it became part of, or move them.")


def _named(membership: Membership) -> str:
    return str(membership.post or membership.organization)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


_LOOKS: tuple[Callable[[Council, date], Iterator[Finding]], ...] = (
    _unheld_roles,
    _vacant_posts,
    _chairless,
    _held_twice,
    _outlived,
    _without_ward,
    _unmanaged,
    _without_address,
    _cover_nowhere,
    _ended_departments,
)
