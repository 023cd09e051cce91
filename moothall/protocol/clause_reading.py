"""Reads the block of a clause: topic, rules, means, guide, readings and whose judgement facts are.

What one rule may say is in `rule_reading.py`; how clauses stand in a chapter in `chapters.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from moothall.protocol.chapters import Section
from moothall.protocol.edition import Clause, Reading
from moothall.protocol.page import Page
from moothall.protocol.rule_reading import read_rule
from moothall.protocol.rules import KINDS, Rule
from moothall.protocol.vocabulary import Vocabulary
from moothall.strict import Twig

BLOCK_KEYS = ("topic", "rules", "means", "guide", "reading", "judges", "entries", "drafted")
READING_KEYS = ("choice", "because", "unsettled", "over")
_SAYS = ("rules", "means", "guide")
LOOKS_LIKE = (*KINDS, "means", "guide")  # what `drafted:` may propose a clause to be


def read_clause(section: Section, *, chapter: str, page: Page, words: Vocabulary) -> Clause:
    """The clause of a section; what is wrong with its block goes on the page."""
    return _ClauseReader(section, page, words).clause(chapter)


def read_readings(twig: Twig | None, *, page: Page) -> Iterator[Reading]:
    """One `reading:` or a list of them. A choice without its reason is a mistake."""
    for part in twig.parts if twig is not None else ():
        entries = page.entries(part, "A reading", keys=READING_KEYS)
        if not part.is_mapping:
            continue
        yield Reading(
            page.words(entries.get("choice"), "`choice` of the reading", line=part.line),
            page.words(entries.get("because"), "`because` of the reading", line=part.line),
            page.flag(entries.get("unsettled"), "`unsettled`"),
            tuple(number for _, number in page.names(entries.get("over"), "`over`")),
            entries["over"].line if "over" in entries else part.line,
        )


def _without_effect(clause: Clause, rules: list[Rule], looks_like: str) -> Clause:
    """A clause that nobody has confirmed: its words stand, and nothing follows from them."""
    return replace(
        clause,
        drafted=True,
        looks_like=looks_like,
        drafts=tuple(replace(rule, drafted=True) for rule in rules),
        rules=(),
        means={},
        guide="",
        readings=(),
        judges={},
    )


class _ClauseReader:
    def __init__(self, section: Section, page: Page, words: Vocabulary) -> None:
        self.section = section
        self.page = page
        self.words = words

    def clause(self, chapter: str) -> Clause:
        section = self.section
        entries = self.block()
        drafted, looks_like = self.drafted(entries.get("drafted"))
        rules = list(self.rules(entries.get("rules")))
        clause = Clause(
            number=section.number,
            heading=section.heading,
            words="\n".join(section.words).strip(),
            topic=self.topic(entries),
            chapter=chapter,
            section=section.under,
            file=self.page.file,
            line=section.line,
            rules=tuple(rule for rule in rules if not rule.drafted),
            drafts=tuple(rule for rule in rules if rule.drafted),
            means=self.means(entries.get("means")),
            guide=self.page.optional(entries, "guide"),
            readings=tuple(read_readings(entries.get("reading"), page=self.page)),
            judges=self.judges(entries.get("judges")),
            entries=tuple(name for _, name in self.page.names(entries.get("entries"), "`entries`")),
        )
        return _without_effect(clause, rules, looks_like) if drafted else clause

    def block(self) -> Mapping[str, Twig]:
        if not self.section.blocks:
            return {}
        block = self.section.blocks[0]
        number = self.section.number
        root = self.page.compose(block.text, first_line=block.first_line)
        if root is None:
            return {}
        entries = self.page.entries(root, f"The block of {number}", keys=BLOCK_KEYS)
        if "drafted" in entries and entries["drafted"].value is not False:
            return entries  # its topic, and what follows from it, may still be open
        if "topic" not in entries:
            self.page.add(root.line, number, f"The block of {number} needs `topic:`.")
        if not entries.keys() & set(_SAYS):
            message = f"The block of {number} needs `rules:`, `means:` or `guide:`."
            self.page.add(root.line, number, message)
        return entries

    def drafted(self, twig: Twig | None) -> tuple[bool, str]:
        """Whether the clause waits to be confirmed, and what it was proposed to be."""
        if twig is None or isinstance(twig.value, bool):
            return twig is not None and twig.value is True, ""
        if twig.written not in LOOKS_LIKE:
            message = f"`drafted` cannot be {twig.written!r}: true, {', '.join(LOOKS_LIKE)}."
            self.page.add(twig.line, twig.written, message, known=LOOKS_LIKE)
        return True, twig.written

    def topic(self, entries: Mapping[str, Twig]) -> str:
        topic = self.page.optional(entries, "topic")
        known = self.words.topics
        if topic and known and topic not in known:
            message = f"There is no topic {topic!r}."
            self.page.add(entries["topic"].line, topic, message, known=known)
        return topic

    def rules(self, twig: Twig | None) -> Iterator[Rule]:
        if twig is None:
            return
        if not isinstance(twig.value, list) or not twig.value:
            self.page.add(twig.line, "rules", "`rules` must be a list with at least one rule.")
            return
        number = self.section.number
        for position, part in enumerate(twig.parts, start=1):
            rule = read_rule(
                part, number=number, position=position, page=self.page, words=self.words
            )
            if rule is not None:
                yield rule

    def means(self, twig: Twig | None) -> Mapping[str, tuple[str, ...]]:
        if twig is None:
            return {}
        roles = self.words.roles
        entries = self.page.entries(twig, "`means`")
        for role, inner in entries.items():
            self.page.known(Twig(inner.line, role), "means", roles, "role")
        return {
            role: self.page.known(inner, role, roles, "role") for role, inner in entries.items()
        }

    def judges(self, twig: Twig | None) -> Mapping[str, str]:
        if twig is None:
            return {}
        entries = self.page.entries(twig, "`judges`")
        for fact, inner in entries.items():
            self.page.known(Twig(inner.line, fact), "judges", self.words.facts, "fact")
            self.page.known(inner, fact, self.words.roles, "role")
        return {fact: inner.written for fact, inner in entries.items()}
