"""What the names in wording stand for: an answer, a party, a due day, the council's own titles.

The wording itself is parsed in `words.py`; words are rendered once, when the event happens.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from moothall.cases import deciding, fields
from moothall.cases.doing import Doing
from moothall.cases.models import Event
from moothall.people.assistance import in_words, name_of
from moothall.people.cover import absences_of, on_duty
from moothall.people.models import Person

SYSTEM = "Moothall"
FOR = "for"  # in an event's body: the number of the councillor for whom an assistant acted
FIXED = ("by", "ref", "entry", "clauses", "breached")  # names that every wording may use
# Prefixes: {due answer} is its day, {away handler} that they are away and who covers, and
# {said letter} what was written with the event of that number.
PREFIXES = ("due", "away", "said")


def lookup(doing: Doing, name: str) -> str:
    """The words for one name; empty where there is nothing to say."""
    if name in FIXED:
        return _fixed(doing, name)
    prefix, _, rest = name.partition(" ")
    if prefix == "due":
        return due(doing, rest)
    if prefix == "away":
        return away(doing, rest)
    if prefix == "said" and rest:
        return said(doing, rest)
    if name in doing.procedure.parties:
        return fields.listed([one.name for one in doing.slot(name)])
    if name in doing.procedure.fields:
        field = doing.procedure.fields[name]
        return fields.write(field, doing.value(name), directory=doing.directory)
    return doing.protocol.role_name(name)


def _fixed(doing: Doing, name: str) -> str:
    if name == "by":
        return name_of(doing.by) if doing.by is not None else SYSTEM
    if name == "ref":
        return doing.now.reference
    if name == "clauses":
        return ", ".join(doing.judgement.clauses) if doing.judgement else ""
    if name == "breached":
        return ", ".join(deciding.breached(doing))
    entry = doing.standing.entries.get(doing.act.in_, {}).get(doing.entry, {})
    if entry.get("person"):
        return doing.person(entry["person"]).name
    listing = doing.procedure.lists.get(doing.act.in_)
    return listing.thing(doing.entry) if listing and entry else ""


def by_whom(event: Event, people: Mapping[int, Person]) -> str:
    """Who did what is recorded, and for whom where it was an assistant."""
    if event.by is None:
        return SYSTEM
    represented = people.get(event.body.get(FOR) or 0)
    return in_words(event.by, represented) if represented else event.by.name


def due(doing: Doing, act: str) -> str:
    """The day of the running clock for an act, by its own name or the one it is judged by."""
    known = doing.procedure.acts.get(act)
    wanted = (f"{doing.procedure.kind}.{act}", known.judged if known else "")
    days = [clock["due"] for _, clock in doing.now.running() if clock["act"] in wanted]
    return fields.in_words(date.fromisoformat(days[-1])) if days and days[-1] else ""


def away(doing: Doing, slot: str) -> str:
    """`Jo Planner is away until Monday 4 January 2027; Sam Cover is on duty.`, or nothing."""
    return " ".join(filter(None, (_away(doing, person) for person in doing.slot(slot))))


def said(doing: Doing, field: str) -> str:
    """What was written at length with the earlier event whose number a field gives."""
    if doing.case is None:
        return ""
    texts = [name for name, one in doing.procedure.fields.items() if one.type == "text"]
    event = doing.case.events.filter(seq=doing.value(field)).first()
    rows = event.said.filter(field__in=texts).order_by("pk") if event else ()
    return "\n".join(str(one.value) for one in rows if one.value)


def _away(doing: Doing, person: Person) -> str:
    acting = on_duty(person, on=doing.on)
    if acting.pk == person.pk:
        return ""
    last = max((one.end_date for one in absences_of(person, on=doing.on)), default=None)
    until = f"away until {fields.in_words(last)}" if last else "no longer here"
    return f"{person.name} is {until}; {acting.name} is on duty."


def state_words(doing: Doing) -> str:
    """What happens next, as the state's wording says it; empty where nothing does."""
    state = doing.procedure.states.get(doing.now.state)
    if state is None or state.next is None:
        return ""
    return state.next.render(lambda name: lookup(doing, name))
