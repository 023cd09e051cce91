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
from moothall.protocol.edition import Chapter, Clause, Cover, Protocol
from moothall.protocol.findings import ProtocolErrors
from moothall.protocol.page import Page
from moothall.protocol.references import unmentioned
from moothall.protocol.role_tree import role_tree
from moothall.protocol.vocabulary import UnknownName, Vocabulary
from moothall.protocol.vocabulary_reading import read_vocabulary
from moothall.strict import Fault

COVER = "protocol.yaml"


class UnknownProtocol(UnknownName):
    """No council, or no edition of its protocol, has this name."""


def councils(*, folder: Path | None = None) -> list[str]:
    """The councils whose protocols stand in this installation."""
    covers = (path for shelf in _shelves(folder) for path in shelf.glob(f"*/*/{COVER}"))
    return sorted({path.parent.parent.name for path in covers})


def editions(council: str, *, folder: Path | None = None) -> list[str]:
    """Names of the editions of a council's protocol. Raises UnknownProtocol."""
    return sorted(_editions(council, _shelves(folder)))


def load(council: str, edition: str | None = None, *, folder: Path | None = None) -> Protocol:
    """The protocol of a council that stands in this installation; its newest edition by default.

    Looks among the council's own protocols first, then among those that came with Moothall; or
    only in `folder`. Kept once read. Raises UnknownProtocol and ProtocolErrors.
    """
    return _load(council, edition, _shelves(folder))


def _shelves(folder: Path | None) -> tuple[Path, ...]:
    """Where protocols stand. The shared vocabulary stands on the last shelf."""
    return (folder,) if folder is not None else (places.own_protocols(), places.PROTOCOLS)


def _editions(council: str, shelves: Iterable[Path]) -> dict[str, Path]:
    """The folder of each edition; the first shelf that has one counts."""
    covers = [path for shelf in shelves for path in sorted(shelf.glob(f"*/*/{COVER}"))]
    found: dict[str, Path] = {}
    for path in covers:
        if path.parent.parent.name == council:
            found.setdefault(path.parent.name, path.parent)
    if not found:
        councils = {path.parent.parent.name for path in covers}
        raise UnknownProtocol("council with a protocol", council, councils)
    return found


@cache
def _load(council: str, edition: str | None, shelves: tuple[Path, ...]) -> Protocol:
    found = _editions(council, shelves)
    vocabulary = read_vocabulary(shelves[-1] / "vocabulary")
    if edition is not None:
        if edition not in found:
            raise UnknownProtocol(f"edition of the protocol of {council}", edition, found)
        return read_protocol(found[edition], vocabulary=vocabulary)
    read = [read_protocol(folder, vocabulary=vocabulary) for folder in found.values()]
    return max(read, key=lambda one: (one.in_force_from or date.min, one.edition))


def read_protocol(folder: Path, *, vocabulary: Vocabulary) -> Protocol:
    """The protocol of a folder. Raises ProtocolErrors with every mistake found in its files."""
    page = Page(COVER)
    cover = read_cover(folder / COVER, page=page, vocabulary=vocabulary)
    faults = list(page.found)
    chapters, clauses = _chapters(folder, cover.vocabulary, faults)
    faults += _unknown_over(clauses)
    faults += _unmentioned(cover, clauses)
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


def _unmentioned(cover: Cover, clauses: Mapping[str, Clause]) -> Iterable[Fault]:
    """A document that no clause speaks of is a slip of the pen in its name."""
    for name in unmentioned(cover.references, (one.words for one in clauses.values())):
        yield Fault(COVER, 1, name, f"No clause mentions {name!r}, which `references` names.")


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
