"""Counts a council's working days: receipt, deadlines, adding, subtracting, the days between.

The rule (each protocol states it under `counting:`): the day of receipt is day 0 and the first
working day after it is day 1. Everything is looked up in tables made once per WorkingTime.
What nations' calendars hold is in `calendar.py`, the day-by-day account in `account.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from itertools import accumulate, compress
from zoneinfo import ZoneInfo

from moothall.worktime import words
from moothall.worktime.account import Due, Received, days_of
from moothall.worktime.calendar import Calendar, OutsideCalendar
from moothall.worktime.units import date_after, refuse_negative

LONDON = ZoneInfo("Europe/London")


class BadClosure(ValueError):
    """A closure day that is no plain date, or has no reason."""


class BadCutOff(ValueError):
    """A cut-off that carries a time zone of its own."""


class WorkingTime:
    """One council's working time: a nation's calendar, its own closure days, its counting rule.

    `closures` are days the council is shut besides weekends and bank holidays, each with its
    reason. `cut_off` is local time; what comes after it, or on a day nobody works, counts as
    received on the next working day, unless `late_counts_next_day` is False: then it counts as
    received that very day. At the cut-off itself is in time. Moments with a time zone are turned
    into local time, those without are taken as local.

    Raises OutsideCalendar where a closure day lies beyond what the calendar covers, BadClosure
    and BadCutOff for values that cannot be meant.
    """

    def __init__(
        self,
        calendar: Calendar,
        *,
        closures: Mapping[date, str] | None = None,
        cut_off: time | None = None,
        late_counts_next_day: bool = True,
        timezone: ZoneInfo = LONDON,
    ) -> None:
        if cut_off is not None and cut_off.tzinfo is not None:
            raise BadCutOff("The cut-off is local time: give it without a time zone.")
        self.calendar = calendar
        self.closures = dict(closures or {})
        self.cut_off = cut_off
        self.late_counts_next_day = late_counts_next_day
        self.timezone = timezone
        self._first = calendar.covers.first.toordinal()
        self._open = self._with_closures()
        # How many working days there are up to and including each day, and which days they are:
        # every question below is one look into one of these two.
        self._upto = list(accumulate(self._open))
        self._working = list(
            compress(range(self._first, self._first + len(self._open)), self._open)
        )

    def _with_closures(self) -> bytearray:
        days = bytearray(self.calendar.open_days)
        for day, reason in self.closures.items():
            if isinstance(day, datetime):
                raise BadClosure(f"{day} is a moment. A closure day is a plain date.")
            if not reason.strip():
                raise BadClosure(f"Say why the council is closed on {words.full_date(day)}.")
            if not self.calendar.reaches(day):
                because = f"The council's closure day ({reason}) cannot be used: "
                raise OutsideCalendar(self.calendar, day, because=because)
            days[day.toordinal() - self._first] = 0
        return days

    # Working days ------------------------------------------------------------------------------

    def is_working(self, day: date) -> bool:
        """Whether the council works on this day. Raises OutsideCalendar beyond `covers`."""
        return bool(self._open[self._at(day)])

    def why_closed(self, day: date) -> str | None:
        """Why nobody works ("Saturday", "Good Friday", "Council closed: …"), None if they do.

        Raises OutsideCalendar beyond `covers`.
        """
        reason = self.calendar.why_closed(day)
        if reason is None and day in self.closures:
            reason = f"Council closed: {self.closures[day]}"
        return reason

    def add(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; for 0, `day` or the first working day after it.

        Raises BadCount below nought and OutsideCalendar beyond `covers`.
        """
        refuse_negative(count)
        at = self._at(day)
        return self._working_day(self._upto[at] + count - 1 if count else self._before(at))

    def subtract(self, day: date, count: int) -> date:
        """The `count`-th working day before `day`; for 0, `day` or the last working day before it.

        Raises BadCount below nought and OutsideCalendar beyond `covers`.
        """
        refuse_negative(count)
        at = self._at(day)
        return self._working_day(self._before(at) - count if count else self._upto[at] - 1)

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative where `end` is earlier.

        So that `between(day, add(day, n)) == n`. Raises OutsideCalendar beyond `covers`.
        """
        return self._upto[self._at(end)] - self._upto[self._at(start)]

    # Deadlines ---------------------------------------------------------------------------------

    def received_on(self, moment: datetime | date) -> Received:
        """Which day counts as the day of receipt (day 0), and why.

        A plain date has no time of day and so is never after the cut-off. Raises OutsideCalendar
        beyond `covers`.
        """
        arrived, at = self._local(moment)
        how = f"Received at {words.clock(at)}" if at else "Received"
        late = at is not None and self.cut_off is not None and at > self.cut_off
        if not self.is_working(arrived):
            how += self._on_what(arrived)
        elif late and self.cut_off is not None:
            how += f", after {words.clock(self.cut_off)}"
        else:
            return Received(arrived, arrived, f"{how}: the day of receipt is day 0")
        if not self.late_counts_next_day:
            return Received(arrived, arrived, f"{how}: counts as received the same day, day 0")
        day = self.add(arrived, 1)
        seen = words.date_seen_from(day, arrived)
        return Received(arrived, day, f"{how}: counts as received on {seen}")

    def due_date(self, after: datetime | date, *, count: int, unit: str = "working days") -> date:
        """The last day for something that counts from `after`, without its account.

        Days, months and years are counted by the calendar (month ends clipped, see `units.py`)
        and not moved off a day nobody works. Nought working days is the day of receipt, or the
        next working day where nobody works on it. Raises UnknownUnit, BadCount below nought and
        OutsideCalendar beyond `covers`.
        """
        return self._due_from(self.received_on(after).date, count=count, unit=unit)

    def due(self, after: datetime | date, *, count: int, unit: str = "working days") -> Due:
        """The same day as `due_date`, with the account of every day from receipt to it."""
        received = self.received_on(after)
        due = self._due_from(received.date, count=count, unit=unit)
        return Due(due, days_of(received, due, count=count, unit=unit, why_closed=self.why_closed))

    def _due_from(self, zero: date, *, count: int, unit: str) -> date:
        if unit == "working days":
            return self.add(zero, count)
        try:
            due = date_after(zero, count=count, unit=unit)
        except OverflowError:
            raise self._run_out(ahead=True) from None
        if not self.calendar.reaches(due):
            raise OutsideCalendar(self.calendar, due)
        return due

    # Looking up --------------------------------------------------------------------------------

    def _local(self, moment: datetime | date) -> tuple[date, time | None]:
        if not isinstance(moment, datetime):
            return moment, None
        if moment.tzinfo is not None:
            moment = moment.astimezone(self.timezone)
        return moment.date(), moment.time()

    def _on_what(self, day: date) -> str:
        if day in self.calendar.holidays:
            return f" on a bank holiday ({self.calendar.holidays[day]})"
        if self.calendar.why_closed(day):
            return f" on a {words.weekday(day)}"
        return f" while the council was closed ({self.closures[day]})"

    def _at(self, day: date) -> int:
        if isinstance(day, datetime):
            raise TypeError(f"{day} is a moment, not a day: ask received_on which day it counts as")
        at = day.toordinal() - self._first
        if not 0 <= at < len(self._open):
            raise OutsideCalendar(self.calendar, day)
        return at

    def _before(self, at: int) -> int:
        """How many working days come before the day at this place in the table."""
        return self._upto[at] - self._open[at]

    def _working_day(self, index: int) -> date:
        if 0 <= index < len(self._working):
            return date.fromordinal(self._working[index])
        raise self._run_out(ahead=index > 0)

    def _run_out(self, *, ahead: bool) -> OutsideCalendar:
        first, last = self.calendar.covers
        day = last + timedelta(days=1) if ahead else first - timedelta(days=1)
        return OutsideCalendar(self.calendar, day, because="The count runs beyond what is known: ")
