"""Begins a council's own protocol: an empty one with its questions, or a copy of another council's.

Reading a document that the council already has is in `importing.py`.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from string import Template

from moothall.protocol.adopting.cover import CoverAnswers, cover_text, own_words
from moothall.protocol.adopting.drafts import with_clauses_drafted, with_rules_drafted
from moothall.protocol.adopting.folders import made_whole, place_for
from moothall.protocol.edition import Protocol
from moothall.protocol.reader import COVER

_SKELETON = Path(__file__).parent / "skeleton"
_CHAPTER, _SCENARIOS = "01-enquiries.md", "scenarios/enquiries.yaml"


def new_protocol(council: str, *, edition: str) -> Path:
    """Makes a protocol that holds questions, one chapter and one scenario file; says where.

    Raises CannotAdopt.
    """
    place = place_for(council, edition)
    answers = CoverAnswers(council, edition, source="")
    with made_whole(place) as folder:
        (folder / "scenarios").mkdir()
        (folder / COVER).write_text(cover_text(answers), "utf-8")
        shutil.copyfile(_SKELETON / _CHAPTER, folder / _CHAPTER)
        scenarios = Template((_SKELETON / _SCENARIOS).read_text("utf-8"))
        (folder / _SCENARIOS).write_text(scenarios.substitute(council=council), "utf-8")
    return place


def copy_protocol(council: str, *, edition: str, source: Protocol) -> Path:
    """Copies another council's protocol, every clause and rule of it marked as drafted; says where.

    Raises CannotAdopt.
    """
    place = place_for(council, edition)
    with made_whole(place) as folder:
        for chapter in source.chapters:
            (folder / chapter.file).write_text(_drafted(source, chapter.file), "utf-8")
        if (source.folder / "scenarios").is_dir():
            shutil.copytree(source.folder / "scenarios", folder / "scenarios")
        (folder / COVER).write_text(cover_text(_answers(source, council, edition)), "utf-8")
    return place


def _drafted(source: Protocol, file: str) -> str:
    text = (source.folder / file).read_text("utf-8")
    lines = {rule.line for rule in source.rules if rule.file == file}
    return with_clauses_drafted(with_rules_drafted(text, lines=lines))


def _answers(source: Protocol, council: str, edition: str) -> CoverAnswers:
    """What the other council's cover says that may hold here too; its own titles only as hints."""
    return CoverAnswers(
        council,
        edition,
        source=f"Copied as a draft from {source.title}",
        kind=source.kind,
        calendar=source.calendar,
        titles=dict.fromkeys(source.titles, ""),
        remarks={role: f"there: {title}" for role, title in source.titles.items()},
        own=own_words((source.folder / COVER).read_text("utf-8")),
    )
