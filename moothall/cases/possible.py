"""Whether an act is possible from here, for this person; what the protocol says of it; its form.

Procedure first (NotPossible), then facts and the protocol (Refused, Incomplete). Nothing is
written here: pages use the same functions to show what may be done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from moothall.cases import answers, clocks, deciding, fills, first, judging, procedures
from moothall.cases.beginning import Request, act_of, begin, procedure_of
from moothall.cases.doing import Doing
from moothall.cases.models import Case
from moothall.cases.procedure import Act, Procedure
from moothall.cases.refusals import CannotPerform, Incomplete, NotPossible
from moothall.cases.relations import is_one_of, stands_in
from moothall.cases.standing_facts import holds_here
from moothall.people.assistance import still_holds
from moothall.people.law import protocol_of
from moothall.people.models import Council, Person
from moothall.protocol.judgement import Judgement


@dataclass(frozen=True, slots=True)
class Possible:
    """An act that a person could do now, and what the protocol says of it as things stand."""

    act: Act
    judgement: Judgement
    hint: str = ""  # why not, or what is wanting first
    entry: str = ""  # key of the list entry it would happen to


def settle(doing: Doing, given: Mapping[str, object]) -> Judgement:
    """All three steps before writing; leaves what was worked out on `doing`.

    Raises NotPossible, Refused, Incomplete.
    """
    check(doing)
    answers.read(doing, given)
    judgement = consider(doing)
    for person, one, _ in judging.judge_each(doing):
        judging.let_through(doing, one, person=person)
        doing.beside.append(one)
    doing.beside += deciding.alleged(doing)
    judging.let_through(doing, judgement)
    judging.check_moves(doing, judgement)
    clocks.check_days(doing)
    first.check(doing)
    if problems := answers.missing(doing):
        raise Incomplete(problems, judgement=judgement)
    return judgement


def consider(doing: Doing) -> Judgement:
    """The protocol's judgement, with the parties that the act itself brings in."""
    doing.after = doing.standing.copy()
    fills.early(doing)
    doing.judgement, doing.facts = judging.judge(doing)
    return doing.judgement


def check(doing: Doing) -> None:
    """Raises NotPossible unless the procedure lets this person do the act from here."""
    act, standing = doing.act, doing.standing
    if act.starts != (doing.case is None):
        raise NotPossible(f"{act.label}: this {'begins' if act.starts else 'needs'} a case.")
    if doing.case is None and not is_on(doing.council, doing.procedure):
        raise NotPossible(
            f"{act.label}: {doing.council.name} does not do business of this kind here. "
            "It can be switched on under Settings, Kinds of business."
        )
    if act.in_:
        _check_entry(doing)
    elif act.from_ and standing.state not in act.from_:
        state = doing.procedure.states[standing.state].label.lower()
        raise NotPossible(f"{act.label} is not possible while it is {state}.")
    if not _by_whom(doing):
        raise NotPossible(f"{act.label}: this is not yours to do.")
    if act.spoken and not doing.protocol.speaks_of(act.spoken):
        raise NotPossible(f"{act.label}: your protocol has no such step.")
    if not holds_here(doing, act.when):
        raise NotPossible(f"{act.else_}.")


def _check_entry(doing: Doing) -> None:
    act, standing = doing.act, doing.standing
    if standing.state not in act.while_:
        state = doing.procedure.states[standing.state].label.lower()
        raise NotPossible(f"{act.label} is not possible while it is {state}.")
    if not doing.entry:
        doing.entry = _only_entry(doing)
    entry = standing.entries.get(act.in_, {}).get(doing.entry)
    if entry is None or entry["state"] not in act.from_:
        one = doing.procedure.lists[act.in_].one
        raise NotPossible(f"{act.label}: there is no such {one} waiting.")


def _only_entry(doing: Doing) -> str:
    """The entry meant where none is named: the person's own, else the only one waiting."""
    entries = doing.standing.entries.get(doing.act.in_, {})
    waiting = [key for key, one in entries.items() if one["state"] in doing.act.from_]
    own = [key for key in waiting if doing.by and entries[key]["person"] == doing.by.pk]
    return (own or waiting or [""])[0] if own or len(waiting) == 1 else ""


def _by_whom(doing: Doing) -> bool:
    if doing.by is None:
        return doing.act.automatic or doing.act.by_itself
    if doing.act.automatic or doing.by.council_id != doing.council.pk:
        return False
    if doing.by.through is not None and not still_holds(doing.by.through, on=doing.on):
        return False
    if not doing.bare_roles(doing.by):
        return False  # whoever holds no post any more acts no more
    if "entry" in doing.act.by and _is_entry(doing, doing.by):
        return True
    return is_one_of(doing, doing.by, doing.act.by)


def _is_entry(doing: Doing, by: Person) -> bool:
    entry = doing.standing.entries.get(doing.act.in_, {}).get(doing.entry, {})
    if not entry.get("person"):
        return False
    person = doing.person(entry["person"])
    return person.pk == by.pk or stands_in(by, person, doing=doing)


def possible_acts(case: Case, *, by: Person, at: datetime) -> list[Possible]:
    """What the person may do on the case now, in the procedure's order.

    An act that the protocol forbids as things stand is listed with its judgement: the page says
    why. Acts on a list's entries are listed once for each entry.
    """
    found = []
    acts = procedure_of(case.kind).acts
    here = begin(Request(case, next(iter(acts)), by, at), lock=False)
    for act in acts.values():
        if act.starts or act.automatic:
            continue
        for entry in _entries(here, act):
            doing = here.with_act(act)
            doing.entry = entry
            if not here.procedure.asks_by_whom:
                doing.relations = here.relations  # the case stands the same for all of them
            try:
                check(doing)
            except NotPossible:
                continue
            found.append(_possible(doing))
    return found


def _entries(here: Doing, act: Act) -> list[str]:
    return list(here.standing.entries.get(act.in_, {})) if act.in_ else [""]


def _possible(doing: Doing) -> Possible:
    judgement = consider(doing)
    try:
        judging.let_through(doing, judgement)
    except CannotPerform as wanting:
        return Possible(doing.act, judgement, wanting.why, doing.entry)
    return Possible(doing.act, judgement, "", doing.entry)


def starting_acts(council: Council, *, by: Person, at: datetime, kind: str = "") -> list[Possible]:
    """The acts that begin business of the kinds that run at this council, or of one of them."""
    found = []
    for procedure in procedures.load().values():
        if kind not in ("", procedure.kind) or not is_on(council, procedure):
            continue
        for act in procedure.starting_acts:
            doing = begin(Request(None, act.name, by, at, procedure.kind, council), lock=False)
            try:
                check(doing)
            except NotPossible:
                continue
            found.append(_possible(doing))
    return found


def is_on(council: Council, procedure: Procedure) -> bool:
    """Whether a kind of business runs at the council: where its protocol has a rule on acts of
    this kind, or on one that a step of it is judged by, unless the council itself has switched it
    on or off."""
    own = council.switched.get(procedure.kind)
    if isinstance(own, bool):
        return own
    prefix = f"{procedure.kind}."
    steps = {act.judged for act in procedure.acts.values()}
    rules = protocol_of(council).rules
    return any(act in steps or act.startswith(prefix) for rule in rules for act in rule.acts)


def preview(
    case: Case | None,
    act: str,
    *,
    by: Person,
    at: datetime,
    fields: Mapping[str, object] | None = None,
    kind: str | None = None,
    council: Council | None = None,
    departure: str = "",
) -> Judgement:
    """What the protocol would say of the act with these answers; nothing is done.

    Where a copy or an approach among the answers would be refused, that judgement is returned.
    Raises NotPossible, and Incomplete for answers that cannot be read.
    """
    asked = Request(case, act, by, at, kind, council, dict(fields or {}), departure)
    doing = begin(asked, lock=False)
    check(doing)
    answers.read(doing, asked.answers)
    judgement = consider(doing)
    if judgement.outcome in judging.GOES_ON:
        for _, one, _ in judging.judge_each(doing):
            if one.outcome not in judging.GOES_ON and not one.departed:
                return one
    return judgement


def rehearse(
    kind: str,
    act: str,
    *,
    council: Council,
    by: Person,
    at: datetime,
    fields: Mapping[str, object],
    departure: str = "",
    case: Case | None = None,
) -> Judgement:
    """All that `perform` would do on `case`, or to begin one, but for the writing.

    Raises what `perform` would: NotPossible, Refused, Incomplete.
    """
    asked = Request(case, act, by, at, kind, council, dict(fields), departure)
    return settle(begin(asked, lock=False), asked.answers)


def blank(kind: str, act: str) -> Act:
    """The form of an act: its questions are `asks`, in order; fields in the procedure."""
    return act_of(procedure_of(kind), act)
