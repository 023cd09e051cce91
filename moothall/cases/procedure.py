"""What a procedure is: plain immutable values, as the engine and the pages use them.

Reading and checking them is in `procedures.py` and its neighbours; running them in `perform.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from moothall.cases.conditions import Condition
from moothall.cases.words import Wording

# The types of field there are; how each is read and written stands in `fields.py`.
FIELD_TYPES = (
    "line",
    "text",
    "bool",
    "number",
    "date",
    "choice",
    "person",
    "people",
    "organization",
    "area",
    "areas",
    "case",
    "entry",
    "edition",
)

# What a kind of business has to do with, in the order in which it is shown to be begun.
THEMES = {
    "questions": "Questions and information",
    "wards": "In the wards",
    "decisions": "Decisions, reports and scrutiny",
    "public": "Speaking and acting for the council",
    "conduct": "Interests, conduct and complaints",
    "support": "Training, equipment and support",
    "protocol": "The protocol itself",
}


THING = "thing:"  # before the name of an entry that is about a thing and nobody


@dataclass(frozen=True, slots=True)
class Field:
    """A question and its answer."""

    name: str
    type: str
    label: str
    question: str
    hint: str = ""
    of: Mapping[str, str] | tuple[str, ...] = ()  # choices, roles, kinds, registers, sorts of body
    fact: str = ""  # the protocol's fact that the answer gives
    means: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # choice -> facts
    judges: Mapping[str, str] = field(default_factory=dict)  # act judged for each person -> fact
    same: tuple[str, ...] = ()  # slots that a case named here must share with this one
    older: bool = False  # a case named here must have begun before this one

    @property
    def choices(self) -> Mapping[str, str]:
        return self.of if isinstance(self.of, Mapping) else {}


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the case that people fill."""

    name: str
    label: str
    many: bool = False
    excludes: tuple[str, ...] = ()  # slots whose people may not fill this one


@dataclass(frozen=True, slots=True)
class State:
    name: str
    label: str
    turn: str = ""  # slot or role whose turn it is; empty where nobody's
    next: Wording | None = None
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Things with a small state of their own."""

    name: str
    label: str
    one: str
    circle: str
    states: tuple[str, ...]
    ends: tuple[str, ...]
    own: bool = False  # whoever an entry is about sees that entry, and no other
    things: Mapping[str, str] = field(default_factory=dict)  # a checklist: what is in it, in words

    def thing(self, key: str) -> str:
        """What an entry that is about a thing is called; empty where it is about none."""
        return self.things.get(key.removeprefix(THING), "")


@dataclass(frozen=True, slots=True)
class Adds:
    """Entries an act adds: one for each person that `source` names, or for each thing."""

    list: str
    source: str
    state: str
    empty: str = ""  # from the protocol's notices: the state of an entry that nobody holds
    of: str = ""  # the protocol's act that these are notices of; empty where it is this one


@dataclass(frozen=True, slots=True)
class Grant:
    """Sight that an act gives: of one earlier letter or a circle, for a purpose, until a day."""

    to: str  # a slot, a field of people, or `entry`
    until: str  # field with the last day
    purpose: str  # field that says what for
    letter: str = ""  # field with the number of an earlier event
    circle: str = ""


@dataclass(frozen=True, slots=True)
class Begins:
    """Cases that an act begins, one for each of some people, where the protocol makes it a duty."""

    act: str  # which starts each, done by the system
    duty: str  # the protocol's act that must be a duty, else nothing begins
    each: tuple[str, ...]  # whom for: `other_groups`, `ungrouped`
    than: str  # the party whose own groups are no others
    same: tuple[str, ...]  # a sheet field and a party: who has such a case already gets no other
    answers: Mapping[str, str]  # field of that act -> `each`, a party, or a sheet field
    noted: str  # act of this case that notes each, where those within may see it
    says: Mapping[str, Any] = field(default_factory=dict)  # facts of the duty


@dataclass(frozen=True, slots=True)
class Ask:
    field: str
    required: bool


@dataclass(frozen=True, slots=True)
class Register:
    """In `states` the case is a standing entry that other cases ask about."""

    name: str
    states: tuple[str, ...]
    person: str  # slot it is about
    what: str  # sheet field
    whom: str = ""  # slot of those it is for; nobody there means everybody
    start: str = ""  # sheet field with its first day; the day of the act where there is none
    end: str = ""  # sheet field with its last day; open where there is none


@dataclass(frozen=True, slots=True)
class Act:
    """Something that people do to a case."""

    name: str
    label: str
    done: Wording
    tells: Mapping[str, Wording]
    by: tuple[str, ...]
    circle: str
    judged: str = ""  # the protocol's act; empty where no protocol speaks of such a thing
    also: tuple[str, ...] = ()  # acts of the protocol that are judged beside it
    on_behalf: str = ""  # slot whose act it is in the eyes of the protocol
    spoken: str = ""  # possible only where the protocol has a rule on this act
    starts: bool = False
    from_: tuple[str, ...] = ()
    while_: tuple[str, ...] = ()
    in_: str = ""
    asks: tuple[Ask, ...] = ()
    when: Condition = ()
    else_: str = ""
    to: tuple[tuple[str, Condition], ...] = ()
    fills: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    refers: Mapping[str, str] = field(default_factory=dict)  # slot -> act that they decide
    adds: tuple[Adds, ...] = ()
    turns: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # list -> from, to
    sets: Mapping[str, Any] = field(default_factory=dict)
    says: Mapping[str, Any] = field(default_factory=dict)
    meets: tuple[str, ...] = ()
    moves: Mapping[str, str] = field(default_factory=dict)
    agrees: bool = False  # a date moved by this act is one that both sides agreed
    stops: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    limits: Mapping[str, str] = field(default_factory=dict)
    since: Mapping[str, str] = field(default_factory=dict)  # event of the protocol -> its day
    alleges: Mapping[str, str] = field(default_factory=dict)  # choice field of acts -> who did it
    first: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)  # case field -> act done there
    readers: tuple[str, ...] = ()  # who else sees this one event: slots or fields of people
    opens: str = ""  # field with the number of an earlier event that the readers see from now on
    grants: Grant | None = None
    begins: Begins | None = None
    only_readers: bool = False  # nobody but the readers sees it
    lapse: tuple[str, ...] = ()  # done by the system when one of these limits has run out
    left: tuple[str, ...] = ()  # or when somebody who fills one of these slots holds no post more
    automatic: bool = False  # done by the system only
    adopts: str = ""  # field with the edition of the protocol that comes into force by it

    @property
    def by_itself(self) -> bool:
        """Whether the system does it too when something happens."""
        return bool(self.lapse or self.left)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(ask.field for ask in self.asks if ask.required)

    @property
    def asked(self) -> tuple[str, ...]:
        return tuple(ask.field for ask in self.asks)


@dataclass(frozen=True, slots=True)
class Keep:
    """How long the words of such cases may be kept: a suggestion, which binds no council."""

    months: int  # after the last act of an ended case
    why: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """One kind of business."""

    kind: str
    label: str
    plural: str
    reference: str
    about: tuple[str, ...]  # topics of a protocol that may speak of it
    sheet: tuple[str, ...]
    shows: Mapping[str, str]  # subject, urgent, area, confidential -> the sheet field behind it
    level: Mapping[str, str]  # {field: …, of: slot}: who else may see it, as that person chose
    parties: Mapping[str, Slot]
    roles: Mapping[str, Any]  # the protocol's relations -> who stands in them here
    facts: Mapping[str, tuple[Mapping[str, Any], ...]]  # the protocol's facts -> where from
    circles: Mapping[str, tuple[str, ...]]
    fields: Mapping[str, Field]
    states: Mapping[str, State]
    lists: Mapping[str, Listing]
    register: Register | None
    acts: Mapping[str, Act]
    renamed: Mapping[str, Mapping[str, str]]
    keep: Keep | None = None
    walled: bool = False  # all of it is confidential, and references do not tell how many there are
    replies: Mapping[str, str] = field(
        default_factory=dict
    )  # act -> field: see `post/answering.py`
    theme: str = ""  # one of THEMES; empty: shown after all of them

    @property
    def main_circle(self) -> str:
        return next(iter(self.circles))

    @property
    def asks_by_whom(self) -> bool:
        """Whether somebody is in a relation to the case for whoever acts, and not for others."""
        return any(isinstance(one, Mapping) and "register" in one for one in self.roles.values())

    @property
    def starting_acts(self) -> tuple[Act, ...]:
        return tuple(act for act in self.acts.values() if act.starts)
