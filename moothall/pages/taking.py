"""What an export about a person may take along: all of it, or what whoever makes it may see.

The command line takes everything. What is gathered, and in which form, is in `export.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db import models

from moothall.cases import procedures, visibility
from moothall.cases.models import Case, Event, Outgoing, Party
from moothall.people.models import Person
from moothall.post.models import Mail

Json = dict[str, Any]
Letter = TypeVar("Letter", Mail, Outgoing)
REVIEW = "review"  # marks what may name other people


@dataclass(slots=True)
class Taking:
    """One export on its way. `viewer` None takes everything: the command line."""

    person: Person
    names: tuple[str, ...]
    viewer: Person | None
    on: date
    others: tuple[str, ...]
    left_out: int = 0
    taken: dict[int, bool] = field(default_factory=dict)  # by case

    @property
    def is_own(self) -> bool:
        return self.viewer == self.person

    def may_read(self, event: Event) -> bool:
        """Whether this event goes into the export.

        The person gets what they did themselves, and of the rest what they may see. Who exports
        for somebody else gets everything but of cases that they are part of themselves, and of
        those behind a wall: of these only what they may see.
        """
        if self.viewer is None:
            return True
        if event.by_id == self.person.pk if self.is_own else self.may_take(event.case):
            return True
        circles = visibility.circles_for(self.viewer, event.case, on=self.on)
        return visibility.visible(event, circles)

    def may_hand(self, row: Mail | Outgoing) -> bool:
        """Whether a message or mail goes into it: the same of whole cases."""
        if self.viewer is None or self.is_own or row.case is None:
            return True
        return self.may_take_beside(row.case)

    def may_take(self, case: Case) -> bool:
        """Whether who exports for somebody else may take what is theirs from the whole case."""
        if self.viewer is None or self.is_own:
            return True
        if case.pk not in self.taken:
            walled = procedures.load()[case.kind].walled
            apart = walled or _is_part_of(self.viewer, case.pk)
            self.taken[case.pk] = not apart
        return self.taken[case.pk]

    def may_take_beside(self, case: Case) -> bool:
        """The same of what is no event: messages, mails and rows of other tables."""
        if self.viewer is None or self.may_take(case):
            return True
        walled = procedures.load()[case.kind].walled and not _is_part_of(self.viewer, case.pk)
        return walled and case.pk in visibility.inside(self.viewer, [case], on=self.on)

    def handed(self, rows: Iterable[Letter]) -> list[Letter]:
        """Those of these rows that may be handed out; the others are counted."""
        found = list(rows)
        kept = [one for one in found if self.may_hand(one)]
        self.left_out += len(found) - len(kept)
        return kept

    def marked(self, text: object) -> Json:
        """Words, with whether they are to be looked at and whom of the council they name."""
        found = [name for name in self.others if name in str(text)]
        return {"words": text, REVIEW: isinstance(text, str), "names": found}

    def may_name(self, case: Case) -> bool:
        """Whether the export says that there is such a case; what is left out is counted."""
        if self.may_take(case) or self.viewer is None:
            return True
        seen = visibility.may_see(self.viewer, case, on=self.on)
        self.left_out += not seen
        return seen

    def may_take_row(self, row: models.Model) -> bool:
        """Whether a row of a case is of one that may be taken whole."""
        case = getattr(row, "case", None) or getattr(getattr(row, "event", None), "case", None)
        return case is None or self.may_take_beside(case)


def _is_part_of(person: Person, case: int) -> bool:
    return Party.objects.filter(person=person, case=case).exists()
