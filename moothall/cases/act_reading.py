"""Turns one act of a procedure's YAML into an Act.

Whether the names in it exist is looked at afterwards, in `procedure_checks.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moothall.cases import words
from moothall.cases.conditions import Condition
from moothall.cases.procedure import Act, Adds, Ask, Begins, Grant
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
    "spoken",
    "from",
    "while",
    "in",
    "by",
    "asks",
    "when",
    "else",
    "to",
    "fills",
    "refers",
    "adds",
    "turns",
    "sets",
    "says",
    "meets",
    "moves",
    "agrees",
    "stops",
    "resumes",
    "limits",
    "since",
    "alleges",
    "first",
    "elsewhere",
    "begins",
    "adopts",
    "circle",
    "readers",
    "only_readers",
    "opens",
    "grants",
    "auto",
]
ADDS_KEYS = ("from", "as", "empty", "of")
GRANT_KEYS = ("to", "until", "for", "letter", "circle")
BEGINS_KEYS = ("act", "duty", "each", "than", "same", "with", "noted", "says")
UNJUDGED = "nothing"


@dataclass(frozen=True, slots=True)
class Keys:
    """The entries of one mapping of the file, read by name."""

    faults: Faults
    twigs: Mapping[str, Twig]
    name: str  # of the act or part that they describe
    line: int

    def text(self, key: str, *, needed: bool = False) -> str:
        where = f"{self.name}: {key}"
        return self.faults.text(self.twigs.get(key), where, line=self.line, needed=needed)

    def texts(self, key: str) -> tuple[str, ...]:
        return self.faults.texts(self.twigs.get(key), f"{self.name}: {key}")

    def flag(self, key: str) -> bool:
        return self.faults.flag(self.twigs.get(key), f"{self.name}: {key}")

    def values(self, key: str) -> Mapping[str, Any]:
        found = self.faults.mapping(self.twigs.get(key), f"{self.name}: {key}")
        return {name: one.plain() for name, one in found.items()}

    def lists(self, key: str) -> Mapping[str, tuple[str, ...]]:
        found = self.faults.mapping(self.twigs.get(key), f"{self.name}: {key}")
        return {name: self.faults.texts(one, f"{self.name}: {key}") for name, one in found.items()}

    def texts_by_name(self, key: str, twig: Twig | None) -> Mapping[str, str]:
        where = f"{self.name}: {key}"
        found = self.faults.mapping(twig, where)
        return {name: self.faults.text(one, f"{where} {name}") for name, one in found.items()}


@dataclass(slots=True)
class ActReader:
    """Reads the acts of one kind; `circle` is where an act happens that names none."""

    faults: Faults
    kind: str
    circle: str

    def act(self, name: str, twig: Twig) -> Act:
        """One act; what is wrong with it goes to `faults`."""
        keys = Keys(self.faults, self.faults.keys(twig, KEYS, f"act {name!r}"), name, twig.line)
        if "by" not in keys.twigs:
            self.faults.add(twig.line, name, f"act {name!r} does not say by whom: add `by:`.")
        judged = keys.text("judged") or f"{self.kind}.{name}"
        return Act(
            name=name,
            label=keys.text("label", needed=True),
            **self.said(keys, judged),
            **self.placed(keys),
            **self.changes(keys),
            **self.timed(keys, judged),
        )

    def said(self, keys: Keys, judged: str) -> dict[str, Any]:
        """Its words, its questions, and what the protocol is asked about it."""
        asks = keys.texts("asks")
        return {
            "done": self.wording(keys.twigs.get("done"), f"{keys.name}: done", keys.line),
            "tells": self.tells(keys.twigs.get("tells"), keys.name),
            "asks": tuple(Ask(one.removesuffix("?"), not one.endswith("?")) for one in asks),
            "judged": "" if judged == UNJUDGED else judged,
            "also": keys.texts("also"),
            "on_behalf": keys.text("for"),
            "spoken": keys.text("spoken"),
            "says": keys.values("says"),
        }

    def placed(self, keys: Keys) -> dict[str, Any]:
        """By whom, from where, on which condition, and who sees it."""
        return {
            "by": keys.texts("by"),
            "starts": keys.flag("starts"),
            "from_": keys.texts("from"),
            "while_": keys.texts("while"),
            "in_": keys.text("in"),
            "when": self.condition(keys.twigs.get("when"), f"{keys.name}: when"),
            "else_": keys.text("else"),
            "circle": keys.text("circle") or self.circle,
            "readers": keys.texts("readers"),
            "only_readers": keys.flag("only_readers"),
            "opens": keys.text("opens"),
            "grants": self.grant(keys.twigs.get("grants"), keys.name),
        }

    def changes(self, keys: Keys) -> dict[str, Any]:
        """What it does to the case, and to others."""
        return {
            "to": self.to(keys.twigs.get("to"), keys.name),
            "fills": keys.lists("fills"),
            "refers": keys.texts_by_name("refers", keys.twigs.get("refers")),
            "alleges": keys.texts_by_name("alleges", keys.twigs.get("alleges")),
            "adds": self.adds(keys.twigs.get("adds"), keys.name),
            "turns": self.turns(keys.twigs.get("turns"), keys.name),
            "sets": keys.values("sets"),
            "first": {
                act: keys.texts_by_name(f"first {act}", one)
                for act, one in self.faults.mapping(
                    keys.twigs.get("first"), f"{keys.name}: first"
                ).items()
            },
            "elsewhere": keys.texts_by_name("elsewhere", keys.twigs.get("elsewhere")),
            "begins": self.begins(keys.twigs.get("begins"), keys.name),
            "adopts": keys.text("adopts"),
        }

    def timed(self, keys: Keys, judged: str) -> dict[str, Any]:
        """What it does to clocks, and when the system does it."""
        automatic, lapse, left = self.auto(keys.twigs.get("auto"), keys.name)
        return {
            "meets": keys.texts("meets") or ((judged,) if judged != UNJUDGED else ()),
            "moves": keys.texts_by_name("moves", keys.twigs.get("moves")),
            "agrees": keys.flag("agrees"),
            "stops": keys.texts("stops"),
            "resumes": keys.texts("resumes"),
            "limits": keys.texts_by_name("limits", keys.twigs.get("limits")),
            "since": keys.texts_by_name("since", keys.twigs.get("since")),
            "automatic": automatic,
            "lapse": lapse,
            "left": left,
        }

    def wording(self, twig: Twig | None, where: str, line: int) -> Wording:
        text = self.faults.text(twig, where, line=line)
        try:
            return words.parse(text)
        except words.BadWording as error:
            self.faults.add(twig.line if twig else line, where, f"{where}: {error}.")
            return words.parse("")

    def tells(self, twig: Twig | None, name: str) -> Mapping[str, Wording]:
        """Wording by audience; `writer, listed:` says the same to both."""
        return {
            audience: self.wording(one, f"{name}: tells {audience}", one.line)
            for audiences, one in self.faults.mapping(twig, f"{name}: tells").items()
            for audience in audiences.split(", ")
        }

    def auto(self, twig: Twig | None, name: str) -> tuple[bool, tuple[str, ...], tuple[str, ...]]:
        """Whether only the system does it; the limits whose end makes the system do it, and the
        parties whose leaving does."""
        if twig is None or isinstance(twig.value, bool):
            return bool(twig and twig.value), (), ()
        keys = self.faults.keys(twig, ("lapse", "left"), f"{name}: auto")
        lapse = self.faults.texts(keys.get("lapse"), f"{name}: lapse")
        left = self.faults.texts(keys.get("left"), f"{name}: left")
        if not lapse and not left:
            says = f"{name}: auto is true, or says what lapses or who has left."
            self.faults.add(twig.line, "lapse", says)
        return False, lapse, left

    def grant(self, twig: Twig | None, name: str) -> Grant | None:
        """Sight for a purpose until a day: of one letter, or of a circle."""
        if twig is None:
            return None
        where = f"{name}: grants"
        keys = Keys(self.faults, self.faults.keys(twig, GRANT_KEYS, where), where, twig.line)
        found = Grant(
            to=keys.text("to", needed=True),
            until=keys.text("until", needed=True),
            purpose=keys.text("for", needed=True),
            letter=keys.text("letter"),
            circle=keys.text("circle"),
        )
        if bool(found.letter) == bool(found.circle):
            self.faults.add(twig.line, "grants", f"{where} names one of letter and circle.")
        return found

    def begins(self, twig: Twig | None, name: str) -> Begins | None:
        """Cases that it begins where the protocol makes that a duty."""
        if twig is None:
            return None
        where = f"{name}: begins"
        keys = Keys(self.faults, self.faults.keys(twig, BEGINS_KEYS, where), where, twig.line)
        return Begins(
            act=keys.text("act", needed=True),
            duty=keys.text("duty", needed=True),
            each=keys.texts("each"),
            than=keys.text("than", needed=True),
            same=keys.texts("same"),
            answers=keys.texts_by_name("with", keys.twigs.get("with")),
            noted=keys.text("noted", needed=True),
            says=keys.values("says"),
        )

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

    def adds(self, twig: Twig | None, name: str) -> tuple[Adds, ...]:
        found = []
        for listing, one in self.faults.mapping(twig, f"{name}: adds").items():
            where = f"{name}: adds {listing}"
            keys = Keys(self.faults, self.faults.keys(one, ADDS_KEYS, where), name, one.line)
            source, state = keys.text("from", needed=True), keys.text("as", needed=True)
            found.append(Adds(listing, source, state, keys.text("empty"), keys.text("of")))
        return tuple(found)

    def turns(self, twig: Twig | None, name: str) -> Mapping[str, tuple[str, str]]:
        """What becomes of every entry of a list that is in a state."""
        found = {}
        for listing, one in self.faults.mapping(twig, f"{name}: turns").items():
            where = f"{name}: turns {listing}"
            keys = Keys(self.faults, self.faults.keys(one, ("from", "to"), where), name, one.line)
            found[listing] = (keys.text("from", needed=True), keys.text("to", needed=True))
        return found
