"""Strict YAML: every value keeps its line, nothing is guessed, no key stands twice.

`true`, `false` and whole numbers are typed, all else is text: YAML's own guesses would turn clause
4.10 into 4.1, 17:00 into 1020 and `no` into false. What keys and values mean is known by the
modules that read rules, vocabularies and scenarios; this one only says where a mistake stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from moothall.protocol.findings import Finding, nearest

_PLAIN_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
# libyaml composes about five times faster; both give the same nodes.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Scalar = str | int | bool


@dataclass(frozen=True, slots=True)
class Twig:
    """A value of a file and the line it stands on (for an entry of a mapping, its key's line)."""

    line: int
    value: Scalar | tuple[Twig, ...] | dict[str, Twig]

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.value, dict)

    @property
    def items(self) -> Mapping[str, Twig]:
        """The entries of a mapping; empty for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def parts(self) -> tuple[Twig, ...]:
        """The parts of a list; a value that is no list is a list of one."""
        return self.value if isinstance(self.value, tuple) else (self,)

    def written(self) -> str:
        """A scalar as it stands in the file; "" for lists and mappings."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return str(self.value) if isinstance(self.value, (str, int)) else ""


@dataclass(slots=True)
class Page:
    """One file while it is read: gathers what is wrong with it and goes on."""

    file: str
    findings: list[Finding] = field(default_factory=list)

    def wrong(self, line: int, name: str, message: str, *, known: Iterable[str] = ()) -> None:
        """Notes a mistake; `known` are the names that would have been right."""
        self.findings.append(Finding(self.file, line, name, message, nearest(name, known)))

    def mapping(self, twig: Twig, what: str, *, keys: Collection[str] = ()) -> Mapping[str, Twig]:
        """The entries of a mapping. Other keys than `keys`, where any are given, are mistakes."""
        if not twig.is_mapping:
            self.wrong(twig.line, what, f"{what} must be written as `name: value` entries.")
            return {}
        for name, inner in twig.items.items():
            if keys and name not in keys:
                self.wrong(inner.line, name, f"{what} has no key {name!r}.", known=keys)
        return {name: inner for name, inner in twig.items.items() if not keys or name in keys}

    def text(self, twig: Twig | None, what: str, *, line: int = 0) -> str:
        """A text that is not empty. Numbers count as the text they are written as."""
        if twig is None:
            self.wrong(line, what, f"{what} is missing.")
            return ""
        if isinstance(twig.value, bool) or not isinstance(twig.value, (str, int)):
            self.wrong(twig.line, what, f"{what} must be text.")
            return ""
        words = " ".join(twig.written().split())
        if not words:
            self.wrong(twig.line, what, f"{what} must not be empty.")
        return words

    def optional(self, entries: Mapping[str, Twig], key: str, what: str = "") -> str:
        """The text under `key`, or "" where the key is left out."""
        return self.text(entries[key], what or f"`{key}`") if key in entries else ""

    def flag(self, entries: Mapping[str, Twig], key: str) -> bool:
        """True or false under `key`; false where the key is left out."""
        if key not in entries:
            return False
        value = entries[key].value
        if not isinstance(value, bool):
            self.wrong(entries[key].line, key, f"`{key}` must be true or false.")
        return value is True

    def names(self, twig: Twig | None, what: str) -> list[tuple[int, str]]:
        """One name or a list of names, each with its line."""
        found: list[tuple[int, str]] = []
        for part in twig.parts if twig is not None else ():
            if isinstance(part.value, bool) or not part.written().strip():
                self.wrong(part.line, what, f"{what} must be a name or a list of names.")
            else:
                found.append((part.line, part.written().strip()))
        return found


def compose(text: str, *, page: Page, first_line: int = 1) -> Twig | None:
    """The root of a YAML text that begins on `first_line` of its file.

    None where it is empty or no YAML; the latter is a mistake on the page.
    """
    offset = first_line - 1
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line + 1 if mark else 1) + offset
        page.wrong(line, "yaml", f"This is not YAML: {error.problem}.")
        return None
    except yaml.YAMLError as error:
        page.wrong(first_line, "yaml", f"This is not YAML: {' '.join(str(error).split())}.")
        return None
    return None if node is None else _twig(node, page, offset)


def _twig(node: yaml.Node, page: Page, offset: int) -> Twig:
    line = node.start_mark.line + 1 + offset
    if isinstance(node, yaml.SequenceNode):
        return Twig(line, tuple(_twig(part, page, offset) for part in node.value))
    if isinstance(node, yaml.MappingNode):
        return Twig(line, dict(_entries(node, page, offset)))
    return Twig(line, _typed(str(node.value), quoted=bool(node.style)))


def _entries(node: yaml.MappingNode, page: Page, offset: int) -> Iterator[tuple[str, Twig]]:
    lines: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1 + offset
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
        if name in lines:
            page.wrong(line, name, f"{name!r} stands here twice, first on line {lines[name]}.")
            continue
        lines[name] = line
        yield name, Twig(line, _twig(value, page, offset).value)


def _typed(text: str, *, quoted: bool) -> Scalar:
    if quoted:
        return text
    if text in ("true", "false"):
        return text == "true"
    return int(text) if _PLAIN_WHOLE.fullmatch(text) else text
