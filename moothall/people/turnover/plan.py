"""A change of who is who that is looked at before it is made: its steps, warnings, refusals.

Working one out writes nothing. Which changes there are: the modules beside this one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import DataError, IntegrityError, transaction

from moothall.people.changing import Changing
from moothall.people.confirming import ChangedMeanwhile, digest_of
from moothall.people.directory import forget
from moothall.people.models import Council, Membership


class PlanRefused(ValueError):
    """A plan that cannot be meant; the text says why, and nothing was changed."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that will change. `sort` is ended, begun, continuing, added, moved or linked."""

    sort: str
    about: str  # slug of the person, ward or department
    name: str
    words: str
    do: Callable[[Changing], object] | None = None  # none: nothing changes


@dataclass(slots=True)
class Plan:
    """All that will change, in order. `refused` says why it cannot be made."""

    on: date
    steps: list[Step] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    refused: str = ""

    def apply(self, changing: Changing) -> int:
        """Makes every change in one transaction and one batch; how many. Raises PlanRefused."""
        if self.refused:
            raise PlanRefused(self.refused)
        doing = [step.do for step in self.steps if step.do is not None]
        with transaction.atomic():
            for do in doing:
                do(changing)
        return len(doing)

    @property
    def digest(self) -> str:
        """Names exactly this plan: another one has another digest."""
        steps = [(one.sort, one.about, one.name, one.words) for one in self.steps]
        return digest_of([self.on.isoformat(), steps, self.warnings, self.refused])

    def of(self, sort: str) -> list[Step]:
        """The steps of a sort."""
        return [step for step in self.steps if step.sort == sort]

    def as_json(self, *, applied: bool) -> dict[str, Any]:
        """JSON-ready: the day from which it holds, and the steps by sort."""
        sorts = dict.fromkeys(step.sort for step in self.steps)
        shown = {
            sort: [
                {"slug": one.about, "name": one.name, "what": one.words} for one in self.of(sort)
            ]
            for sort in ("ended", "begun", *sorts)
        }
        days = {"from": self.on.isoformat(), "last_day_before": day_before(self.on).isoformat()}
        said = {"warnings": self.warnings, "refused": self.refused or None, "applied": applied}
        return {**days, **shown, **said}


def apply_shown(changing: Changing, work_out: Callable[[], Plan], *, digest: str) -> Plan:
    """Applies a plan, worked out anew, if it is the one of that digest; what was done.

    Raises ChangedMeanwhile with the plan as it is now, and PlanRefused where the database does not
    take it; then nothing was changed.
    """
    try:
        with transaction.atomic():
            Council.objects.select_for_update().get(pk=changing.council.pk)
            forget(changing.council.pk)
            plan = work_out()
            if plan.refused or plan.digest != digest:
                raise ChangedMeanwhile(plan)
            plan.apply(changing)
        return plan
    except (DataError, IntegrityError) as error:
        raise PlanRefused(
            f"The database does not take it, and nothing was changed: {error}"
        ) from None


def day_before(day: date) -> date:
    """The last day of what ends where something else begins on `day`."""
    return day - timedelta(days=1)


def end(number: int, *, last: date) -> Callable[[Changing], object]:
    """Ends a membership, by its number; one that would have begun afterwards never begins."""

    def do(changing: Changing) -> object:
        row = Membership.objects.select_related("person", "post", "organization").get(pk=number)
        if row.start_date is not None and row.start_date > last:
            changing.remove(row)
            return None
        return changing.change(row, end_date=last)

    return do


def begin(**values: Any) -> Callable[[Changing], object]:
    """Begins a membership with these columns; `council` is given by the change."""

    def do(changing: Changing) -> object:
        return changing.add(Membership(council=changing.council, **values))

    return do
