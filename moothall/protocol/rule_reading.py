"""Reads the rules of a clause's block: closed keys, known names, right types, each with its line.

What a rule then does is in `judge.py`; Markdown and files are in `reader.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from moothall.protocol.judgement import Period, Strength
from moothall.protocol.rules import COMPARISONS, KINDS, Comparison, Condition, Kind, Rule, Test
from moothall.protocol.vocabulary import BadFact, Vocabulary
from moothall.strict import Faults, Twig

STRENGTHS = ("must", "should", "normally")
_SHARED = ("by", "when", "strength")
_TIME = ("within", "after", "in_words")
ALLOWED: dict[str, tuple[str, ...]] = {
    "duty": (*_SHARED, *_TIME, "agreed", "consult", "to", "how", "unless"),
    "require": (*_SHARED, "needs", "consult", "within", "after", "unless"),
    "forbid": (*_SHARED, "unless", "instead"),
    "permit": (*_SHARED, "within", "after", "unless"),
    "refer": (*_SHARED, "to", "consult", "leaning", "unless"),
    "route": (*_SHARED, "to", "unless"),
    "notify": (*_SHARED, "of", "before", "how", "in_words", "unless"),
    "answerable": (*_SHARED, "for", "unless"),
    "become": (*_SHARED, "of", "unless"),
}
_PERIOD = re.compile(r"(\d+) (working days?|days?|months?|years?)")


@dataclass(slots=True)
class RuleReader:
    """Reads the rules of one file's clauses."""

    vocabulary: Vocabulary
    faults: Faults

    def rule(self, twig: Twig, *, clause: str, position: int) -> Rule | None:
        """One rule; None with faults where it cannot be told what it is."""
        entries = self.faults.mapping(twig, "a rule")
        kinds = [kind for kind in KINDS if kind in entries]
        if len(kinds) != 1:
            names = ", ".join(KINDS)
            first = next(iter(entries), "rule")
            self.faults.add(
                twig.line, first, f"A rule begins with exactly one of {names}.", known=KINDS
            )
            return None
        kind = kinds[0]
        self.faults.keys(twig, (kind, *ALLOWED[kind]), f"a {kind} rule")
        return self._build(kind, entries, twig, clause, position)

    def _build(
        self, kind: Kind, entries: Mapping[str, Twig], twig: Twig, clause: str, position: int
    ) -> Rule:
        subject = entries[kind]
        acts = subject
        role: tuple[str, ...] = ()
        kinds: tuple[str, ...] = ()
        before = False
        if kind in ("notify", "answerable"):
            role = self.roles(subject, f"{kind}")
            before = "before" in entries
            acts = entries.get(
                "for" if kind == "answerable" else "before" if before else "of", twig
            )
        elif kind == "become":
            kinds, acts = self.faults.texts(subject, "become"), entries.get("of", twig)
        to, jointly, each = self.addressees(entries.get("to"))
        return Rule(
            id=f"{clause}#{position}",
            clause=clause,
            kind=kind,
            acts=self.acts(acts, kind),
            line=twig.line,
            strength=cast(
                Strength,
                self.faults.one_of(entries.get("strength"), STRENGTHS, "strength", default="must"),
            ),
            by=self.roles(entries.get("by"), "by"),
            when=self.condition(entries.get("when"), "when"),
            unless=self.condition(entries.get("unless"), "unless"),
            instead=self.acts(entries.get("instead"), "instead"),
            to=to,
            to_each=each,
            jointly=jointly,
            consult=self.roles(entries.get("consult"), "consult"),
            leaning=self.faults.one_of(
                entries.get("leaning"), ("grant", "refuse"), "leaning", default=" "
            ).strip(),
            needs=self.facts(entries.get("needs")),
            within=self.period(entries.get("within")),
            after=self.after(entries.get("after"), kind, entries),
            in_words=self.faults.text(entries.get("in_words"), "in_words", needed=False),
            agreed=self.roles(entries.get("agreed"), "agreed"),
            how=self.faults.text(entries.get("how"), "how", needed=False),
            before=before,
            role=role,
            kinds=kinds,
        )

    def acts(self, twig: Twig | None, where: str) -> tuple[str, ...]:
        if twig is None:
            return ()
        if isinstance(twig.value, dict):
            self.faults.add(twig.line, where, f"A {where} rule needs the act it is about.")
            return ()
        names = self.faults.texts(twig, where)
        for name in names:
            known = self.vocabulary.acts
            pattern = name == "*" or (
                name.endswith(".*") and any(act.startswith(name[:-1]) for act in known)
            )
            if name not in known and not pattern:
                self.faults.add(twig.line, name, f"There is no act called {name!r}.", known=known)
        return names

    def roles(self, twig: Twig | None, where: str) -> tuple[str, ...]:
        names = self.faults.texts(twig, where)
        for name in names:
            if name not in self.vocabulary.roles:
                known = self.vocabulary.roles
                line = twig.line if twig else 0
                self.faults.add(line, name, f"There is no role called {name!r}.", known=known)
        return names

    def addressees(self, twig: Twig | None) -> tuple[tuple[str, ...], bool, bool]:
        """Roles, whether jointly, whether each of them."""
        if twig is None or not isinstance(twig.value, dict):
            return self.roles(twig, "to"), False, False
        entries = self.faults.keys(twig, ("all", "each"), "to")
        if "each" in entries:
            return self.roles(entries["each"], "each"), False, True
        return self.roles(entries.get("all"), "all"), True, False

    def facts(self, twig: Twig | None) -> tuple[str, ...]:
        names = self.faults.texts(twig, "needs")
        for name in names:
            if name not in self.vocabulary.facts:
                known = self.vocabulary.facts
                line = twig.line if twig else 0
                self.faults.add(line, name, f"There is no fact called {name!r}.", known=known)
        return names

    def period(self, twig: Twig | None) -> Period | None:
        if twig is None:
            return None
        found = _PERIOD.fullmatch(str(twig.value))
        if not found:
            self.faults.add(
                twig.line,
                "within",
                f"within is a period such as 10 working days, not {twig.value!r}.",
            )
            return None
        unit = found[2] if found[2].endswith("s") else found[2] + "s"
        return Period(int(found[1]), unit)  # type: ignore[arg-type]

    def after(self, twig: Twig | None, kind: str, entries: Mapping[str, Twig]) -> str:
        if twig is None:
            if "within" in entries:
                line = entries["within"].line
                self.faults.add(line, "after", "A time needs `after:`, the act it counts from.")
            return ""
        names = self.acts(twig, "after")
        return names[0] if names else ""

    def condition(self, twig: Twig | None, where: str) -> Condition:
        """A mapping is one alternative; a list is several."""
        if twig is None:
            return ()
        alternatives = twig.value if isinstance(twig.value, list) else [twig]
        return tuple(
            tuple(
                self._test(fact, wanted)
                for fact, wanted in self.faults.mapping(alternative, where).items()
            )
            for alternative in alternatives
        )

    def _test(self, fact: str, wanted: Twig) -> Test:
        known = self.vocabulary.facts
        if fact not in known:
            self.faults.add(wanted.line, fact, f"There is no fact called {fact!r}.", known=known)
            return Test(fact, ())
        if isinstance(wanted.value, dict):
            names = list(self.faults.keys(wanted, COMPARISONS, f"the test of {fact}"))
            if len(names) != 1:
                self.faults.add(wanted.line, fact, f"{fact}: one comparison, such as more_than: 1.")
                return Test(fact, ())
            inner = wanted.value[names[0]]
            return Test(fact, self._values(fact, inner), cast(Comparison, names[0]))
        return Test(fact, self._values(fact, wanted))

    def _values(self, fact: str, twig: Twig) -> tuple[object, ...]:
        term = self.vocabulary.facts[fact]
        items = twig.value if isinstance(twig.value, list) else [twig]
        found: list[object] = []
        for item in items:
            try:
                value = self.vocabulary.read_fact(fact, item.plain())
                found.extend(sorted(value) if isinstance(value, frozenset) else [value])
            except BadFact as bad:
                known = term.of or self.vocabulary.roles if term.type in ("choice", "roles") else ()
                self.faults.add(
                    item.line, str(item.value), str(bad).split(" Did you")[0], known=known
                )
        return tuple(found)
