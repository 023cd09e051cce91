"""A batch: what is wanted for whom, a rehearsal of it, and doing it once.

Nothing is decided here: each item goes through `perform` as if somebody did it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from moothall.cases import possible
from moothall.cases.models import Batch, Case, Event
from moothall.cases.perform import perform
from moothall.cases.procedure import Act, Field, Procedure
from moothall.cases.refusals import CannotPerform, Incomplete, Refused
from moothall.people.models import Council, Person
from moothall.protocol.judgement import Judgement

MOST = 400  # items of one batch: as many as a page's form has room for


class AlreadyDone(Exception):
    """A batch of this number was begun before: it is not done again."""


@dataclass(frozen=True, slots=True)
class Item:
    """One of many: the case that is acted on, or the person for whom one begins."""

    case: Case | None = None
    person: Person | None = None

    @property
    def name(self) -> str:
        """What it is called in a table."""
        if self.person is not None:
            return self.person.name
        assert self.case is not None
        return f"{self.case.reference} {self.case.subject}".strip()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done, the same for all: the answers, and whom a person of each item answers."""

    council: Council
    procedure: Procedure
    act: Act
    by: Person
    at: datetime
    fields: Mapping[str, object]
    who: str = ""  # the field that names the person of an item, where cases begin

    def answers(self, item: Item) -> dict[str, object]:
        """The answers for one item."""
        person = {self.who: item.person.slug} if self.who and item.person else {}
        return {**self.fields, **person}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one item, or would come of it: done, or why not and by which clauses."""

    item: Item
    why: str = ""  # empty: it was done, or could be
    clauses: tuple[str, ...] = ()
    problems: Mapping[str, str] | None = None  # answers that are wanting, by field
    case: Case | None = None  # the case as it was left

    @property
    def able(self) -> bool:
        return not self.why


def person_field(procedure: Procedure, act: Act) -> Field | None:
    """The one person whom an act that begins a case asks for: there may be a case for each of many.

    None where it asks for no person, or for several.
    """
    asked = [procedure.fields[one.field] for one in act.asks if one.required]
    people = [field for field in asked if field.type == "person"]
    return people[0] if act.starts and len(people) == 1 else None


def is_for_many(act: Act) -> bool:
    """Whether the act can be done to many cases alike: to the case as a whole, by people."""
    return not (act.starts or act.automatic or act.in_)


def rehearse(wanted: Wanted, items: Iterable[Item]) -> list[Outcome]:
    """What would come of each, as things stand. Nothing is done."""
    return [_tried(wanted, item, _rehearse_one) for item in items]


def carry_out(wanted: Wanted, items: Sequence[Item], *, number: UUID) -> list[Outcome]:
    """Does it for each in turn. Raises AlreadyDone, and then nothing is done."""
    try:
        with transaction.atomic():
            Batch.objects.create(
                number=number,
                council=wanted.council,
                by=wanted.by,
                at=wanted.at,
                kind=wanted.procedure.kind,
                act=wanted.act.name,
                wanted=len(items),
            )
    except IntegrityError as twice:
        raise AlreadyDone from twice

    def do(wanted: Wanted, item: Item) -> Case | None:
        done = perform(
            item.case,
            wanted.act.name,
            by=wanted.by,
            at=wanted.at,
            fields=wanted.answers(item),
            kind=None if item.case else wanted.procedure.kind,
            council=None if item.case else wanted.council,
            batch=str(number),
        )
        return done.case

    return [_tried(wanted, item, do) for item in items]


def events_of(batch: Batch) -> list[Event]:
    """What was done in the batch, oldest first."""
    rows = Event.objects.filter(council=batch.council_id, act=batch.act, at=batch.at)
    rows = rows.select_related("case").order_by("council_seq")
    return [one for one in rows if one.body.get("batch") == str(batch.number)]


def _rehearse_one(wanted: Wanted, item: Item) -> Case | None:
    possible.rehearse(
        wanted.procedure.kind,
        wanted.act.name,
        case=item.case,
        council=wanted.council,
        by=wanted.by,
        at=wanted.at,
        fields=wanted.answers(item),
    )
    return item.case


def _tried(wanted: Wanted, item: Item, do: Callable[[Wanted, Item], Case | None]) -> Outcome:
    try:
        return Outcome(item, case=do(wanted, item))
    except CannotPerform as why:
        judgement: Judgement | None = None
        if isinstance(why, Refused | Incomplete):
            judgement = why.judgement
        problems = why.problems if isinstance(why, Incomplete) else None
        clauses = tuple(dict.fromkeys(one.clause for one in judgement.grounds)) if judgement else ()
        return Outcome(item, why.why, clauses, problems)
