"""What a person's reply does to a case: which act it is, and what it answers.

Follows what the case lets that person do; which acts a reply may be stands in the procedure, the
law in the protocol, the doing in `perform`.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from moothall.cases.beginning import Request, begin, procedure_of
from moothall.cases.fields import LONGEST_LINE
from moothall.cases.models import Case
from moothall.cases.possible import possible_acts
from moothall.cases.procedure import Act
from moothall.cases.refusals import NotPossible
from moothall.cases.relations import is_one_of
from moothall.people.directory import directory_of
from moothall.people.models import Council, Person
from moothall.people.roles import current, roles_of
from moothall.post.copies import shown
from moothall.post.reading import Incoming

_URGENT = re.compile(r"(?<!not )(?<!non-)(?<!non )\burgent\b", re.IGNORECASE)


def act_of(case: Case, *, by: Person, at: datetime) -> tuple[Act, str]:
    """The act that a reply is, and the field for its words. Raises NotPossible.

    The procedure says which acts a reply may be (`replies:`), and the first that is possible is it.
    """
    open_to = {possible.act.name: possible.act for possible in possible_acts(case, by=by, at=at)}
    for name, field in procedure_of(case.kind).replies.items():
        if name in open_to and _falls_to(case, open_to[name], by, at):
            return open_to[name], field
    raise NotPossible(f"{by.name} may read {case.reference} but has nothing to answer in it now.")


def _falls_to(case: Case, act: Act, by: Person, at: datetime) -> bool:
    """Whether a reply of this person would mean this act.

    What moves a case on is done by a party of it: as such, by their post or on duty. Somebody else
    who may do it as well, such as the hub, has to say so on the page.
    """
    doing = begin(Request(case, act.name, by, at), lock=False)
    slots = tuple(name for name in act.by if name in doing.procedure.parties)
    return not act.to or bool(act.in_) or not slots or is_one_of(doing, by, slots)


def enquiry_fields(council: Council, incoming: Incoming, *, by: Person, on: date) -> dict[str, Any]:
    """The answers that a councillor's message gives to a new enquiry's questions.

    All of its text counts: what it quotes or passes on is what the enquiry is about.
    """
    text = incoming.text.strip()
    subject = incoming.subject or "(no subject)"
    fields: dict[str, Any] = {"subject": subject, "details": text or "(no text)"}
    if len(subject) > LONGEST_LINE:
        fields["subject"] = f"{subject[: LONGEST_LINE - 1].rstrip()}…"
        fields["details"] = f"{subject}\n\n{fields['details']}"
    if _URGENT.search(incoming.subject):
        fields["urgent"] = True
    if area := _area(council, f"{incoming.subject}\n{text}", on=on):
        fields["ward"] = area
    listed = [
        one for one in shown(council, incoming, by=by) if "councillor" in roles_of(one, on=on)
    ]
    if listed:
        fields["circulation"] = [one.slug for one in listed]
    return fields


def _area(council: Council, text: str, *, on: date) -> str:
    """The ward that the text names, if it names just one."""
    named = [
        area.slug
        for area in current(directory_of(council.pk).areas.values(), on=on)
        if re.search(rf"\b{re.escape(area.name)}\b", text, re.IGNORECASE)
    ]
    return named[0] if len(named) == 1 else ""
