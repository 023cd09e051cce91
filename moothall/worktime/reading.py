"""Reads calendar files strictly: every slip is a fault with file, line and what to do about it.

Scalars are typed here and not by YAML, which would read some dates as text and some as dates.
What a calendar is and can answer is in `calendar.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from moothall import places
from moothall.worktime import words
from moothall.worktime.calendar import SATURDAY, Calendar, Covers, Source

_KEYS = ("title", "covers", "source", "holidays")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_OFFICIAL = re.compile(r"https://(?:[a-z0-9-]+\.)*(?:gov\.uk|gov\.scot|thegazette\.co\.uk)/\S+")
_NOWHERE = Covers(date.max, date.min)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a calendar file."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class BrokenCalendar(ValueError):
    """A calendar file that cannot be trusted; `faults` holds all that was found, in file order."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


class UnknownCalendar(LookupError):
    """No calendar file has this name."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(
            f"There is no calendar called {name!r}; there is {', '.join(known) or 'none'}."
            + words.nearest(name, known)
        )


@cache
def load_calendar(name: str, *, folder: Path = places.CALENDARS) -> Calendar:
    """The calendar called `name`, read once and kept.

    Raises UnknownCalendar with the nearest name, and BrokenCalendar where the file has faults.
    """
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    if name not in known:
        raise UnknownCalendar(name, known)
    return read_calendar(folder / f"{name}.yaml")


def read_calendar(path: Path) -> Calendar:
    """Reads one calendar file. Raises BrokenCalendar with every fault found."""
    reader = _Reader(path.name)
    calendar = reader.read(path)
    if calendar is None or reader.faults:
        raise BrokenCalendar(tuple(sorted(reader.faults, key=lambda fault: fault.line)))
    return calendar


class _Reader:
    """Walks the YAML nodes of one file and gathers what is wrong with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fault(self, node: yaml.Node | int, message: str) -> None:
        line = node if isinstance(node, int) else node.start_mark.line + 1
        self.faults.append(Fault(self.file, line, message))

    def read(self, path: Path) -> Calendar | None:
        root = self.root(path)
        if root is None:
            return None
        entries = self.entries(root, keys=_KEYS, where="a calendar")
        title = self.text(entries.get("title"), "title")
        covers = self.covers(entries.get("covers"))
        source = self.sources(entries.get("source"))
        holidays = self.holidays(entries.get("holidays"), covers)
        return Calendar(path.stem, title, covers, MappingProxyType(holidays), source)

    def root(self, path: Path) -> yaml.Node | None:
        try:
            node: yaml.Node | None = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
        except UnicodeDecodeError as error:
            self.fault(1, f"The file is not UTF-8 ({error.reason}). Save it as UTF-8.")
            return None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            line = mark.line + 1 if mark else 1
            self.fault(line, f"This is not YAML: {error.problem}. Check colons and indentation.")
            return None
        except yaml.YAMLError as error:
            self.fault(1, f"This is not YAML: {error}. Save it as plain text.")
            return None
        if node is None:
            self.fault(1, f"The file is empty. A calendar has {_listed(_KEYS)}.")
        return node

    def pairs(self, node: yaml.Node, what: str) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        """Key text, key node and value node of a mapping, each key once."""
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, f"{what} must be written as `name: value` lines. Indent them by two.")
            return
        seen: dict[str, int] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                self.fault(
                    key, f"{name!r} stands here twice, first on line {seen[name]}. Keep one."
                )
                continue
            seen[name] = key.start_mark.line + 1
            yield name, key, value

    def entries(
        self, node: yaml.Node, *, keys: tuple[str, ...], where: str
    ) -> Mapping[str, yaml.Node]:
        """The values under exactly these keys; others and missing ones are faults."""
        found: dict[str, yaml.Node] = {}
        for name, key, value in self.pairs(node, where):
            if name not in keys:
                hint = words.nearest(name, keys)
                self.fault(key, f"{where} has no {name!r}, only {_listed(keys)}.{hint}")
            found[name] = value
        for name in keys:
            if name not in found and isinstance(node, yaml.MappingNode):
                self.fault(node, f"{where} needs `{name}:`. Add it.")
        return found

    def text(self, node: yaml.Node | None, what: str) -> str:
        if node is None:
            return ""
        if isinstance(node, yaml.ScalarNode) and node.tag != "tag:yaml.org,2002:null":
            value = " ".join(node.value.split())
            if value:
                return value
        self.fault(node, f"{what} must be words on one line. Write what people call it.")
        return ""

    def day(self, node: yaml.Node, what: str) -> date | None:
        text = str(node.value) if isinstance(node, yaml.ScalarNode) else ""
        if _ISO_DATE.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                self.fault(node, f"{what}: there is no day {text}. Look it up at the source.")
                return None
        self.fault(node, f"{what}: {text!r} is not a date. Write it as 2026-12-28.")
        return None

    def covers(self, node: yaml.Node | None) -> Covers:
        if node is None:
            return _NOWHERE
        entries = self.entries(node, keys=("from", "until"), where="covers")
        days = {name: self.day(value, f"covers {name}") for name, value in entries.items()}
        first, last = days.get("from"), days.get("until")
        if first is None or last is None:
            return _NOWHERE
        if first > last:
            self.fault(node, f"covers ends on {last}, before it begins. Swap `from` and `until`.")
            return _NOWHERE
        if (first.month, first.day) != (1, 1) or (last.month, last.day) != (12, 31):
            self.fault(
                node,
                "covers must be whole years, because holidays are published by the year. "
                "Begin on 1 January and end on 31 December.",
            )
        return Covers(first, last)

    def sources(self, node: yaml.Node | None) -> tuple[Source, ...]:
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self.fault(node, "source must be a list. Give each source `words:` and `address:`.")
            return ()
        return tuple(self.one_source(item) for item in node.value)

    def one_source(self, node: yaml.Node) -> Source:
        entries = self.entries(node, keys=("words", "address"), where="a source")
        address = self.text(entries.get("address"), "address")
        if address and not _OFFICIAL.fullmatch(address):
            self.fault(
                entries["address"],
                f"{address!r} is not an official address. Give the https address at gov.uk, "
                "gov.scot or The Gazette where anyone can check these days.",
            )
        return Source(self.text(entries.get("words"), "words"), address)

    def holidays(self, node: yaml.Node | None, covers: Covers) -> dict[date, str]:
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, "holidays must be written as `2026-12-25: Christmas Day` lines.")
            return {}
        found: dict[date, str] = {}
        latest = date.min
        for text, key, value in self.pairs(node, "holidays"):
            title = self.text(value, f"The title of {text}")
            day = self.day(key, "holidays")
            if day is None:
                continue
            self.check_holiday(key, day, covers)
            if day < latest:
                self.fault(key, f"{day} comes after {latest}. Keep the days in order.")
            latest = max(latest, day)
            found[day] = title
        years = set(range(covers.first.year, covers.last.year + 1))
        for year in sorted(years - {day.year for day in found}):
            self.fault(node, f"{year} is covered but has no holidays. Add them, or cover less.")
        return found

    def check_holiday(self, key: yaml.Node, day: date, covers: Covers) -> None:
        if covers != _NOWHERE and not covers.first <= day <= covers.last:
            self.fault(
                key,
                f"{day} is outside what `covers:` promises ({covers.first} to {covers.last}). "
                "Move `covers:` once the whole year is published, or take the day out.",
            )
        if day.weekday() >= SATURDAY:
            self.fault(
                key,
                f"{day} is a {words.weekday(day)}, when nobody works anyway. Give the substitute "
                "day instead, as GOV.UK does.",
            )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}:`" for name in names)
