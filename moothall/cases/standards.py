"""A council's service standards: its own promises, where its protocol gives no number.

How a standard becomes a clock is in `clocks.py`. It is shown as a standard, never as a clause.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from moothall.cases.procedures import load
from moothall.people.changing import CannotChange, Changing
from moothall.people.law import protocol_of
from moothall.people.models import Council
from moothall.protocol.phrases import act_label
from moothall.protocol.rules import Rule


@dataclass(frozen=True, slots=True)
class Standard:
    """An act for which somebody waits, and what is promised for it."""

    act: str  # "enquiry.answer"
    label: str
    clause: str  # that speaks of the time, if one does
    in_words: str  # "promptly", where the clause gives a word
    by_protocol: str  # "10 working days", where the clause gives a number
    days: int | None  # the council's own, in working days


def standards(council: Council) -> tuple[Standard, ...]:
    """Every act that somebody waits for, in the order of the procedures."""
    law = protocol_of(council)
    clocks: dict[str, Rule] = {}
    for rule in law.rules:
        for act in rule.acts if rule.has_clock else ():
            known = clocks.get(act)
            if known is None or (known.within is None and rule.within is not None):
                clocks[act] = rule
    found = []
    for act in _waited_for(council, promised=clocks):
        clock = clocks.get(act)
        within = clock.within if clock else None
        found.append(
            Standard(
                act=act,
                label=act_label(law, act),
                clause=clock.clause if clock else "",
                in_words=clock.in_words if clock else "",
                by_protocol=f"{within.count} {within.unit}" if within else "",
                days=council.service_standards.get(act),
            )
        )
    return tuple(found)


def _waited_for(council: Council, *, promised: Collection[str]) -> Iterator[str]:
    """What a protocol speaks of with a time, what the council promises already, what several acts
    meet, and what moves a case on and is not the first party's own to do."""
    for kind, procedure in load().items():
        met = Counter(name for act in procedure.acts.values() for name in act.meets)
        for act in procedure.acts.values():
            name = f"{kind}.{act.name}"
            moves = bool(act.to) and act.by[:1] != (next(iter(procedure.parties), ""),)
            known = name in promised or name in council.service_standards
            if name in met and not (act.starts or act.in_) and (known or moves or met[name] > 1):
                yield name


def change_standards(
    changing: Changing, wanted: Mapping[str, int | None], *, follow_up_days: int
) -> bool:
    """Sets the standards (working days by act; None: no promise) and how long an answered case
    stays open; whether anything differs.

    Raises CannotChange, by the name of the act, where the protocol gives the number.
    """
    own = {one.act for one in standards(changing.council) if not one.by_protocol}
    if foreign := [act for act in wanted if act not in own]:
        raise CannotChange(**dict.fromkeys(foreign, "Your protocol gives the number"))
    before = changing.council.service_standards
    others = {act: days for act, days in before.items() if act not in own}
    kept = others | {act: days for act, days in wanted.items() if days is not None}
    return changing.change(changing.council, service_standards=kept, follow_up_days=follow_up_days)
