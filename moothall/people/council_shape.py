"""Checks a council's file against its shape: typed values, or every fault with its line.

Which keys there are stands in `council_keys.py`. Writing the rows is in `load.py`, reading YAML in
`council_file.py`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from moothall.people.council_keys import COMMITTEES, COUNCIL, LISTS, PLACES, SECTIONS, SHORT, Key
from moothall.strict import Broken, Fault

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ADDRESS = re.compile(r"[^@\s<>]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")


class BadCouncil(Broken):
    """A council that cannot be loaded; `faults` holds everything found, in file order.

    What was not read from a file has no line, and says so by naming its section only.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__(faults)
        self.args = ("\n".join(map(_said, self.faults)),)


def _said(fault: Fault) -> str:
    return str(fault) if fault.line else str(fault).split(": ", 1)[1]


@dataclass(slots=True)
class CouncilPlan:
    """A council's file, checked and typed: what `load.py` writes."""

    council: dict[str, Any] = field(default_factory=dict)
    sections: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    lists: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def fault_at(mapping: Mapping[str, Any], name: str, message: str) -> Fault:
    """A fault at the line of that key, where the mapping knows its lines."""
    lines: Mapping[str, int] = getattr(mapping, "lines", {})
    line = lines.get(name) or min(lines.values(), default=0)
    return Fault(getattr(mapping, "file", ""), line, name, message)


def plan_of(
    data: Mapping[str, Any], *, roles: Iterable[str], bodies: Iterable[str] = ()
) -> CouncilPlan:
    """Checks the mapping against the shape. `roles` a post may stand for, `bodies` a committee.

    Raises BadCouncil with everything that is wrong.
    """
    reading = _Reading(data, {"role": frozenset(roles), "body": frozenset(bodies)})
    plan = reading.plan()
    if reading.faults:
        raise BadCouncil(reading.faults)
    return plan


class _Reading:
    """Walks one council's mapping and gathers what is wrong with it."""

    def __init__(self, data: Mapping[str, Any], roles: Mapping[str, frozenset[str]]) -> None:
        self.data = data
        self.roles = roles  # those of posts and those of bodies, by the type of the key
        self.faults: list[Fault] = []
        self.names = {
            section: frozenset(entries) if isinstance(entries, Mapping) else frozenset()
            for section in SECTIONS
            for entries in (data.get(section) or {},)
        }

    def plan(self) -> CouncilPlan:
        plan = CouncilPlan()
        self.closed(self.data, "The file", known=("council", *SECTIONS, *LISTS))
        council = self.data.get("council")
        if isinstance(council, Mapping):
            plan.council = self.entry(council, COUNCIL, "council")
        else:
            self.add(self.data, "council", "The section `council` is missing.")
        for section, keys in SECTIONS.items():
            plan.sections[section] = self.section(section, keys)
        for name, keys in LISTS.items():
            plan.lists[name] = self.list(name, keys)
        return plan

    def section(self, name: str, keys: Mapping[str, Key]) -> dict[str, dict[str, Any]]:
        entries = self.data.get(name) or {}
        if not isinstance(entries, Mapping):
            self.add(self.data, name, f"`{name}` is made of `slug: …` lines.")
            return {}
        found = {}
        for slug, entry in entries.items():
            where = f"{name}.{slug}"
            if not _SLUG.fullmatch(str(slug)):
                self.add(entries, slug, f"{slug!r} is no slug: small letters, digits and hyphens.")
            if name in SHORT and isinstance(entry, str):
                found[slug] = {"name": entry}
            elif isinstance(entry, Mapping):
                found[slug] = self.entry(entry, keys, where, above=(entries, slug))
            else:
                self.add(entries, slug, f"{where} must be made of `key: value` lines.")
        return found

    def list(self, name: str, keys: Mapping[str, Key]) -> list[dict[str, Any]]:
        entries = self.data.get(name) or []
        if not isinstance(entries, list) or not all(isinstance(one, Mapping) for one in entries):
            self.add(self.data, name, f"`{name}` is a list of `{{key: value}}` entries.")
            return []
        return [self.entry(one, keys, f"{name}[{at}]") for at, one in enumerate(entries, 1)]

    def entry(
        self,
        entry: Mapping[str, Any],
        keys: Mapping[str, Key],
        where: str,
        *,
        above: tuple[Mapping[str, Any], str] | None = None,
    ) -> dict[str, Any]:
        self.closed(entry, where, known=keys)
        missing = [name for name, key in keys.items() if key.needed and name not in entry]
        for name in missing:
            mapping, at = above or (entry, name)
            self.add(mapping, at, f"{where} has no {name!r}.")
        typed = {
            name: self.value(entry, name, key, where) for name, key in keys.items() if name in entry
        }
        return {name: value for name, value in typed.items() if value is not None}

    def value(self, entry: Mapping[str, Any], name: str, key: Key, where: str) -> Any:
        """The typed value, or None with a fault."""
        raw = entry[name]
        if key.to:
            return self.referring(entry, name, key, where)
        value: Any = _TYPES[key.type](raw)
        if value is None:
            self.add(entry, name, f"{where}.{name}: {raw!r} is not {_SAID[key.type]}.")
        elif key.type in self.roles and value not in self.roles[key.type]:
            message = f"{where}.{name}: no protocol role is called {value!r}."
            self.add(entry, name, message, wrong=value, known=self.roles[key.type])
        return value

    def referring(self, entry: Mapping[str, Any], name: str, key: Key, where: str) -> Any:
        raw = entry[name]
        several = raw if isinstance(raw, list) and key.type == "refs" else [raw]
        known = frozenset().union(*(self.names[section] for section in key.to))
        for slug in several:
            if slug not in known:
                message = f"{where}.{name}: there is no {slug!r} under {' or '.join(key.to)}."
                self.add(entry, name, message, wrong=str(slug), known=known)
        return several if key.type == "refs" else raw

    def closed(self, mapping: Mapping[str, Any], where: str, *, known: Iterable[str]) -> None:
        for name in mapping:
            if name not in known:
                message = f"{where} has no key {name!r}."
                if name in ("address", "home_address") and where != "council":
                    message += " Home addresses are never kept."
                self.add(mapping, name, message, wrong=str(name), known=known)

    def add(
        self,
        mapping: Mapping[str, Any],
        name: str,
        message: str,
        *,
        wrong: str = "",
        known: Iterable[str] = (),
    ) -> None:
        close = difflib.get_close_matches(wrong, sorted(known), n=1, cutoff=0.6) if wrong else []
        fault = fault_at(mapping, name, message)
        nearest = close[0] if close else ""
        self.faults.append(replace(fault, name=wrong or name, nearest=nearest))


def _date(raw: Any) -> date | None:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    try:
        return date.fromisoformat(raw) if isinstance(raw, str) and len(raw) == 10 else None
    except ValueError:
        return None


def _numbers(raw: Any) -> dict[str, int] | None:
    good = isinstance(raw, Mapping) and all(_number(value) for value in raw.values())
    return {str(name): int(value) for name, value in raw.items()} if good else None


def _number(raw: Any) -> int | None:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) and raw > 0 else None


def _text(raw: Any) -> str | None:
    return raw if isinstance(raw, str) and raw.strip() else None


def read_address(raw: Any) -> str | None:
    """The e-mail address in lower case; None where it is none."""
    address = raw.lower() if isinstance(raw, str) else ""
    return address if _ADDRESS.fullmatch(address) else None


_TYPES: Mapping[str, Callable[[Any], Any]] = {
    "text": _text,
    "role": _text,
    "body": _text,
    "committee": lambda raw: raw if raw in COMMITTEES else None,
    "place": lambda raw: raw if raw in PLACES else None,
    "slug": lambda raw: raw if isinstance(raw, str) and _SLUG.fullmatch(raw) else None,
    "address": read_address,
    "date": _date,
    "number": _number,
    "numbers": _numbers,
    "flag": lambda raw: raw if isinstance(raw, bool) else None,
    "area_word": lambda raw: raw if raw in ("ward", "division") else None,
}
_SAID = {
    "text": "text",
    "role": "the name of a role",
    "body": "the name of a body",
    "committee": f"one of {', '.join(COMMITTEES)}",
    "place": f"one of {', '.join(PLACES)}",
    "slug": "a slug: small letters, digits and hyphens",
    "address": "an e-mail address",
    "date": "a date such as 2026-12-24",
    "number": "a whole number above nought",
    "numbers": "made of `act: working days` lines",
    "flag": "true or false",
    "area_word": "'ward' or 'division'",
}
