"""Election night: many councillors' terms end on one day and many begin, as one batch.

Retiring councillors go, and the newly elected come into office, on the fourth day after the
ordinary day of election: Local Government Act 1972, ss. 7 and 16(3). Where that is a Sunday or a
bank holiday, on the next that is neither (s. 243(1)). Reading the file is in `results.py`.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from moothall.people.changing import Changing
from moothall.people.directory import directory_of
from moothall.people.directory_reading import Directory
from moothall.people.models import (
    Area,
    ContactDetail,
    Council,
    Membership,
    Organization,
    Person,
    Post,
)
from moothall.people.roles import groups_of
from moothall.people.slugs import free_slug
from moothall.people.turnover.defection import group_steps
from moothall.people.turnover.plan import Plan, PlanRefused, Step, begin, day_before, end
from moothall.people.turnover.results import Result, read_results
from moothall.worktime import OutsideCalendar, load_calendar
from moothall.worktime.words import plain_date

SEAT = "elected_councillor"
# The chair of a council stays a councillor until the annual meeting has elected the next: Local
# Government Act 1972, ss. 3(3) and 4(2), for parishes s. 15(3) and (4).
STAYING = ("council_chair", "mayor")
One = TypeVar("One", Area, Organization)
_FOURTH = timedelta(days=4)
_SUNDAY = 6


def in_office_from(council: Council, polling_day: date) -> date:
    """The day on which those elected come into office, and those retiring are out of it.

    Raises OutsideCalendar.
    """
    calendar = load_calendar(council.calendar)
    day = polling_day + _FOURTH
    while day.weekday() == _SUNDAY or calendar.why_closed(day) not in (None, "Saturday"):
        day += timedelta(days=1)
    return day


def plan_election(council: Council, results: Sequence[Result], *, polling_day: date) -> Plan:
    """What an election changes: who goes, who stays, who comes. Raises OutsideCalendar.

    Every seat of a ward in the file is up, unless its lines say whom they replace. Wards that are
    not in the file stay as they are.
    """
    plan = Plan(in_office_from(council, polling_day))
    try:
        _Election(council, plan, results).work_out()
    except PlanRefused as refused:
        plan.refused = str(refused)
        plan.steps.clear()
    return plan


def plan_results(council: Council, text: str, *, polling_day: date) -> Plan:
    """The same from the CSV text of the results; what cannot be meant is a plan refused."""
    try:
        return plan_election(council, read_results(text), polling_day=polling_day)
    except (PlanRefused, OutsideCalendar) as refused:
        return Plan(polling_day, refused=str(refused))


@dataclass
class _Election:
    council: Council
    plan: Plan
    results: Sequence[Result]
    directory: Directory = field(init=False)

    def __post_init__(self) -> None:
        self.directory = directory_of(self.council.pk)
        self.last = day_before(self.plan.on)

    def work_out(self) -> None:
        wards = [self.ward(one) for one in self.results]
        groups = [self.group(one) for one in self.results]
        people = [self.known(one) for one in self.results]
        self.check(people)
        elected = {person.pk for person in people if person is not None}
        for councillor in self.retiring({ward.pk for ward in wards}):
            if councillor.pk not in elected:
                self.retire(councillor)
        for result, ward, group, person in zip(self.results, wards, groups, people, strict=True):
            if person is None:
                self.newcomer(result, ward, group)
            else:
                self.returning(person, ward, group)
        self.leave_the_rest({ward.pk for ward in wards})

    # What the file names --------------------------------------------------------------------------

    def ward(self, result: Result) -> Area:
        areas = [one for one in self.directory.areas.values() if _exists(one, self.plan.on)]
        return _named(result.ward, areas, f"Line {result.line}: {self.council.area_word}")

    def group(self, result: Result) -> Organization | None:
        kind = Organization.Classification.GROUP
        groups = [
            one
            for one in self.directory.organizations.values()
            if one.classification == kind and _exists(one, self.plan.on)
        ]
        return _named(result.group, groups, f"Line {result.line}: group") if result.group else None

    def known(self, result: Result) -> Person | None:
        """Who it is, if they are here already: by e-mail address, else a councillor by name."""
        if person := self.directory.addresses.get(result.email):
            if plain_name(person.name) != plain_name(result.name):
                raise PlanRefused(
                    f"Line {result.line}: {result.email} belongs to {person.name}, not to "
                    f"{result.name}."
                )
            return person
        same = [
            one
            for one in self.directory.people.values()
            if plain_name(one.name) == plain_name(result.name) and self.seats(one)
        ]
        if len(same) > 1:
            raise PlanRefused(f"Line {result.line}: {len(same)} people are called {result.name}.")
        return same[0] if same else None

    def check(self, people: Sequence[Person | None]) -> None:
        seen: dict[str, int] = {}
        for result, person in zip(self.results, people, strict=True):
            keys = [f"p{person.pk}"] if person else [plain_name(result.name)]
            for key in (*keys, *([result.email] if result.email else [])):
                if key in seen:
                    line = f"Line {result.line}: {result.name} stands on line {seen[key]} already."
                    raise PlanRefused(line)
                seen[key] = result.line
            if not result.email:
                self.plan.warnings.append(f"{result.name} has no e-mail address.")

    # Who goes -------------------------------------------------------------------------------------

    def seats(self, person: Person) -> list[Membership]:
        rows = self.directory.held.get(person.pk, ())
        return [one for one in rows if one.post and one.post.role == SEAT]

    def retiring(self, wards: set[int]) -> Iterator[Person]:
        """The councillors of these wards whose seats were up, and of wards that are no more."""
        staying = {plain_name(one.replaces) for one in self.results if one.replaces}
        partial = {self.ward(one).pk for one in self.results if one.replaces}
        for number, rows in self.directory.held.items():
            person = self.directory.people[number]
            for one in rows:
                area = one.post.area if one.post and one.post.role == SEAT else None
                if area is None or not _lasts(one, self.last):
                    continue
                up = area.pk in wards and (
                    area.pk not in partial or plain_name(person.name) in staying
                )
                if up or not _exists(area, self.plan.on):
                    yield person
                    break

    def retire(self, person: Person) -> None:
        kept = []
        held = self.directory.held.get(person.pk, ())
        for one in (row for row in held if _lasts(row, self.last)):
            if one.post and one.post.role in STAYING:
                kept.append(one.post.label)
                continue
            what = f"{one.post or one.organization}, until {plain_date(self.last)}"
            step = Step("ended", person.slug, person.name, what, end(one.pk, last=self.last))
            self.plan.steps.append(step)
        for label in kept:
            self.plan.warnings.append(
                f"{person.name} stays {label} until the annual meeting has elected the next: end "
                "it then."
            )

    # Who stays and who comes ----------------------------------------------------------------------

    def returning(self, person: Person, ward: Area, group: Organization | None) -> None:
        here = [one for one in self.seats(person) if _lasts(one, self.last)]
        for one in here:
            if one.post and one.post.area_id != ward.pk:
                what = f"{one.post}, until {plain_date(self.last)}"
                step = Step("ended", person.slug, person.name, what, end(one.pk, last=self.last))
                self.plan.steps.append(step)
        if any(one.post and one.post.area_id == ward.pk for one in here):
            word = f"{ward.name}, re-elected"
            self.plan.steps.append(Step("continuing", person.slug, person.name, word))
        else:
            self.seat(person, ward)
        if {one.pk for one in groups_of(person, on=self.last)} != ({group.pk} if group else set()):
            self.plan.steps.extend(group_steps(person, group, on=self.plan.on))

    def seat(self, person: Person, ward: Area) -> None:
        post, what = self.post(ward), f"{ward.name}, from {plain_date(self.plan.on)}"
        do = begin(person=person, post=post, start_date=self.plan.on)
        self.plan.steps.append(Step("begun", person.slug, person.name, what, do))

    def newcomer(self, result: Result, ward: Area, group: Organization | None) -> None:
        slug, post = self.free_slug(result.name), self.post(ward)
        name = f"Councillor {bare(result.name)}"

        def do(changing: Changing) -> None:
            person = changing.add(
                Person(council=self.council, slug=slug, name=name, sort_name=sort_name(result.name))
            )
            where: dict[str, Any] = {"council": self.council, "person": person}
            if result.email:
                kind = ContactDetail.Type.EMAIL
                changing.add(ContactDetail(type=kind, value=result.email, **where))
            changing.add(Membership(post=post, start_date=self.plan.on, **where))
            if group is not None:
                changing.add(Membership(organization=group, start_date=self.plan.on, **where))

        place = f"{ward.name}, {group.name if group else 'in no group'}"
        address = f"; {result.email}" if result.email else ""
        what = f"{place}, from {plain_date(self.plan.on)}{address}"
        self.plan.steps.append(Step("begun", slug, name, what, do))

    def post(self, ward: Area) -> Post:
        for post in self.directory.posts.values():
            if post.role == SEAT and post.area_id == ward.pk:
                return post
        raise PlanRefused(f"{ward.name} has no post of a councillor.")

    def free_slug(self, name: str) -> str:
        plain = unicodedata.normalize("NFKD", bare(name)).encode("ascii", "ignore").decode()
        taken = {*self.directory.slugs, *(step.about for step in self.plan.steps)}
        return free_slug(plain, taken=taken, otherwise="councillor")

    def leave_the_rest(self, wards: set[int]) -> None:
        counted: dict[int, int] = {}
        for result in self.results:
            ward = self.ward(result)
            counted[ward.pk] = counted.get(ward.pk, 0) + 1
            if ward.seats and counted[ward.pk] == ward.seats + 1:
                self.plan.warnings.append(f"{ward.name} has {ward.seats} seats, and more elected.")
        for area in self.directory.areas.values():
            if area.pk not in wards and _exists(area, self.plan.on):
                self.plan.warnings.append(
                    f"There is no result for {area.name}: its councillors stay as they are."
                )


def _exists(one: Area | Organization, on: date) -> bool:
    return (one.start_date or on) <= on <= (one.end_date or on)


def _lasts(membership: Membership, last: date) -> bool:
    """Whether it would still run after that day."""
    return membership.end_date is None or membership.end_date > last


def _named(name: str, known: Sequence[One], what: str) -> One:
    by_name = {one.name.lower(): one for one in known} | {one.slug: one for one in known}
    if found := by_name.get(name.lower()):
        return found
    close = difflib.get_close_matches(name.lower(), list(by_name), n=1)
    hint = f" Did you mean {by_name[close[0]].name}?" if close else ""
    raise PlanRefused(f"{what} {name!r} is not known.{hint}")


def bare(name: str) -> str:
    """A name without the title of office."""
    return re.sub(r"^(councillor|cllr\.?)\s+", "", name.strip(), flags=re.IGNORECASE)


def plain_name(name: str) -> str:
    """A name as it is compared: without title, capitals and double spaces."""
    return " ".join(bare(name).casefold().split())


def sort_name(name: str) -> str:
    """Ada Example -> Example, Ada."""
    first, _, last = bare(name).rpartition(" ")
    return f"{last}, {first}" if first else last
