"""How remaining time, dates and money are said to people."""

from datetime import date, datetime

import pytest

from core import words
from core.clock import SHANGHAI

DAY = date(2026, 9, 12)


@pytest.mark.parametrize(
    ("due", "level", "left", "day"),
    [
        (date(2026, 9, 9), "late", "逾期 3 天", "应于9月9日前"),
        (date(2026, 9, 12), "today", "今天到期", "9月12日"),
        (date(2026, 9, 13), "soon", "还有 1 天", "9月13日前"),
        (date(2026, 9, 14), "soon", "还有 2 天", "9月14日前"),
        (date(2026, 9, 15), "later", "还有 3 天", "9月15日前"),
        (date(2027, 1, 1), "later", "还有 111 天", "2027年1月1日前"),
        (date(2025, 12, 31), "late", "逾期 255 天", "应于2025年12月31日前"),
    ],
)
def test_countdown_says_how_long_and_by_when(due, level, left, day):
    assert words.countdown(due, DAY) == words.Countdown(level, left, day, due)


def test_nothing_is_late_before_its_day_is_over():
    assert words.countdown(DAY, DAY).level == "today"
    assert words.countdown(None, DAY) is None


def test_a_moment_just_before_midnight_belongs_to_its_local_day():
    assert words.cn_date(datetime(2026, 3, 8, 23, 59, tzinfo=SHANGHAI)) == "2026年3月8日"
    assert words.cn_date("2026-03-09") == "2026年3月9日"
    assert words.cn_date(None) == ""


def test_table_dates_and_the_standard_long_term():
    assert words.iso_date(date(2026, 3, 9)) == "2026-03-09"
    assert words.longterm(date(2099, 12, 31)) == "长期"
    assert words.longterm("2027-01-01") == "2027-01-01"
    assert words.weekday(date(2026, 3, 9)) == "星期一"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0.5", "0.5 万元"),
        ("12.500000", "12.5 万元"),
        (100, "100 万元"),
        ("10000", "10,000 万元"),
        ("", ""),
        (None, ""),
        ("NaN", ""),
    ],
)
def test_money_keeps_its_unit_and_loses_idle_zeros(value, text):
    assert words.wan(value) == text


def test_amount_in_yuan():
    assert words.yuan("1234567.5") == "1,234,567.5 元"


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(0, 0, None), (23, 23, "100%"), (999_999, 1_000_000, "99.9%"), (21, 23, "91.3%"), (0, 5, "0%")],
)
def test_a_rate_is_never_rounded_up_to_one_hundred(part, whole, text):
    assert words.percent(part, whole) == text


def test_capped_counts_say_so():
    assert words.count(1234, "件") == "1,234 件"
    assert words.count(1001, "条", cap=1000) == "1,000+ 条"
    assert words.count(1000, "条", cap=1000) == "1,000 条"
