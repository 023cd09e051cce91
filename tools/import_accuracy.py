"""How well `moothall protocol import` reads documents that somebody has gone through by hand.

    python tools/import_accuracy.py SOURCES INVENTORIES [--misses COUNCIL]

SOURCES holds the documents, INVENTORIES a YAML file for each council: `source_files`, and `clauses`
with `id` (council:number, with suffixes for parts of a clause), `kind`, `topic` and `within`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from moothall.protocol.adopting.documents import open_document
from moothall.protocol.adopting.proposing.drafting import drafts
from moothall.protocol.adopting.proposing.kinds import kind_of
from moothall.protocol.adopting.proposing.periods import periods
from moothall.protocol.adopting.proposing.sentences import sentences
from moothall.protocol.adopting.proposing.topics import topic_of
from moothall.protocol.adopting.splitting import Outline, Provision, outline
from moothall.protocol.reader import councils, load

# What the inventories call a clause, in the words of the rules it would become.
KINDS = {
    **dict.fromkeys(("duty", "deadline", "service"), "duty"),
    **dict.fromkeys(("permission", "right"), "permit"),
    **dict.fromkeys(("principle", "information"), "guide"),
    "prohibition": "forbid",
    "condition": "require",
    "route": "route",
    "definition": "means",
}
NUMBERED = re.compile(r"(?:app|A)?\d+(?:\.\d+)*(?:bis)?|A\d+\.[A-Z0-9]")
PERIOD = re.compile(r"(\d+) (working days?|days?|months?|years?)")
WORD = re.compile(r"[a-z]{4,}")


@dataclass
class Unit:
    """One clause of an inventory: its number, and its entries (parts) in order."""

    number: str
    entries: list[dict[str, Any]] = field(default_factory=list)

    @property
    def kinds(self) -> list[str]:
        return [KINDS[entry["kind"]] for entry in self.entries]

    @property
    def topics(self) -> list[str]:
        return [entry["topic"] for entry in self.entries]

    @property
    def periods(self) -> set[tuple[int, str]]:
        """Periods with a figure, where this clause says them itself."""
        found: set[tuple[int, str]] = set()
        for entry in self.entries:
            words = str(entry.get("within") or "")
            if not re.search(r"via |gives|implied|implicitly|not stated|\(\d", words):
                found |= {(int(n), unit.rstrip("s") + "s") for n, unit in PERIOD.findall(words)}
        return found


def units(inventory: dict[str, Any]) -> tuple[list[Unit], bool]:
    """The clauses of an inventory, and whether they are numbered in print."""
    clauses = inventory["clauses"]
    lists = _lists(inventory)
    names = [entry["id"].split(":", 1)[1] for entry in clauses]
    numbered = sum(name[0].isdigit() for name in names) > len(names) / 2
    found: dict[str, Unit] = {}
    for name, entry in zip(names, clauses, strict=True):
        base = _base(name) if numbered else re.sub(r"\.s\d+$", "", name)
        under = base.rpartition(".")[0]
        base = under if under in lists else base
        found.setdefault(base, Unit(base)).entries.append(entry)
    return list(found.values()), numbered


def _lists(inventory: dict[str, Any]) -> set[str]:
    """Names under which an inventory counts the bullets of one paragraph."""
    scheme = inventory.get("id_scheme") or {}
    bullets = [names for names, words in scheme.items() if "bullet" in words and "<" not in names]
    return {one.strip().removesuffix(".N") for names in bullets for one in names.split("/")}


def _base(name: str) -> str:
    appendix = re.match(r"A\d+\.[A-Z0-9](?=\.|$)", name)
    if appendix:
        return appendix[0]
    match = NUMBERED.match(name)
    return match[0].replace("app", "A") if match else name


@dataclass
class Score:
    """What came of one council's document."""

    council: str
    units: int = 0
    provisions: int = 0
    matched: int = 0
    topics: int = 0
    any_topic: int = 0
    kinds: int = 0
    any_kind: int = 0
    periods: int = 0
    periods_found: int = 0
    periods_extra: int = 0
    drafts: int = 0  # drafted in clauses for which the protocol here has rules
    drafts_right: int = 0  # of those, with a rule of the same kind about the same act
    misses: list[str] = field(default_factory=list)


def main(arguments: Sequence[str]) -> int:
    """Prints a table with a row for each inventory."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("sources", type=Path)
    parser.add_argument("inventories", type=Path)
    parser.add_argument("--misses", default="", help="show what was missed for this council")
    options = parser.parse_args(arguments)
    scores = [
        score
        for file in sorted(options.inventories.glob("*.yaml"))
        for score in _scores(file, options.sources)
    ]
    _print(scores)
    for score in scores:
        if score.council == options.misses:
            print("\n".join(score.misses))
    return 0


def _scores(file: Path, sources: Path) -> Iterator[Score]:
    inventory = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)
    wanted, numbered = units(inventory)
    for source in inventory["source_files"][:1]:
        name = source["file"] if isinstance(source, dict) else source
        found = outline(open_document(sources / name))
        pairs = _by_number(wanted, found) if numbered else _by_order(wanted, found)
        score = _score(file.stem, wanted, found, pairs)
        _compare_drafts(score, found)
        yield score


def _by_number(wanted: list[Unit], found: Outline) -> list[tuple[Unit, Provision]]:
    here = {provision.number: provision for provision in found.provisions}
    return [(unit, here[unit.number]) for unit in wanted if unit.number in here]


def _by_order(wanted: list[Unit], found: Outline) -> list[tuple[Unit, Provision]]:
    """Clauses without printed numbers, matched in order by the words of their summaries."""
    provisions = found.provisions
    said = [set(WORD.findall(one.text.lower())) for one in provisions]
    told = [
        {word for entry in unit.entries for word in WORD.findall(str(entry["summary"]).lower())}
        for unit in wanted
    ]
    best = [[0.0] * (len(provisions) + 1) for _ in range(len(wanted) + 1)]
    for i in range(len(wanted) - 1, -1, -1):
        for j in range(len(provisions) - 1, -1, -1):
            both = best[i + 1][j + 1] + _alike(told[i], said[j])
            best[i][j] = max(best[i + 1][j], best[i][j + 1], both)
    pairs: list[tuple[Unit, Provision]] = []
    i = j = 0
    while i < len(wanted) and j < len(provisions):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs.append((wanted[i], provisions[j]))
            i, j = i + 1, j + 1
    return pairs


def _alike(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, len(one | other)) if len(one & other) > 1 else 0.0


def _score(
    council: str, wanted: list[Unit], found: Outline, pairs: list[tuple[Unit, Provision]]
) -> Score:
    score = Score(council, len(wanted), len(found.provisions), len(pairs))
    chapter = {one.number: part.title for part in found.parts for one in part.provisions}
    matched = {unit.number for unit, _ in pairs}
    taken = {id(provision) for _, provision in pairs}
    score.misses += [f"missed {unit.number}" for unit in wanted if unit.number not in matched]
    score.misses += [f"extra {one.number}" for one in found.provisions if id(one) not in taken]
    for unit, provision in pairs:
        headings = (provision.heading, provision.section, chapter[provision.number])
        topic = topic_of(provision.text, headings=headings)
        kind = kind_of(sentences(provision.pieces))
        score.topics += topic.name == unit.topics[0]
        score.any_topic += topic.name in unit.topics
        score.kinds += kind.name == unit.kinds[0]
        score.any_kind += kind.name in unit.kinds
        there = {
            (one.period.count, one.period.unit) for one in periods(provision.text) if one.period
        }
        score.periods += len(unit.periods)
        score.periods_found += len(unit.periods & there)
        score.periods_extra += len(there - unit.periods)
        if topic.name != unit.topics[0]:
            by = ", ".join(topic.by)
            score.misses.append(f"topic {unit.number}: {unit.topics[0]}, not {topic.name} ({by})")
        if kind.name != unit.kinds[0]:
            by = ", ".join(kind.by)
            score.misses.append(f"kind {unit.number}: {unit.kinds[0]}, not {kind.name} ({by})")
        if unit.periods != there:
            score.misses.append(f"periods {unit.number}: {unit.periods}, not {there}")
    return score


def _compare_drafts(score: Score, found: Outline) -> None:
    """Drafts beside the rules that people wrote for the same clause, where the council is here."""
    if score.council not in councils():
        return
    protocol = load(score.council)
    for part in found.parts:
        for one in part.provisions:
            clause = protocol.clauses.get(one.number)
            said = list(sentences(one.pieces))
            headings = (one.heading, one.section, part.title)
            drawn = drafts(said, headings=headings, vocabulary=protocol.vocabulary)
            if clause is None or not clause.rules:
                continue
            for draft in drawn:
                right = any(
                    rule.kind == draft.kind and rule.speaks_of(draft.act) for rule in clause.rules
                )
                score.drafts += 1
                score.drafts_right += right
                if not right:
                    score.misses.append(f"draft {one.number}: {draft.kind} {draft.act}")


def _print(scores: Sequence[Score]) -> None:
    print(
        f"{'':10} {'clauses':>8} {'split':>6} {'recall':>7} {'precision':>10} "
        f"{'topic':>6} {'(any)':>6} {'kind':>6} {'(any)':>6} {'periods':>8} {'extra':>6} "
        f"{'drafts as by hand':>18}"
    )
    for one in scores:
        share = [
            f"{100 * count / max(1, one.matched):5.0f}%"
            for count in (one.topics, one.any_topic, one.kinds, one.any_kind)
        ]
        print(
            f"{one.council:10} {one.units:8} {one.provisions:6} "
            f"{100 * one.matched / one.units:6.0f}% {100 * one.matched / one.provisions:9.0f}% "
            f"{' '.join(share)} {one.periods_found:5}/{one.periods:<2} {one.periods_extra:6} "
            f"{one.drafts_right:15}/{one.drafts}"
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
