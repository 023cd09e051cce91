"""Mails that the post itself writes: the polite answer to strangers, and why something was held.

They go through the same outbox as every notice; sending is in `sending.py`.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from moothall.cases.models import Outgoing
from moothall.cases.refusals import CannotPerform, Refused
from moothall.post.models import Mail, PoliteAnswer

A_DAY = timedelta(days=1)
_STRANGER = """\
Thank you for your message. This address is for councillors and officers of {council}, and we do not
know yours, so nobody may have read it. A person will look at it.

If you live in the area, please contact your councillor or the council's public enquiries.
If you are a councillor or an officer, please write from your council address.
"""
_HELD = """\
Dear {name},

Your message "{subject}" was kept but not carried out.

{why}
{instead}
Nothing of it has been sent on. You can do this on the page instead, where your words are waiting
to be used again:
{address}

{council}
"""


def answer_stranger(mail: Mail, *, at: datetime) -> bool:
    """Tells a stranger politely, at most once a day for each address; whether it did."""
    if not mail.sender or mail.envelope_from == "<>":
        return False
    with transaction.atomic():
        last, new = PoliteAnswer.objects.get_or_create(
            council=mail.council, address=mail.sender, defaults={"last_at": at}
        )
        if not new and at - last.last_at < A_DAY:
            return False
        last.last_at = at
        last.save(update_fields=["last_at"])
        _enqueue(
            mail,
            purpose="stranger",
            subject=f"Re: {mail.subject}",
            body=_STRANGER.format(council=mail.council.name),
            at=at,
        )
    return True


def tell_held(mail: Mail, why: CannotPerform, *, at: datetime) -> None:
    """Tells the sender why nothing was done, by which clause, and what may be done instead."""
    instead = ""
    if isinstance(why, Refused) and why.judgement.instead:
        ways = "; ".join(one.label for one in why.judgement.instead)
        instead = f"\nWhat the protocol allows instead: {ways}.\n"
    case = mail.case
    council = mail.council
    page = f"cases/{case.reference}/" if case else ""
    _enqueue(
        mail,
        purpose="held",
        subject=f"Not carried out: {mail.subject}",
        body=_HELD.format(
            name=mail.person.name if mail.person else "sender",
            subject=mail.subject,
            why=why.why,
            instead=instead,
            address=f"{settings.BASE_URL}/{council.slug}/{page}",
            council=council.name,
        ),
        at=at,
    )


def _enqueue(mail: Mail, *, purpose: str, subject: str, body: str, at: datetime) -> None:
    """Once for each mail and purpose, whatever happens in between."""
    domain = mail.council.address.rpartition("@")[2]
    try:
        with transaction.atomic():
            Outgoing.objects.create(
                council=mail.council,
                case=mail.case,
                person=mail.person,
                purpose=purpose,
                once=f"{purpose}:{mail.pk}",
                recipient=mail.sender,
                subject=subject[:300],
                body=body,
                message_id=f"<{secrets.token_hex(16)}@{domain}>",
                in_reply_to=mail.message_id,
                next_try_at=at,
            )
    except IntegrityError:
        return
