"""A person in a council's cases: what stands against forgetting them, and where they are named.

Wording that the program made with their name is erased with them; what others wrote is only listed,
for somebody to decide. Erasing is in `erasing.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from moothall.cases import erasing, holds
from moothall.cases.models import Case, Outgoing, Said
from moothall.cases.standing import ERASED
from moothall.cases.visibility import named_to
from moothall.people.models import Council, Person

_WHY = "Wording that named somebody who has been made anonymous was erased."
UNNAMED = "Something of theirs that you may not see is open or on hold"
_DECIDED = "Something that was written here was erased: {}"


@dataclass(frozen=True, slots=True)
class Mention:
    """Where others' words name a person: an answer of an event, or a message."""

    reference: str
    event: int  # its number within the case; 0 for a message
    field: str
    message: int = 0  # number of the message

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def stands_against(person: Person, *, told: Person | None, on: date) -> list[str]:
    """Why the person cannot be made anonymous because of cases, in sentences.

    `told` is who reads it: of cases that may not be named to them it says no more than that there
    is something. None is the command line, which is told everything.
    """
    found = [f"Everything of them is {why}" for why in _holds(person)]
    open_ = Case.objects.filter(council=person.council_id, ended=False).order_by("pk")
    mine = Q(owner=person) | Q(parties__person=person) | Q(clocks__owner=person)
    reasons = {
        case: "belongs to them" if case.owner_id == person.pk else "has them as a party"
        for case in open_.filter(mine).distinct()
    }
    held = {} if _holds(person) else holds.held_cases(person.council)
    kept = Case.objects.in_bulk(list(holds.cases_of(person.pk) & held.keys()))
    nameable = {*kept, *(case.pk for case in reasons)}
    if told is not None:
        rows = named_to(told, on=on).filter(pk__in=nameable)
        nameable = set(rows.values_list("pk", flat=True))
    named = [
        f"{one.reference} is open and {why}" for one, why in reasons.items() if one.pk in nameable
    ]
    named += [f"{kept[one].reference} is {held[one]}" for one in sorted(kept) if one in nameable]
    return [*found, *named, *([] if len(named) == len(reasons) + len(kept) else [UNNAMED])]


def _holds(person: Person) -> list[str]:
    rows = holds.standing_holds(person.council).filter(person=person)
    return [f"on hold since {one.since:%Y-%m-%d}: {one.reason}" for one in rows]


def erase_wording(
    person: Person,
    names: Sequence[str],
    *,
    mails: dict[int, list[int]],
    by: Person | None,
    at: datetime,
) -> int:
    """Erases what the program itself worded with their names, and mails; how many cases.

    `mails` says by case which messages of theirs go with it.
    """
    said: dict[int, list[Said]] = {}
    for one in _saying(person.council, names).filter(field__startswith=erasing.RENDERED):
        said.setdefault(one.event.case_id, []).append(one)
    cases = Case.objects.select_related("council").in_bulk({*said, *mails})
    for number, case in cases.items():
        choice = erasing.Choice(said=said.get(number, ()), mails=mails.get(number, ()))
        rule = {"rule": "anonymous", "person": person.pk}
        erasing.erase(case, choice, rule=rule, why=_WHY, by=by, at=at)
    named = Q(person=person)
    for column in ("recipient", "subject", "body"):
        named |= _naming(column, names)
    left = Outgoing.objects.filter(council=person.council_id, state__in=erasing.LEFT)
    erasing.empty_mails(left.filter(named))
    return len(cases)


def mentions(council: Council, names: Sequence[str]) -> Iterator[Mention]:
    """Where answers name somebody, in anybody's own words. Only for who decides about them."""
    rows = _saying(council, names).exclude(field__startswith=erasing.RENDERED)
    for one in rows.order_by("event__council_seq", "field"):
        yield Mention(one.event.case.reference, one.event.seq, one.field)


def erase_said(
    case: Case, *, seq: int, field: str, why: str, by: Person | None, at: datetime
) -> bool:
    """Erases one answer, with the wording that took it up; False where there is none.

    `why` says the reason and holds nobody's words.
    """
    rows = Said.objects.filter(event__case=case, event__seq=seq, value__isnull=False)
    chosen = rows.filter(Q(field=field) | Q(field__startswith=erasing.RENDERED))
    if not rows.filter(field=field).exclude(event__act=ERASED).exists():
        return False
    outgoing = erasing.sent(case).filter(event__seq=seq)
    choice = erasing.Choice(said=list(chosen.select_related("event")), outgoing=list(outgoing))
    rule = {"rule": "decided", "why": "(stated)"}
    erasing.erase(case, choice, rule=rule, why=_DECIDED.format(why), by=by, at=at)
    return True


def _saying(council: Council, names: Sequence[str]) -> QuerySet[Said]:
    """What was said in a council with one of these names in it."""
    rows = Said.objects.annotate(text=Cast("value", TextField()))
    rows = rows.filter(_naming("text", names), event__council=council)
    return rows.exclude(event__act=ERASED).select_related("event__case")


def _naming(column: str, names: Sequence[str]) -> Q:
    """Rows with one of these names in a column, written as text or as JSON writes it."""
    found = Q(pk__in=[])
    for name in names:
        for written in {name, json.dumps(name)[1:-1]}:
            found |= Q(**{f"{column}__icontains": written})
    return found
