"""When somebody may be told of what is not urgent: their own hours, and the hour of their digest.

What they have not chosen follows from their side: an officer is told while the council works, a
councillor on any day until the evening. What is urgent is decided in `moothall.cases.urgency`.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from moothall.people.changing import CannotChange, Changing
from moothall.people.directory import directory_of
from moothall.people.law import working_time_of
from moothall.people.models import Person, Preference
from moothall.people.preference import LAST_HOUR
from moothall.people.roles import roles_of
from moothall.worktime import LONDON, OutsideCalendar, WorkingTime

MOST_REMIND = 10  # working days before
_FARTHEST = 400  # days: no calendar has that many in a row on which nobody works
_SATURDAY = 5


def preference_of(person: Person, *, on: date) -> Preference:
    """What the person has chosen, else what is usual for their side. Never saved from here.

    In a demonstration, which people look at in the evening too, any hour is usual.
    """
    directory = directory_of(person.council_id)
    chosen = directory.preferences.get(person.pk)
    if chosen is not None:
        return chosen
    usual = Preference(council=directory.council, person=person)
    if directory.council.demonstration:
        usual.days, usual.starts, usual.ends = Preference.Days.EVERY, 0, LAST_HOUR
    elif "councillor" in roles_of(person, on=on):
        usual.days, usual.ends = Preference.Days.EVERY, 21
    return usual


def is_open(preference: Preference, *, at: datetime) -> bool:
    """Whether the moment lies within the person's hours."""
    local = at.astimezone(LONDON)
    return preference.starts <= local.hour < preference.ends and _works(preference, local.date())


def opens(preference: Preference, *, at: datetime) -> datetime:
    """The first moment from `at` on that lies within the person's hours."""
    return at if is_open(preference, at=at) else _first(preference, preference.starts, after=at)


def digest_moment(preference: Preference, *, at: datetime) -> datetime:
    """The first hour of the person's digest after `at`."""
    return _first(preference, preference.digest_hour, after=at)


def _first(preference: Preference, hour: int, *, after: datetime) -> datetime:
    """The first moment after `after` at which that hour begins on one of the person's days.

    An hour that does not exist, on the night when the clocks go forward, is left out.
    """
    day = after.astimezone(LONDON).date()
    for ahead in range(_FARTHEST):
        begins = datetime.combine(day + timedelta(days=ahead), time(hour), tzinfo=LONDON)
        moment = begins.astimezone(after.tzinfo)
        if moment > after and is_open(preference, at=moment):
            return moment
    return after + timedelta(days=1)  # pragma: no cover -- some day somebody works


def _works(preference: Preference, day: date) -> bool:
    if preference.days == Preference.Days.EVERY:
        return True
    try:
        return _working(preference).is_working(day)
    except OutsideCalendar:
        return day.weekday() < _SATURDAY


def _working(preference: Preference) -> WorkingTime:
    return working_time_of(directory_of(preference.council_id).council)


def choose(changing: Changing, person: Person, **values: object) -> None:
    """Keeps what the person chose, by column. Raises CannotChange, by the column at fault."""
    stored = Preference.objects.filter(person=person).first()
    wanted = stored or Preference(council=changing.council, person=person)
    kept = Preference(
        **{
            one.attname: values.get(one.attname, getattr(wanted, one.attname))
            for one in Preference._meta.concrete_fields
        }
    )
    _check(kept)
    if stored is None:
        changing.add(kept)
    else:
        changing.change(stored, **values)


def _check(kept: Preference) -> None:
    if not kept.starts < kept.ends <= LAST_HOUR:
        raise CannotChange(ends="The end of your hours must be after their beginning")
    if not kept.starts <= kept.digest_hour < kept.ends:
        raise CannotChange(digest_hour="The digest must come within your hours")
    if not 0 <= kept.remind_before <= MOST_REMIND:
        raise CannotChange(remind_before=f"Choose from 0 to {MOST_REMIND} working days")
