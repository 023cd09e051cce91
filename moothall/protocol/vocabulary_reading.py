"""Reads roles, acts, facts, kinds and topics: the shared files, and what a protocol brings itself.

Checks every entry against all words once they are merged. What the words are is in
`vocabulary.py`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Collection, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar, cast

from moothall import places
from moothall.protocol.findings import ProtocolErrors
from moothall.protocol.page import Page
from moothall.protocol.vocabulary import (
    FACT_SOURCES,
    FACT_TYPES,
    Act,
    BadFact,
    FactSource,
    FactSpec,
    FactType,
    Role,
    Vocabulary,
)
from moothall.strict import Fault, Twig

SECTIONS = ("roles", "acts", "facts", "kinds", "topics")
_NEEDED = ("roles", "acts", "facts")
_NAME = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_]*)?")
_ROLE_KEYS = ("label", "plural", "within", "ladder")
_ACT_KEYS = ("label", "also", "opposes", "reviews", "event")
_FACT_KEYS = ("type", "of", "source", "judged_by", "assume", "label", "question", "says")
Word = TypeVar("Word")


@cache
def read_vocabulary(folder: Path = places.PROTOCOLS / "vocabulary") -> Vocabulary:
    """The shared vocabulary of a folder: roles, acts and facts; kinds and topics if there are any.

    Kept once read. Raises ProtocolErrors with every mistake found.
    """
    pages = {name: Page(f"vocabulary/{name}.yaml") for name in SECTIONS}
    found: dict[str, Twig] = {}
    for name, page in pages.items():
        path = folder / f"{name}.yaml"
        if path.exists():
            root = page.compose(path.read_text("utf-8"))
            found[name] = root if root is not None else Twig(1, {})
        elif name in _NEEDED:
            page.add(1, name, f"The vocabulary has no {path.name}.")
    vocabulary = merged(Vocabulary({}, {}, {}), found, pages=pages)
    faults: list[Fault] = [fault for page in pages.values() for fault in page.found]
    if faults:
        raise ProtocolErrors(faults)
    return vocabulary


def merged(base: Vocabulary, found: Mapping[str, Twig], *, pages: Mapping[str, Page]) -> Vocabulary:
    """`base` and the sections of `found`, all cross-references checked; faults go on the pages."""
    reader = _WordReader(pages, found)
    words = Vocabulary(
        reader.section("roles", base.roles, _role),
        reader.section("acts", base.acts, _act),
        base.facts,
        reader.section("kinds", base.kinds, _label),
        reader.section("topics", base.topics, _label),
    )
    reader.check_names("roles", ("within",), words.roles, "role")
    reader.check_names("acts", ("opposes", "reviews"), words.acts, "act")
    facts = reader.section("facts", base.facts, lambda *at: _fact(*at, words=words))
    return dataclasses.replace(words, facts=facts)


class _WordReader:
    def __init__(self, pages: Mapping[str, Page], found: Mapping[str, Twig]) -> None:
        self.pages = pages
        self.found = found

    def section(
        self,
        section: str,
        base: Mapping[str, Word],
        read_one: Callable[[Page, str, Twig], Word | None],
    ) -> Mapping[str, Word]:
        """The words of `base` and those of a section. None may be declared again."""
        words = dict(base)
        if section not in self.found:
            return words
        page = self.pages[section]
        for name, twig in page.entries(self.found[section], f"`{section}`").items():
            if name in base:
                page.add(twig.line, name, f"{name!r} is already in the shared vocabulary.")
                continue
            if not _NAME.fullmatch(name):
                message = f"{name!r} is no name: small letters, such as `thing.property`."
                page.add(twig.line, name, message)
            word = read_one(page, name, twig)
            if word is not None:
                words[name] = word
        return words

    def check_names(
        self, section: str, keys: tuple[str, ...], known: Collection[str], what: str
    ) -> None:
        if section not in self.found:
            return
        for twig in self.found[section].entries.values():
            for key in keys:
                self.pages[section].known(twig.entries.get(key), key, known, what)


def _label(page: Page, name: str, twig: Twig) -> str:
    return page.words(twig, f"The label of {name}")


def _role(page: Page, name: str, twig: Twig) -> Role:
    entries = page.entries(twig, f"The role {name}", keys=_ROLE_KEYS)
    return Role(
        name,
        page.words(entries.get("label"), f"The label of {name}", line=twig.line),
        page.optional(entries, "plural"),
        tuple(role for _, role in page.names(entries.get("within"), "`within`")),
        page.flag(entries.get("ladder"), "`ladder`"),
    )


def _act(page: Page, name: str, twig: Twig) -> Act:
    entries = page.entries(twig, f"The act {name}", keys=_ACT_KEYS)
    if "." not in name:
        page.add(twig.line, name, f"The act {name!r} must be written as `kind.verb`.")
    return Act(
        name,
        page.words(entries.get("label"), f"The label of {name}", line=twig.line),
        tuple(word for _, word in page.names(entries.get("also"), "`also`")),
        tuple(act for _, act in page.names(entries.get("opposes"), "`opposes`")),
        tuple(act for _, act in page.names(entries.get("reviews"), "`reviews`")),
        page.flag(entries.get("event"), "`event`"),
    )


def _fact(page: Page, name: str, twig: Twig, *, words: Vocabulary) -> FactSpec | None:
    entries = page.entries(twig, f"The fact {name}", keys=_FACT_KEYS)
    for key in ("type", "source"):
        if key not in entries:
            page.add(twig.line, name, f"The fact {name} needs `{key}:`.")
    kind = page.choice(entries, "type", FACT_TYPES)
    source = page.choice(entries, "source", FACT_SOURCES)
    judge = page.optional(entries, "judged_by")
    if judge:
        page.known(entries["judged_by"], "judged_by", words.roles, "role")
        if source != "judged":
            message = f"{name} is not judged: its source is {source}."
            page.add(entries["judged_by"].line, name, message)
    spec = FactSpec(
        name,
        cast(FactType, kind),
        cast(FactSource, source),
        page.words(entries.get("label"), f"The label of {name}", line=twig.line),
        page.words(entries.get("question"), f"The question for {name}", line=twig.line),
        _choices(page, name, twig.line, entries, kind),
        judge,
        says=_saying(page, name, entries, kind),
    )
    return _with_assumption(page, spec, entries, words) if kind and source else None


def _saying(page: Page, name: str, entries: Mapping[str, Twig], kind: str) -> str:
    says = page.optional(entries, "says")
    if says and (kind == "bool") == ("{}" in says):
        wanted = "has no place for {}" if kind == "bool" else "needs a place for its value: {}"
        page.add(entries["says"].line, name, f"`says` of {name} {wanted}.")
    return says


def _choices(
    page: Page, name: str, line: int, entries: Mapping[str, Twig], kind: str
) -> Mapping[str, str]:
    if kind != "choice":
        if "of" in entries:
            page.add(entries["of"].line, name, f"{name} is no choice: take `of:` out.")
        return {}
    if "of" not in entries or not entries["of"].entries:
        page.add(line, name, f"The choice {name} needs `of: {{value: label}}`.")
        return {}
    return {
        value: page.words(label, f"The label of {value}")
        for value, label in entries["of"].entries.items()
    }


def _with_assumption(
    page: Page, spec: FactSpec, entries: Mapping[str, Twig], words: Vocabulary
) -> FactSpec:
    if "assume" not in entries:
        return spec
    twig = entries["assume"]
    alone = Vocabulary(words.roles, {}, {spec.name: spec})
    try:
        return dataclasses.replace(spec, assume=alone.read_fact(spec.name, twig.plain()))
    except BadFact as bad:
        page.add(twig.line, spec.name, f"`assume`: {bad}")
        return spec
