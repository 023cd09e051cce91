"""One person's difference: the name, and what begins and ends.

The last day of what ends is the day before the import's, so that on that day nobody is both.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Model

from moothall.people.importing.contact_difference import new_contacts, new_identifiers
from moothall.people.importing.entries import (
    Entry,
    Operation,
    from_day,
    is_exactly,
    sort_of,
    sorted_name,
)
from moothall.people.importing.kinds import SEAT, WITH_THE_SEAT, kind_of_body, kind_of_post
from moothall.people.importing.matching import Matching
from moothall.people.importing.places import Places, fresh_slug
from moothall.people.importing.plan import HeldPlan, PersonPlan
from moothall.people.importing.present import OWN
from moothall.people.importing.text import key_of, person_key
from moothall.people.models import (
    Membership,
    Organization,
    Person,
    Post,
)
from moothall.people.roles import current


class Comparing:
    """A plan being compared with the database."""

    def __init__(
        self, places: Places, matching: Matching, spoken: Iterable[str], *, on: date
    ) -> None:
        self.places, self.present, self.matching = places, places.present, matching
        self.council, self.on = places.council, on
        self.spoken = frozenset(spoken)
        self.entries: list[Entry] = []
        self.operations: list[Operation] = []
        self.ended: set[int] = set()  # numbers of memberships
        self.unchanged = 0
        self._told: set[int] = set()  # new places that somebody's entry speaks of
        self._slugs = {one.slug for one in self.present.people.values()}
        rows = (one for held in self.present.held.values() for one in current(held, on=on))
        self._known_kinds = {self.kind(one) for one in rows}

    # -- kinds and days ------------------------------------------------------------------------

    def kind(self, one: Membership) -> str:
        """Of which kind the membership is."""
        if one.post is not None:
            return kind_of_post(one.post, self.places.protocol)
        return kind_of_body(one.organization) if one.organization is not None else ""

    def is_spoken(self, one: Membership) -> bool:
        """Whether the source speaks of such memberships."""
        return self.kind(one) in self.spoken

    def all_operations(self) -> list[Operation]:
        """Everything in an order in which it can be written."""
        renamed = [Operation(row, {"name": name}) for row, name in self.places.renamed]
        added = [Operation(row) for row in self.places.added]
        people = [one for one in self.operations if isinstance(one.row, Person) and not one.values]
        others = [one for one in self.operations if one not in people]
        identifiers = [Operation(row) for row in self.places.identifiers]
        return [*renamed, *added, *people, *others, *identifiers]

    # -- people --------------------------------------------------------------------------------

    def person(self, entry: PersonPlan, person: Person | None) -> None:
        """Works out what happens to somebody in the source."""
        if person is None:
            self._newcomer(entry)
            return
        what: list[str] = []
        if person_key(person.name) != person_key(entry.name):
            what.append(f"name: {person.name} becomes {entry.name}")
            self._change(person, name=entry.name, sort_name=sorted_name(entry))
        what += self._reached(person, entry)
        what += self._memberships(person, entry)
        if not what:
            self.unchanged += 1
            return
        self._say("changed", person, what)

    def _newcomer(self, entry: PersonPlan) -> None:
        running = [one for one in entry.held if one.end is None or one.end >= self.on]
        if not running:
            why = "has left already" if entry.held else "holds nothing"
            self.places.plan.warn(f"{entry.name} ({entry.where}) {why} and is not known: left out.")
            return
        own = dict(entry.ids).get(OWN, "").rpartition("/")[2]
        slug = fresh_slug(own or person_key(entry.name), self._slugs)
        person = Person(
            council=self.council, slug=slug, name=entry.name, sort_name=sorted_name(entry)
        )
        self._add(person)
        what = [*self._reached(person, entry), *self._memberships(person, entry)]
        self._say("added", person, what)

    def _reached(self, person: Person, entry: PersonPlan) -> list[str]:
        """What is new about numbers and addresses, in words."""
        found = new_identifiers(person, entry, self.present)
        found += new_contacts(person, entry, self.places)
        self.operations += [operation for operation, _ in found]
        return [words for _, words in found if words]

    # -- memberships ---------------------------------------------------------------------------

    def _memberships(self, person: Person, entry: PersonPlan) -> list[str]:
        left = list(self.present.held.get(person.pk or 0, ()))
        said: list[str] = []
        waiting: list[tuple[HeldPlan, Post | Organization]] = []
        for held in entry.held:
            target = self._target(held)
            if target is None:
                label = key_of(self.places.plan.posts[held.key].label)  # not told: not ended
                left = [one for one in left if not one.post or key_of(one.post.label) != label]
                continue
            exact = next((one for one in left if is_exactly(one, held, target)), None)
            if exact is not None:
                left.remove(exact)
            else:
                waiting.append((held, target))
        for held, target in waiting:
            said += self._membership(person, held, target, left)
        return [*said, *self._end_rest(person, left, entry)]

    def _target(self, held: HeldPlan) -> Post | Organization | None:
        if held.target == "body":
            return self.places.body(held.key)
        return self.places.seat(held.key) if held.target == "seat" else self.places.post(held.key)

    def _membership(
        self, person: Person, held: HeldPlan, target: Post | Organization, left: list[Membership]
    ) -> list[str]:
        same = [one for one in left if target.pk and target in (one.post, one.organization)]
        running = [one for one in same if one.end_date is None or one.end_date >= self.on]
        past = held.end is not None and held.end < self.on
        if running:
            one = running[0]
            left.remove(one)
            return self._adjust(one, held, target, past=past)
        if past and (not person.pk or same or held.start is None):
            left[:] = [one for one in left if one not in same]
            return []
        one = Membership(council=self.council, person=person, role=held.role or "")
        one.post = target if isinstance(target, Post) else None
        one.organization = target if isinstance(target, Organization) else None
        one.start_date, one.end_date = held.start, held.end
        if one.start_date is None and self._is_known(one) and not past:
            one.start_date = self.on
        self._add(one)
        return [f"{self._words(target, role=one.role)}{from_day(one.start_date)}"]

    def _is_known(self, one: Membership) -> bool:
        """Whether such memberships were kept here before: then a new one begins with the import."""
        return self.kind(one) in self._known_kinds or not self.kind(one).startswith(
            (SEAT, "officer", "group", "councillor", "coopted", "administrator")
        )

    def _adjust(
        self, one: Membership, held: HeldPlan, target: Post | Organization, *, past: bool
    ) -> list[str]:
        values: dict[str, Any] = {}
        if held.start and held.start != one.start_date and (held.firm or one.start_date is None):
            values["start_date"] = held.start
        if held.end != one.end_date and held.end is not None:
            values["end_date"] = held.end
        if held.role is not None and held.role != one.role and one.organization is not None:
            values["role"] = held.role
        if not values:
            return []
        if past:
            self.ended.add(one.pk)
        said = self._words(target, role=str(values.get("role", one.role)))
        dates = [
            f"{word} {values[name].strftime('%d/%m/%Y')}"
            for name, word in (("start_date", "from"), ("end_date", "until"))
            if name in values
        ]
        self._change(one, **values)
        return [" ".join([said, *dates])]

    def _end_rest(
        self, person: Person, left: list[Membership], entry: PersonPlan | None = None
    ) -> list[str]:
        """Ends what the source speaks of and does not say of this person any more."""
        running = list(current(left, on=self.on))
        ending = [one for one in running if self.is_spoken(one)]
        seats = [one for one in ending if self.kind(one) == SEAT]
        keeps = entry is not None and any(
            (post := self._target(held)) is not None
            and isinstance(post, Post)
            and kind_of_post(post, self.places.protocol) in (SEAT, "coopted")
            for held in entry.held
        )
        if seats and not keeps:
            ending += [
                one
                for one in running
                if one not in ending
                and self.kind(one).startswith(WITH_THE_SEAT)
                and one.role != Membership.Role.COOPTED
            ]
        return [said for one in ending if (said := self._end(one))]

    def _end(self, one: Membership) -> str:
        last = max(self.on - timedelta(days=1), one.start_date or date.min)
        if one.end_date is not None and one.end_date <= last:
            return ""
        self.ended.add(one.pk)
        self._change(one, end_date=last)
        target = one.post or one.organization
        assert target is not None
        return f"no longer {self._words(target, role=one.role)}"

    def the_missing(self) -> None:
        """Ends what the source speaks of for everybody whom it does not name."""
        named = self.matching.taken
        for number, person in self.present.people.items():
            if number in named or number in self.matching.spared:
                continue
            if what := self._end_rest(person, self.present.held.get(number, [])):
                self._say("ended", person, what)

    # -- places --------------------------------------------------------------------------------

    def close(self, body: Organization) -> None:
        """Ends a body that the source says is no more, with everybody's membership of it."""
        last = self.on - timedelta(days=1)
        if body.end_date is not None and body.end_date <= last:
            return
        for rows in self.present.held.values():
            for one in current(rows, on=self.on):
                if one.organization_id == body.pk and one.pk not in self.ended:
                    self._end(one)
        self._change(body, end_date=last)
        self.entries.append(Entry("ended", body.name, body.slug, body.name, ["closed"]))

    def the_places(self) -> None:
        """New wards and bodies of which no person's entry speaks get their own."""
        for row in self.places.added:
            area = row.area if isinstance(row, Post) else None
            seat = area is not None and self.places.is_new(area)
            if id(row) not in self._told and not seat:
                self.entries.append(Entry("added", str(row), row.slug, str(row), [sort_of(row)]))
        changed: dict[Any, list[str]] = {}
        for place, name in self.places.renamed:
            changed.setdefault(place, []).append(f"name: {place.name} becomes {name}")
        for one in self.places.identifiers:
            known: Any = one.organization or one.area or one.post
            if known is not None and not self.places.is_new(known):
                changed.setdefault(known, []).append(f"{one.scheme} number: {one.identifier}")
        for place, what in changed.items():
            self.entries.append(Entry("changed", str(place), place.slug, str(place), what))

    def _words(self, target: Post | Organization, *, role: str = "") -> str:
        words = str(target)
        if isinstance(target, Post) and self.places.is_new(target) and target.area is None:
            words += f" (new post, as {target.role.replace('_', ' ')})"
        place = target.area or target.organization if isinstance(target, Post) else target
        self._told.add(id(target))
        if place is not None and self.places.is_new(place):
            self._told.add(id(place))
            words += f" (new {sort_of(place).removeprefix('new ')})"
        return f"{words}, {role.replace('_', '-')}" if role else words

    def _add(self, row: Model) -> None:
        self.operations.append(Operation(row))

    def _change(self, row: Any, **values: Any) -> None:
        self.operations.append(Operation(row, values))

    def _say(self, outcome: str, person: Person, what: list[str]) -> None:
        self.entries.append(Entry(outcome, person.name, person.slug, person.sort_name, what))
