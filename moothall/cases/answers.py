"""Reads what was answered to an act's questions, and the facts stated beside them.

Types are in `fields.py`. Who may be named is checked here: a person must hold one of the roles
the field is for, a case must be one that the asker may see.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moothall.cases import fields, visibility
from moothall.cases.doing import Doing
from moothall.cases.models import Case, Registered
from moothall.cases.procedure import Field
from moothall.cases.refusals import Incomplete
from moothall.cases.standing import REFUSED
from moothall.people.roles import in_force


def read(doing: Doing, given: Mapping[str, object]) -> None:
    """Puts the answers into `doing.values` and stated facts into `doing.given`.

    Raises Incomplete with a sentence for each answer that cannot be read or that nobody asked for.
    """
    problems: dict[str, str] = {}
    for name, answer in given.items():
        field = doing.procedure.fields.get(name) if name in doing.act.asked else None
        try:
            if field is None:
                _fact(doing, name, answer)
                continue
            value = fields.read(field, answer, council=doing.council)
            if value is not None:
                _check(doing, field, value)
                doing.values[name] = value
        except fields.Unreadable as error:
            problems[name] = str(error)
    if problems:
        raise Incomplete(problems)


def missing(doing: Doing) -> dict[str, str]:
    """The questions that must be answered and were not."""
    return {
        name: f"Answer: {doing.procedure.fields[name].question}"
        for name in doing.act.required
        if doing.values.get(name) is None
    }


def _fact(doing: Doing, name: str, answer: object) -> None:
    """A fact of the protocol that no field asks for, stated by whoever acts."""
    fact = doing.protocol.vocabulary.facts.get(name)
    if fact is None or fact.source == "computed":
        raise fields.Unreadable(f"{doing.act.label} does not ask for {name!r}.")
    if answer is None or answer == "":
        return
    try:
        stated = fields.legible(answer) if isinstance(answer, str) else answer
        doing.given[name] = doing.protocol.vocabulary.read_fact(name, stated)
    except ValueError as error:
        raise fields.Unreadable(str(error)) from error


def _check(doing: Doing, field: Field, value: Any) -> None:
    if field.type in ("person", "people"):
        people = value if isinstance(value, list) else [value]
        for number in people:
            _check_person(doing, field, number)
    elif field.type == "case":
        _check_case(doing, field, value)
    elif field.type == "entry":
        _check_entry(doing, field, value)
    elif field.name in (doing.act.opens, doing.act.grants and doing.act.grants.letter):
        _check_letter(doing, field, value)


def _check_person(doing: Doing, field: Field, number: int) -> None:
    person = doing.person(number)
    if field.of and not set(field.of) & doing.counts_as(person):
        wanted = " or ".join(doing.protocol.role_name(role).lower() for role in field.of)
        raise fields.Unreadable(f"{field.label}: {person.name} is no {wanted} here today.")


def _check_case(doing: Doing, field: Field, reference: str) -> None:
    seen = Case.objects.all()
    if doing.by is not None:
        seen = visibility.cases_for(doing.by, on=doing.on)
    other = seen.filter(reference=reference).first()
    if other is None:
        raise fields.Unreadable(f"{field.label}: there is no {reference} here.")
    if doing.case is not None and other.pk == doing.case.pk:
        raise fields.Unreadable(f"{field.label}: {reference} is this one itself.")
    if field.older and doing.case is not None and other.opened_at > doing.case.opened_at:
        raise fields.Unreadable(f"{field.label}: {reference} came later; join that one to this.")
    for slot in field.same:
        theirs = set(other.parties.filter(slot=slot).values_list("person", flat=True))
        ours = {one.pk for one in doing.slot(slot)}
        if not ours and doing.by is not None:
            ours = {doing.by.pk}
        if theirs != ours:
            label = doing.procedure.parties[slot].label.lower()
            raise fields.Unreadable(f"{field.label}: {reference} has another {label}.")


def _check_letter(doing: Doing, field: Field, seq: int) -> None:
    """Nobody shows others what they do not see themselves, what nobody wrote, or is yet to come."""
    event = doing.case.events.exclude(act=REFUSED).filter(seq=seq).first() if doing.case else None
    texts = [one.name for one in doing.procedure.fields.values() if one.type == "text"]
    written = event is not None and event.said.filter(field__in=texts).exists()
    if event is not None and doing.case is not None and doing.by is not None:
        circles = visibility.circles_for(doing.by, doing.case, on=doing.on)
        written = written and visibility.visible(event, circles)
    if not written:
        raise fields.Unreadable(f"{field.label}: there is no letter {seq} here.")


def _check_entry(doing: Doing, field: Field, reference: str) -> None:
    live = Registered.objects.filter(
        in_force(doing.on), council=doing.council, register__in=field.of, case__reference=reference
    )
    if not live.exists():
        raise fields.Unreadable(f"{field.label}: {reference} is not in force today.")
