"""Plants what the procedures of tests are for: papers that are granted, and what is walled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from leaks.garden import INNER, Garden, Thing
from moothall.cases.models import Case
from moothall.people.models import Person


def paper(garden: Garden) -> None:
    """Papers that are granted: one until tomorrow, one whose last day is over, one given back,
    and everything to a fourth. Each who asked sees their own entry.
    """
    keeper, today = garden.random.choice(garden.officers), garden.today
    live, over, back, fourth = garden.random.sample(garden.councillors, 4)
    kept = garden.at
    garden.at -= timedelta(days=3)
    case = garden.does(
        None, "file", keeper, kind="paper", sort=INNER, files=True, subject=..., message=...,
        confidential=garden.random.random() < 0.5,
    )  # fmt: skip
    assert case is not None
    garden.does(case, "offer", keeper, sort=INNER, wanted_by=[live, over, back])
    tomorrow, yesterday = today + timedelta(days=1), today - timedelta(days=1)
    for who, day in ((live, tomorrow), (over, yesterday), (back, tomorrow)):
        garden.does(
            case, "grant", keeper, sort=INNER, readers=[who], entry=f"person:{who.pk}",
            letter=1, last_day=day, purpose=...,
        )  # fmt: skip
        if who != back:
            grant(garden, case, lambda thing: thing.seq == 1, who, day)
    garden.does(case, "give_back", back, sort=INNER, entry=f"person:{back.pk}")
    garden.does(case, "add", keeper, sort=INNER, message=...)
    garden.does(
        case, "admit", keeper, sort=INNER, wanted_by=[fourth], last_day=tomorrow, purpose=...
    )
    grant(garden, case, lambda thing: True, fourth, tomorrow)
    garden.at = kept


def grant(
    garden: Garden, case: Case, chosen: Callable[[Thing], bool], who: Person, day: date
) -> None:
    for place, thing in enumerate(garden.things):
        if thing.case == case and thing.sort == INNER and chosen(thing):
            garden.things[place] = replace(thing, granted=(*thing.granted, (who.pk, day)))


def grievance(garden: Garden) -> None:
    raiser = garden.random.choice(garden.councillors)
    others = [one for one in garden.councillors if one != raiser]
    for _ in range(2):
        case = garden.does(
            None, "raise", raiser, kind="grievance", files=True, subject=..., message=...,
            with_whom=garden.some(others),
        )  # fmt: skip
        assert case is not None
        garden.does(case, "add", raiser, files=True, message=...)
