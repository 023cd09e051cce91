"""Turns a procedure's YAML into a Procedure: closed keys, right shapes, wording that parses.

Whether the names in it exist is looked at afterwards, in `procedure_checks.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from moothall.cases import words
from moothall.cases.act_reading import ActReader, Keys
from moothall.cases.procedure import (
    FIELD_TYPES,
    THEMES,
    Field,
    Keep,
    Listing,
    Procedure,
    Register,
    Slot,
    State,
)
from moothall.cases.words import Wording
from moothall.strict import Faults, Twig

KEYS = [
    "kind",
    "label",
    "plural",
    "reference",
    "about",
    "sheet",
    "shows",
    "level",
    "parties",
    "roles",
    "facts",
    "circles",
    "fields",
    "states",
    "lists",
    "register",
    "acts",
    "renamed",
    "keep",
    "walled",
    "theme",
    "replies",
]
FIELD_KEYS = [
    "type",
    "label",
    "question",
    "hint",
    "of",
    "fact",
    "means",
    "judges",
    "same",
    "older",
]
STATE_KEYS = ["label", "turn", "next", "ends"]
SLOT_KEYS = ["label", "many", "not"]
LIST_KEYS = ["label", "one", "circle", "states", "ends", "own", "things"]
REGISTER_KEYS = ["name", "while", "person", "whom", "what", "start", "end"]
KEEP_KEYS = ["months", "why"]
RENAMED_KEYS = ["states", "fields", "acts"]
_SHOWN = ["subject", "urgent", "area", "confidential"]
LEVEL_KEYS = ["field", "of"]
T = TypeVar("T")


@dataclass(slots=True)
class ProcedureReader:
    """Reads one file's tree; every slip goes to `faults`."""

    faults: Faults

    def procedure(self, root: Twig) -> Procedure:
        keys = self.faults.keys(root, KEYS, "a procedure")
        named = Keys(self.faults, keys, "a procedure", root.line)
        kind = named.text("kind", needed=True)
        circles = {
            name: self.faults.texts(twig, f"circle {name!r}")
            for name, twig in self.faults.mapping(keys.get("circles"), "circles").items()
        }
        if not circles:
            self.faults.add(root.line, "circles", "circles is missing: somebody must see it.")
        acts = ActReader(self.faults, kind, next(iter(circles), ""))
        return Procedure(
            kind=kind,
            label=named.text("label", needed=True),
            plural=named.text("plural", needed=True),
            reference=named.text("reference", needed=True),
            about=named.texts("about"),
            sheet=named.texts("sheet"),
            shows=self.texts_by_name(keys.get("shows"), _SHOWN, "shows"),
            level=self.texts_by_name(keys.get("level"), LEVEL_KEYS, "level"),
            parties=self.each(keys.get("parties"), "parties", self.slot),
            roles=self.values(keys.get("roles"), "roles"),
            facts=self.sources(keys.get("facts")),
            circles=circles,
            fields=self.each(keys.get("fields"), "fields", self.field),
            states=self.each(keys.get("states"), "states", self.state),
            lists=self.each(keys.get("lists"), "lists", self.listing),
            register=self.register(keys.get("register")),
            acts=self.each(keys.get("acts"), "acts", acts.act),
            renamed=self.renamed(keys.get("renamed")),
            keep=self.keep(keys.get("keep")),
            walled=self.faults.flag(keys.get("walled"), "walled"),
            theme=self.theme(keys.get("theme")),
            replies=self.replies(keys.get("replies")),
        )

    def each(
        self, twig: Twig | None, where: str, read: Callable[[str, Twig], T]
    ) -> Mapping[str, T]:
        return {name: read(name, one) for name, one in self.faults.mapping(twig, where).items()}

    def values(self, twig: Twig | None, where: str) -> Mapping[str, Any]:
        """A mapping's values without their lines."""
        return {name: one.plain() for name, one in self.faults.mapping(twig, where).items()}

    def sources(self, twig: Twig | None) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
        """Where each fact comes from: one source, or several that are put together."""
        return {name: _sources(value) for name, value in self.values(twig, "facts").items()}

    def replies(self, twig: Twig | None) -> Mapping[str, str]:
        """What a reply by mail does, first what comes first: an act, and the field it answers."""
        found = self.faults.mapping(twig, "replies")
        return {act: self.faults.text(one, f"replies: {act}") for act, one in found.items()}

    def theme(self, twig: Twig | None) -> str:
        found = self.faults.text(twig, "theme", needed=False)
        if twig is not None and found and found not in THEMES:
            self.faults.add(twig.line, found, f"There is no theme {found!r}.", known=THEMES)
        return found

    def texts_by_name(self, twig: Twig | None, allowed: list[str], where: str) -> Mapping[str, str]:
        if twig is None:
            return {}
        keys = self.faults.keys(twig, allowed, where)
        return {name: self.faults.text(one, f"{where}.{name}") for name, one in keys.items()}

    def renamed(self, twig: Twig | None) -> Mapping[str, Mapping[str, str]]:
        if twig is None:
            return {}
        keys = self.faults.keys(twig, RENAMED_KEYS, "renamed")
        return {
            what: {
                old: self.faults.text(new, old)
                for old, new in self.faults.mapping(one, what).items()
            }
            for what, one in keys.items()
        }

    def slot(self, name: str, twig: Twig) -> Slot:
        keys = self.faults.keys(twig, SLOT_KEYS, f"party {name!r}")
        return Slot(
            name=name,
            label=self.faults.text(keys.get("label"), f"{name}: label", line=twig.line),
            many=self.faults.flag(keys.get("many"), f"{name}: many"),
            excludes=self.faults.texts(keys.get("not"), f"{name}: not"),
        )

    def field(self, name: str, twig: Twig) -> Field:
        keys = self.faults.keys(twig, FIELD_KEYS, f"field {name!r}")
        where = f"field {name!r}"
        type_ = self.faults.text(keys.get("type"), f"{where}: type", line=twig.line)
        if type_ and type_ not in FIELD_TYPES:
            line = keys["type"].line
            self.faults.add(line, type_, f"There is no type {type_!r}.", known=FIELD_TYPES)
        return Field(
            name=name,
            type=type_,
            label=self.faults.text(keys.get("label"), f"{where}: label", line=twig.line),
            question=self.faults.text(keys.get("question"), f"{where}: question", line=twig.line),
            hint=self.faults.text(keys.get("hint"), f"{where}: hint", needed=False),
            of=self.options(keys.get("of"), where),
            fact=self.faults.text(keys.get("fact"), f"{where}: fact", needed=False),
            means={
                key: self.values(one, f"{where}: means {key}")
                for key, one in self.faults.mapping(keys.get("means"), f"{where}: means").items()
            },
            judges={
                act: self.faults.text(one, f"{where}: judges {act}")
                for act, one in self.faults.mapping(keys.get("judges"), f"{where}: judges").items()
            },
            same=self.faults.texts(keys.get("same"), f"{where}: same"),
            older=self.faults.flag(keys.get("older"), f"{where}: older"),
        )

    def options(self, twig: Twig | None, where: str) -> Mapping[str, str] | tuple[str, ...]:
        if twig is not None and isinstance(twig.value, dict):
            return {
                name: self.faults.text(one, f"{where}: {name}") for name, one in twig.value.items()
            }
        return self.faults.texts(twig, f"{where}: of")

    def state(self, name: str, twig: Twig) -> State:
        keys = self.faults.keys(twig, STATE_KEYS, f"state {name!r}")
        return State(
            name=name,
            label=self.faults.text(keys.get("label"), f"{name}: label", line=twig.line),
            turn=self.faults.text(keys.get("turn"), f"{name}: turn", needed=False),
            next=self.wording(keys.get("next"), f"{name}: next"),
            ends=self.faults.flag(keys.get("ends"), f"{name}: ends"),
        )

    def wording(self, twig: Twig | None, where: str) -> Wording | None:
        if twig is None:
            return None
        try:
            return words.parse(self.faults.text(twig, where))
        except words.BadWording as error:
            self.faults.add(twig.line, where, f"{where}: {error}.")
            return None

    def listing(self, name: str, twig: Twig) -> Listing:
        keys = self.faults.keys(twig, LIST_KEYS, f"list {name!r}")
        part = Keys(self.faults, keys, name, twig.line)
        return Listing(
            name=name,
            label=part.text("label", needed=True),
            one=part.text("one", needed=True),
            circle=part.text("circle", needed=True),
            states=self.faults.texts(keys.get("states"), f"{name}: states"),
            ends=self.faults.texts(keys.get("ends"), f"{name}: ends"),
            own=self.faults.flag(keys.get("own"), f"{name}: own"),
            things=part.texts_by_name("things", keys.get("things")),
        )

    def keep(self, twig: Twig | None) -> Keep | None:
        if twig is None:
            return None
        keys = self.faults.keys(twig, KEEP_KEYS, "keep")
        months = keys["months"].value if "months" in keys else None
        if not isinstance(months, int) or isinstance(months, bool) or months < 1:
            self.faults.add(twig.line, "months", "keep: months must be a whole number from 1.")
            months = 0
        why = self.faults.text(keys.get("why"), "keep: why", line=twig.line)
        return Keep(months, why)

    def register(self, twig: Twig | None) -> Register | None:
        if twig is None:
            return None
        keys = self.faults.keys(twig, REGISTER_KEYS, "register")
        part = Keys(self.faults, keys, "register", twig.line)
        return Register(
            name=part.text("name", needed=True),
            states=self.faults.texts(keys.get("while"), "register: while"),
            person=part.text("person", needed=True),
            whom=part.text("whom"),
            what=part.text("what", needed=True),
            start=part.text("start"),
            end=part.text("end"),
        )


def _sources(value: Any) -> tuple[Mapping[str, Any], ...]:
    """What is no mapping is kept as an empty one, which names no source and is found out."""
    found = value if isinstance(value, list) else [value]
    return tuple(one if isinstance(one, dict) else {} for one in found)
