"""Reads a protocol's folder: protocol.yaml and the Markdown chapters with their blocks.

Every fault of every file is gathered and reported together. Rules are read in `rule_reading.py`,
scenarios in `scenarios.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import time
from functools import cache
from pathlib import Path

from moothall import places
from moothall.protocol.protocol import Chapter, Counting, Protocol
from moothall.protocol.rule_reading import RuleReader
from moothall.protocol.rules import Clause, Reading
from moothall.protocol.vocabulary import (
    UnknownName,
    Vocabulary,
    read_acts,
    read_facts,
    read_roles,
    read_vocabulary,
)
from moothall.strict import Broken, Faults, Twig, read, read_text

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*$")
_NUMBERED = re.compile(r"([A-Za-z]*[0-9][\w.]*(?:bis)?|[a-z][a-z-]*(?:\.[a-z0-9-]+)+)\s+(.+)$")
_FENCE = re.compile(r"(~~~|```)\s*yaml\s*$")
_KEYS = [
    "council",
    "title",
    "edition",
    "kind",
    "in_force",
    "review",
    "calendar",
    "counting",
    "titles",
    "roles",
    "facts",
    "acts",
    "sources",
    "missing",
]
_BLOCK = ("topic", "rules", "means", "guide", "reading", "entries")
TOPICS = [
    "enquiries",
    "correspondence",
    "confidentiality",
    "conduct",
    "roles",
    "information-access",
    "group-briefings",
    "ward-notification",
    "delegated-decisions",
    "decisions-reports",
    "complaints-disputes",
    "relationships-declarations",
    "premises",
    "media-publicity",
    "pre-election",
    "resources-facilities",
    "premises-accommodation",
    "allowances",
    "training-development",
    "outside-bodies",
    "employment",
    "external-contracts",
    "scrutiny",
    "ceremonial",
    "statutory-officers",
    "protocol-governance",
    "local-meetings-consultation",
]


class UnknownProtocol(UnknownName):
    """No such council or edition under protocols/."""


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading with the lines under it."""

    level: int
    title: str
    line: int
    lines: tuple[str, ...]


def editions(council: str, *, folder: Path = places.PROTOCOLS) -> list[str]:
    """Editions of a council's protocol, oldest first. Raises UnknownProtocol."""
    councils = [path.name for path in folder.iterdir() if any(path.glob("*/protocol.yaml"))]
    if council not in councils:
        raise UnknownProtocol("protocol", council, councils)
    return sorted(path.parent.name for path in (folder / council).glob("*/protocol.yaml"))


@cache
def load(council: str, edition: str | None = None, *, folder: Path = places.PROTOCOLS) -> Protocol:
    """A shipped or adopted protocol; the newest edition unless one is named.

    Raises UnknownProtocol with the nearest name, and Broken with every fault found.
    """
    known = editions(council, folder=folder)
    chosen = edition or known[-1]
    if chosen not in known:
        raise UnknownProtocol(f"edition of {council}", chosen, known)
    return read_protocol(
        folder / council / chosen, vocabulary=read_vocabulary(folder / "vocabulary")
    )


def read_protocol(folder: Path, *, vocabulary: Vocabulary) -> Protocol:
    """Reads one edition. Raises Broken with every fault of every file."""
    head = Faults("protocol.yaml")
    root = read(folder / "protocol.yaml", faults=head)
    entries = head.keys(root, _KEYS, "a protocol") if root else {}
    own = Vocabulary(
        read_roles(entries.get("roles"), head),
        read_acts(entries.get("acts"), head),
        read_facts(entries.get("facts"), head),
    )
    words = vocabulary.with_own(own)
    chapters, clauses, faults = _chapters(folder, words)
    means: dict[str, tuple[str, ...]] = {}
    for clause in clauses.values():
        means.update(clause.means)
    every = [*head.found, *(fault for one in faults for fault in one.found)]
    protocol = _protocol(folder, entries, head, words.with_means(means), clauses, chapters)
    every = [*head.found, *(fault for one in faults for fault in one.found)]
    if every:
        raise Broken(every)
    return protocol


def _protocol(
    folder: Path,
    entries: Mapping[str, Twig],
    faults: Faults,
    vocabulary: Vocabulary,
    clauses: dict[str, Clause],
    chapters: tuple[Chapter, ...],
) -> Protocol:
    council = faults.keys(entries.get("council", Twig(1, {})), ("slug", "name"), "council")
    force = faults.keys(entries.get("in_force", Twig(1, {})), ("from", "until"), "in_force")
    titles = faults.mapping(entries.get("titles"), "titles")
    for role, twig in titles.items():
        if role not in vocabulary.roles:
            known = vocabulary.roles
            faults.add(twig.line, role, f"There is no role called {role!r}.", known=known)
    return Protocol(
        council=faults.text(council.get("slug"), "council: slug", line=1),
        council_name=faults.text(council.get("name"), "council: name", line=1),
        edition=faults.text(entries.get("edition"), "edition", line=1) or folder.name,
        title=faults.text(entries.get("title"), "title", line=1),
        kind=faults.text(entries.get("kind"), "kind", line=1),
        calendar=faults.text(entries.get("calendar"), "calendar", line=1),
        counting=_counting(entries.get("counting"), faults),
        vocabulary=vocabulary,
        clauses=clauses,
        chapters=chapters,
        folder=f"{folder.parent.name}/{folder.name}",
        titles={role: faults.text(twig, f"titles: {role}") for role, twig in titles.items()},
        in_force_from=faults.text(force.get("from"), "in_force: from", needed=False),
        in_force_until=faults.text(force.get("until"), "in_force: until", needed=False),
        review=faults.text(entries.get("review"), "review", needed=False),
        sources=faults.texts(entries.get("sources"), "sources"),
        missing={
            number: faults.text(twig, f"missing: {number}")
            for number, twig in faults.mapping(entries.get("missing"), "missing").items()
        },
    )


def _counting(twig: Twig | None, faults: Faults) -> Counting:
    if twig is None:
        faults.add(1, "counting", "counting is missing: the rule for the day of receipt.")
        return Counting(None, True, "", "")
    keys = ("cut_off", "out_of_hours", "day_zero", "reading")
    entries = faults.keys(twig, keys, "counting")
    faults.one_of(entries.get("day_zero"), ("receipt",), "counting: day_zero", default="receipt")
    reading = faults.keys(
        entries.get("reading", Twig(twig.line, {})), ("choice", "because"), "reading"
    )
    cut_off = faults.text(entries.get("cut_off"), "counting: cut_off", needed=False)
    if cut_off and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", cut_off):
        faults.add(twig.line, cut_off, f"cut_off is a time such as 17:00, not {cut_off!r}.")
        cut_off = ""
    out_of_hours = faults.one_of(
        entries.get("out_of_hours"),
        ("next_working_day", "same_day"),
        "counting: out_of_hours",
        line=twig.line,
    )
    return Counting(
        time.fromisoformat(cut_off) if cut_off else None,
        out_of_hours == "next_working_day",
        faults.text(reading.get("choice"), "counting: reading: choice", line=twig.line),
        faults.text(reading.get("because"), "counting: reading: because", line=twig.line),
    )


def _chapters(
    folder: Path, vocabulary: Vocabulary
) -> tuple[tuple[Chapter, ...], dict[str, Clause], list[Faults]]:
    chapters: list[Chapter] = []
    clauses: dict[str, Clause] = {}
    gathered: list[Faults] = []
    for path in sorted(folder.glob("*.md")):
        faults = Faults(path.name)
        gathered.append(faults)
        title, words, own = path.stem, "", []
        for section in _sections(path.read_text("utf-8")):
            numbered = _NUMBERED.match(section.title)
            if numbered and (section.level > 2 or _fences(section)):
                clause = _clause(section, numbered[1], numbered[2], path.name, vocabulary, faults)
                if clause.number in clauses:
                    first = clauses[clause.number]
                    faults.add(
                        section.line,
                        clause.number,
                        f"Clause {clause.number} stands at {first.file}:{first.line} too; "
                        f"a number printed twice becomes {clause.number}bis.",
                    )
                clauses[clause.number] = clause
                own.append(clause.number)
            elif section.level == 1:
                title, words = section.title, "\n".join(section.lines).strip()
            elif _fences(section):
                faults.add(
                    section.line,
                    section.title,
                    f"The heading {section.title!r} has a block but no clause number.",
                )
        chapters.append(Chapter(path.name, title, words, tuple(own)))
    return tuple(chapters), clauses, gathered


def _sections(text: str) -> Iterator[_Section]:
    level, title, line, lines, fenced = 1, "", 1, list[str](), False
    for at, content in enumerate(text.splitlines(), start=1):
        if re.match(r"(~~~|```)", content):
            fenced = not fenced
        heading = None if fenced else _HEADING.match(content)
        if heading:
            if title or any(one.strip() for one in lines):
                yield _Section(level, title, line, tuple(lines))
            level, title, line, lines = len(heading[1]), heading[2], at, []
        else:
            lines.append(content)
    if title:
        yield _Section(level, title, line, tuple(lines))


def _fences(section: _Section) -> list[int]:
    return [at for at, line in enumerate(section.lines) if _FENCE.match(line)]


def _clause(
    section: _Section, number: str, heading: str, file: str, vocabulary: Vocabulary, faults: Faults
) -> Clause:
    fences = _fences(section)
    bare = Clause(number, heading, "", "", file, section.line, file)
    if len(fences) != 1:
        found = "no block" if not fences else f"{len(fences)} blocks"
        faults.add(
            section.line,
            number,
            f"Clause {number} has {found}; it ends in exactly one ~~~yaml block.",
        )
        return bare
    start = fences[0]
    mark = section.lines[start][:3]
    ends = [at for at in range(start + 1, len(section.lines)) if section.lines[at].strip() == mark]
    if not ends:
        faults.add(section.line + start + 1, number, f"The block of clause {number} is not closed.")
        return bare
    words = "\n".join(section.lines[:start]).strip()
    if not words:
        faults.add(section.line, number, f"Clause {number} has no words, only a block.")
    block = read_text(
        "\n".join(section.lines[start + 1 : ends[0]]),
        faults=faults,
        name=number,
        first_line=section.line + start + 2,
    )
    if block is None:
        return bare
    return _with_block(
        Clause(number, heading, words, "", file, section.line, file), block, vocabulary, faults
    )


def _with_block(clause: Clause, block: Twig, vocabulary: Vocabulary, faults: Faults) -> Clause:
    entries = faults.keys(block, _BLOCK, f"the block of clause {clause.number}")
    if not {"rules", "means", "guide"} & set(entries):
        faults.add(
            block.line,
            clause.number,
            f"Clause {clause.number} holds none of rules, means and guide.",
        )
    rules = RuleReader(vocabulary, faults)
    read_rules = (
        rules.rule(twig, clause=clause.number, position=position)
        for position, twig in enumerate(faults.items(entries.get("rules"), "rules"), start=1)
    )
    return replace(
        clause,
        topic=faults.one_of(entries.get("topic"), TOPICS, "topic", line=block.line),
        rules=tuple(rule for rule in read_rules if rule),
        means={
            role: rules.roles(twig, f"means: {role}")
            for role, twig in faults.mapping(entries.get("means"), "means").items()
            if rules.roles(Twig(twig.line, role), "means")
        },
        guide=faults.text(entries.get("guide"), "guide", needed=False),
        readings=tuple(_readings(entries.get("reading"), faults)),
        entries=faults.texts(entries.get("entries"), "entries"),
    )


def _readings(twig: Twig | None, faults: Faults) -> Iterator[Reading]:
    if twig is None:
        return
    for one in twig.value if isinstance(twig.value, list) else [twig]:
        entries = faults.keys(one, ("choice", "because", "unsettled", "over"), "a reading")
        yield Reading(
            faults.text(entries.get("choice"), "reading: choice", line=one.line),
            faults.text(entries.get("because"), "reading: because", line=one.line),
            one.line,
            faults.flag(entries.get("unsettled"), "reading: unsettled"),
            faults.texts(entries.get("over"), "reading: over"),
        )
