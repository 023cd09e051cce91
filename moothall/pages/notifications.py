"""How I am told: one page for when mails come, in what form, and for the calendar address.

What follows from it is in `people/hours.py` and `cases/timing.py`.
"""

from __future__ import annotations

from django.http import HttpResponse

from moothall.cases import timing
from moothall.pages import feed
from moothall.pages.forms import Form
from moothall.pages.settings.page import finish, form_of, show
from moothall.pages.visit import Visit
from moothall.people import hours
from moothall.people.models import Preference

_DAY = 24
LEAD = (
    "This is for what can wait. What cannot comes at once, at any hour: an urgent case, an answer "
    "to what you have just done, something that is due within the day, and your codes for signing "
    "in.",
)


def notifications(visit: Visit) -> HttpResponse:
    """What the visitor has chosen, or what is usual for them; always their own."""
    person = visit.self
    now = hours.preference_of(person, on=visit.on)
    form = form_of(visit, **{name: str(getattr(now, name)) for name in _ASKED})
    chosen = {**_how(form), **_when(form)}

    def change() -> None:
        values = {name: said if name in _WORDS else int(said) for name, said in chosen.items()}
        hours.choose(visit.changing, person, **values)
        timing.reschedule(person, at=visit.at)

    if form.done(change):
        return finish(visit, "Saved. What is waiting for you waits by this too.", "notifications")
    return show(
        visit,
        "How I am told",
        back=("My sign-in", "account", ()),
        lead=LEAD,
        form=form,
        template="notifications.html",
        feed=feed.address_of(visit, person),
    )


def _how(form: Form) -> dict[str, str]:
    """One by one or together, and when together."""
    return {
        "how": form.choice(
            "how",
            "How do you want to be told?",
            dict(Preference.How.choices),
            widget="radios",
            needed="Choose how you want to be told",
        ),
        "digest_hour": form.choice(
            "digest_hour",
            "If all together: at what time?",
            _clocks(0, _DAY),
            needed="Choose a time",
        ),
    }


def _when(form: Form) -> dict[str, str]:
    """On which days, between which hours, and how long before a day."""
    days = {str(count): _ahead(count) for count in range(hours.MOST_REMIND + 1)}
    return {
        "days": form.choice(
            "days",
            "On which days?",
            dict(Preference.Days.choices),
            widget="radios",
            needed="Choose on which days",
        ),
        "starts": form.choice(
            "starts", "Not before", _clocks(0, _DAY), needed="Choose when your hours begin"
        ),
        "ends": form.choice(
            "ends", "Not after", _clocks(1, _DAY + 1), needed="Choose when your hours end"
        ),
        "remind_before": form.choice(
            "remind_before",
            "When shall we remind you of something that is due?",
            days,
            hint="Once more when the day has passed. Not if it has been done meanwhile",
            needed="Choose when to be reminded",
        ),
    }


def _clocks(first: int, end: int) -> dict[str, str]:
    return {str(hour): clock(hour) for hour in range(first, end)}


_WORDS = ("how", "days")
_ASKED = (*_WORDS, "digest_hour", "starts", "ends", "remind_before")


def clock(hour: int) -> str:
    """`8am`, `noon`, `6pm`, `midnight`."""
    if hour in (0, _DAY):
        return "midnight"
    if hour == _DAY // 2:
        return "noon"
    return f"{hour}am" if hour < _DAY // 2 else f"{hour - _DAY // 2}pm"


def _ahead(days: int) -> str:
    if days == 0:
        return "Only when the day has passed"
    return f"{days} working day{'' if days == 1 else 's'} before"
