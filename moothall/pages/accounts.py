"""Accounts at a council's provider, and whose they are: never guessed from an e-mail address.

An account is linked once, after a code sent to the person's own address or by an administrator's
invitation; from then on it is known by what stays the same about it (ADR 0010).
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from moothall.cases import outbox
from moothall.pages.models import Invitation, LinkedAccount
from moothall.pages.origin import digest
from moothall.pages.sessions import WAITING  # council slug -> an account nobody has yet
from moothall.pages.visit import Visit
from moothall.people.changing import Changing
from moothall.people.directory import directory_of
from moothall.people.models import Council, Person

WAITS = timedelta(minutes=15)
INVITATION_LIFE = timedelta(days=7)
THROUGH = "sign-in"


def person_of(council: Council, *, issuer: str, subject: str) -> Person | None:
    """Whose account it is."""
    row = LinkedAccount.objects.filter(council=council, issuer=issuer, subject=subject).first()
    return directory_of(council.pk).people.get(row.person_id) if row else None


def wait(visit: Visit, *, issuer: str, subject: str, called: str) -> None:
    """Keeps an unknown account in this browser, until its owner has confirmed by a code."""
    kept = dict(visit.request.session.get(WAITING, {}))
    kept[visit.council.slug] = {
        "issuer": issuer,
        "subject": subject,
        "called": called[:200],
        "at": visit.at.isoformat(),
    }
    visit.request.session[WAITING] = kept


def waiting(visit: Visit) -> dict[str, str] | None:
    """The account that waits in this browser for its owner."""
    kept: dict[str, str] | None = visit.request.session.get(WAITING, {}).get(visit.council.slug)
    if not kept or visit.at - datetime.fromisoformat(kept["at"]) >= WAITS:
        return None
    return kept


def forget_waiting(visit: Visit) -> None:
    """The account is linked, or is not the person's."""
    kept = dict(visit.request.session.get(WAITING, {}))
    kept.pop(visit.council.slug, None)
    visit.request.session[WAITING] = kept


def link(
    visit: Visit, person: Person, *, issuer: str, subject: str, confirmed_by: str
) -> LinkedAccount | None:
    """Links an account and tells the person; None where somebody has it already."""
    changing = Changing(visit.council, person, visit.at, THROUGH)
    row = LinkedAccount(
        council=visit.council,
        person=person,
        issuer=issuer,
        subject=subject,
        linked_at=visit.at,
        confirmed_by=confirmed_by,
    )
    try:
        with transaction.atomic():
            changing.add(row)
    except IntegrityError:
        return None
    tell(visit, person, "Your council account can now be used to sign in.")
    return row


def unlink(visit: Visit, person: Person) -> int:
    """Takes every linked account from the person; how many they were."""
    changing = Changing(visit.council, person, visit.at, THROUGH)
    rows = list(LinkedAccount.objects.filter(council=visit.council, person=person))
    with transaction.atomic():
        for row in rows:
            changing.remove(row)
    if rows:
        tell(visit, person, "Your council account can no longer be used to sign in.")
    return len(rows)


def tell(visit: Visit, person: Person, words: str) -> None:
    """Writes to the person that something about signing in has changed."""
    address = directory_of(visit.council.pk).emails.get(person.pk)
    if address:
        outbox.letter(
            visit.council,
            purpose="signing in",
            once=f"signing-in:{secrets.token_hex(12)}",
            recipient=address,
            subject=f"Signing in to {visit.council.name} has changed",
            body=f"{words}\n\nIf this was not you, tell {visit.council.address} at once.\n",
            at=visit.at,
            person=person,
        ).save()


def invite(visit: Visit, person: Person) -> bool:
    """Sends the person a link with which they can use their account; False without an address."""
    address = directory_of(visit.council.pk).emails.get(person.pk)
    if not address:
        return False
    token = secrets.token_urlsafe(32)
    row = Invitation(
        council=visit.council,
        person=person,
        digest=digest("invitation", token),
        made_at=visit.at,
        by=visit.by,
    )
    with transaction.atomic():
        Invitation.objects.filter(person=person, used=False).update(used=True)
        Changing(visit.council, visit.by, visit.at, THROUGH).add(row)
        outbox.letter(
            visit.council,
            purpose="invitation",
            once=f"invitation:{row.pk}",
            recipient=address,
            subject=f"Sign in to {visit.council.name} with your council account",
            body=f"Open this once, within a week, and sign in with your council account:\n\n"
            f"{visit.full_address('invitation', token)}\n",
            at=visit.at,
            person=person,
        ).save()
    return True


def invited(visit: Visit, token: str) -> Invitation | None:
    """The invitation with that token, if it can still be used."""
    return Invitation.objects.filter(
        council=visit.council,
        digest=digest("invitation", token),
        used=False,
        made_at__gt=visit.at - INVITATION_LIFE,
    ).first()


def use(invitation: Invitation) -> bool:
    """Uses it up; False where somebody was faster."""
    return bool(Invitation.objects.filter(pk=invitation.pk, used=False).update(used=True))
