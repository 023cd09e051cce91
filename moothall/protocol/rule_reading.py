"""Reads one rule of a clause from its YAML, and says everything that is wrong with it.

Each kind has its own keys (`KEYS`). What rules are is in `rules.py`; conditions are read in
`condition_reading.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from moothall.protocol.condition_reading import read_condition
from moothall.protocol.judgement import Period, Strength
from moothall.protocol.page import Page
from moothall.protocol.rules import CHANNELS, EVERY_ACT, KINDS, STRENGTHS, Kind, Rule, Target
from moothall.protocol.vocabulary import Vocabulary
from moothall.strict import Twig

_EVERYWHERE = ("by", "when", "unless", "strength", "drafted")
KEYS: Mapping[str, tuple[str, ...]] = {
    "duty": ("within", "after", "in_words", "agreed", "consult", "to", "how"),
    "require": ("needs", "consult", "within", "after", "instead"),
    "forbid": ("instead",),
    "permit": ("within", "after"),
    "refer": ("to", "consult", "leaning", "instead"),
    "route": ("to",),
    "notify": ("of", "before", "how", "in_words", "within"),
    "answerable": ("for",),
    "become": ("of",),
}
_ABOUT = {"notify": ("of", "before"), "answerable": ("for",), "become": ("of",)}
_PERIOD = re.compile(r"([1-9][0-9]*) (working days?|days?|months?|years?)")
_LEANINGS = ("grant", "refuse")


def read_rule(
    twig: Twig, *, number: str, position: int, page: Page, words: Vocabulary
) -> Rule | None:
    """The rule, or None with its faults on the page."""
    before = len(page.found)
    kind = _kind(twig, page)
    if not kind:
        return None
    what = f"{_article(kind)} {kind} rule"
    entries = page.entries(twig, what, keys=(kind, *_EVERYWHERE, *KEYS[kind]))
    rule = _RuleReader(page, words, kind, entries, twig.line).rule(f"{number}#{position}", number)
    return rule if len(page.found) == before else None


def _article(kind: str) -> str:
    return "An" if kind[0] in "aeiou" else "A"


def _kind(twig: Twig, page: Page) -> str:
    if not twig.is_mapping:
        page.add(twig.line, twig.written, "A rule must be written as `kind: act`.")
        return ""
    kinds = [key for key in twig.entries if key in KINDS]
    if len(kinds) == 1:
        return kinds[0]
    if kinds:
        both = " and ".join(kinds)
        page.add(twig.line, kinds[1], f"A rule has one kind, not both {both}.")
        return ""
    first = next(iter(twig.entries), "")
    line = twig.entries[first].line if first in twig.entries else twig.line
    page.add(line, first, f"{first!r} is no kind of rule: {', '.join(KINDS)}.", known=KINDS)
    return ""


class _RuleReader:
    """Reads the values of one rule whose keys have been checked."""

    def __init__(
        self, page: Page, words: Vocabulary, kind: str, entries: Mapping[str, Twig], line: int
    ) -> None:
        self.page = page
        self.words = words
        self.kind = kind
        self.entries = entries
        self.line = line
        self.what = f"{_article(kind)} {kind}"

    def rule(self, name: str, number: str) -> Rule:
        self.check_together()
        return Rule(
            id=name,
            clause=number,
            kind=cast(Kind, self.kind),
            acts=self.acts(),
            file=self.page.file,
            line=self.line,
            strength=cast(
                Strength, self.page.choice(self.entries, "strength", STRENGTHS, default="must")
            ),
            by=self.roles("by"),
            when=read_condition(self.entries.get("when"), "when", page=self.page, words=self.words),
            unless=read_condition(
                self.entries.get("unless"), "unless", page=self.page, words=self.words
            ),
            to=self.main_target(),
            consult=self.target("consult", ("all",)),
            leaning=self.page.choice(self.entries, "leaning", _LEANINGS),
            needs=self.known("needs", self.words.facts, "fact"),
            instead=self.known("instead", self.words.acts, "act"),
            within=self.within(),
            after=self.after(),
            in_words=self.page.optional(self.entries, "in_words"),
            agreed=self.roles("agreed"),
            before="before" in self.entries,
            how=self.page.choice(self.entries, "how", CHANNELS),
            becomes=self.becomes(),
            drafted=self.page.flag(self.entries.get("drafted"), "`drafted`"),
        )

    def check_together(self) -> None:
        """Keys that need each other, or that cannot stand together."""
        given = self.entries.keys()
        if self.kind in ("refer", "route") and "to" not in given:
            self.page.add(self.line, "to", f"{self.what} rule needs `to:`.")
        if "within" in given and "after" not in given and self.kind != "notify":
            message = "`within:` needs `after:`, what it counts from."
            self.page.add(self.entries["within"].line, "within", message)
        if self.kind == "require" and not given & {"needs", "consult", "within"}:
            message = "A require rule needs `needs:`, `consult:` or `within:`."
            self.page.add(self.line, "require", message)
        if given >= {"before", "within"}:
            message = "`within:` counts from `of:`; with `before:` there is nothing to count."
            self.page.add(self.entries["within"].line, "within", message)

    def known(self, key: str, known: Mapping[str, object], what: str) -> tuple[str, ...]:
        return self.page.known(self.entries.get(key), key, known, what)

    def roles(self, key: str) -> tuple[str, ...]:
        return self.known(key, self.words.roles, "role")

    def after(self) -> tuple[str, ...]:
        dates = {name: spec for name, spec in self.words.facts.items() if spec.type == "date"}
        return self.known("after", {**self.words.acts, **dates}, "act, event or date")

    def acts(self) -> tuple[str, ...]:
        """The acts that the rule is about, under the kind's own key or under of, before, for."""
        keys = _ABOUT.get(self.kind, (self.kind,))
        named = [key for key in keys if key in self.entries]
        if len(named) != 1:
            wanted = " or ".join(f"`{key}:`" for key in keys)
            message = f"{self.what} rule needs {wanted}, and only one."
            self.page.add(self.line, self.kind, message)
            return ()
        found = self.page.names(self.entries[named[0]], f"`{named[0]}`")
        for line, name in found:
            self.check_pattern(line, name)
        return tuple(dict.fromkeys(name for _, name in found))

    def check_pattern(self, line: int, name: str) -> None:
        if name == EVERY_ACT or name in self.words.acts:
            return
        if name.endswith(".*"):
            kinds = {f"{act.kind}.*" for act in self.words.acts.values()}
            if name not in kinds:
                self.page.add(line, name, f"There are no acts {name!r}.", known=kinds)
        else:
            self.page.add(line, name, f"There is no act {name!r}.", known=self.words.acts)

    def becomes(self) -> str:
        if self.kind != "become":
            return ""
        twig = self.entries["become"]
        known = self.words.kinds_of_business
        if twig.written not in known:
            message = f"There is no kind of business {twig.written!r}."
            self.page.add(twig.line, twig.written, message, known=known)
        return twig.written

    def main_target(self) -> Target | None:
        if self.kind in ("notify", "answerable"):
            return Target(self.roles(self.kind), "each")
        return self.target("to", ("all", "each") if self.kind == "duty" else ("all",))

    def target(self, key: str, modes: tuple[str, ...]) -> Target | None:
        """`role`, `[any, of, these]`, `{all: [jointly]}` or `{each: role}`."""
        if key not in self.entries:
            return None
        twig = self.entries[key]
        if not twig.is_mapping:
            return Target(self.roles(key))
        inner = twig.entries
        if len(inner) != 1 or not inner.keys() <= set(modes):
            wanted = " or ".join(f"{{{mode}: […]}}" for mode in modes)
            self.page.add(twig.line, key, f"`{key}` is a role, a list of roles or {wanted}.")
            return None
        mode, roles = next(iter(inner.items()))
        found = self.page.known(roles, mode, self.words.roles, "role")
        return Target(found, "all" if mode == "all" else "each")

    def within(self) -> Period | None:
        if "within" not in self.entries:
            return None
        twig = self.entries["within"]
        match = _PERIOD.fullmatch(twig.written)
        if match is None:
            message = (
                f"`within` cannot be {twig.written!r}: write a number of working days, days, "
                "months or years, such as 10 working days."
            )
            self.page.add(twig.line, twig.written, message)
            return None
        unit = match[2] if match[2].endswith("s") else f"{match[2]}s"
        return Period(int(match[1]), unit)  # type: ignore[arg-type]
