"""The frame of every mail: subject, greeting, the message, its dates and why, how to answer.

What is said in it is the act's own wording (`telling.py`); sending it is `post`'s.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Final

from django.conf import settings

from moothall.cases import fields
from moothall.cases.clock_view import agreed_last
from moothall.cases.doing import Doing
from moothall.cases.models import Case, Clock
from moothall.cases.standing import Json
from moothall.people.assistance import name_of
from moothall.people.models import Council, Person


class Says(Enum):
    """How much a mail tells: never more than its reader would see on the page of the case."""

    ALL = "all"
    NO_DATES = "no dates"  # a letter of the case is theirs, the case's own circle is not
    LINK = "link"  # confidential: its reference and where to read it
    REFERENCE = "reference"  # the protocol has them told, and the case is not theirs to see


LEAST_FIRST: Final = (Says.REFERENCE, Says.LINK, Says.NO_DATES, Says.ALL)
REPLY = "To reply, answer this e-mail."
URGENT = "URGENT: somebody could come to harm if this waits."


def subject(case: Case, *, says: Says = Says.ALL) -> str:
    """`[SOU-ENQ-12] URGENT: Broken street light`."""
    if says in (Says.LINK, Says.REFERENCE):
        return f"[{case.reference}] {'Confidential' if says == Says.LINK else 'For you to know'}"
    urgent = "URGENT: " if case.urgent else ""
    return f"[{case.reference}] {urgent}{case.subject or case.kind}"[:300]


def body(
    doing: Doing, case: Case, person: Person, text: str, *, says: Says = Says.ALL, clause: str = ""
) -> str:
    """The whole text of a mail to one person; `clause` is the one that has them told."""
    if says in (Says.LINK, Says.REFERENCE):
        return reticent(case, person, says=says, clause=clause, label=doing.act.label)
    running = doing.now.running() if says == Says.ALL else ()
    dates = [line for _, clock in running if (line := _date(doing, clock))]
    return whole(case, person, text, assisted(doing), "\n".join(dates))


def whole(case: Case, person: Person, *said: str) -> str:
    """The text of a mail that says these paragraphs, as far as they are not empty."""
    where = f"{REPLY} Everything about {case.reference}, and why each date is what it is:"
    urgent = URGENT if case.urgent else ""
    return frame(case.council, person, urgent, *said, f"{where}\n{address(case)}")


def frame(council: Council, person: Person, *parts: str) -> str:
    """Greeting, paragraphs, and from whom it is."""
    written = [f"Dear {person.name},", *parts, council.name]
    return "\n\n".join(part for part in written if part) + "\n"


def inner(body: str, council: Council) -> str:
    """The paragraphs of a mail without its frame: as it stands in a digest."""
    parts = body.strip().split("\n\n")
    if parts[0].startswith("Dear "):
        parts = parts[1:]
    if parts and parts[-1] == council.name:
        parts = parts[:-1]
    return "\n\n".join(parts)


def assisted(doing: Doing) -> str:
    """Who really did it, and for whom, where it was an assistant; else nothing."""
    if doing.by is None or doing.by.through is None:
        return ""
    return f"Done by {name_of(doing.by)}."


def reticent(case: Case, person: Person, *, says: Says, clause: str, label: str) -> str:
    """A mail without a word of what was written; `label` is that of the act."""
    if says == Says.LINK:
        told = "There is something for you to read. It is confidential, so this e-mail does not "
        told += f"say what it is. Sign in to read it:\n{address(case)}"
    else:
        by = f"Clause {clause} of the protocol says" if clause else "The council's procedure says"
        told = f"On {case.reference} this was done: {label.lower()}. {by} that you are "
        told += "told of it. What was written is for those concerned in it."
    return frame(case.council, person, told)


def address(case: Case) -> str:
    """The page of the case."""
    return f"{settings.BASE_URL}/{case.council.slug}/cases/{case.reference}/"


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
