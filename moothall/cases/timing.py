"""When a mail leaves: at once, at the next of its reader's hours, or in the reader's digest.

What is urgent is said in `urgency.py`, whose hours are which in `people.hours`. Sending asks again
(`second_look.py`): a mail that could not be sent in time waits for the next hours.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from moothall.cases.models import Outgoing
from moothall.cases.urgency import is_urgent
from moothall.people import hours
from moothall.people.models import Person, Preference
from moothall.worktime import LONDON

State = Outgoing.State
DIGEST = "digest"  # the purpose of a mail that holds others


def schedule(
    mail: Outgoing,
    person: Person,
    *,
    at: datetime,
    marked: bool = False,
    own_act: bool = False,
    days: Iterable[date] = (),
) -> None:
    """Says when a mail that has not been saved leaves, and whether in a digest."""
    routine_at(mail, person, at=at)
    if is_urgent(marked=marked, own_act=own_act, days=days, at=at, leaves=mail.next_try_at):
        mail.routine, mail.state, mail.next_try_at = False, State.QUEUED, at


def routine_at(mail: Outgoing, person: Person, *, at: datetime) -> None:
    """As for anything that may wait."""
    preference = preference_at(person, at=at)
    gathers = preference.how == Preference.How.DIGEST and mail.purpose != DIGEST
    mail.routine = True
    mail.state = State.WAITING if gathers else State.QUEUED
    moment = hours.digest_moment if gathers else hours.opens
    mail.next_try_at = moment(preference, at=at)


def preference_at(person: Person, *, at: datetime) -> Preference:
    """How the person wants to be told on the day of that moment."""
    return hours.preference_of(person, on=at.astimezone(LONDON).date())


def reschedule(person: Person, *, at: datetime) -> None:
    """What waits for the person waits anew, by what they have just chosen."""
    with transaction.atomic():
        rows = Outgoing.objects.filter(
            person=person, routine=True, tries=0, state__in=(State.QUEUED, State.WAITING)
        )
        for mail in rows.select_for_update(of=("self",)):
            routine_at(mail, person, at=at)
            mail.save(update_fields=["routine", "state", "next_try_at"])
