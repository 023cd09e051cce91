"""Strict reading: each slip in a calendar file is named with its line and what to do."""

from __future__ import annotations

from datetime import date

import pytest

from moothall.worktime import BrokenCalendar, UnknownCalendar, load_calendar, read_calendar

GOOD = """\
title: Rutland
covers:
  from: 2026-01-01
  until: 2027-12-31
source:
  - words: GOV.UK
    address: https://www.gov.uk/bank-holidays
holidays:
  2026-12-25: Christmas Day
  2026-12-28: Boxing Day (substitute day)
  2027-01-01: New Year's Day
"""

BROKEN = {
    "unknown key": ("title: Rutland", "titel: Rutland", 1, "Did you mean 'title'?"),
    "missing key": ("title: Rutland\n", "", 1, "a calendar needs `title:`. Add it."),
    "duplicate key": ("covers:", "title: Again\ncovers:", 2, "'title' stands here twice"),
    "empty title": ("title: Rutland", "title:", 1, "title must be words"),
    "blank title": ("title: Rutland", 'title: "  "', 1, "title must be words"),
    "title not words": ("title: Rutland", "title: [a, b]", 1, "title must be words"),
    "covers not a mapping": (
        "covers:\n  from: 2026-01-01\n  until: 2027-12-31",
        "covers: 2026",
        2,
        "covers must be written as `name: value` lines",
    ),
    "covers without an end": ("  until: 2027-12-31\n", "", 3, "covers needs `until:`"),
    "covers with a stray key": ("  until:", "  untill:", 4, "Did you mean 'until'?"),
    "covers backwards": ("from: 2026-01-01", "from: 2028-01-01", 3, "Swap `from` and `until`"),
    "covers half a year": ("until: 2027-12-31", "until: 2027-06-30", 3, "must be whole years"),
    "covers no date": ("from: 2026-01-01", "from: January", 3, "'January' is not a date"),
    "source not a list": (
        "source:\n  - words: GOV.UK\n    address: https://www.gov.uk/bank-holidays",
        "source: GOV.UK",
        5,
        "source must be a list",
    ),
    "source without words": (
        "  - words: GOV.UK\n    address:",
        "  - address:",
        6,
        "a source needs `words:`",
    ),
    "source not official": (
        "https://www.gov.uk/bank-holidays",
        "https://example.com/gov.uk/days",
        7,
        "is not an official address",
    ),
    "holidays not a mapping": (
        GOOD[GOOD.index("holidays:") :],
        "holidays: none\n",
        8,
        "holidays must be written as `2026-12-25: Christmas Day`",
    ),
    "holiday not a date": ("2026-12-25:", "25 December:", 9, "Write it as 2026-12-28"),
    "holiday without a leading nought": ("2027-01-01:", "2027-1-1:", 11, "'2027-1-1' is not a"),
    "holiday key not a scalar": ("2026-12-25:", "[2026-12-25]:", 9, "holidays: '' is not a date"),
    "no such day": ("2026-12-25:", "2026-02-30:", 9, "there is no day 2026-02-30"),
    "holiday without a title": ("Christmas Day", "", 9, "The title of 2026-12-25 must be words"),
    "holiday twice": (
        "  2027-01-01",
        "  2026-12-25: Again\n  2027-01-01",
        11,
        "'2026-12-25' stands here twice, first on line 9",
    ),
    "holiday outside covers": (
        "New Year's Day\n",
        "New Year's Day\n  2029-01-01: Later\n",
        12,
        "outside what `covers:` promises",
    ),
    "holiday at a weekend": (
        "  2026-12-28",
        "  2026-12-26: Boxing Day\n  2026-12-28",
        10,
        "2026-12-26 is a Saturday",
    ),
    "holidays out of order": (
        "  2027-01-01: New Year's Day\n",
        "  2027-01-01: New Year's Day\n  2026-04-03: Good Friday\n",
        12,
        "Keep the days in order",
    ),
    "covered year without holidays": (
        "  2027-01-01: New Year's Day\n",
        "",
        9,
        "2027 is covered but has no holidays",
    ),
    "not YAML": ("title: Rutland", "title: [Rutland", 2, "This is not YAML"),
    "a control character": ("Rutland", "Rut\x07land", 1, "This is not YAML"),
    "empty file": (GOOD, "", 1, "The file is empty"),
    "a list for a file": (
        GOOD,
        "- title\n",
        1,
        "a calendar must be written as `name: value` lines",
    ),
}


def faults_in(text: str | bytes, folder):
    path = folder / "rutland.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(BrokenCalendar) as broken:
        read_calendar(path)
    return broken.value


def test_a_good_file_is_read(tmp_path):
    path = tmp_path / "rutland.yaml"
    path.write_text(GOOD, "utf-8")
    calendar = read_calendar(path)
    assert (calendar.name, calendar.title) == ("rutland", "Rutland")
    assert calendar.covers == (date(2026, 1, 1), date(2027, 12, 31))
    assert list(calendar.holidays.items()) == [
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 28), "Boxing Day (substitute day)"),
        (date(2027, 1, 1), "New Year's Day"),
    ]
    assert calendar.source == (("GOV.UK", "https://www.gov.uk/bank-holidays"),)


@pytest.mark.parametrize("slip", BROKEN)
def test_a_slip_is_named_with_its_line_and_the_remedy(slip, tmp_path):
    right, wrong, line, says = BROKEN[slip]
    assert GOOD.count(right) >= 1
    error = faults_in(GOOD.replace(right, wrong, 1), tmp_path)
    assert any(fault.line == line and says in fault.message for fault in error.faults), str(error)
    assert str(error).startswith("rutland.yaml:")


SETTLED_BY_ONE = [
    "duplicate key",
    "empty title",
    "covers half a year",
    "covers without an end",
    "source not official",
    "holiday twice",
    "holiday outside covers",
    "holiday at a weekend",
    "holidays out of order",
    "no such day",
    "holidays not a mapping",
]


@pytest.mark.parametrize("slip", SETTLED_BY_ONE)
def test_one_slip_gives_one_fault_and_no_others_in_its_wake(slip, tmp_path):
    right, wrong, _, _ = BROKEN[slip]
    assert len(faults_in(GOOD.replace(right, wrong, 1), tmp_path).faults) == 1


def test_bytes_that_are_not_utf_8_are_a_fault(tmp_path):
    error = faults_in(GOOD.encode("utf-16"), tmp_path)
    assert str(error) == "rutland.yaml:1: The file is not UTF-8 (invalid start byte). " + (
        "Save it as UTF-8."
    )


def test_holidays_on_the_first_and_last_covered_days_are_good(tmp_path):
    text = GOOD.replace("holidays:\n", "holidays:\n  2026-01-01: New Year's Day\n")
    path = tmp_path / "rutland.yaml"
    path.write_text(text + "  2027-12-31: Hogmanay\n", "utf-8")
    assert {date(2026, 1, 1), date(2027, 12, 31)} < set(read_calendar(path).holidays)


def test_all_faults_are_told_at_once_and_in_file_order(tmp_path):
    text = GOOD.replace("title: Rutland", "title:").replace("2026-12-25:", "2026-02-30:")
    error = faults_in(text, tmp_path)
    assert [fault.line for fault in error.faults] == [1, 9]


def test_an_unknown_calendar_names_the_nearest():
    with pytest.raises(UnknownCalendar, match=r"Did you mean 'england-and-wales'\?"):
        load_calendar("england")
    with pytest.raises(UnknownCalendar, match="there is england-and-wales, northern-ireland, sco"):
        load_calendar("../calendars/scotland")


def test_an_empty_folder_is_said_to_be_empty(tmp_path):
    with pytest.raises(UnknownCalendar, match="there is none"):
        load_calendar("scotland", folder=tmp_path)


def test_a_calendar_is_read_once():
    assert load_calendar("scotland") is load_calendar("scotland")
