"""Says who can see a case: the keys of its main circle, by name; and what officers alone see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from moothall.cases import fields, owners
from moothall.cases.circles import EVERYBODY
from moothall.cases.doing import Doing
from moothall.cases.models import Case
from moothall.cases.standing import BREAK_GLASS, key_and_last_day
from moothall.worktime import LONDON


def who_can_see(case: Case, circle: str, doing: Doing) -> tuple[str, ...]:
    """Everybody who may see a circle of the case, each as a phrase."""
    rows = list(case.viewers.filter(until__gte=doing.on).order_by("pk"))
    always = [row.key for row in rows if row.until == date.max and row.circle == circle]
    granted = dict.fromkeys(
        f"{key_in_words(row.key, doing)}, by leave, until {fields.in_words(row.until)}"
        for row in rows
        if row.until < date.max
    )
    return (*(key_in_words(key, doing) for key in always), *granted, *_opened(case, doing))


def officers_only(doing: Doing) -> frozenset[str]:
    """The circles of the case that nobody but officers sees, by their viewers as they are known."""
    circles = doing.now.viewers.items()
    return frozenset(circle for circle, keys in circles if _are_officers(keys, doing))


def _are_officers(keys: Iterable[str], doing: Doing) -> bool:
    return all(_is_officer(key_and_last_day(key)[0], doing) for key in keys)


def _is_officer(key: str, doing: Doing) -> bool:
    """Whether whoever has the key is an officer: what is shared with a ward or group is not so."""
    kind, _, rest = key.partition(":")
    if kind in ("person", "granted"):
        person = doing.person(int(rest))
        return "officer" in doing.counts_as(person) or owners.was_officer(doing, person)
    role = doing.directory.posts[int(rest)].role if kind == "post" else rest
    return kind in ("post", "role") and "officer" in doing.protocol.kinds_of(role)


def _opened(case: Case, doing: Doing) -> tuple[str, ...]:
    """Whoever opened the case without being concerned in it, today or the day before."""
    if not doing.now.done.get(BREAK_GLASS):
        return ()
    since = datetime.combine(doing.on - timedelta(days=1), time(), tzinfo=LONDON)
    events = case.events.filter(act=BREAK_GLASS, at__gte=since).select_related("by")
    names = dict.fromkeys(event.by.name for event in events.order_by("seq") if event.by)
    return tuple(f"{name}, who opened it with a reason, for 24 hours" for name in names)


def key_in_words(key: str, doing: Doing) -> str:
    """`person:5` as the person's name, `ward:3` as the councillors for that ward."""
    if key == EVERYBODY:
        return "Anybody in the council"
    kind, _, rest = key.partition(":")
    return _KINDS[kind](rest, doing)


def _person(number: str, doing: Doing) -> str:
    return doing.person(int(number)).name


def _post(number: str, doing: Doing) -> str:
    return doing.directory.posts[int(number)].label


def _role(role: str, doing: Doing) -> str:
    return "All councillors" if role == "councillor" else doing.protocol.role_name(role)


def _ward(number: str, doing: Doing) -> str:
    return f"Councillors for {doing.directory.areas[int(number)].name}"


def _group(number: str, doing: Doing) -> str:
    return doing.directory.organizations[int(number)].name


def _ward_group(numbers: str, doing: Doing) -> str:
    ward, _, group = numbers.partition(":")
    return f"{_group(group, doing)} councillors for {doing.directory.areas[int(ward)].name}"


_KINDS = {
    "person": _person,
    "granted": _person,
    "post": _post,
    "role": _role,
    "ward": _ward,
    "group": _group,
    "ward_group": _ward_group,
}
