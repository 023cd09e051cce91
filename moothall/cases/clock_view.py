"""A clock as people read it: which day, since when, why that day, how it went, whose it is.

How clocks come to be is in `clocks.py`; counting days is in `worktime`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from moothall.cases.doing import Doing, number_of
from moothall.cases.models import Clock
from moothall.cases.standing import Json
from moothall.worktime import LONDON, Due, WorkingTime


@dataclass(frozen=True, slots=True)
class ClockView:
    """One promise, standard, agreed date or limit of a case."""

    number: int  # within the case
    act: str  # "enquiry.answer"
    label: str
    sort: str
    due: date | None
    original_due: date | None
    clause: str
    in_words: str
    says: str  # why that day
    started_at: datetime
    met_at: datetime | None
    stopped_at: datetime | None
    late: bool  # not met by its day, as moved; still so after it was met late
    missed: bool  # not met by its first day, whatever was explained or agreed afterwards
    owner: str
    moves: tuple[Json, ...]  # each {at, due, was, act}
    count: int | None
    unit: str
    working: WorkingTime

    @property
    def running(self) -> bool:
        return self.met_at is None and self.stopped_at is None

    def account(self) -> Due | None:
        """Each day from receipt to the original due day, counted or not, and why.

        None where no number was given. Raises OutsideCalendar beyond what the calendar covers.
        """
        if self.count is None:
            return None
        return self.working.due(self.started_at, count=self.count, unit=self.unit)

    def as_json(self) -> Json:
        return {
            "number": self.number,
            "act": self.act,
            "label": self.label,
            "sort": self.sort,
            "due": _iso(self.due),
            "original_due": _iso(self.original_due),
            "clause": self.clause or None,
            "in_words": self.in_words,
            "says": self.says,
            "started_at": _iso(self.started_at),
            "met_at": _iso(self.met_at),
            "stopped_at": _iso(self.stopped_at),
            "late": self.late,
            "missed": self.missed,
            "owner": self.owner,
            "moves": list(self.moves),
        }


def clock_views(doing: Doing) -> tuple[ClockView, ...]:
    """The clocks of a case in the order they were started."""
    return tuple(
        _view(doing, int(number), clock)
        for number, clock in sorted(doing.now.clocks.items(), key=lambda item: int(item[0]))
    )


def _view(doing: Doing, number: int, clock: Json) -> ClockView:
    label = _label(doing, clock["act"])
    due, met_at = _day(clock["due"]), _moment(clock["met_at"])
    ended = met_at.astimezone(LONDON).date() if met_at else doing.on
    return ClockView(
        number=number,
        act=clock["act"],
        label=label[:1].upper() + label[1:],
        sort=clock["sort"],
        due=due,
        original_due=_day(clock["original_due"]),
        clause=clock["clause"],
        in_words=clock["in_words"],
        says=says(clock),
        started_at=datetime.fromisoformat(clock["started_at"]),
        met_at=met_at,
        stopped_at=_moment(clock["stopped_at"]),
        late=_over(clock, clock["due"], ended),
        missed=_over(clock, clock["original_due"], ended),
        owner=_owner(doing, clock["owner"]),
        moves=tuple(clock["history"]),
        count=clock["count"],
        unit=clock["unit"],
        working=doing.working,
    )


def _label(doing: Doing, name: str) -> str:
    """What the clock waits for: in the protocols' words, else in the procedure's own."""
    term = doing.protocol.vocabulary.acts.get(name)
    own = doing.procedure.acts.get(name.partition(".")[2])
    return term.label if term else own.label if own else name


def _over(clock: Json, due: str, ended: date) -> bool:
    """Whether a promise was still open after its day; limits and stopped clocks break nothing."""
    if not due or clock["stopped_at"] or clock["sort"] == Clock.Sort.LIMIT:
        return False
    return ended > date.fromisoformat(due)


def says(clock: Json) -> str:
    """Why that day, in one sentence."""
    period = f"{clock['count']} {clock['unit']}" if clock["count"] else ""
    if clock["sort"] == Clock.Sort.STANDARD:
        word = f" The protocol says only “{clock['in_words']}”." if clock["in_words"] else ""
        return f"The council's own service standard: {period}.{word}"
    if clock["sort"] == Clock.Sort.AGREED:
        moved = "" if agreed_last(clock) else " It was moved when a delay was explained."
        return f"The date that both sides agreed.{moved}"
    if clock["sort"] == Clock.Sort.WORDS:
        word = clock["in_words"] or "on an agreed date"
        named = " The day was named when the delay was explained." if clock["due"] else ""
        return f"Clause {clock['clause']} says “{word}” and gives no number of days.{named}"
    if not clock["clause"]:
        return f"The council's own limit: {period}." if period else "The day that was named for it."
    return f"Clause {clock['clause']}: {period}."


def agreed_last(clock: Json) -> bool:
    """Whether the day as it stands is the one that both sides agreed on."""
    moves = [move for move in clock["history"] if "agreed" in move]
    return bool(moves) and bool(moves[-1]["agreed"])


def _owner(doing: Doing, ref: str) -> str:
    if ref.startswith("post:"):
        return doing.directory.posts[number_of(ref)].label
    return doing.person(number_of(ref)).name if ref else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _iso(value: Any) -> str | None:
    if isinstance(value, datetime):
        return value.astimezone(LONDON).isoformat()
    return value.isoformat() if value is not None else None
