"""Who held this role, for this ward, on that date? The one answer, never a silent nobody.

Besides whoever holds it, the answer names the posts and seats that stand empty, who covers, and,
where nobody holds it, what applies instead. Everything that is wanting in a council at once is
listed in `findings.py`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from moothall.people.belonging import CHAIRS, belonging_to, bodies_called, chairs_of, is_body
from moothall.people.cover import NobodyOnDuty, cover_of
from moothall.people.directory import directory_of
from moothall.people.fallbacks import Fallback, fallback_for
from moothall.people.law import protocol_of
from moothall.people.models import Area, Council, Membership, Person, Post
from moothall.people.roles import all_holders, holdings, posts_of
from moothall.people.succession import areas_on

# Words of the vocabulary for whoever it may be: a relation to a case, and nobody's by itself.
RELATIVE = frozenset(
    {
        *("other_councillor", "listed_councillors", "confirmed_contact", "author"),
        *("other_groups", "those_who_need_to_know"),
    }
)
WARD = "ward.councillors"
SEATED = ("councillor", "elected_councillor", WARD)  # roles that the seats of a ward give


class UnknownRole(LookupError):
    """No such role, or one that only a case gives; the text says which, and the nearest."""

    def __init__(self, role: str, known: Iterable[str]) -> None:
        close = difflib.get_close_matches(role, sorted(known), n=1, cutoff=0.5)
        self.nearest = close[0] if close else ""
        if "." in role and role in known:
            super().__init__(f"Only a case says who {role} is: it is a relation to the case.")
        else:
            hint = f" Did you mean {self.nearest}?" if self.nearest else ""
            super().__init__(f"There is no role {role!r}.{hint}")


@dataclass(frozen=True, slots=True)
class Holding:
    """Somebody who holds the role: by what, from and until when, and who acts for them if away."""

    person: Person
    post: str  # the post's title, or the body that it comes from
    since: date | None
    until: date | None
    cover: Person | None


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A post that nobody holds, or seats of a ward that stand empty."""

    post: str
    slug: str
    seats: int
    since: date | None  # the day after its last holder's last; none where nobody ever held it


@dataclass(frozen=True, slots=True)
class Answer:
    """Who holds a role on a day. A `finding` says in words that nobody does, and what to do."""

    role: str
    on: date
    ward: Area | None
    holders: tuple[Holding, ...]
    vacant: tuple[Vacancy, ...]
    fallback: Fallback | None = None
    finding: str = ""


def who(council: Council, role: str, *, on: date, ward: Area | None = None) -> Answer:
    """Who holds a role of the vocabulary that day; with a ward, by what belongs to it that day.

    Raises UnknownRole.
    """
    known = protocol_of(council).vocabulary.roles
    if role not in known or ("." in role and (role != WARD or ward is None)):
        raise UnknownRole(role, known)
    wards = areas_on(ward, on=on) if ward else ()
    holders = tuple(_held(_memberships(council, role, on, wards), on))
    vacant = tuple(_vacancies(council, role, on, wards))
    if holders:
        return Answer(role, on, ward, holders, vacant)
    fallback = fallback_for(council, role, on=on)
    finding = _nobody(council, role, on, ward, vacant, fallback)
    return Answer(role, on, ward, holders, vacant, fallback, finding)


def roles_to_ask(council: Council) -> dict[str, str]:
    """The roles that `who` can be asked about without a case, each in the council's own words.

    Only what people or bodies of the council hold: no resident, journalist or partner. Where two
    roles have the same words, as the Clerk who is the hub, the first stands for both.
    """
    law, found = protocol_of(council), dict[str, str]()
    for role in law.vocabulary.roles:
        title = law.role_name(role)
        outside = role in RELATIVE or "third_party" in law.kinds_of(role)
        if "." not in role and not outside and title not in found.values():
            found[role] = title
    return dict(sorted(found.items(), key=lambda one: one[1].casefold()))


def _memberships(
    council: Council, role: str, on: date, wards: tuple[Area, ...]
) -> Iterator[Membership]:
    if is_body(council, role) and role != "council":
        for body in bodies_called(council, role, on=on):
            yield from belonging_to(body, on=on)
        return
    bare = {WARD: "councillor", "council": "elected_councillor"}.get(role, role)
    numbers = {ward.pk for ward in wards}
    for one in holdings(council, bare, on=on):
        if not numbers or (one.post and one.post.area_id in numbers):
            yield one


def _held(memberships: Iterable[Membership], on: date) -> Iterator[Holding]:
    """Each way in which each person holds it, by name; both ends of a body and its post are one."""
    seen: set[tuple[int, str]] = set()
    for one in sorted(memberships, key=lambda one: (one.person.sort_name, one.pk)):
        label = str(one.post) if one.post else _place(one)
        if (one.person_id, label) not in seen:
            seen.add((one.person_id, label))
            yield Holding(one.person, label, one.start_date, one.end_date, _cover(one.person, on))


def _place(membership: Membership) -> str:
    role = Membership.Role(membership.role)
    named = str(membership.organization)
    if role == Membership.Role.MEMBER:
        return named
    return f"{role.label[0].upper()}{role.label[1:]} of the {named}"


def _cover(person: Person, on: date) -> Person | None:
    try:
        return cover_of(person, on=on)
    except NobodyOnDuty:
        return None


def _vacancies(council: Council, role: str, on: date, wards: tuple[Area, ...]) -> Iterator[Vacancy]:
    """Posts, seats of wards, and chairs of committees that nobody holds that day."""
    numbers = {ward.pk for ward in wards}
    for post in posts_of(council, role):
        if post.area is None and not wards and not all_holders(post.pk, council=council.pk, on=on):
            yield Vacancy(post.label, post.slug, 1, since_when(post, on=on))
    if role in SEATED:
        for area in directory_of(council.pk).areas.values():
            if not numbers or area.pk in numbers:
                yield from empty_seats(area, on=on)
    if role in CHAIRS and not wards:
        yield from chairless(council, role, on=on)


def empty_seats(area: Area, *, on: date) -> Iterator[Vacancy]:
    """The seats of a ward that nobody holds; one at least where nobody at all does."""
    if area not in areas_on(area, on=on) or (area.end_date and area.end_date < on):
        return
    directory = directory_of(area.council_id)
    posts = [one for one in posts_of(directory.council, "councillor") if one.area_id == area.pk]
    held = {
        one.pk for post in posts for one in all_holders(post.pk, council=area.council_id, on=on)
    }
    empty = (area.seats or (0 if held else 1)) - len(held)
    if empty > 0:
        slug = posts[0].slug if posts else f"councillor-{area.slug}"
        since = since_when(posts[0], on=on) if posts and not held else None
        yield Vacancy(f"Councillor for {area.name}", slug, empty, since)


def chairless(council: Council, role: str = "committee_chair", *, on: date) -> Iterator[Vacancy]:
    """The committees in force that day without a chair, or a vice-chair if that is the role.

    Those that have a post for it stand among the vacant posts already.
    """
    with_post = {post.organization_id for post in posts_of(council, role)}
    word = "Chair" if role == "committee_chair" else "Vice-chair"
    for body in bodies_called(council, "committee", on=on):
        if body.pk not in with_post and not chairs_of(body, on=on, role=role):
            yield Vacancy(f"{word} of the {body.name}", body.slug, 1, None)


def since_when(post: Post, *, on: date) -> date | None:
    """The first day on which nobody held the post any more."""
    rows = directory_of(post.council_id).holding.get(post.pk, ())
    ends = [one.end_date for one in rows if one.end_date and one.end_date < on]
    return max(ends) + timedelta(days=1) if ends else None


def _nobody(
    council: Council,
    role: str,
    on: date,
    ward: Area | None,
    vacant: tuple[Vacancy, ...],
    fallback: Fallback | None,
) -> str:
    law = protocol_of(council)
    title = law.role_name(role)
    where = f" for {ward.name}" if ward else ""
    said = [f"On {on.day} {on:%B %Y} nobody is {title}{where}."]
    if vacant:
        said.append(f"Vacant: {', '.join(one.post for one in vacant)}.")
    said.append(fallback.why if fallback else "Nothing says who acts instead.")
    return " ".join(said)
