"""Mistakes planted in the counting: each must make the oracles disagree, or they see nothing.

One battery of questions around Christmas 2026 and the change of clocks is put to Moothall and to
the naive oracle. It must find no difference in Moothall and some in every planted mistake.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from worktime_oracles import Naive

from moothall.worktime import Received, WorkingTime, load_calendar

CLOSURES = {date(2026, 12, 24): "Christmas Eve", date(2026, 12, 29): "Boiler repair"}
DAYS = [date(2026, 12, 16) + timedelta(days=n) for n in range(20)]
CLOCKS = [time(0), time(16, 59, 59), time(17), time(17, 0, 1), time(23, 59)]
MOMENTS = [
    *DAYS,
    *(datetime.combine(day, clock) for day in DAYS for clock in CLOCKS),
    *(datetime(2026, 7, 1, hour, 30, tzinfo=UTC) for hour in range(24)),
]


def differences(kind: type[WorkingTime]) -> list[tuple[object, ...]]:
    """Every question on which this way of counting and the naive oracle disagree."""
    found: list[tuple[object, ...]] = []
    for late in (True, False):
        rule = {"closures": CLOSURES, "cut_off": time(17), "late_counts_next_day": late}
        ours = kind(load_calendar("england-and-wales"), **rule)
        naive = Naive("england-and-wales", **rule)
        found += [(late, *difference) for difference in of_deadlines(ours, naive)]
        found += of_arithmetic(ours, naive)
    return found


def of_deadlines(ours, naive):
    for moment, count in product(MOMENTS, (0, 1, 2, 10)):
        due = ours.due(moment, count=count)
        if due.due != naive.due(moment, count):
            yield "due", moment, count
        if sum(day.counted for day in due.account) != count:
            yield "account", moment, count


def of_arithmetic(ours, naive):
    for day, count in product(DAYS, (0, 1, 3)):
        if ours.subtract(day, count) != naive.back(day, count):
            yield "subtract", day, count
    for day, other in product(DAYS, DAYS):
        if ours.between(day, other) != naive.how_many(day, other):
            yield "between", day, other


class CountsTheDayOfReceipt(WorkingTime):
    def add(self, day, count):
        return super().add(day, count - 1 if self.is_working(day) and count else count)


class ForgetsClosures(WorkingTime):
    def _with_closures(self):
        return bytearray(self.calendar.open_days)


class WorksOnBankHolidays(WorkingTime):
    def _with_closures(self):
        days = super()._with_closures()
        for day in self.calendar.holidays:
            days[day.toordinal() - self._first] = 1
        return days


class WorksOnSaturdays(WorkingTime):
    def _with_closures(self):
        days = super()._with_closures()
        for at in range(len(days)):
            if date.fromordinal(self._first + at).weekday() == 5:
                days[at] = 1
        return days


class TakesTheCutOffAsLate(WorkingTime):
    def received_on(self, moment):
        if isinstance(moment, datetime) and moment.time() == self.cut_off:
            moment += timedelta(seconds=1)
        return super().received_on(moment)


class DropsSeconds(WorkingTime):
    def received_on(self, moment):
        if isinstance(moment, datetime):
            moment = moment.replace(second=0)
        return super().received_on(moment)


class IgnoresTheCutOff(WorkingTime):
    def received_on(self, moment):
        day, _ = self._local(moment)
        return super().received_on(day)


class AlwaysCountsTheSameDay(WorkingTime):
    def received_on(self, moment):
        day, _ = self._local(moment)
        return Received(day, day, "Received")


class AlwaysMovesToAWorkingDay(WorkingTime):
    def received_on(self, moment):
        received = super().received_on(moment)
        zero = self.add(received.date, 0)
        return Received(received.arrived, zero, received.why)


class TakesLateAsTomorrowWorkedOrNot(WorkingTime):
    def received_on(self, moment):
        received = super().received_on(moment)
        if received.date > received.arrived:
            tomorrow = received.arrived + timedelta(days=1)
            return Received(received.arrived, tomorrow, received.why)
        return received


class ReadsGreenwichForLocalTime(WorkingTime):
    def _local(self, moment):
        if isinstance(moment, datetime) and moment.tzinfo:
            moment = moment.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
        return super()._local(moment)


class CountsBothEnds(WorkingTime):
    def between(self, start, end):
        return super().between(start, end) + self.is_working(start)


class CountsBackFromTheDayItself(WorkingTime):
    def subtract(self, day, count):
        return super().subtract(day, count - 1 if count else 0)


class AccountsForBankHolidaysAsWorked(WorkingTime):
    def why_closed(self, day):
        return None if day in self.calendar.holidays else super().why_closed(day)


class LeavesClosuresOutOfTheAccount(WorkingTime):
    def why_closed(self, day):
        return self.calendar.why_closed(day)


PLANTED = [
    kind
    for kind in list(globals().values())
    if isinstance(kind, type) and issubclass(kind, WorkingTime) and kind is not WorkingTime
]


def test_moothall_and_the_naive_oracle_agree_on_the_whole_battery():
    assert differences(WorkingTime) == []


@pytest.mark.parametrize("kind", PLANTED, ids=lambda kind: kind.__name__)
def test_a_planted_mistake_is_noticed(kind):
    assert differences(kind)


def test_none_of_the_planted_mistakes_went_missing():
    assert len(PLANTED) == 15
