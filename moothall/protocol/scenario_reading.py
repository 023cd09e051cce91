"""Reads scenario files: each act, fact, role, value and clause must exist.

What is wrong is collected over all files and raised at once. Running them is in `scenarios.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import get_args

from moothall.protocol.edition import Protocol
from moothall.protocol.findings import ProtocolErrors
from moothall.protocol.judgement import Fact, Outcome
from moothall.protocol.page import Page
from moothall.protocol.phrases import fact_in_words, listed
from moothall.protocol.rules import STRENGTHS
from moothall.protocol.scenarios import Expected, Scenario
from moothall.protocol.vocabulary import BadFact
from moothall.strict import Fault, Twig

KEYS = ("scenario", "act", "by", "at", "facts", "expect", "beside")
BESIDE_KEYS = ("scenario", "act", "by", "at", "but", "without", "expect")
_OUTCOMES: tuple[str, ...] = get_args(Outcome)
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "outcome": _OUTCOMES,
    "strength": (*STRENGTHS, "none"),
    "leaning": ("grant", "refuse", "none"),
}
_FLAGS = ("departable", "departed", "jointly")
_TEXTS = ("unless",)
_ROLES = ("decider", "route", "notices", "answerable")
_CLAUSES = ("clauses", "required", "contradiction")
_FACTS = ("depends", "assumed")
EXPECT_KEYS = (
    *(*_CHOICES, *_FLAGS, *_TEXTS, *_ROLES, *_CLAUSES, *_FACTS),
    *("needs", "instead", "becomes", "clocks", "says"),
)
_BY_NAME = ("clocks", "says")  # act -> when it is due; clause -> what a rule of it says here
_NONE = "none"
_UNKNOWN = "unknown"  # as a value of `but`: this fact is not known here


def read_scenarios(protocol: Protocol) -> tuple[Scenario, ...]:
    """The scenarios of an edition, read once and kept with it. Raises ProtocolErrors."""
    found: tuple[Scenario, ...] | None = protocol.__dict__.get("_scenarios")
    if found is None:
        found = protocol.__dict__["_scenarios"] = _read(protocol)
    return found


def _read(protocol: Protocol) -> tuple[Scenario, ...]:
    found: list[Scenario] = []
    faults: list[Fault] = []
    for path in sorted((protocol.folder / "scenarios").glob("*.yaml")):
        page = Page(f"scenarios/{path.name}")
        root = page.compose(path.read_text("utf-8"))
        if root is not None and not isinstance(root.value, list):
            page.add(root.line, path.name, "Scenarios are a list: `- scenario: …`.")
        elif root is not None:
            reader = _ScenarioReader(protocol, page)
            found += [one for twig in root.parts for one in reader.scenarios(twig)]
        faults += page.found
    if faults:
        raise ProtocolErrors(faults)
    return tuple(found)


class _ScenarioReader:
    def __init__(self, protocol: Protocol, page: Page) -> None:
        self.protocol = protocol
        self.words = protocol.vocabulary
        self.page = page

    def scenarios(self, twig: Twig) -> Iterator[Scenario]:
        """A scenario and those beside it."""
        entries = self.page.entries(twig, "A scenario", keys=KEYS)
        facts = self.facts(entries.get("facts"), entries.get("by"))
        base = Scenario(
            self.page.words(entries.get("scenario"), "`scenario`", line=twig.line),
            self.act(entries, twig.line),
            facts,
            self.at(entries.get("at")),
            self.expect(entries, twig.line),
            self.page.file,
            twig.line,
        )
        yield base
        for part in entries["beside"].parts if "beside" in entries else ():
            yield self.beside(base, part)

    def beside(self, base: Scenario, twig: Twig) -> Scenario:
        entries = self.page.entries(twig, "A scenario beside", keys=BESIDE_KEYS)
        changed = self.facts(entries.get("but"), entries.get("by"))
        gone = set(self.page.known(entries.get("without"), "without", self.words.facts, "fact"))
        gone |= {name for name, inner in _facts_of(entries) if inner.value == _UNKNOWN}
        facts = {name: v for name, v in {**base.facts, **changed}.items() if name not in gone}
        return Scenario(
            self.page.optional(entries, "scenario") or self.sentence(base, changed, gone),
            self.act(entries, twig.line) if "act" in entries else base.act,
            facts,
            self.at(entries.get("at")) or base.at,
            self.expect(entries, twig.line),
            self.page.file,
            twig.line,
        )

    def sentence(self, base: Scenario, changed: Mapping[str, Fact], gone: set[str]) -> str:
        """What differs, as words after the first sentence."""
        parts = [
            fact_in_words(self.protocol, name, value)
            for name, value in changed.items()
            if name not in gone and name in self.words.facts
        ]
        labels = [self.words.facts[name].label for name in sorted(gone) if name in self.words.facts]
        parts += [f"this is not known: {label}" for label in labels]
        return f"{base.sentence}; but {listed(parts, 'and') or 'asked otherwise'}"

    def act(self, entries: Mapping[str, Twig], line: int) -> str:
        if "act" not in entries:
            self.page.add(line, "act", "A scenario needs `act:`.")
            return ""
        return "".join(self.page.known(entries["act"], "act", self.words.acts, "act")[:1])

    def facts(self, twig: Twig | None, by: Twig | None) -> dict[str, Fact]:
        found: dict[str, Fact] = {}
        given = dict(self.page.entries(twig, "`facts`")) if twig is not None else {}
        if by is not None:
            given["actor"] = by
        for name, inner in given.items():
            if name not in self.words.facts:
                known = self.words.facts
                self.page.add(inner.line, name, f"There is no fact {name!r}.", known=known)
            elif inner.value != _UNKNOWN:
                try:
                    found[name] = self.words.read_fact(name, inner.plain())
                except BadFact as bad:
                    self.page.add(inner.line, str(bad.value), bad.why, known=[bad.nearest])
        return found

    def at(self, twig: Twig | None) -> datetime | date | None:
        if twig is None:
            return None
        text = twig.written
        try:
            return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
        except ValueError:
            message = f"`at` cannot be {text!r}: write 2026-12-18 or 2026-12-18 15:00."
            self.page.add(twig.line, text, message)
            return None

    def expect(self, entries: Mapping[str, Twig], line: int) -> Expected:
        if "expect" not in entries:
            self.page.add(line, "expect", "A scenario needs `expect:`.")
            return {}
        twig = entries["expect"]
        inner = self.page.entries(twig, "`expect`", keys=EXPECT_KEYS)
        if twig.is_mapping and not twig.entries:
            self.page.add(twig.line, "expect", "`expect` must say what is expected.")
        return {key: self.expected(key, inner) for key in inner}

    def expected(self, key: str, entries: Mapping[str, Twig]) -> object:
        twig = entries[key]
        if key in _CHOICES:
            return self.page.choice(entries, key, _CHOICES[key])
        if key in _FLAGS:
            return self.page.flag(twig, f"`{key}`")
        if key in _BY_NAME and twig.is_mapping:
            self.named(key, [Twig(one.line, name) for name, one in twig.entries.items()])
            return {name: one.written for name, one in twig.entries.items()}
        if isinstance(twig.value, bool):
            return twig.value
        if key == "decider" and twig.is_mapping:
            twig = self.page.entries(twig, "`decider`", keys=("all",)).get("all", twig)
        return self.named(key, [] if twig.value == _NONE else twig.parts)

    def named(self, key: str, parts: list[Twig]) -> tuple[str, ...]:
        known, what = self.known_to(key)
        names = tuple(part.written for part in parts)
        for part in parts:
            if known is not None and part.written not in known:
                message = f"There is no {what} {part.written!r}."
                self.page.add(part.line, part.written, message, known=known)
        return names

    def known_to(self, key: str) -> tuple[Collection[str] | None, str]:
        words = self.words
        if key in _ROLES:
            return words.roles, "role"
        if key in (*_CLAUSES, "says"):
            return self.protocol.clauses, "clause"
        if key in _FACTS:
            return words.facts, "fact"
        if key in ("instead", "clocks"):
            return words.acts, "act"
        if key == "becomes":
            return words.kinds_of_business, "kind of business"
        if key == "needs":
            return {*words.facts, *words.roles, "decider"}, "fact or role"
        return None, ""


def _facts_of(entries: Mapping[str, Twig]) -> list[tuple[str, Twig]]:
    return list(entries["but"].entries.items()) if "but" in entries else []
