"""Reminds whoever owns a promise: before its day, and when it has passed; each rung once.

A reminder is a mail and no event: it changes nothing. Before it leaves it is asked again whether
the promise is still open and still due that day (`second_look.py`): whoever has acted hears no
more of it. What a protocol wants done about a day that has passed is in `escalating.py`.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from moothall.cases import fields, letters, procedures, telling, timing, visibility
from moothall.cases.letters import Says
from moothall.cases.models import Case, Clock, Outgoing, Reminder
from moothall.people.directory import directory_of
from moothall.people.law import working_time_of
from moothall.people.models import Council, Person, Preference
from moothall.people.roles import all_holders
from moothall.worktime import OutsideCalendar

BEFORE, PASSED = "before", "passed"
PROMISES = (Clock.Sort.PROMISE, Clock.Sort.STANDARD, Clock.Sort.AGREED)


def remind_all(council: Council, *, at: datetime, on: date) -> int:
    """Writes the reminders that are due; how many are new."""
    return sum(_remind(clock, rung, at=at, on=on) for clock, rung in _due(council, on))


def _due(council: Council, on: date) -> list[tuple[Clock, str]]:
    """The clocks with a rung that is due and has not been climbed."""
    working = working_time_of(council)
    try:
        until = working.add(on, most_ahead(council))
    except OutsideCalendar:
        until = on
    found = [(clock, PASSED) for clock in not_climbed(council, PASSED).filter(due__lt=on)]
    soon = not_climbed(council, BEFORE).filter(due__gte=on, due__lte=until)
    return found + [(clock, BEFORE) for clock in soon]


def most_ahead(council: Council) -> int:
    """How many working days before its day somebody of the council is reminded at the earliest."""
    chosen = directory_of(council.pk).preferences.values()
    return max([Preference().remind_before, *(one.remind_before for one in chosen)])


def not_climbed(council: Council, rung: str, *, since: datetime | None = None) -> QuerySet[Clock]:
    """The running promises of the council for whose day there has been no such rung, or none since
    that moment."""
    climbed = Reminder.objects.filter(
        case=OuterRef("case"), number=OuterRef("number"), due=OuterRef("due"), rung=rung
    )
    if since is not None:
        climbed = climbed.filter(at__gte=since)
    running = Clock.objects.filter(
        ~Exists(climbed), case__council=council, sort__in=PROMISES, met_at=None, stopped_at=None
    )
    return running.select_related("case__council", "owner").order_by("due", "pk")


def _remind(clock: Clock, rung: str, *, at: datetime, on: date) -> int:
    people = owners(clock, on=on)
    if rung == BEFORE:
        ahead = {one.pk: timing.preference_at(one, at=at).remind_before for one in people}
        people = [one for one in people if ahead[one.pk]]
        if not any(_is_near(clock, ahead[one.pk], on=on) for one in people):
            return 0  # of those who hold a post, the one who wants it first says when
    with transaction.atomic():
        climbed, new = climb(clock, rung, at=at)
        return sum(_write(climbed, clock, one, at=at, on=on) for one in people) if new else 0


def _is_near(clock: Clock, days: int, *, on: date) -> bool:
    """Whether its day is that many working days ahead, or fewer."""
    assert clock.due is not None
    return working_time_of(clock.case.council).between(on, clock.due) <= days


def climb(clock: Clock, rung: str, *, at: datetime) -> tuple[Reminder, bool]:
    """Notes that there was this rung for this day of the clock; False where there was before."""
    assert clock.due is not None
    return Reminder.objects.get_or_create(
        case=clock.case, number=clock.number, due=clock.due, rung=rung, defaults={"at": at}
    )


def stands(reminder: Reminder) -> bool:
    """Whether the clock still runs, and still to the day that the reminder is about."""
    clocks = Clock.objects.filter(case=reminder.case_id, number=reminder.number, due=reminder.due)
    return clocks.filter(met_at=None, stopped_at=None, case__ended=False).exists()


def owners(clock: Clock, *, on: date) -> list[Person]:
    """Whose the clock is that day: a person, or everybody who holds the post."""
    if clock.owner is not None:
        return [clock.owner]
    council, post = clock.case.council_id, clock.owner_post_id
    return list(all_holders(post, council=council, on=on)) if post else []


def _write(climbed: Reminder, clock: Clock, person: Person, *, at: datetime, on: date) -> int:
    recipient = telling.addresses([person]).get(person.pk)
    says = _says(clock.case, person, on=on)
    if recipient is None or says is None:
        return 0
    case, council = clock.case, clock.case.council
    day = f"{'was' if climbed.rung == PASSED else 'is'} due on {fields.in_words(climbed.due)}"
    mail = Outgoing(
        council=council,
        case=case,
        person=person,
        reminder=climbed,
        purpose="reminder",
        says=says.value,
        once=f"reminder:{climbed.pk}:{person.pk}",
        recipient=recipient,
        subject=_subject(case, says, day),
        body=_body(clock, person, says, day),
        message_id=f"<{secrets.token_hex(16)}@{council.address.rpartition('@')[2]}>",
        reply_to=telling.reply_address(council.address, case.reference),
    )
    days = [climbed.due] if climbed.rung == BEFORE else []
    timing.schedule(mail, person, at=at, marked=case.urgent, days=days)
    mail.save()
    return 1


def _says(case: Case, person: Person, *, on: date) -> Says | None:
    """As much as the page of the case shows: its days are for those in its main circle."""
    procedure = procedures.load()[case.kind]
    if procedure.main_circle not in visibility.circles_for(person, case, on=on):
        return None if procedure.walled else Says.REFERENCE
    return Says.LINK if case.confidential else Says.ALL


def _subject(case: Case, says: Says, day: str) -> str:
    urgent = "URGENT: " if case.urgent else ""
    what = case.subject if says == Says.ALL and case.subject else case.reference
    return f"[{case.reference}] {urgent}{what}: {day}"[:300]


def _body(clock: Clock, person: Person, says: Says, day: str) -> str:
    case = clock.case
    what = f"“{case.subject}”" if says == Says.ALL and case.subject else case.reference
    act = procedures.load()[case.kind].acts.get(clock.act.partition(".")[2])
    wanted = f"What is wanted: {act.label.lower()}." if act and says == Says.ALL else ""
    return letters.whole(case, person, f"{what} {day}.", wanted)


def cut(case: Case, person: Person, *, says: Says) -> str:
    """What is left of a reminder whose reader no longer sees as much of the case."""
    told = f"On {case.reference} there is something with a date for you, or for your post."
    return letters.frame(case.council, person, told, letters.address(case))
