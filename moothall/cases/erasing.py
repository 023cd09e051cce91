"""Erases what people wrote in a case, by an event that says what, under which rule and why.

Events stay as they are: they hold digests, not words (decision 0008). Who did what, when and under
which clause stays too. When something is to be erased is decided elsewhere: `retention.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from moothall.cases import chain, procedures
from moothall.cases.models import Attachment, Case, Event, Outgoing, Said
from moothall.cases.recording import DEPARTURE
from moothall.cases.standing import ERASED, Json
from moothall.cases.telling import DONE
from moothall.cases.verify import write_anew
from moothall.people.models import Person

RENDERED = "words."  # what was said in the procedure's wording, names and answers filled in
WORDED = ("line", "text")
LEFT = (  # mails that are under way no longer
    *(Outgoing.State.SENT, Outgoing.State.FAILED),
    *(Outgoing.State.GATHERED, Outgoing.State.WITHDRAWN),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be erased of a case. Messages are named here by whoever empties their rows."""

    said: Collection[Said] = ()
    files: Collection[Attachment] = ()
    outgoing: Collection[Outgoing] = ()
    mails: Collection[int] = field(default=())

    def __bool__(self) -> bool:
        return any((self.said, self.files, self.outgoing, self.mails))


def everything(case: Case, *, mails: Collection[int] = ()) -> Choice:
    """Everything that somebody wrote in the case, and that was sent on of it."""
    events = case.events.exclude(act=ERASED)
    said = Said.objects.filter(event__in=events, value__isnull=False).select_related("event")
    files = Attachment.objects.filter(event__in=events, erased=False).select_related("event")
    return Choice(
        [one for one in said if is_worded(case.kind, one)], list(files), list(sent(case)), mails
    )


def is_worded(kind: str, said: Said) -> bool:
    """Whether the answer is in somebody's own words, or in wording that took such words up.

    People, days, choices and numbers are no words: figures are made of them.
    """
    if said.field == DEPARTURE or said.field.startswith(RENDERED):
        return True
    procedure = procedures.load().get(kind)
    asked = procedure.fields.get(said.field) if procedure else None
    return isinstance(said.value, str) if asked is None else asked.type in WORDED


def sent(case: Case) -> QuerySet[Outgoing]:
    """The mails of the case that have left, or never will, and whose words are still there."""
    return Outgoing.objects.filter(~(Q(body="") & Q(recipient="")), case=case, state__in=LEFT)


def erase(
    case: Case, choice: Choice, *, rule: Json, why: str, by: Person | None, at: datetime
) -> Event:
    """Erases what is chosen, as `by` (None: the system) under `rule`; the event that says so.

    `why` is a sentence for the timeline and holds nobody's words. Bytes in the data folder are
    `files.sweep`'s matter. Raises nothing: what is gone already is not chosen again.
    """
    with transaction.atomic():
        head = chain.lock(case.council)
        event = chain.following(case, act=ERASED, by=by, at=at)
        event.circle = _circle(case)
        event.body = {
            "effects": {},
            "erased": {
                "said": _by_event((one.event.seq, one.field) for one in choice.said),
                "files": _by_event((one.event.seq, one.sha256) for one in choice.files),
                "mails": sorted(choice.mails),
                "sent": len(choice.outgoing),
            },
            "rule": rule,
            "judgement": None,
            "facts": {},
            "files": [],
            "told": [],
        }
        chain.append(event, head=head, said={DONE: why})
        _empty(choice)
        write_anew(Case.objects.get(pk=case.pk))
    return event


def _circle(case: Case) -> str:
    """The circle in which everybody who sees the case is."""
    if procedure := procedures.load().get(case.kind):
        return procedure.main_circle
    first = case.events.order_by("seq").first()
    return first.circle if first else ""


def _by_event(pairs: Iterable[tuple[int, str]]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for seq, name in sorted(pairs):
        found[str(seq)].append(name)
    return dict(found)


def _empty(choice: Choice) -> None:
    Said.objects.filter(pk__in=[one.pk for one in choice.said]).update(value=None, salt="")
    files = Attachment.objects.filter(pk__in=[one.pk for one in choice.files])
    files.update(name="", erased=True)
    empty_mails(Outgoing.objects.filter(pk__in=[one.pk for one in choice.outgoing]))


def empty_mails(rows: QuerySet[Outgoing]) -> int:
    """Takes words and addresses out of mails that have left; whom they went to and when stays."""
    return rows.update(
        recipient="", subject="", body="", in_reply_to="", reply_to="", last_error=""
    )
