"""A case as one person may see it: folded from the events of the circles they belong to.

What may be seen is decided in `visibility.py`; pages, mails and exports show what this gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from moothall.cases import beginning, elsewhere, fields, naming, visibility
from moothall.cases.circles import event_circle
from moothall.cases.clock_view import ClockView, clock_views
from moothall.cases.doing import Doing
from moothall.cases.models import Attachment, Case, Event
from moothall.cases.procedure import Procedure
from moothall.cases.standing import REFUSED, Standing, fold, moment, timed
from moothall.cases.telling import DONE
from moothall.cases.view_lists import OwnEntry, lists_of
from moothall.cases.viewers_in_words import officers_only, who_can_see
from moothall.people.models import Person
from moothall.worktime import LONDON


@dataclass(frozen=True, slots=True)
class Saying:
    """What somebody wrote: a message in the main circle, a note in any other."""

    seq: int
    at: datetime
    by: str
    label: str
    text: str
    circle: str


@dataclass(frozen=True, slots=True)
class Line:
    """One event of the timeline."""

    seq: int
    at: datetime
    act: str
    by: str
    circle: str
    words: str
    answers: tuple[tuple[str, str], ...]  # label and short answer
    sayings: tuple[Saying, ...]
    clauses: tuple[str, ...]
    outcome: str
    departed: bool
    confidential: bool
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Granted:
    """Sight that was granted to whoever looks: until which day, to be used for what."""

    until: date
    purpose: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as one person may see it."""

    case: Case
    procedure: Procedure
    reference: str
    kind: str
    label: str
    subject: str
    urgent: bool
    confidential: bool
    state: str
    state_label: str
    ended: bool
    whose_turn: str
    next: str
    edition: str
    opened_at: datetime
    version: int
    answers: tuple[tuple[str, str], ...]  # the sheet: label and answer, in the procedure's order
    parties: tuple[tuple[str, str, tuple[Person, ...]], ...]  # slot, label, people
    clocks: tuple[ClockView, ...]
    timeline: tuple[Line, ...]
    messages: tuple[Saying, ...]
    notes: tuple[Saying, ...]
    attachments: tuple[Attachment, ...]
    lists: tuple[tuple[str, tuple[OwnEntry, ...]], ...]  # label, and the entries they may see
    granted: tuple[Granted, ...]
    who_can_see: tuple[str, ...]
    officers_only: frozenset[str]  # the circles that no councillor sees
    clauses: tuple[str, ...]  # numbers that had a say so far


def view(case: Case, *, person: Person | None, on: date) -> CaseView | None:
    """The case as `person` may see it on that day; None where for them there is no such case.

    With `person` None everything is shown: for the command line and the system itself.
    """
    if person is None:
        events = visibility.all_events(case)
        circles = frozenset(beginning.procedure_of(case.kind).circles)
    else:
        if not visibility.may_see(person, case, on=on):
            return None
        circles = visibility.circles_for(person, case, on=on)
        events = [e for e in visibility.all_events(case) if visibility.visible(e, circles)]
    return _view(case, events, circles, person, on)


def opened(case: Case, *, on: date) -> CaseView:
    """All of it, for whoever broke the glass (`break_glass.py` says for whom and how long)."""
    events = [e for e in visibility.all_events(case) if e.act != REFUSED]
    return _view(case, events, frozenset(event.circle for event in events), None, on)


def _view(
    case: Case, events: list[Event], circles: frozenset[str], person: Person | None, on: date
) -> CaseView:
    procedure = beginning.procedure_of(case.kind)
    doing = _doing(case, procedure, folded(events), on)
    standing = doing.now
    veil = elsewhere.veil(doing, events, person)
    timeline = tuple(_line(doing, event, veil) for event in events)
    sayings = [saying for line in timeline for saying in line.sayings]
    inside = procedure.main_circle in circles
    return CaseView(
        case=case,
        procedure=procedure,
        reference=case.reference,
        kind=case.kind,
        label=procedure.label,
        subject=case.subject,
        urgent=case.urgent,
        confidential=case.confidential or any(line.confidential for line in timeline),
        state=standing.state,
        state_label=_state_label(procedure, standing.state),
        ended=standing.ended,
        whose_turn=whose_turn(doing) if inside else "",
        next=naming.state_words(doing) if inside else "",
        edition=case.edition,
        opened_at=case.opened_at,
        version=case.version,
        answers=tuple((label, veil(answer)) for label, answer in _answers(doing)),
        parties=_parties(doing),
        clocks=clock_views(doing) if inside else (),
        timeline=timeline,
        messages=tuple(one for one in sayings if one.circle not in _inner(procedure)),
        notes=tuple(one for one in sayings if one.circle in _inner(procedure)),
        attachments=tuple(one for line in timeline for one in line.attachments),
        lists=lists_of(case, doing, circles, person),
        granted=_granted(doing, events, person),
        who_can_see=who_can_see(case, procedure.main_circle, doing) if inside else (),
        officers_only=officers_only(doing),
        clauses=tuple(dict.fromkeys(number for line in timeline for number in line.clauses)),
    )


def _inner(procedure: Procedure) -> tuple[str, ...]:
    """Every circle but the first: what is said there are notes."""
    return tuple(procedure.circles)[1:]


def _state_label(procedure: Procedure, state: str) -> str:
    return procedure.states[state].label if state in procedure.states else ""


def _answers(doing: Doing) -> tuple[tuple[str, str], ...]:
    sheet, asked = doing.now.sheet, doing.procedure.fields
    shown = [f for f in doing.procedure.sheet if sheet.get(f) not in (None, "", False)]
    return tuple(
        (asked[f].label, fields.write(asked[f], sheet[f], directory=doing.directory)) for f in shown
    )


def _parties(doing: Doing) -> tuple[tuple[str, str, tuple[Person, ...]], ...]:
    slots = [slot for slot in doing.procedure.parties if doing.now.parties.get(slot)]
    return tuple((slot, doing.procedure.parties[slot].label, doing.slot(slot)) for slot in slots)


def folded(events: list[Event]) -> Standing:
    """Where the case stands by these events alone."""
    standing = Standing()
    for event in events:
        said = {one.field: one.value for one in event.said.all()}
        effects = event.body["effects"]
        fold(
            standing, seq=event.seq, act=event.act, at=moment(event.at), effects=effects, said=said
        )
    return standing


def _doing(case: Case, procedure: Procedure, standing: Standing, on: date) -> Doing:
    """Enough of an act on its way to name people and days."""
    standing.reference, standing.edition = case.reference, case.edition
    return Doing(
        council=case.council,
        procedure=procedure,
        act=next(iter(procedure.acts.values())),
        by=None,
        at=datetime.combine(on, time(12), tzinfo=LONDON),
        standing=standing,
        case=case,
    )


def whose_turn(doing: Doing) -> str:
    """The person, or the council's title of the role, whose turn it is; empty where nobody's."""
    standing = doing.now
    if not standing.turn:
        return ""
    if standing.turn in doing.procedure.parties and standing.owner.startswith("person:"):
        return fields.listed([one.name for one in doing.persons([standing.owner])])
    return doing.protocol.role_name(standing.turn)


def _granted(doing: Doing, events: list[Event], person: Person | None) -> tuple[Granted, ...]:
    """What was granted to this person and is not over: for use for its purpose, and no other."""
    found = []
    for event in events if person is not None else ():
        act = doing.procedure.acts.get(event.act)
        if act is None or act.grants is None or person is None:
            continue
        said = {one.field: one.value for one in event.said.all()}
        until = date.fromisoformat(said.get(act.grants.until) or date.min.isoformat())
        key = timed(f"granted:{person.pk}", until)
        keys = event.body["effects"].get("viewers", {}).get(event_circle(event.seq), ())
        if key in keys and until >= doing.on:
            found.append(Granted(until, str(said.get(act.grants.purpose) or "")))
    return tuple(found)


def _line(doing: Doing, event: Event, veil: elsewhere.Veil) -> Line:
    said = {one.field: one.value for one in event.said.all()}
    answers, sayings = [], []
    by = naming.by_whom(event, doing.directory.people)
    for name, value in said.items():
        field = doing.procedure.fields.get(name)
        if field is None or value is None:
            continue
        if field.type == "text":
            sayings.append(Saying(event.seq, event.at, by, field.label, value, event.circle))
        else:
            answer = fields.write(field, value, directory=doing.directory)
            answers.append((field.label, veil(answer) if field.type == "case" else answer))
    judgement = event.body.get("judgement") or {}
    judged = (judgement, *event.body.get("beside", ()))
    return Line(
        seq=event.seq,
        at=event.at,
        act=event.act,
        by=by,
        circle=event.circle,
        words=veil(said.get(DONE) or _without_words(doing.procedure, event, by)),
        answers=tuple(answers),
        sayings=tuple(sayings),
        clauses=tuple(dict.fromkeys(clause for one in judged for clause in one.get("clauses", ()))),
        outcome=judgement.get("outcome", ""),
        departed=bool(event.body.get("departed")),
        confidential=bool(event.body.get("confidential")),
        attachments=tuple(one for one in event.attachments.all() if not one.erased),
    )


def _without_words(procedure: Procedure, event: Event, by: str) -> str:
    """What stays of an event whose words are erased: who did what."""
    act = procedure.acts.get(event.act)
    return f"{by}: {act.label if act else event.act} (the words are erased)"
