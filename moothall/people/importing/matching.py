"""Who in the database is meant by whom in the plan: by identifier, by e-mail, by name and ward.

Where two people may be meant, nobody is: the entry is left out with a warning, and whoever may have
been meant keeps everything.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from moothall.people.importing.places import Places
from moothall.people.importing.plan import PersonPlan
from moothall.people.importing.present import Present
from moothall.people.importing.text import person_key
from moothall.people.models import ContactDetail, Person

_EMAIL = str(ContactDetail.Type.EMAIL)


@dataclass(slots=True)
class Matching:
    """By the place of the entry in the plan: who it is; nothing for somebody new."""

    present: Present
    places: Places
    people: dict[int, Person] = field(default_factory=dict)
    unclear: set[int] = field(default_factory=set)
    spared: set[int] = field(default_factory=set)  # numbers of people who may have been meant
    taken: set[int] = field(default_factory=set)  # numbers of people who are meant

    def match(self) -> None:
        """Goes through everybody, the surest signs first."""
        entries = self.places.plan.people
        self._twins(entries)
        for step in (self._by_ids, self._by_email, self._by_place, self._doubtful):
            for index, entry in enumerate(entries):
                if index not in self.people and index not in self.unclear:
                    step(index, entry)

    def _take(self, index: int, entry: PersonPlan, person: Person) -> None:
        if person.pk in self.taken:
            self._leave(index, entry, [person], "somebody else in it is the same person already")
        else:
            self.people[index] = person
            self.taken.add(person.pk)

    def _leave(self, index: int, entry: PersonPlan, people: list[Person], why: str) -> None:
        self.unclear.add(index)
        self.spared.update(person.pk for person in people)
        self.places.plan.warn(f"{entry.name} ({entry.where}) was left out: {why}.")

    def _twins(self, entries: list[PersonPlan]) -> None:
        """Two entries of one name and ward are two people only if number and address say so."""
        alike: dict[tuple[str, frozenset[str]], list[int]] = defaultdict(list)
        for index, entry in enumerate(entries):
            seats = frozenset(held.key for held in entry.held if held.target == "seat")
            if seats:
                alike[person_key(entry.name), seats].append(index)
        for twins in alike.values():
            told_apart = all(entries[one].ids and entries[one].emails for one in twins)
            if len(twins) > 1 and not told_apart:
                for index in twins:
                    same = self.present.by_name.get(person_key(entries[index].name), [])
                    self._leave(index, entries[index], same, "the name stands twice for one ward")

    def _by_ids(self, index: int, entry: PersonPlan) -> None:
        found = self.present.by_ids(Person, entry.ids)
        if len(found) > 1:
            self._leave(index, entry, found, f"its identifiers are those of {_names(found)}")
        elif found:
            self._take(index, entry, found[0])

    def _by_email(self, index: int, entry: PersonPlan) -> None:
        owners = {self.present.owners.get((_EMAIL, address)) for address in entry.emails}
        found = [self.present.people[number] for number in owners if number is not None]
        if len(found) > 1:
            self._leave(index, entry, found, f"its addresses are those of {_names(found)}")
        elif found:
            person = found[0]
            shared = {*person_key(person.name).split()} & {*person_key(entry.name).split()}
            same = person_key(person.name) == person_key(entry.name)
            other = self.present.other_id(person, entry.ids)
            if not shared or (other and not same):
                why = f"its e-mail address is that of {person.name}, whose name is not the same"
                self._leave(index, entry, found, why)
            else:
                self._take(index, entry, person)

    def _same_name(self, entry: PersonPlan) -> list[Person]:
        """Everybody of that name who is not meant by another entry."""
        same = self.present.by_name.get(person_key(entry.name), ())
        return [person for person in same if person.pk not in self.taken]

    def _by_place(self, index: int, entry: PersonPlan) -> None:
        placed = [one for one in self._same_name(entry) if self._same_place(entry, one)]
        sure = [person for person in placed if not self.present.other_id(person, entry.ids)]
        if len(sure) == 1:
            self._take(index, entry, sure[0])
        elif placed:
            why = f"there is {_names(placed)} in the same place, and it cannot be told whether"
            self._leave(index, entry, placed, f"{why} they are one")

    def _doubtful(self, index: int, entry: PersonPlan) -> None:
        """A known name in another place, when everybody else has been found."""
        same = self._same_name(entry)
        if doubtful := [one for one in same if not self.present.other_id(one, entry.ids)]:
            why = f"there is {_names(doubtful)} elsewhere, and neither an identifier nor an e-mail"
            self._leave(index, entry, doubtful, f"{why} address says whether they are one")

    def _same_place(self, entry: PersonPlan, person: Person) -> bool:
        """Whether one of the seats, else of the posts and bodies, is one that the person held."""
        seats = [one for one in entry.held if one.target == "seat"]
        held = self.present.held.get(person.pk, ())
        posts = {one.post_id for one in held if one.post_id}
        bodies = {one.organization_id for one in held if one.organization_id}
        if seats:
            return any(self.places.seat(one.key).pk in posts for one in seats)
        for one in entry.held:
            if one.target == "body" and self.places.body(one.key).pk in bodies:
                return True
            if one.target == "post" and (post := self.places.post(one.key)) and post.pk in posts:
                return True
        return not entry.held and len(self.present.by_name[person_key(entry.name)]) == 1


def _names(people: list[Person]) -> str:
    return " and ".join(f"{one.name} ({one.slug})" for one in people)
