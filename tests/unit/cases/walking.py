"""Random walks through the business of a council: possible acts and impossible ones, good answers
and nonsense, people who go away, come back and leave, and the clock that goes on.

What must be so after every step is looked at in `test_walks.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any

from hypothesis import note

from moothall.cases import procedures
from moothall.cases.adoption import editions_of
from moothall.cases.models import Case, Event, Registered
from moothall.cases.perform import perform
from moothall.cases.possible import is_on
from moothall.cases.procedure import Act, Field, Procedure
from moothall.cases.refusals import CannotPerform, Refused
from moothall.cases.tick import tick
from moothall.people.changing import Changing
from moothall.people.cover import BadAbsence, record_absence
from moothall.people.law import protocol_of
from moothall.people.models import Absence, Area, Council, Membership, Organization, Person
from moothall.people.roles import roles_of
from moothall.worktime import LONDON

BEGINS = datetime(2026, 11, 16, 9, tzinfo=LONDON)
TEXTS = ["Street light", "Zażółć gęślą jaźń", "[a part] {by} }{", "two\r\nlines"]
STRANGE: list[Any] = [
    *(
        "",
        "  ",
        "x" * 301,
        "\x00\x07",
        "\ud800",
        "²",
        "٣",
        "-1",
        "9" * 30,
        "9" * 5000,
        "1e3",
        "zzz",
    ),
    *("nobody@nowhere.example", "2027-02-30", "9999-12-31", "0001-01-01", 10**30, -5, 1.5, b"\xff"),
    *(True, None, ["zzz"], [["zzz"]], {"zzz": 1}, ()),
]


def holding(post: int, *, on: date) -> list[int]:
    """The numbers of those who hold a post that day."""
    rows = Membership.objects.filter(post=post)
    return [one.person_id for one in rows if (one.start_date or on) <= on <= (one.end_date or on)]


@dataclass
class Walk:
    """A council, the moment, and its cases so far; `random` chooses everything."""

    council: Council
    random: Random
    at: datetime = BEGINS
    cases: list[Case] = field(default_factory=list)
    refused: int = 0

    @cached_property
    def people(self) -> list[Person]:
        found = Person.objects.filter(council=self.council).select_related("council")
        return list(found.order_by("slug"))

    @cached_property
    def roles(self) -> dict[int, frozenset[str]]:
        law = protocol_of(self.council)
        bare = {one.pk: roles_of(one, on=self.at.date()) for one in self.people}
        return {pk: held.union(*map(law.kinds_of, held)) for pk, held in bare.items()}

    @cached_property
    def kinds(self) -> list[Procedure]:
        return [one for one in procedures.load().values() if is_on(self.council, one)]

    @property
    def on(self) -> date:
        return self.at.astimezone(LONDON).date()

    def choose(self, among: Any) -> Any:
        return self.random.choice(list(among))

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def step(self) -> None:
        """One thing happens, some time later."""
        self.at += timedelta(minutes=self.choose([1, 60, 300, 1440, 4320]))
        if not any(not case.ended for case in self.cases) or self.chance(8):
            self.begin()
        elif self.chance(75):
            self.act()
        else:
            self.choose([self.goes_away, self.comes_back, self.leaves, self.closes, self.tick])()

    # What people do ------------------------------------------------------------------------------

    def begin(self) -> None:
        enquiry = [one for one in self.kinds if one.kind == "enquiry"]
        procedure = self.choose([*self.kinds, *enquiry, *enquiry])
        act = self.choose(procedure.starting_acts)
        self.perform(None, procedure, act)

    def act(self) -> None:
        case = self.choose(self.cases if self.chance(5) else [c for c in self.cases if not c.ended])
        procedure = procedures.load()[case.kind]
        acts = [act for act in procedure.acts.values() if self.fits(case, act)]
        if self.chance(4) or not acts:
            acts = list(procedure.acts.values())
        self.perform(case, procedure, self.choose(acts))

    def fits(self, case: Case, act: Act) -> bool:
        """Whether somebody might do it now, as far as one can see from outside."""
        if act.automatic or case.state not in (act.while_ or act.from_):
            return False
        return not act.in_ or case.entries.filter(list=act.in_, state__in=act.from_).exists()

    def perform(self, case: Case | None, procedure: Procedure, act: Act) -> None:
        by = self.choose(self.who(case, act))
        given = self.answers(case, procedure, act)
        seen = case.version - self.chance(4) if case and self.chance(50) else None
        departure = self.choose(["", "", "It cannot wait", "\x00", "\ud800"])
        note(f"{self.at:%a %d %b %Y %H:%M} {by} {case or procedure.kind}.{act.name} {given!r}")
        before = Event.objects.count()
        try:
            perform(
                case,
                act.name,
                by=by,
                at=self.at,
                fields=given,
                kind=procedure.kind,
                council=self.council,
                seen=seen,
                departure=departure,
            )
        except CannotPerform as error:
            recorded = isinstance(error, Refused) and case is not None and by is not None
            assert Event.objects.count() - before == recorded
            assert error.why
            self.refused += recorded
        else:
            assert Event.objects.count() > before
        self.look()

    def look(self) -> None:
        """Reads its cases again: those that people opened, and those that began in another."""
        found = Case.objects.filter(council=self.council).select_related("council")
        self.cases = list(found.order_by("pk"))

    def who(self, case: Case | None, act: Act) -> list[Person | None]:
        """Mostly somebody of those whose act it is; the system for its own."""
        if self.chance(5):
            return [*self.people, None]
        held = [one for one in self.people if self.roles[one.pk] & set(act.by)]
        if case is not None:
            filled = case.parties.filter(slot__in=act.by)
            listed = case.entries.filter(list=act.in_) if "entry" in act.by else ()
            wanted = {one.person_id for one in (*filled, *listed)}
            posts = {one.post_id for one in filled if one.post_id}
            wanted.update(pk for post in posts for pk in holding(post, on=self.on))
            held += [one for one in self.people if one.pk in wanted]
        return list(held) or ([None] if act.lapse or act.automatic else list(self.people))

    # What they answer ----------------------------------------------------------------------------

    def answers(self, case: Case | None, procedure: Procedure, act: Act) -> dict[str, object]:
        given: dict[str, object] = {}
        for ask in act.asks:
            rare = procedure.fields[ask.field].type in ("case", "entry")
            if self.chance(98 if ask.required else 10 if rare else 35):
                given[ask.field] = self.answer(procedure.fields[ask.field], case)
        if self.chance(10):
            vocabulary = protocol_of(self.council).vocabulary
            stated = ["true", "no", True, 3, "hub", "2027-01-04", *STRANGE]
            given[self.choose(vocabulary.facts)] = self.choose(stated)
        if act.in_ and case is not None and self.chance(80):
            keys = case.entries.filter(list=act.in_).values_list("key", flat=True)
            given["entry"] = self.choose([*keys, "person:0"])
        return given

    def answer(self, asked: Field, case: Case | None) -> object:
        if self.chance(3):
            return self.choose(STRANGE)
        return getattr(self, f"a_{asked.type}")(asked, case)

    def a_line(self, asked: Field, case: Case | None) -> object:
        return self.choose(TEXTS)

    a_text = a_line

    def a_bool(self, asked: Field, case: Case | None) -> object:
        return self.choose(["yes", "no", True, False])

    def a_number(self, asked: Field, case: Case | None) -> object:
        return self.random.randint(0, case.version + 1 if case else 1)

    def a_date(self, asked: Field, case: Case | None) -> object:
        days = self.random.randint(-3, 40)
        return self.on + timedelta(days=days)

    def a_choice(self, asked: Field, case: Case | None) -> object:
        return self.choose(asked.choices)

    def a_person(self, asked: Field, case: Case | None) -> object:
        fitting = [one for one in self.people if self.roles[one.pk] & set(asked.of)]
        one = self.choose(fitting or self.people)
        return self.choose([one, one.slug, one.pk, str(one.pk)])

    def a_people(self, asked: Field, case: Case | None) -> object:
        return [self.a_person(asked, case) for _ in range(self.random.randint(1, 2))]

    def a_organization(self, asked: Field, case: Case | None) -> object:
        return self.choose(Organization.objects.filter(council=self.council).order_by("pk"))

    def a_area(self, asked: Field, case: Case | None) -> object:
        return self.choose(Area.objects.filter(council=self.council).order_by("pk")).slug

    def a_areas(self, asked: Field, case: Case | None) -> object:
        wards = list(Area.objects.filter(council=self.council).values_list("slug", flat=True))
        return self.random.sample(wards, self.random.randint(1, len(wards)))

    def a_case(self, asked: Field, case: Case | None) -> object:
        named = [one.reference for one in self.cases if one.kind in asked.of and one != case]
        return self.choose(named or ["ZZZ-ENQ-1"])

    def a_entry(self, asked: Field, case: Case | None) -> object:
        live = Registered.objects.filter(case__in=self.cases).order_by("pk")
        return self.choose([one.case for one in live] or ["ZZZ-CON-1"])

    def a_edition(self, asked: Field, case: Case | None) -> object:
        return self.choose([*editions_of(self.council), "none"])

    # What happens besides ------------------------------------------------------------------------

    def goes_away(self) -> None:
        person, cover = self.choose(self.people), self.choose([None, *self.people])
        days = self.random.randint(0, 10)
        note(f"{person} is away for {days} days from {self.on}, covered by {cover}")
        try:
            record_absence(
                person,
                start=self.on,
                end=self.on + timedelta(days=days),
                cover=cover,
                changing=Changing(council=self.council, by=None, at=self.at, through="walk"),
            )
        except BadAbsence:
            return

    def comes_back(self) -> None:
        away = Absence.objects.filter(council=self.council, end_date__gte=self.on).order_by("pk")
        for absence in away[:1]:
            note(f"{absence.person} comes back")
            absence.delete()

    def leaves(self) -> None:
        person = self.choose(self.people)
        if self.roles[person.pk] & {"hub", "clerk"}:
            return  # the desk is never without anybody: what then happens is told elsewhere
        note(f"{person} leaves")
        Membership.objects.filter(person=person).update(end_date=self.on)

    def closes(self) -> None:
        day = self.on + timedelta(days=self.random.randint(1, 14))
        note(f"the council is closed on {day}")
        self.council.closure_days.get_or_create(date=day, defaults={"reason": "Snow"})

    def tick(self) -> None:
        note(f"tick at {self.at}")
        tick(self.at)
