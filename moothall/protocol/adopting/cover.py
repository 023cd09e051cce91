"""Writes the protocol.yaml of a protocol that begins: what is known, and questions for the rest.

Text out only. How the file is read is in `cover_reading.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from moothall.protocol.vocabulary_reading import SECTIONS

TEMPLATE = Path(__file__).parent / "skeleton" / "protocol.yaml"
_SECTION = re.compile(r"([a-z_]+):")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ,.&'’()/-]*")
# Whom nearly every such protocol names.
_ASKED = ("hub", "chief_executive", "monitoring_officer", "chief_finance_officer", "leader")


@dataclass(frozen=True, slots=True)
class CoverAnswers:
    """What is known of a protocol that begins. An empty answer is left to a person."""

    council: str
    edition: str
    source: str
    name: str = ""
    title: str = ""
    kind: str = ""
    calendar: str = "england-and-wales"
    titles: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(_ASKED, ""))
    remarks: Mapping[str, str] = field(default_factory=dict)  # a comment beside a role's title
    own: str = ""  # sections with words of its own, as they are to stand in the file
    missing: Mapping[str, str] = field(default_factory=dict)


def cover_text(answers: CoverAnswers) -> str:
    """The protocol.yaml for these answers."""
    text = Template(TEMPLATE.read_text("utf-8")).substitute(
        council=answers.council,
        edition=answers.edition,
        name=quoted(answers.name),
        title=quoted(answers.title),
        kind=quoted(answers.kind),
        calendar=answers.calendar,
        titles="\n".join(_titles(answers)),
        own=f"\n{answers.own}\n" if answers.own else "",
        source=quoted(answers.source),
    )
    lines = [line.rstrip() for line in text.splitlines()]
    if answers.missing:
        lines.append("missing:")
        lines += [f"  {quoted(name)}: {quoted(why)}" for name, why in answers.missing.items()]
    return "\n".join(lines) + "\n"


def _titles(answers: CoverAnswers) -> list[str]:
    lines = []
    for role, title in answers.titles.items():
        remark = f"  # {answers.remarks[role]}" if role in answers.remarks else ""
        lines.append(f"  {role}: {quoted(title)}{remark}".rstrip())
    return lines or ["  {}"]


def quoted(text: str) -> str:
    """A text as YAML reads it back, in quotes where it must be; nothing for an empty text."""
    text = " ".join(text.split())
    if not text or (_PLAIN.fullmatch(text) and not text.lower().startswith(("true", "false"))):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def own_words(text: str) -> str:
    """The sections of a protocol.yaml that declare words of its own, with the comments in them."""
    kept: list[str] = []
    keeping = False
    for line in text.splitlines():
        if section := _SECTION.match(line):
            keeping = section[1] in SECTIONS
        if keeping and line.strip():
            kept.append(line)
    return "\n".join(kept)
