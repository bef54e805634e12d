"""Before a year's holidays are loaded, the administrator sees how many open deadlines would move."""

from datetime import date

import pytest

from core.calendar_hooks import effects
from core.calendar_service import load_calendar
from core.workdays import Calendar
from publicity.calendar_effect import moved_deadlines
from tests import factories as make

pytestmark = pytest.mark.django_db
DECIDED = date(2026, 9, 7)


def with_holiday(calendar, day):
    return Calendar.of(holidays=[*calendar.holidays, day], makeups=calendar.makeups, years=calendar.years)


@pytest.fixture
def owed():
    # 7 September 2026 is a Monday: 14 September is both the seventh day and a workday, the seventh workday is the 16th.
    days = {"decided_on": DECIDED, "act_by": date(2026, 9, 14), "due_official": date(2026, 9, 16)}
    return [make.make_decision(**days) for _ in range(3)]


def test_nothing_moves_when_the_table_says_the_same(owed):
    now = load_calendar()
    assert moved_deadlines(now, now).count == 0


def test_every_open_decision_whose_days_change_is_counted_once(owed):
    now = load_calendar()
    assert moved_deadlines(now, with_holiday(now, date(2026, 9, 10))).count == 3
    assert moved_deadlines(now, with_holiday(now, date(2026, 9, 17))).count == 0


def test_what_was_reported_or_exempted_does_not_move(owed):
    type(owed[0]).objects.filter(pk=owed[0].pk).update(first_reported_on=DECIDED)
    type(owed[1]).objects.filter(pk=owed[1].pk).update(state="exempt", exempt_reason="secret", exempt_note="依法")
    now = load_calendar()
    assert moved_deadlines(now, with_holiday(now, date(2026, 9, 10))).count == 1


def test_the_preview_asks_for_it(owed):
    now = load_calendar()
    found = effects(now, with_holiday(now, date(2026, 9, 10)))
    assert [(effect.label, effect.count) for effect in found] == [("尚未报送的决定", 3)]
