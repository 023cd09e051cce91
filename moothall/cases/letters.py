"""The frame of every mail: subject, greeting, the message, its dates and why, how to answer.

What is said in it is the act's own wording (`telling.py`); sending it is `post`'s.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings

from moothall.cases import fields
from moothall.cases.clock_view import agreed_last
from moothall.cases.doing import Doing
from moothall.cases.models import Case, Clock
from moothall.cases.standing import Json
from moothall.people.assistance import name_of
from moothall.people.models import Person


def subject(case: Case) -> str:
    """`[SOU-ENQ-12] URGENT: Broken street light`."""
    urgent = "URGENT: " if case.urgent else ""
    return f"[{case.reference}] {urgent}{case.subject or case.kind}"[:300]


def body(doing: Doing, case: Case, person: Person, text: str) -> str:
    """The whole text of a mail to one person."""
    dates = [line for _, clock in doing.now.running() if (line := _date(doing, clock))]
    parts = [
        f"Dear {person.name},",
        "URGENT: somebody could come to harm if this waits." if case.urgent else "",
        text,
        assisted(doing),
        "\n".join(dates),
        f"To reply, answer this e-mail. Everything about {case.reference}, and why each date is "
        f"what it is:\n{address(doing, case)}",
        f"{doing.council.name}",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def assisted(doing: Doing) -> str:
    """Who really did it, and for whom, where it was an assistant; else nothing."""
    if doing.by is None or doing.by.through is None:
        return ""
    return f"Done by {name_of(doing.by)}."


def address(doing: Doing, case: Case) -> str:
    """The page of the case."""
    return f"{settings.BASE_URL}/{doing.council.slug}/cases/{case.reference}/"


def _date(doing: Doing, clock: Json) -> str:
    """`Send the answer: due Wednesday 6 January 2027 (clause 9.1.5).`, or nothing without a day."""
    name = clock["act"].partition(".")[2]
    act = doing.procedure.acts.get(name)
    if not clock["due"] or clock["sort"] == Clock.Sort.LIMIT or act is None:
        return ""
    day = fields.in_words(date.fromisoformat(clock["due"]))
    return f"{act.label}: due {day} ({why(clock)})."


def why(clock: Json) -> str:
    """Where the day comes from, in a few words."""
    if clock["sort"] == Clock.Sort.STANDARD:
        return "the council's own service standard, not a clause"
    if clock["sort"] == Clock.Sort.AGREED and agreed_last(clock):
        return "the date that was agreed"
    if clock["history"]:
        first = fields.in_words(date.fromisoformat(clock["original_due"]))
        by = f" by clause {clock['clause']}" if clock["clause"] else ""
        return f"moved; it was {first}{by}"
    return f"clause {clock['clause']}" if clock["clause"] else "the council's own limit"
