"""Plants business of any kind: whatever a procedure asks is answered, words with a token.

Nothing here knows a kind by name. Who may read such a token is for the one visibility function to
say (`rules.Reader`): that it follows the clauses is proved by each kind's stories, and here that no
way out shows more.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from leaks.garden import SEEN, Garden
from moothall.cases import procedures
from moothall.cases.adoption import editions_of
from moothall.cases.models import Case, Registered
from moothall.cases.possible import is_on
from moothall.cases.procedure import Act, Field, Procedure
from moothall.people.law import protocol_of
from moothall.people.models import Area, Membership, Organization, Person
from moothall.people.roles import roles_of
from moothall.worktime import LONDON

TRIES, STEPS = 6, 4  # attempts to begin one, and acts after that


def plant_kinds(garden: Garden, kinds: list[str]) -> None:
    """One case of each of these kinds, as far as the council has it and its people come to it."""
    grower = Grower(garden)
    for kind in kinds:
        procedure = procedures.load()[kind]
        if is_on(garden.council, procedure):
            grower.grow(procedure)


class Grower:
    """Does acts of any kind in one council, with answers that fit."""

    def __init__(self, garden: Garden) -> None:
        self.garden, self.random = garden, garden.random
        on, law = garden.at.astimezone(LONDON).date(), protocol_of(garden.council)
        everybody = Person.objects.filter(council=garden.council).select_related("council")
        self.people = list(everybody.order_by("slug"))
        bare = {one.pk: roles_of(one, on=on) for one in self.people}
        self.roles = {pk: held.union(*map(law.kinds_of, held)) for pk, held in bare.items()}

    def grow(self, procedure: Procedure) -> None:
        starting = list(procedure.starting_acts)
        for _ in range(TRIES):
            case = self.act(None, procedure, self.random.choice(starting))
            if case is not None:
                break
        else:
            return
        for _ in range(STEPS):
            case.refresh_from_db()
            acts = [one for one in procedure.acts.values() if _fits(case, one)]
            if case.ended or not acts:
                return
            self.act(case, procedure, self.random.choice(acts))

    def act(self, case: Case | None, procedure: Procedure, act: Act) -> Case | None:
        people = self.who(case, act)
        if not people:
            return None
        given = {
            ask.field: self.answer(procedure.fields[ask.field], case)
            for ask in act.asks
            if ask.required or self.random.random() < 0.4
        }
        given = {name: value for name, value in given.items() if value is not None}
        if act.in_ and case is not None:
            entries = case.entries.filter(list=act.in_, state__in=act.from_)
            given["entry"] = self.random.choice(list(entries)).key
        return self.garden.does(
            case, act.name, self.random.choice(people), kind=procedure.kind, sort=SEEN,
            files=self.random.random() < 0.3, answers=given,
        )  # fmt: skip

    def who(self, case: Case | None, act: Act) -> list[Person]:
        """Those whose act it is: by a role, or by a place that they fill."""
        wanted: set[int] = set()
        if case is not None:
            for row in case.parties.filter(slot__in=act.by):
                held = Membership.objects.filter(post=row.post_id) if row.post_id else ()
                wanted.update({row.person_id or 0}, {one.person_id for one in held})
            if "entry" in act.by:
                wanted.update(one.person_id or 0 for one in case.entries.filter(list=act.in_))
        return [one for one in self.people if one.pk in wanted or self.roles[one.pk] & set(act.by)]

    def answer(self, asked: Field, case: Case | None) -> Any:
        """An answer that fits the question; None where there is nothing to name."""
        choose, council = self.random.choice, self.garden.council
        if asked.type in ("line", "text"):
            return ...
        if asked.type in ("person", "people"):
            fitting = [one for one in self.people if self.roles[one.pk] & set(asked.of)]
            one = choose(fitting or self.people)
            return one if asked.type == "person" else [one]
        found: Any = {
            "bool": lambda: [True, False],
            "number": lambda: [1, case.version if case else 1],
            "date": lambda: [(self.garden.at + timedelta(days=days)).date() for days in (0, 9, 60)],
            "choice": lambda: list(asked.choices),
            "organization": lambda: list(Organization.objects.filter(council=council)),
            "area": lambda: list(Area.objects.filter(council=council)),
            "case": lambda: [
                one for one in self.garden.cases if one.kind in asked.of and one != case
            ],
            "edition": lambda: editions_of(council),
            "entry": lambda: [one.case for one in Registered.objects.filter(case__council=council)],
        }.get(asked.type.removesuffix("s"), list)()
        if asked.type == "areas" and found:
            return self.random.sample(found, min(2, len(found)))
        return choose(found) if found else None


def _fits(case: Case, act: Act) -> bool:
    """Whether somebody might do it now, as far as one can see from outside."""
    if act.automatic or act.starts or case.state not in (act.while_ or act.from_):
        return False
    return not act.in_ or case.entries.filter(list=act.in_, state__in=act.from_).exists()
