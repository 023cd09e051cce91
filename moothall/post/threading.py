"""Which case a message belongs to: by the reply address, by reference to a mail, by its subject.

Whether the sender may see that case is asked in `handle.py`.
"""

from __future__ import annotations

import re

from moothall.cases.models import Case, Outgoing
from moothall.people.models import Council
from moothall.post.models import Mail
from moothall.post.reading import Incoming

_REFERENCE = re.compile(r"\b([A-Z]{2,8}-[A-Z]{2,8}-[0-9A-Z]{1,12})\b", re.IGNORECASE)
MOST_REFERENCES = 50


def case_of(
    incoming: Incoming, council: Council, *, envelope_to: tuple[str, ...] = ()
) -> Case | None:
    """The case that the message is about, or None."""
    return (
        _by_address(council, (*envelope_to, *incoming.recipients))
        or _by_reference(incoming, council)
        or _named(council, _bracketed(incoming.subject))
    )


def _by_address(council: Council, recipients: tuple[str, ...]) -> Case | None:
    name, _, domain = council.address.lower().partition("@")
    for recipient in recipients:
        local, _, host = recipient.lower().partition("@")
        box, plus, tag = local.partition("+")
        if plus and box == name and host == domain:
            return _named(council, tag)
    return None


def _by_reference(incoming: Incoming, council: Council) -> Case | None:
    known = incoming.references[:MOST_REFERENCES]
    if not known:
        return None
    sent = Outgoing.objects.filter(council=council, message_id__in=known, case__isnull=False)
    came = Mail.objects.filter(council=council, message_id__in=known, case__isnull=False)
    first = sent.select_related("case").first() or came.select_related("case").first()
    return first.case if first else None


def _bracketed(subject: str) -> str:
    found = re.search(r"\[([^\]\s]{1,40})\]", subject)
    return found[1] if found else ""


def _named(council: Council, reference: str) -> Case | None:
    if not _REFERENCE.fullmatch(reference):
        return None
    return Case.objects.filter(council=council, reference=reference.upper()).first()
