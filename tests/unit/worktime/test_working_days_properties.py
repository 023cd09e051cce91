"""What holds of every deadline, tried on generated councils, moments and counts.

The naive oracle of `worktime_oracles.py` answers beside Moothall; where nothing of ours is read,
the `holidays` package does.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from worktime_oracles import DAY, NATIONS, Naive, published

from moothall.worktime import WorkingTime, date_after, load_calendar

FIRST, LAST = load_calendar("england-and-wales").covers
nations = st.sampled_from(sorted(NATIONS))
# Far enough from both edges for every count drawn below, closures and all.
days = st.dates(FIRST + timedelta(days=400), LAST - timedelta(days=400))
moments = st.one_of(
    days,
    st.datetimes(datetime(2020, 3, 1), datetime(2027, 10, 1)),
    st.datetimes(datetime(2020, 3, 1), datetime(2027, 10, 1), timezones=st.just(UTC)),
)
counts = st.integers(0, 60)
closed_days = st.frozensets(days, max_size=12)
cut_offs = st.none() | st.times()
most = {"working days": 60, "days": 60, "months": 12, "years": 1}
lengths = st.sampled_from(sorted(most)).flatmap(
    lambda unit: st.tuples(st.integers(0, most[unit]), st.just(unit))
)
ready = settings(deadline=None, max_examples=150)


@st.composite
def councils(draw):
    rule = {"cut_off": draw(cut_offs), "late_counts_next_day": draw(st.booleans())}
    name, closed = draw(nations), draw(closed_days)
    working_time = WorkingTime(load_calendar(name), closures=dict.fromkeys(closed, "Shut"), **rule)
    return working_time, Naive(name, closures=closed, **rule)


@ready
@given(councils(), moments, counts)
def test_the_naive_oracle_agrees(council, moment, count):
    working_time, naive = council
    assert working_time.received_on(moment).date == naive.day_zero(moment)
    assert working_time.due_date(moment, count=count) == naive.due(moment, count)
    assert working_time.due(moment, count=count).due == naive.due(moment, count)


@ready
@given(councils(), days, days, counts)
def test_the_naive_oracle_agrees_on_plain_arithmetic(council, day, other, count):
    working_time, naive = council
    assert working_time.is_working(day) == naive.works(day)
    assert working_time.add(day, count) == naive.forward(day, count)
    assert working_time.subtract(day, count) == naive.back(day, count)
    assert working_time.between(day, other) == naive.how_many(day, other)


@ready
@given(nations, days, counts)
def test_a_package_that_reads_none_of_our_files_agrees(nation, day, count):
    due = WorkingTime(load_calendar(nation)).add(day, count + 1)
    worked = [
        seen
        for step in range(1, (due - day).days + 1)
        if (seen := day + step * DAY).isoweekday() <= 5 and seen not in published(nation, seen.year)
    ]
    assert len(worked) == count + 1
    assert worked[-1] == due


@ready
@given(councils(), moments, counts)
def test_working_days_fall_due_on_a_working_day_never_before_receipt(council, moment, count):
    working_time, _ = council
    received = working_time.received_on(moment)
    due = working_time.due_date(moment, count=count)
    assert working_time.is_working(due)
    assert received.arrived <= received.date <= due
    assert (due > received.date) or count == 0


@ready
@given(councils(), moments, lengths)
def test_one_more_is_later(council, moment, length):
    working_time, _ = council
    count, unit = length
    assume(count > 0)
    less = working_time.due_date(moment, count=count - 1, unit=unit)
    more = working_time.due_date(moment, count=count, unit=unit)
    # Only nought working days from a day nobody works can fall on working day 1.
    idle = not working_time.is_working(working_time.received_on(moment).date)
    assert more > less or (idle and unit == "working days" and count == 1 and more == less)


@ready
@given(councils(), moments, moments, counts)
def test_what_comes_later_is_never_due_sooner(council, moment, other, count):
    working_time, _ = council
    assume(isinstance(moment, datetime) == isinstance(other, datetime))
    if isinstance(moment, datetime):
        assume((moment.tzinfo is None) == (other.tzinfo is None))
    first, second = sorted([moment, other])
    assert working_time.due_date(first, count=count) <= working_time.due_date(second, count=count)


@ready
@given(councils(), days, counts)
def test_adding_and_subtracting_undo_each_other(council, day, count):
    working_time, _ = council
    start = working_time.add(day, 0)
    assert working_time.subtract(working_time.add(start, count), count) == start
    assert working_time.add(working_time.subtract(start, count), count) == start


@ready
@given(councils(), days, days, days, counts)
def test_between_is_consistent(council, day, other, third, count):
    working_time, _ = council
    between = working_time.between
    assert between(day, other) == -between(other, day)
    assert between(day, other) + between(other, third) == between(day, third)
    start = working_time.add(day, 0)
    assert between(start, working_time.add(start, count)) == count
    assert between(working_time.subtract(start, count), start) == count


@ready
@given(councils(), moments, lengths)
def test_the_account_sums_to_the_count_and_leaves_no_day_out(council, moment, length):
    working_time, _ = council
    count, unit = length
    received = working_time.received_on(moment)
    answer = working_time.due(moment, count=count, unit=unit)
    account = answer.account
    assert answer.due == working_time.due_date(moment, count=count, unit=unit)
    span = (answer.due - received.arrived).days
    assert [day.date for day in account] == [received.arrived + n * DAY for n in range(span + 1)]
    assert [day.number for day in account if day.counted] == list(range(1, count + 1))
    assert [day.date for day in account if day.number == 0] == [received.date]
    assert account[0].why == received.why
    assert all(day.why for day in account)
    assert count == 0 or account[-1].number == count
    if unit == "working days":
        assert all(working_time.is_working(day.date) for day in account if day.counted)


@ready
@given(nations, moments, counts, closed_days, closed_days, cut_offs, st.booleans())
def test_closures_only_ever_delay(nation, moment, count, closed, more, cut_off, late):
    def due(shut):
        return WorkingTime(
            load_calendar(nation),
            closures=dict.fromkeys(shut, "Shut"),
            cut_off=cut_off,
            late_counts_next_day=late,
        ).due_date(moment, count=count)

    assert due(frozenset()) <= due(closed) <= due(closed | more)


@ready
@given(st.datetimes(datetime(2020, 3, 1), datetime(2027, 10, 1)), st.times(), counts)
def test_counting_late_receipt_on_the_next_day_never_shortens_the_time(moment, cut_off, count):
    england = load_calendar("england-and-wales")
    kind, strict = (
        WorkingTime(england, cut_off=cut_off, late_counts_next_day=late).due_date(
            moment, count=count
        )
        for late in (True, False)
    )
    assert strict <= kind <= WorkingTime(england).add(strict, 1)


@ready
@given(days, st.integers(0, 40))
def test_months_keep_the_day_of_the_month_or_take_the_last(day, count):
    after = date_after(day, count=count, unit="months")
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == count
    assert after.day == day.day or (after.day < day.day and (after + DAY).day == 1)
    assert date_after(day, count=12 * count, unit="months") == date_after(
        day, count=count, unit="years"
    )


@ready
@given(st.datetimes(datetime(2020, 3, 1), datetime(2027, 10, 1), timezones=st.just(UTC)))
def test_the_same_instant_is_received_on_the_same_day_however_it_is_written(moment):
    council = WorkingTime(load_calendar("scotland"), cut_off=time(17))
    local = moment.astimezone(ZoneInfo("Europe/London"))
    elsewhere = moment.astimezone(ZoneInfo("Pacific/Auckland"))
    assert (
        council.received_on(moment)
        == council.received_on(local)
        == council.received_on(elsewhere)
        == council.received_on(local.replace(tzinfo=None))
    )
    assert council.received_on(moment).arrived == date(local.year, local.month, local.day)
