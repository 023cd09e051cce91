"""Turns one act of a procedure's YAML into an Act.

Whether the names in it exist is looked at afterwards, in `procedure_checks.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moothall.cases import words
from moothall.cases.conditions import Condition
from moothall.cases.procedure import Act, Adds, Ask
from moothall.cases.words import Wording
from moothall.strict import Faults, Twig

KEYS = [
    "label",
    "done",
    "tells",
    "starts",
    "judged",
    "also",
    "for",
    "from",
    "while",
    "in",
    "by",
    "asks",
    "when",
    "else",
    "to",
    "fills",
    "adds",
    "sets",
    "says",
    "meets",
    "moves",
    "agrees",
    "stops",
    "resumes",
    "limits",
    "first",
    "elsewhere",
    "circle",
    "readers",
    "only_readers",
    "opens",
    "auto",
]
UNJUDGED = "nothing"


@dataclass(slots=True)
class ActReader:
    """Reads the acts of one kind; `circle` is where an act happens that names none."""

    faults: Faults
    kind: str
    circle: str

    def act(self, name: str, twig: Twig) -> Act:
        keys = self.faults.keys(twig, KEYS, f"act {name!r}")
        texts = lambda key: self.faults.texts(keys.get(key), f"{name}: {key}")  # noqa: E731
        text = lambda key: self.faults.text(keys.get(key), f"{name}: {key}", needed=False)  # noqa: E731
        flag = lambda key: self.faults.flag(keys.get(key), f"{name}: {key}")  # noqa: E731
        judged = text("judged") or f"{self.kind}.{name}"
        judged = "" if judged == UNJUDGED else judged
        automatic, lapse = self.auto(keys.get("auto"), name)
        if "by" not in keys:
            self.faults.add(twig.line, name, f"act {name!r} does not say by whom: add `by:`.")
        return Act(
            name=name,
            label=self.faults.text(keys.get("label"), f"{name}: label", line=twig.line),
            done=self.wording(keys.get("done"), f"{name}: done", twig.line),
            tells=self.tells(keys.get("tells"), name),
            by=texts("by"),
            circle=text("circle") or self.circle,
            judged=judged,
            also=texts("also"),
            on_behalf=text("for"),
            starts=flag("starts"),
            from_=texts("from"),
            while_=texts("while"),
            in_=text("in"),
            asks=tuple(Ask(one.removesuffix("?"), not one.endswith("?")) for one in texts("asks")),
            when=self.condition(keys.get("when"), f"{name}: when"),
            else_=text("else"),
            to=self.to(keys.get("to"), name),
            fills=self.lists(keys.get("fills"), f"{name}: fills"),
            adds=self.adds(keys.get("adds"), name),
            sets=self.values(keys.get("sets"), f"{name}: sets"),
            says=self.values(keys.get("says"), f"{name}: says"),
            meets=texts("meets") or ((judged,) if judged else ()),
            moves=self.texts_by_name(keys.get("moves"), f"{name}: moves"),
            agrees=flag("agrees"),
            stops=texts("stops"),
            resumes=texts("resumes"),
            limits=self.texts_by_name(keys.get("limits"), f"{name}: limits"),
            first={
                act: self.texts_by_name(one, f"{name}: first {act}")
                for act, one in self.faults.mapping(keys.get("first"), f"{name}: first").items()
            },
            elsewhere=self.texts_by_name(keys.get("elsewhere"), f"{name}: elsewhere"),
            readers=texts("readers"),
            only_readers=flag("only_readers"),
            opens=text("opens"),
            lapse=lapse,
            automatic=automatic,
        )

    def wording(self, twig: Twig | None, where: str, line: int) -> Wording:
        text = self.faults.text(twig, where, line=line)
        try:
            return words.parse(text)
        except words.BadWording as error:
            self.faults.add(line, where, f"{where}: {error}")
            return words.parse("")

    def tells(self, twig: Twig | None, name: str) -> Mapping[str, Wording]:
        """Wording by audience; `writer, listed:` says the same to both."""
        return {
            audience: self.wording(one, f"{name}: tells {audience}", one.line)
            for audiences, one in self.faults.mapping(twig, f"{name}: tells").items()
            for audience in audiences.split(", ")
        }

    def auto(self, twig: Twig | None, name: str) -> tuple[bool, tuple[str, ...]]:
        """Whether only the system does it, and the limits whose end makes the system do it."""
        if twig is None or isinstance(twig.value, bool):
            return self.faults.flag(twig, f"{name}: auto"), ()
        keys = self.faults.keys(twig, ("lapse",), f"{name}: auto")
        return False, self.faults.texts(keys.get("lapse"), f"{name}: lapse")

    def condition(self, twig: Twig | None, where: str) -> Condition:
        if twig is None:
            return ()
        plain = twig.plain()
        if isinstance(plain, dict):
            return plain
        if isinstance(plain, list) and all(isinstance(one, dict) for one in plain):
            return tuple(plain)
        self.faults.add(
            twig.line, where, f"{where} must be `fact: value` lines, or a list of such."
        )
        return ()

    def to(self, twig: Twig | None, name: str) -> tuple[tuple[str, Condition], ...]:
        """The states it may lead to, each with its condition; the first that holds is taken."""
        if twig is None:
            return ()
        if isinstance(twig.value, str):
            return ((twig.value, ()),)
        found = self.faults.mapping(twig, f"{name}: to")
        return tuple(
            (state, self.condition(one, f"{name}: to {state}")) for state, one in found.items()
        )

    def lists(self, twig: Twig | None, where: str) -> Mapping[str, tuple[str, ...]]:
        return {
            name: self.faults.texts(one, f"{where}.{name}")
            for name, one in self.faults.mapping(twig, where).items()
        }

    def values(self, twig: Twig | None, where: str) -> Mapping[str, Any]:
        return {name: one.plain() for name, one in self.faults.mapping(twig, where).items()}

    def texts_by_name(self, twig: Twig | None, where: str) -> Mapping[str, str]:
        return {
            name: self.faults.text(one, f"{where}.{name}")
            for name, one in self.faults.mapping(twig, where).items()
        }

    def adds(self, twig: Twig | None, name: str) -> tuple[Adds, ...]:
        found = []
        for listing, one in self.faults.mapping(twig, f"{name}: adds").items():
            keys = self.faults.keys(one, ("from", "as"), f"{name}: adds {listing}")
            source = self.faults.text(keys.get("from"), f"{name}: from", line=one.line)
            state = self.faults.text(keys.get("as"), f"{name}: as", line=one.line)
            found.append(Adds(listing, source, state))
        return tuple(found)
