"""`moothall worktime`: asks from a terminal when something is due, and why.

Only arguments, printing and exit statuses: 0 answered, 2 could not be answered (said on stderr).
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date, datetime, time

from moothall.worktime import words
from moothall.worktime.account import Due
from moothall.worktime.calendar import OutsideCalendar
from moothall.worktime.counting import BadClosure, BadCutOff, WorkingTime
from moothall.worktime.reading import BrokenCalendar, UnknownCalendar, load_calendar
from moothall.worktime.units import UNITS, BadCount, UnknownUnit

_REFUSALS = (
    *(OutsideCalendar, UnknownCalendar, BrokenCalendar),
    *(UnknownUnit, BadCount, BadClosure, BadCutOff),
)


def add_commands(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds `worktime` and what it can do; each parser's `func` returns an exit status."""
    worktime = subparsers.add_parser("worktime", help="working days, deadlines and their accounts")
    verbs = worktime.add_subparsers(required=True)
    due = verbs.add_parser("due", help="when is it due, counted day by day")
    due.add_argument(
        "--after",
        required=True,
        type=_moment,
        metavar="WHEN",
        help="what it counts from: 2026-12-18 or 2026-12-18T15:00, local time unless it says",
    )
    due.add_argument("--days", "--count", dest="count", required=True, type=int, metavar="N")
    due.add_argument("--unit", default=UNITS[0], metavar="UNIT", help=f"one of: {', '.join(UNITS)}")
    due.add_argument("--calendar", required=True, metavar="NAME", help="such as england-and-wales")
    due.add_argument("--cut-off", type=_time, metavar="HH:MM", help="later counts as the next day")
    due.add_argument(
        "--late-counts-same-day",
        action="store_true",
        help="what comes late or on a day nobody works counts as received that very day",
    )
    due.add_argument(
        "--closed",
        action="append",
        default=[],
        type=_closure,
        metavar="DAY=WHY",
        help="a day the council is closed, such as 2026-12-24='Christmas Eve'; may be repeated",
    )
    due.add_argument("--json", action="store_true", help="for machines")
    due.set_defaults(func=_due)


def _due(arguments: argparse.Namespace) -> int:
    try:
        calendar = load_calendar(arguments.calendar)
        working_time = WorkingTime(
            calendar,
            closures=dict(arguments.closed),
            cut_off=arguments.cut_off,
            late_counts_next_day=not arguments.late_counts_same_day,
        )
        due = working_time.due(arguments.after, count=arguments.count, unit=arguments.unit)
    except _REFUSALS as refusal:
        print(f"moothall worktime due: {refusal}", file=sys.stderr)
        return 2
    if arguments.json:
        print(json.dumps(due.as_json()))
    else:
        amount = words.amount(arguments.count, arguments.unit)
        print(f"Due on {words.full_date(due.due)}: {amount}, {calendar.title}.\n")
        print("\n".join(_rows(due)))
    return 0


def _rows(due: Due) -> list[str]:
    widest = max(len(words.full_date(day.date)) for day in due.account)
    return [
        f"{words.full_date(day.date):<{widest}}  {_number(day.number):>4}  {day.why}"
        for day in due.account
    ]


def _number(number: int | None) -> str:
    return "–" if number is None else str(number)


def _moment(text: str) -> datetime | date:
    try:
        return datetime.fromisoformat(text) if len(text) > len("2026-12-18") else _day(text)
    except ValueError:
        raise _bad(text, "a day or moment", "2026-12-18 or 2026-12-18T15:00") from None


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise _bad(text, "a time of day", "17:00") from None


def _closure(text: str) -> tuple[date, str]:
    day, _, why = text.partition("=")
    try:
        return _day(day), why
    except ValueError:
        raise _bad(text, "a closure day", "2026-12-24='Christmas Eve'") from None


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _bad(text: str, what: str, example: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(f"{text!r} is not {what}. Write it as {example}.")
