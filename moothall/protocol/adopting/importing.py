"""Makes a protocol of a document that a council has: its clauses in its own words, and proposals.

Opening is done in `documents/`, finding clauses in `splitting/`, proposing in `proposing/`; this
puts them together and writes the folder.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from moothall.protocol.adopting.chapters_text import Proposed, chapter_text, file_name
from moothall.protocol.adopting.cover import CoverAnswers, cover_text
from moothall.protocol.adopting.documents import open_document
from moothall.protocol.adopting.folders import made_whole, place_for
from moothall.protocol.adopting.proposing.drafting import drafts
from moothall.protocol.adopting.proposing.kinds import kind_of
from moothall.protocol.adopting.proposing.periods import periods
from moothall.protocol.adopting.proposing.roles import titles
from moothall.protocol.adopting.proposing.sentences import sentences
from moothall.protocol.adopting.proposing.topics import topic_of
from moothall.protocol.adopting.splitting import Outline, Part, Provision, outline
from moothall.protocol.reader import COVER
from moothall.protocol.vocabulary import Vocabulary

LEFT_OUT = "left-out.txt"
_COUNCIL = re.compile(
    r"\b((?:[A-Z][\w'’-]+(?: (?:upon|on|and|the|in|of|with) | ))+?"
    r"(?:(?P<kind>Borough|City|County|District|Metropolitan Borough|Town|Parish|Community) )?"
    r"Council)\b"
)
_BEFORE = re.compile(
    r"(?:(?:A|All|Any|As|At|Both|By|Each|Every|For|Full|If|In|Of|On|Our|The|This|To|When|Where)\s)+"
)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made, for whoever gave the command."""

    place: Path
    outline: Outline
    proposals: dict[str, Proposed]

    @property
    def drafted(self) -> int:
        """How many rules were drafted."""
        return sum(len(one.drafts) for one in self.proposals.values())

    def as_json(self) -> dict[str, object]:
        """JSON-ready."""
        made = self.outline
        return {
            "folder": str(self.place),
            "title": made.title,
            "chapters": len(made.parts),
            "clauses": [one.number for one in made.provisions],
            "missing": made.missing,
            "printed_twice": made.doubled,
            "left_out": made.left_out,
            "notes": made.notes,
            "drafted": self.drafted,
            "topics": {
                number: one.topic.name for number, one in self.proposals.items() if one.topic.name
            },
            "kinds": {number: one.kind.name for number, one in self.proposals.items()},
        }


def import_document(file: Path, *, council: str, edition: str, vocabulary: Vocabulary) -> Imported:
    """Makes the protocol of a council from its document.

    Raises Unreadable where the file cannot be read, and CannotAdopt where the folder cannot be
    made. Nothing is written in either case.
    """
    place = place_for(council, edition)
    made = outline(open_document(file))
    proposals = {
        one.number: _proposed(part, one, vocabulary)
        for part in made.parts
        for one in part.provisions
    }
    with made_whole(place) as folder:
        for at, part in enumerate(made.parts, start=1):
            text = chapter_text(part, proposals)
            (folder / file_name(at, part)).write_text(text, "utf-8")
        cover = cover_text(_answers(made, council, edition, file, vocabulary))
        (folder / COVER).write_text(cover, "utf-8")
        (folder / "scenarios").mkdir()
        if made.left_out or made.notes:
            lines = [*made.notes, *made.left_out]
            (folder / LEFT_OUT).write_text("\n".join(lines) + "\n", "utf-8")
    return Imported(place, made, proposals)


def _proposed(part: Part, provision: Provision, vocabulary: Vocabulary) -> Proposed:
    headings = (provision.heading, provision.section, part.title)
    said = list(sentences(provision.pieces))
    found = drafts(said, headings=headings, vocabulary=vocabulary)
    used = {str(draft.keys["within"]) for draft in found if "within" in draft.keys}
    return Proposed(
        topic=topic_of(provision.text, headings=headings),
        kind=kind_of(said),
        drafts=tuple(found),
        periods=tuple(
            one.words
            for one in periods(provision.text)
            if one.period is None or str(one.period) not in used
        ),
    )


def _answers(
    made: Outline, council: str, edition: str, file: Path, vocabulary: Vocabulary
) -> CoverAnswers:
    text = " ".join(one.text for one in made.provisions)
    posts = {name: not role.plural and "." not in name for name, role in vocabulary.roles.items()}
    name, kind = council_named(f"{made.title} . {text}")
    return CoverAnswers(
        council,
        edition,
        source=f"Imported from {file.name}, in the council's own words",
        name=name,
        title=made.title,
        kind=kind,
        titles=titles(text, roles=posts),
        missing=made.missing,
    )


def council_named(text: str) -> tuple[str, str]:
    """The council that a text names most often, and what kind of council its name says it is."""
    named: Counter[tuple[str, str]] = Counter()
    for found in _COUNCIL.finditer(text):
        name = _BEFORE.sub("", found[1]) if _BEFORE.match(found[1]) else found[1]
        if len(name.split()) > 1 and name != f"{found['kind']} Council":
            named[name, (found["kind"] or "").lower()] += 1
    return named.most_common(1)[0][0] if named else ("", "")
