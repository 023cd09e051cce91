"""Slower, plainer ways to the same answers, written without looking at how Moothall counts.

`Naive` walks the days one at a time over the file's raw YAML. `published` is the `holidays`
package, which reads no file of ours. Where the two and Moothall agree, three agree.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

import holidays as holidays_package
import yaml

from moothall import places

NATIONS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}
DAY = dt.timedelta(days=1)


@cache
def raw_holidays(name: str) -> frozenset[dt.date]:
    text = (places.CALENDARS / f"{name}.yaml").read_text("utf-8")
    return frozenset(yaml.safe_load(text)["holidays"])


@cache
def published(name: str, year: int) -> frozenset[dt.date]:
    """Weekday bank holidays of one year as the `holidays` package has them.

    It also lists the Saturdays and Sundays that substitute days stand for; those go.
    """
    days = holidays_package.country_holidays("GB", subdiv=NATIONS[name], years=year)
    return frozenset(day for day in days if day.isoweekday() <= 5)


class Naive:
    """Counts on its fingers: one day at a time, no tables, nothing clever."""

    def __init__(self, name, *, closures=(), cut_off=None, late_counts_next_day=True):
        self.shut = raw_holidays(name) | frozenset(closures)
        self.cut_off = cut_off
        self.late_counts_next_day = late_counts_next_day

    def works(self, day):
        return day.strftime("%w") not in "06" and day not in self.shut

    def day_zero(self, moment):
        if not isinstance(moment, dt.datetime):
            day, late = moment, False
        else:
            if moment.tzinfo:
                moment = moment.astimezone(ZoneInfo("Europe/London"))
            day = dt.date(moment.year, moment.month, moment.day)
            clock = dt.time(moment.hour, moment.minute, moment.second, moment.microsecond)
            late = self.cut_off is not None and clock > self.cut_off
        if self.late_counts_next_day and (late or not self.works(day)):
            day += DAY
            while not self.works(day):
                day += DAY
        return day

    def forward(self, day, count):
        if count == 0:
            while not self.works(day):
                day += DAY
        while count:
            day += DAY
            if self.works(day):
                count -= 1
        return day

    def back(self, day, count):
        if count == 0:
            while not self.works(day):
                day -= DAY
        while count:
            day -= DAY
            if self.works(day):
                count -= 1
        return day

    def how_many(self, start, end):
        if end < start:
            return -self.how_many(end, start)
        days = 0
        while start < end:
            start += DAY
            days += self.works(start)
        return days

    def due(self, moment, count):
        return self.forward(self.day_zero(moment), count)
