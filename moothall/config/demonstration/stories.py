"""Tells the demonstration's stories: acts through `perform`, e-mails through the post.

Times are working days before the moment of loading, so that something is always due soon and
something late. The stories stand in `stories/`, the e-mails in `mail/`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from moothall.cases.models import Case
from moothall.cases.perform import perform
from moothall.cases.refusals import Refused
from moothall.people.changing import Changing
from moothall.people.cover import record_absence
from moothall.people.law import working_time_of
from moothall.people.models import Council, Person
from moothall.post.receive import receive_file
from moothall.strict import Faults, read
from moothall.worktime import LONDON, WorkingTime

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens in a story."""

    story: str
    moment: datetime
    says: Mapping[str, Any]


class Untrue(AssertionError):
    """A story says that the protocol stops something, and it does not."""


def tell(council: Council, *, at: datetime) -> None:
    """Makes the council's cases as they stand at `at`, all or none; nothing where it has any.

    Raises CannotPerform or Untrue where a story contradicts the council's protocol.
    """
    if Case.objects.filter(council=council).exists():
        return
    days = working_time_of(council)
    steps = sorted(_steps(council, days, at), key=lambda step: step.moment)
    cases: dict[str, Case] = {}
    with transaction.atomic():
        for step in steps:
            _happen(council, step, cases, days, at)


def _happen(
    council: Council, step: Step, cases: dict[str, Case], days: WorkingTime, at: datetime
) -> None:
    if "mail" in step.says:
        _receive(council, step)
    elif "away" in step.says:
        _go_away(council, step, days, at)
    elif step.says.get("refused"):
        with contextlib.suppress(Refused):
            _act(council, step, cases[step.story], days, at)
            raise Untrue(f"{council.slug}: {step.story}: {step.says['act']} was not refused")
    else:
        cases[step.story] = _act(council, step, cases.get(step.story), days, at)


def _steps(council: Council, days: WorkingTime, at: datetime) -> Iterator[Step]:
    file = FOLDER / "stories" / f"{council.slug}.yaml"
    faults = Faults(file.name)
    root = read(file, faults=faults)
    faults.raise_any()
    assert root is not None
    stories: Any = root.plain()
    for story, steps in stories.items():
        yield from (Step(story, _moment(step, days, at), step) for step in steps)


def _moment(step: Mapping[str, Any], days: WorkingTime, at: datetime) -> datetime:
    local = at.astimezone(LONDON)
    if "minutes" in step:
        return local - timedelta(minutes=step["minutes"])
    day = days.subtract(local.date(), step["days"])
    return datetime.combine(day, time.fromisoformat(step["time"]), LONDON)


def _act(council: Council, step: Step, case: Case | None, days: WorkingTime, at: datetime) -> Case:
    today = at.astimezone(LONDON).date()
    fields = {
        name: _value(value, days, today) for name, value in step.says.get("fields", {}).items()
    }
    done = perform(
        case,
        step.says["act"],
        by=Person.objects.select_related("council").get(council=council, slug=step.says["by"]),
        at=step.moment,
        fields=fields,
        kind=None if case else step.says.get("kind", "enquiry"),
        council=None if case else council,
    )
    return done.case


def _value(value: Any, days: WorkingTime, today: date) -> Any:
    if isinstance(value, Mapping):
        return days.add(today, value["in_days"])
    return value


def _go_away(council: Council, step: Step, days: WorkingTime, at: datetime) -> None:
    today = at.astimezone(LONDON).date()
    by_slug = {person.slug: person for person in Person.objects.filter(council=council)}
    record_absence(
        by_slug[step.says["away"]],
        start=today,
        end=_value(step.says["until"], days, today),
        cover=by_slug[step.says["cover"]],
        reason="Leave",
        changing=Changing(council=council, by=None, at=at, through="demonstration"),
    )


def _receive(council: Council, step: Step) -> None:
    raw = (FOLDER / "mail" / step.says["mail"]).read_text("utf-8")
    raw = raw.replace("{date}", format_datetime(step.moment))
    raw = raw.replace("{stamp}", f"{step.moment:%Y%m%d%H%M}")
    receive_file(council, raw.replace("\n", "\r\n").encode(), at=step.moment)
