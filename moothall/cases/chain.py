"""The chain of events: digests per case and per council, and salted digests of what was said.

Nothing is decided here; `perform.py` appends and `verify.py` checks with the same functions.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from moothall.cases.models import Case, ChainHead, Event, Said
from moothall.cases.standing import moment
from moothall.people.models import Council, Person


def lock(council: Council) -> ChainHead:
    """The council's newest event, held until the transaction ends: one act at a time."""
    heads = ChainHead.objects.select_for_update().filter(council=council)
    if head := heads.first():
        return head
    ChainHead.objects.get_or_create(council=council)
    return heads.get()


def head(council: Council) -> ChainHead:
    """The council's newest event as it is now; nobody is kept from going on."""
    return ChainHead.objects.filter(council=council).first() or ChainHead(council=council)


def following(
    case: Case, *, act: str, by: Person | None, at: datetime, first: bool = False
) -> Event:
    """The next event of a case, chained to the one before; its circle and body are still open.

    `first` says that there is none before, and saves looking.
    """
    newest = case.events.order_by("-seq").values_list("seq", "digest")
    seq, digest = (None if first else newest.first()) or (0, "")
    return Event(
        council_id=case.council_id,
        case=case,
        seq=seq + 1,
        at=at,
        act=act,
        by=by,
        previous=digest,
    )


def append(event: Event, *, head: ChainHead, said: Mapping[str, Any]) -> None:
    """Writes an event and the answers beside it, and moves the council's head on."""
    salted = [_salted(name, value) for name, value in said.items()]
    event.body["said"] = {one.field: one.digest for one in salted}
    event.council_seq = head.seq + 1
    event.council_previous = head.digest
    event.digest = digest(event)
    event.council_digest = council_digest(event)
    event.save(force_insert=True)
    for one in salted:
        one.event = event
    Said.objects.bulk_create(salted)
    head.seq, head.digest = event.council_seq, event.council_digest
    head.save(update_fields=["seq", "digest"])


def digest(event: Event) -> str:
    """The digest of an event and of the one before it in its case."""
    return _sha256(contents(event))


def contents(event: Event) -> dict[str, Any]:
    """What the digest of an event is over."""
    return {
        "previous": event.previous,
        "council": event.council_id,
        "case": event.case_id,
        "seq": event.seq,
        "at": moment(event.at),
        "act": event.act,
        "by": event.by_id,
        "circle": event.circle,
        "body": event.body,
    }


def council_digest(event: Event) -> str:
    """The digest that chains all events of a council, whichever case they belong to."""
    return _sha256(
        {
            "previous": event.council_previous,
            "seq": event.council_seq,
            "event": event.digest,
        }
    )


def said_digest(*, salt: str, field: str, value: Any) -> str:
    """The salted digest of an answer: it proves the words without giving them away."""
    return _sha256({"salt": salt, "field": field, "value": value})


def _salted(field: str, value: Any) -> Said:
    salt = secrets.token_hex(16)
    digest = said_digest(salt=salt, field=field, value=value)
    return Said(field=field, value=value, salt=salt, digest=digest)


def canonical(value: Any) -> str:
    """The one way in which a value is written before its digest is taken."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _sha256(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()
