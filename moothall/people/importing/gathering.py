"""Gathers a plan while a source is read: one entry for each person, ward, body and post.

Two entries are one person only by an identifier, by an address with the name, or by the name with
the ward. What cannot be kept for two people (an address, a number) is dropped and said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from moothall.people.importing.bodies import group_key
from moothall.people.importing.plan import (
    AreaPlan,
    BodyPlan,
    Ids,
    ImportRefused,
    PersonPlan,
    Plan,
    PostPlan,
)
from moothall.people.importing.text import (
    LONGEST,
    area_key,
    clean,
    holds_home,
    key_of,
    person_key,
)
from moothall.people.models import Organization

MOST_PEOPLE = 20_000


@dataclass(slots=True)
class Gathering:
    """A plan in the making."""

    plan: Plan
    independents: int = 0  # of no group, since “Independent” is a party and no group
    by_id: dict[tuple[str, str], PersonPlan] = field(default_factory=dict)
    by_name: dict[str, list[PersonPlan]] = field(default_factory=dict)

    def area(self, name: str, *, ids: Ids | None = None) -> str:
        """The key of the ward of that name."""
        key = area_key(name)
        area = self.plan.areas.setdefault(key, AreaPlan(_fitting(name)))
        area.ids = area.ids or list(ids or [])
        return key

    def body(self, body: BodyPlan) -> str:
        """The key of the body; the first to name it says what it is."""
        group = body.classification == Organization.Classification.GROUP
        key = f"group {group_key(body.name)}" if group else key_of(body.name)
        body.name = _fitting(body.name)
        known = self.plan.bodies.setdefault(key, body)
        known.classification = known.classification or body.classification
        known.ids = known.ids or body.ids
        return key

    def group(self, name: str, *, ids: Ids | None = None) -> str:
        """The key of the political group of that name."""
        return self.body(BodyPlan(clean(name), Organization.Classification.GROUP, ids=ids or []))

    def post(
        self, label: str, *, role: str = "", body: str = "", area: str = "", ids: Ids | None = None
    ) -> str:
        """The key of the post with that title in that body."""
        key = f"{key_of(label)} | {body} | {area}"
        post = self.plan.posts.setdefault(key, PostPlan(_fitting(label), role, body, area))
        post.role = post.role or role
        post.ids = post.ids or list(ids or [])
        return key

    def emails(
        self,
        person: PersonPlan,
        raw: object,
        *,
        split: Callable[[object], tuple[list[str], list[str]]],
    ) -> None:
        """Takes the addresses of a field, and says which are none."""
        good, bad = split(raw)
        person.emails += [one for one in good if one not in person.emails]
        for one in bad:
            self.plan.warn(f"{person.where}: “{one[:60]}” is not an e-mail address.")

    def person(self, person: PersonPlan) -> None:
        """Takes somebody in, or adds what is said of somebody who is known already."""
        if not person_key(person.name):
            self.plan.warn(f"{person.where}: there is no name; nothing was taken from it.")
            return
        if len(person.name) > LONGEST or holds_home(person.name):
            self.plan.warn(f"{person.where}: what stands as the name is none; it was left out.")
            return
        known = self._known(person)
        if known is None:
            self._add(person)
        else:
            self._merge(known, person)

    def _known(self, person: PersonPlan) -> PersonPlan | None:
        for one in person.ids:
            if found := self.by_id.get(one):
                return found
        found = None
        for other in self.by_name.get(person_key(person.name), ()):
            if _differ(other.ids, person.ids):
                continue
            if set(other.emails) & set(person.emails):
                return other
            if other.emails and person.emails:
                continue
            seats, others = _seats(person), _seats(other)
            if seats & others or not seats or not others:
                found = found or other
        return found

    def _add(self, person: PersonPlan) -> None:
        if len(self.plan.people) >= MOST_PEOPLE:
            raise ImportRefused(f"There are more than {MOST_PEOPLE} people in it.")
        self.plan.people.append(person)
        self.by_name.setdefault(person_key(person.name), []).append(person)
        self.by_id.update(dict.fromkeys(person.ids, person))

    def _merge(self, known: PersonPlan, person: PersonPlan) -> None:
        if person_key(known.name) != person_key(person.name):
            self.plan.warn(
                f"{known.name} and {person.name} ({person.where}) have the same number: only the "
                "first was taken."
            )
            return
        new = 0
        for one in person.held:
            same = {(held.target, held.key, held.start, held.role) for held in known.held}
            if (one.target, one.key, one.start, one.role) not in same:
                known.held.append(one)
                new += 1
        if not new and person.held:
            self.plan.warn(f"{known.name} stands there twice ({known.where}, {person.where}).")
        known.emails += [one for one in person.emails if one not in known.emails]
        known.telephones += [one for one in person.telephones if one not in known.telephones]
        known.ids += [one for one in person.ids if one not in known.ids]
        self.by_id.update(dict.fromkeys(person.ids, known))

    def finished(self) -> Plan:
        """The plan, without what cannot belong to two people."""
        self._drop_shared_emails()
        self._drop_shared_telephones()
        if self.independents:
            many = (
                "1 councillor is"
                if self.independents == 1
                else f"{self.independents} councillors are"
            )
            self.plan.warn(f"{many} shown as Independent, which is a party: put in no group.")
        return self.plan

    def _drop_shared_emails(self) -> None:
        counted = Counter(one for person in self.plan.people for one in person.emails)
        for address in sorted(one for one, times in counted.items() if times > 1):
            owners = [person for person in self.plan.people if address in person.emails]
            names = ", ".join(f"{one.name} ({one.where})" for one in owners)
            self.plan.warn(f"{address} is said to be of several people and was left out: {names}.")
            for one in owners:
                one.emails.remove(address)

    def _drop_shared_telephones(self) -> None:
        counted = Counter(one for person in self.plan.people for one in person.telephones)
        shared = {one for one, times in counted.items() if times > 1}
        for person in self.plan.people:
            person.telephones = [one for one in person.telephones if one not in shared]
        if shared:
            self.plan.warn(f"Telephone numbers of several people were left out: {len(shared)}.")


def _fitting(name: str) -> str:
    """Raises ImportRefused for the name of a ward, body or post that cannot be one."""
    if len(name) > LONGEST:
        raise ImportRefused(f"“{name[:60]}…” is too long to be the name of a ward, body or post.")
    if holds_home(name):
        raise ImportRefused(
            f"“{name[:4]}…” is an address and not the name of a ward, body or post."
        )
    return name


def _differ(some: Ids, others: Ids) -> bool:
    """Whether one system knows them by two numbers."""
    first, second = dict(some), dict(others)
    return any(first[scheme] != second[scheme] for scheme in first.keys() & second.keys())


def _seats(person: PersonPlan) -> set[str]:
    return {held.key for held in person.held if held.target == "seat"}
