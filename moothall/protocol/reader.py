"""Reads a protocol from its folder: cover, chapters, clauses, and the tree of roles they make.

Everything wrong is collected over all files and raised at once (ProtocolErrors). Scenarios stand
in the same folder and are read in `scenario_reading.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from moothall import places
from moothall.protocol.chapters import split
from moothall.protocol.clause_reading import read_clause
from moothall.protocol.cover_reading import read_cover
from moothall.protocol.edition import Chapter, Clause, Protocol
from moothall.protocol.findings import ProtocolErrors
from moothall.protocol.page import Page
from moothall.protocol.role_tree import role_tree
from moothall.protocol.vocabulary import UnknownName, Vocabulary
from moothall.protocol.vocabulary_reading import read_vocabulary
from moothall.strict import Fault

COVER = "protocol.yaml"


class UnknownProtocol(UnknownName):
    """No council, or no edition of its protocol, has this name."""


def editions(council: str, *, folder: Path = places.PROTOCOLS) -> list[str]:
    """Names of the editions of a council's protocol. Raises UnknownProtocol."""
    councils = {path.parent.parent.name for path in folder.glob(f"*/*/{COVER}")}
    if council not in councils:
        raise UnknownProtocol("council with a protocol", council, councils)
    return sorted(path.parent.name for path in (folder / council).glob(f"*/{COVER}"))


@cache
def load(council: str, edition: str | None = None, *, folder: Path = places.PROTOCOLS) -> Protocol:
    """The protocol of a council that stands in this installation; its newest edition by default.

    Kept once read. Raises UnknownProtocol and ProtocolErrors.
    """
    names = editions(council, folder=folder)
    vocabulary = read_vocabulary(folder / "vocabulary")
    if edition is not None:
        if edition not in names:
            raise UnknownProtocol(f"edition of the protocol of {council}", edition, names)
        return read_protocol(folder / council / edition, vocabulary=vocabulary)
    found = [read_protocol(folder / council / name, vocabulary=vocabulary) for name in names]
    return max(found, key=lambda one: (one.in_force_from or date.min, one.edition))


def read_protocol(folder: Path, *, vocabulary: Vocabulary) -> Protocol:
    """The protocol of a folder. Raises ProtocolErrors with every mistake found in its files."""
    page = Page(COVER)
    cover = read_cover(folder / COVER, page=page, vocabulary=vocabulary)
    faults = list(page.found)
    chapters, clauses = _chapters(folder, cover.vocabulary, faults)
    faults += _unknown_over(clauses)
    tree, circles = role_tree(cover.vocabulary, clauses.values())
    faults += circles
    if faults:
        raise ProtocolErrors(faults)
    return Protocol(folder, cover, chapters, clauses, tree)


def _chapters(
    folder: Path, words: Vocabulary, faults: list[Fault]
) -> tuple[tuple[Chapter, ...], dict[str, Clause]]:
    chapters: list[Chapter] = []
    clauses: dict[str, Clause] = {}
    for path in sorted(folder.glob("*.md")):
        page = Page(path.name)
        leaf = split(path.read_text("utf-8"), page=page)
        numbers: list[str] = []
        for section in leaf.sections:
            clause = read_clause(section, chapter=leaf.title, page=page, words=words)
            if clause.number in clauses:
                _printed_twice(clause, clauses[clause.number], page)
                continue
            clauses[clause.number] = clause
            numbers.append(clause.number)
        words_above = "\n".join(leaf.words).strip()
        chapters.append(Chapter(leaf.title, path.name, words_above, tuple(numbers)))
        faults += page.found
    if not chapters:
        faults.append(Fault(COVER, 1, folder.name, "The protocol has no chapters (*.md)."))
    return tuple(chapters), clauses


def _printed_twice(clause: Clause, first: Clause, page: Page) -> None:
    number = clause.number
    message = (
        f"Clause {number} stands here twice, first in {first.file} on line {first.line}. "
        f"If it is printed twice, call this one {number}bis."
    )
    page.add(clause.line, number, message)


def _unknown_over(clauses: Mapping[str, Clause]) -> Iterable[Fault]:
    """A reading may only prevail over another clause that there is."""
    for clause in clauses.values():
        page = Page(clause.file)
        for reading in clause.readings:
            for number in reading.over:
                if number == clause.number:
                    page.add(reading.line, number, f"Clause {number} cannot prevail over itself.")
                elif number not in clauses:
                    page.add(reading.line, number, f"There is no clause {number}.", known=clauses)
        yield from page.found
