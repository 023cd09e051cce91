"""Which case a message belongs to: by the reply address, by reference to a mail, by its subject.

Whether the sender may see that case is asked in `handle.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from moothall.cases.models import Case, Outgoing
from moothall.people.models import Council
from moothall.post.models import Mail
from moothall.post.reading import Incoming
from moothall.post.sorting import without_tag

_REFERENCE = re.compile(r"([A-Z]{2,8})-[A-Z]{2,8}-[0-9A-Z]{1,12}", re.IGNORECASE)
_BRACKETED = re.compile(r"\[([^\]\s]{1,40})\]")
MOST_REFERENCES = 50


@dataclass(frozen=True, slots=True)
class Thread:
    """What a message belongs to. `named`: it names a case of this council, there or not."""

    case: Case | None
    named: bool = False


def thread_of(incoming: Incoming, council: Council, *, envelope_to: tuple[str, ...] = ()) -> Thread:
    """The case that the message is about, if there is one."""
    addressed = list(_tags(council, (*envelope_to, *incoming.recipients, *incoming.silent)))
    bracketed = _BRACKETED.findall(incoming.subject)
    case = (
        _first(council, addressed) or _by_reference(incoming, council) or _first(council, bracketed)
    )
    named = [one for one in (*addressed, *bracketed) if _is_ours(council, one)]
    return Thread(case, named=bool(case or named))


def _tags(council: Council, recipients: Iterable[str]) -> Iterator[str]:
    """What stands behind the plus in each of the council's own addresses."""
    for recipient in recipients:
        if without_tag(recipient.lower()) in council.own_addresses:
            _, plus, tag = recipient.partition("@")[0].partition("+")
            if plus:
                yield tag


def _by_reference(incoming: Incoming, council: Council) -> Case | None:
    """The case of the nearest mail that the message answers, whichever way that mail went."""
    known = incoming.references[:MOST_REFERENCES]
    if not known:
        return None
    found: dict[str, Case] = {}
    for model in (Mail, Outgoing):
        rows = model._default_manager.filter(
            council=council, message_id__in=known, case__isnull=False
        )
        for row in rows.select_related("case"):
            if row.case is not None:
                found[row.message_id] = row.case
    return next((found[one] for one in known if one in found), None)


def _is_ours(council: Council, reference: str) -> bool:
    found = _REFERENCE.fullmatch(reference)
    return found is not None and found[1].upper() == council.prefix.upper()


def _first(council: Council, references: Iterable[str]) -> Case | None:
    for reference in references:
        if _is_ours(council, reference):
            case = Case.objects.filter(council=council, reference=reference.upper()).first()
            if case is not None:
                return case
    return None
