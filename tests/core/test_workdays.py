"""Working days and the two clocks of a decision, counted by hand from the State Council's notices.

A line: decision day → the last working day on or before the 7th calendar day (internal), the 7th working day after (official).
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.errors import CalendarYearMissing
from core.holiday_data import calendar_of, delivered_years
from core.workdays import Calendar

CALENDAR = calendar_of(delivered_years())

CASES = """
2020-01-16  2020-01-23  2020-02-03  spring festival 2020, prolonged to 02-02; Sunday 01-19 is a make-up day
2020-01-23  2020-01-23  2020-02-11  last working day before the prolonged festival
2020-01-28  2020-02-04  2020-02-11  decided on a rest day of the festival
2020-02-01  2020-02-07  2020-02-11  02-01 was announced as make-up day and then became a rest day; the 7th day is a Saturday
2020-04-24  2020-04-30  2020-05-07  labour day: Sunday 04-26 works
2020-06-24  2020-07-01  2020-07-06  dragon boat: Sunday 06-28 works
2020-09-30  2020-09-30  2020-10-16  national day of eight days, then Saturday 10-10 works
2020-12-31  2021-01-07  2021-01-12  over the turn of the year
2021-02-05  2021-02-10  2021-02-20  spring festival between two make-up days; the last day is a working Saturday
2021-02-10  2021-02-10  2021-02-25  last working day before the festival
2021-04-23  2021-04-30  2021-05-06  the 7th working day is the first after labour day
2021-09-17  2021-09-24  2021-09-28  mid-autumn with a working Saturday and a working Sunday
2021-09-24  2021-09-30  2021-10-09  national day: ends on a working Saturday
2021-12-24  2021-12-31  2022-01-05  over the turn of the year, new year's Monday off
2022-01-24  2022-01-30  2022-02-07  internal day moved to a working Sunday
2022-01-30  2022-01-30  2022-02-15  decided on a working Sunday before the festival
2022-04-01  2022-04-08  2022-04-13  tomb-sweeping: Saturday 04-02 works
2022-04-22  2022-04-29  2022-05-05  labour day of five days, Sunday 04-24 works
2022-09-30  2022-09-30  2022-10-14  national day, then a working Saturday and Sunday
2022-12-24  2022-12-30  2023-01-04  decided on a Saturday; 12-31 belongs to new year's holiday
2022-12-30  2023-01-06  2023-01-11  the holiday begins in one year and ends in the next
2023-01-16  2023-01-20  2023-01-30  spring festival, then a working Saturday and Sunday
2023-01-20  2023-01-20  2023-02-03  last working day before the festival
2023-04-04  2023-04-11  2023-04-14  a single Wednesday off
2023-06-21  2023-06-28  2023-07-03  dragon boat: Sunday 06-25 works
2023-09-28  2023-09-28  2023-10-13  mid-autumn and national day together, eight days, then two working weekend days
2023-12-29  2024-01-05  2024-01-10  over the turn of the year
2024-02-02  2024-02-09  2024-02-18  new year's eve 2024 is a working day; the 7th is a working Sunday
2024-02-09  2024-02-09  2024-02-26  decided on new year's eve
2024-02-22  2024-02-29  2024-03-04  the internal day is the leap day
2024-02-29  2024-03-07  2024-03-11  decided on the leap day
2024-06-07  2024-06-14  2024-06-19  dragon boat: only the Monday
2024-09-13  2024-09-20  2024-09-25  mid-autumn: Saturday 09-14 works
2024-09-24  2024-09-30  2024-10-09  national day: Sunday 09-29 works
2024-09-30  2024-09-30  2024-10-15  last working day before national day; Saturday 10-12 works
2024-12-31  2025-01-07  2025-01-10  over the turn of the year, one day off
2025-01-24  2025-01-27  2025-02-10  spring festival of eight days between two make-up days
2025-01-27  2025-01-27  2025-02-12  last working day before the festival; Saturday 02-08 works
2025-04-30  2025-05-07  2025-05-14  labour day of five days
2025-05-30  2025-06-06  2025-06-11  dragon boat at a weekend
2025-09-30  2025-09-30  2025-10-16  national day and mid-autumn, eight days; Saturday 10-11 works
2025-10-04  2025-10-11  2025-10-16  decided on a rest day; the 7th day is a working Saturday
2025-12-26  2025-12-31  2026-01-07  new year of three days, then Sunday 01-04 works
2026-02-06  2026-02-13  2026-02-24  spring festival of nine days, Saturday 02-14 works
2026-02-14  2026-02-14  2026-03-03  decided on a working Saturday before the festival
2026-03-07  2026-03-13  2026-03-17  decided on an ordinary Saturday
2026-03-09  2026-03-16  2026-03-18  an ordinary week
2026-04-03  2026-04-10  2026-04-15  tomb-sweeping
2026-09-18  2026-09-24  2026-09-29  mid-autumn: Sunday 09-20 works
2026-09-30  2026-09-30  2026-10-15  national day: Saturday 10-10 works
"""


def _cases():
    for line in CASES.strip().splitlines():
        decided, internal, official, remark = line.split(None, 3)
        yield pytest.param(*map(date.fromisoformat, (decided, internal, official)), id=f"{decided} {remark}")


@pytest.mark.parametrize(("decided", "internal", "official"), list(_cases()))
def test_both_clocks_of_a_decision(decided, internal, official):
    assert CALENDAR.previous_or_same(decided + timedelta(days=7)) == internal
    assert CALENDAR.add(decided, 7) == official
    assert CALENDAR.between(decided, official) == 7


def test_there_are_at_least_forty_cases():
    assert len(list(_cases())) >= 40


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2020-01-31", False),
        ("2020-02-01", False),
        ("2020-02-02", False),
        ("2020-02-03", True),
        ("2022-01-29", True),
        ("2022-12-31", False),
        ("2024-02-09", True),
        ("2024-02-29", True),
        ("2025-01-26", True),
        ("2025-10-08", False),
        ("2026-01-02", False),
        ("2026-01-04", True),
        ("2026-02-15", False),
        ("2026-02-23", False),
        ("2026-02-28", True),
        ("2026-03-14", False),
    ],
)
def test_single_days(day, works):
    assert CALENDAR.is_workday(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("year", "granted"),
    [(2020, 13), (2021, 11), (2022, 11), (2023, 11), (2024, 11), (2025, 13), (2026, 13)],
)
def test_each_year_gives_back_as_many_days_as_the_law_grants(year, granted):
    """Weekdays off minus make-up days: eleven statutory days until 2024, thirteen from 2025; 2020 had two days more because
    of the prolonged festival (01-31 off, 02-01 no make-up day any more)."""
    [entry] = [y for y in delivered_years() if y.year == year]
    off = {row.date for row in entry.rows if row.kind == "off" and row.date.weekday() < 5}
    worked = {row.date for row in entry.rows if row.kind == "makeup"}
    assert len(off) - len(worked) == granted
    assert all(day.weekday() >= 5 for day in worked)
    assert not off & worked
    assert "国办发明电" in entry.source


def test_a_missing_year_is_loud_and_says_what_to_do():
    with pytest.raises(CalendarYearMissing) as raised:
        CALENDAR.add(date(2026, 12, 25), 7)
    assert raised.value.year == 2027
    assert "2027" in raised.value.message
    assert "导入" in raised.value.message


def test_a_missing_year_is_loud_in_every_question():
    for question in (
        lambda: CALENDAR.is_workday(date(2019, 12, 31)),
        lambda: CALENDAR.previous_or_same(date(2027, 1, 1)),
        lambda: CALENDAR.next_or_same(date(2027, 1, 1)),
        lambda: CALENDAR.between(date(2026, 12, 30), date(2027, 1, 2)),
    ):
        with pytest.raises(CalendarYearMissing):
            question()


def test_days_before_the_gap_still_work():
    assert CALENDAR.add(date(2026, 12, 22), 7) == date(2026, 12, 31)


def test_a_holiday_at_the_end_of_the_known_time_does_not_hide_the_gap():
    calendar = Calendar.of(holidays=[date(2026, 12, 31)], makeups=[], years=[2026])
    with pytest.raises(CalendarYearMissing):
        calendar.next_or_same(date(2026, 12, 31))


def test_zero_days_is_the_day_itself_even_a_rest_day():
    assert CALENDAR.add(date(2026, 3, 14), 0) == date(2026, 3, 14)


def test_days_cannot_be_counted_backwards_by_add():
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add(date(2026, 3, 14), -1)


def test_the_span_is_negative_when_the_end_is_earlier():
    assert CALENDAR.between(date(2026, 3, 13), date(2026, 3, 9)) == -4
    assert CALENDAR.between(date(2026, 3, 9), date(2026, 3, 9)) == 0


def test_the_next_working_day_after_a_festival():
    assert CALENDAR.next_or_same(date(2025, 10, 1)) == date(2025, 10, 9)
    assert CALENDAR.next_or_same(date(2025, 10, 9)) == date(2025, 10, 9)


def test_midnight_is_midnight_in_wushan_not_in_greenwich():
    """23:59 on 30 September in Shanghai is still 15:59 UTC; one minute later the decision belongs to October."""
    late = datetime(2025, 9, 30, 15, 59, tzinfo=UTC)
    with clock.override(late):
        assert CALENDAR.add(clock.today(), 7) == date(2025, 10, 16)
        assert clock.today() == date(2025, 9, 30)
    with clock.override(late + timedelta(minutes=1)):
        assert clock.today() == date(2025, 10, 1)
        assert CALENDAR.previous_or_same(clock.today()) == date(2025, 9, 30)


@given(day=st.dates(date(2020, 1, 1), date(2026, 11, 30)), count=st.integers(1, 15))
def test_the_nth_working_day_is_a_working_day_and_counts_back(day, count):
    end = CALENDAR.add(day, count)
    assert CALENDAR.is_workday(end)
    assert CALENDAR.between(day, end) == count
    assert CALENDAR.between(day, end - timedelta(days=1)) == count - 1
