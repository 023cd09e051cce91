"""Mails that the post itself writes: the polite answer to strangers, and what became of a reply.

They go through the same outbox as every notice; sending is in `sending.py`.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from moothall.cases import outbox, telling
from moothall.cases.beginning import procedure_of
from moothall.cases.models import Outgoing
from moothall.cases.refusals import CannotPerform, Incomplete, Refused
from moothall.post.models import Mail, PoliteAnswer
from moothall.post.sorting import unanswerable
from moothall.protocol.judgement import Judgement

A_DAY = timedelta(days=1)
MOST_HELD = 10  # mails a day that tell one person of something held: more is a loop
STRANGER, HELD, NOTED = "stranger", "held", "noted"
REPLIES = (STRANGER, HELD, NOTED)  # written because somebody wrote to us (RFC 3834)
_STRANGER = """\
Thank you for your message. This address is for councillors and officers of {council}, and we do not
know yours, so nobody may have read it. A person will look at it.

If you live in the area, please contact your councillor or the council's public enquiries.
If you are a councillor or an officer, please write from your council address.
"""
_HELD = """\
Dear {name},

Your message “{subject}” was kept, and nothing of it has been sent on.

{why}
{ways}
{page}

{council}
"""
_PAGE = """\
You can change it and send it on the page, where your words are waiting (attach files again):
"""
_DEPART = """
What your protocol says should not be, you may do with a recorded reason. Send it from that page
with everybody who receives a copy named, and it asks you for the reason.
"""
_PARAGRAPHS = re.compile(r" (?=Clause \S+: |Needed first: )")
_NOTED = """\
Dear {name},

Your message “{subject}” was kept on {reference} as a note that not everybody there sees, and
nobody has been told. To answer, or to give the matter to somebody, use the page:
{address}

{council}
"""


def answer_stranger(mail: Mail, *, at: datetime) -> str:
    """Tells a stranger politely, at most once a day for each address; what was done, in words."""
    if mail.envelope_from == "<>" or unanswerable(mail.sender):
        return "No answer was sent: nobody reads what is sent to that address."
    with transaction.atomic():
        last, new = PoliteAnswer.objects.select_for_update().get_or_create(
            council=mail.council, address=mail.sender, defaults={"last_at": at}
        )
        if not new and at - last.last_at < A_DAY:
            return "They had been told so already."
        last.last_at = at
        last.save(update_fields=["last_at"])
        body = _STRANGER.format(council=mail.council.name)
        _enqueue(mail, purpose=STRANGER, subject=f"Re: {mail.subject}", body=body, at=at)
    return "They were told so politely."


def tell_held(mail: Mail, why: CannotPerform, *, act: str, at: datetime) -> None:
    """Tells the sender why nothing was done, by which clause, and what may be done instead."""
    if mail.person is None or _told_often(mail, at):
        return
    judgement = why.judgement if isinstance(why, Refused | Incomplete) else None
    body = _HELD.format(
        name=mail.person.name,
        subject=mail.subject,
        why=_PARAGRAPHS.sub("\n\n", held_because(why)),
        ways=_ways(mail, judgement) if judgement else "",
        page=_page(mail, act, departing=_may_depart(why)),
        council=mail.council.name,
    )
    _enqueue(mail, purpose=HELD, subject=f"Not carried out: {mail.subject}", body=body, at=at)


def tell_noted(mail: Mail, *, at: datetime) -> None:
    """Tells an officer that a reply became a note: they may think that they have answered."""
    if mail.person is None or mail.case is None or _told_often(mail, at):
        return
    body = _NOTED.format(
        name=mail.person.name,
        subject=mail.subject,
        reference=mail.case.reference,
        address=_address(mail),
        council=mail.council.name,
    )
    _enqueue(mail, purpose=NOTED, subject=f"Noted: {mail.subject}", body=body, at=at)


def held_because(why: CannotPerform) -> str:
    """Why something was held, with the clauses that are behind it, in one paragraph."""
    if not isinstance(why, Incomplete) or why.judgement is None:
        return why.why
    clauses = [f"Clause {one.clause}: {one.says.rstrip('.')}." for one in why.judgement.grounds]
    return " ".join([why.why, *clauses])


def _may_depart(why: CannotPerform) -> bool:
    """Whether a recorded reason would let it happen."""
    if isinstance(why, Incomplete):
        return "departure" in why.problems
    return isinstance(why, Refused) and why.judgement.departable


def _told_often(mail: Mail, at: datetime) -> bool:
    recent = Outgoing.objects.filter(
        council=mail.council,
        recipient=mail.sender,
        purpose__in=(HELD, NOTED),
        next_try_at__gt=at - A_DAY,
    )
    return recent.count() >= MOST_HELD


def _ways(mail: Mail, judgement: Judgement) -> str:
    """What would make it allowed, and what is allowed instead, each with its page."""
    ways = [f"It would be allowed if {way}." for way in judgement.unless]
    acts = procedure_of(mail.case.kind).acts if mail.case else {}
    for one in judgement.instead:
        verb = one.act.partition(".")[2]
        page = f":\n{_address(mail, verb)}" if verb in acts else "."
        ways.append(f"Instead you may {one.label}{page}")
    return "".join(f"\n{way}\n" for way in ways)


def _page(mail: Mail, act: str, *, departing: bool) -> str:
    """Where it can be done instead; for an act on the case, with the words that were sent."""
    acts = procedure_of(mail.case.kind).acts if mail.case else {}
    if act not in acts or acts[act].starts:
        return f"This is the page:\n{_address(mail)}"
    page = f"{_PAGE}{_address(mail, act)}?mail={mail.pk}\n"
    return page + (_DEPART if departing and "copies" in acts[act].asked else "")


def _address(mail: Mail, act: str = "") -> str:
    """The page of the case, or of an act on it; without a case, the council's first page."""
    page = f"cases/{mail.case.reference}/" if mail.case else ""
    return f"{settings.BASE_URL}/{mail.council.slug}/{page}{f'do/{act}/' if act else ''}"


def _enqueue(mail: Mail, *, purpose: str, subject: str, body: str, at: datetime) -> None:
    """Once for each mail and purpose, whatever happens in between."""
    row = outbox.letter(
        mail.council,
        purpose=purpose,
        once=f"{purpose}:{mail.pk}",
        recipient=mail.sender,
        subject=subject,
        body=body,
        at=at,
        person=mail.person,
    )
    row.case, row.in_reply_to = mail.case, mail.message_id
    if mail.case:
        row.reply_to = telling.reply_address(mail.council.address, mail.case.reference)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return
