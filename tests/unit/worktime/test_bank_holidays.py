"""The calendar files against published facts, and against an independent package."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from worktime_oracles import NATIONS, published, raw_holidays

from moothall.worktime import load_calendar

EVERYWHERE = tuple(NATIONS)
FACTS = [
    (EVERYWHERE, date(2020, 5, 8), "Early May bank holiday (VE Day)"),
    (EVERYWHERE, date(2020, 12, 28), "Boxing Day (substitute day)"),
    (EVERYWHERE, date(2021, 12, 27), "Christmas Day (substitute day)"),
    (EVERYWHERE, date(2022, 1, 3), "New Year's Day (substitute day)"),
    (EVERYWHERE, date(2022, 6, 2), "Spring bank holiday"),
    (EVERYWHERE, date(2022, 6, 3), "Platinum Jubilee bank holiday"),
    (EVERYWHERE, date(2022, 9, 19), "Bank holiday for the State Funeral of Queen Elizabeth II"),
    (EVERYWHERE, date(2022, 12, 26), "Boxing Day"),
    (EVERYWHERE, date(2022, 12, 27), "Christmas Day (substitute day)"),
    (EVERYWHERE, date(2023, 5, 1), "Early May bank holiday"),
    (EVERYWHERE, date(2023, 5, 8), "Bank holiday for the coronation of King Charles III"),
    (EVERYWHERE, date(2026, 12, 25), "Christmas Day"),
    (EVERYWHERE, date(2026, 12, 28), "Boxing Day (substitute day)"),
    (EVERYWHERE, date(2027, 12, 28), "Boxing Day (substitute day)"),
    (EVERYWHERE, date(2028, 1, 3), "New Year's Day (substitute day)"),
    (EVERYWHERE, date(2028, 4, 14), "Good Friday"),
    (("england-and-wales", "northern-ireland"), date(2027, 3, 29), "Easter Monday"),
    (("england-and-wales", "northern-ireland"), date(2026, 8, 31), "Summer bank holiday"),
    (("scotland",), date(2019, 1, 2), "2nd January"),
    (("scotland",), date(2021, 1, 4), "2nd January (substitute day)"),
    (("scotland",), date(2023, 1, 3), "2nd January (substitute day)"),
    (("scotland",), date(2026, 6, 15), "World Cup bank holiday"),
    (("scotland",), date(2026, 8, 3), "Summer bank holiday"),
    (("scotland",), date(2027, 8, 2), "Summer bank holiday"),
    (("scotland",), date(2025, 12, 1), "St Andrew's Day (substitute day)"),
    (("scotland",), date(2026, 11, 30), "St Andrew's Day"),
    (("northern-ireland",), date(2024, 3, 18), "St Patrick's Day (substitute day)"),
    (("northern-ireland",), date(2026, 3, 17), "St Patrick's Day"),
    (("northern-ireland",), date(2023, 7, 12), "Battle of the Boyne (Orangemen's Day)"),
    (
        ("northern-ireland",),
        date(2026, 7, 13),
        "Battle of the Boyne (Orangemen's Day) (substitute day)",
    ),
]
ORDINARY_DAYS = [
    (EVERYWHERE, date(2020, 5, 4), "the early May bank holiday moved to the 8th"),
    (EVERYWHERE, date(2022, 5, 30), "the spring bank holiday moved to 2 June"),
    (EVERYWHERE, date(2026, 12, 24), "Christmas Eve is nobody's bank holiday"),
    (("scotland",), date(2027, 3, 29), "Easter Monday is not a bank holiday in Scotland"),
    (("scotland",), date(2026, 8, 31), "Scotland keeps the first Monday of August"),
    (("england-and-wales", "northern-ireland"), date(2026, 6, 15), "World Cup: Scotland only"),
    (("england-and-wales", "northern-ireland"), date(2026, 1, 2), "2 January: Scotland only"),
    (("england-and-wales", "scotland"), date(2026, 3, 17), "Northern Ireland only"),
]


def by_nation(table):
    return [(nation, day, what) for nations, day, what in table for nation in nations]


@pytest.mark.parametrize(("nation", "day", "title"), by_nation(FACTS))
def test_a_published_bank_holiday_is_in_the_calendar(nation, day, title):
    assert load_calendar(nation).holidays[day] == title
    assert load_calendar(nation).why_closed(day) == title


@pytest.mark.parametrize(("nation", "day", "because"), by_nation(ORDINARY_DAYS))
def test_a_day_that_is_no_bank_holiday_is_worked(nation, day, because):
    assert load_calendar(nation).why_closed(day) is None, because


def test_the_three_calendars_hold_as_many_days_as_gov_uk_lists_for_their_years():
    # GOV.UK's list for 2019 to 2028, Scotland's day of June 2026 included, has 280 entries.
    assert {load_calendar(nation).covers for nation in NATIONS} == {
        (date(2019, 1, 1), date(2028, 12, 31))
    }
    assert sum(len(load_calendar(nation).holidays) for nation in NATIONS) == 280


def differences(nation: str, days: frozenset[date]) -> set[date]:
    """Days on which this calendar and the `holidays` package disagree, over what is covered."""
    first, last = load_calendar(nation).covers
    theirs = {day for year in range(first.year, last.year + 1) for day in published(nation, year)}
    return set(days) ^ theirs


@pytest.mark.parametrize("nation", NATIONS)
def test_an_independent_package_has_the_same_days(nation):
    assert differences(nation, frozenset(load_calendar(nation).holidays)) == set()
    assert differences(nation, raw_holidays(nation)) == set()


@pytest.mark.parametrize("nation", NATIONS)
def test_any_one_day_left_out_or_a_day_off_would_be_noticed(nation):
    days = frozenset(load_calendar(nation).holidays)
    for day in days:
        assert differences(nation, days - {day}) == {day}
        moved = day + timedelta(days=1)
        if moved not in days:
            assert differences(nation, days - {day} | {moved}) == {day, moved}


@pytest.mark.parametrize("nation", NATIONS)
def test_the_package_goes_on_guessing_where_the_calendar_ends(nation):
    # Why the package is a witness and not the source: it projects years that nobody has
    # published as readily as those that are law, and says nothing of the difference.
    beyond = load_calendar(nation).covers.last.year + 1
    assert published(nation, beyond)
    assert not any(day.year >= beyond for day in load_calendar(nation).holidays)


@pytest.mark.parametrize("nation", NATIONS)
def test_every_calendar_says_where_its_days_come_from(nation):
    sources = load_calendar(nation).source
    assert f"https://www.gov.uk/bank-holidays#{nation}" in [source.address for source in sources]
    assert any("Banking and Financial Dealings Act 1971" in source.words for source in sources)
    assert any("State Funeral" in source.words for source in sources)
