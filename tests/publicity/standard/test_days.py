"""Days in every shape that offices send (data quirk 4)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from publicity.standard.dates import LONG_TERM, read_day
from tests.publicity.standard.helpers import codes, judged, messages


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2026-3-9", date(2026, 3, 9)),
        ("2026/03/09", date(2026, 3, 9)),
        ("2026.3.9", date(2026, 3, 9)),
        ("2017.12.07", date(2017, 12, 7)),
        ("2026年3月9日", date(2026, 3, 9)),
        ("2016年7月5日", date(2016, 7, 5)),
        (" 2018/07/30", date(2018, 7, 30)),
        ("2018/09/25\n", date(2018, 9, 25)),
        ("20260309", date(2026, 3, 9)),
        ("20180119", date(2018, 1, 19)),
        (20260309, date(2026, 3, 9)),
        (20260309.0, date(2026, 3, 9)),
        ("43112.0", date(2018, 1, 12)),
        (43112.0, date(2018, 1, 12)),
        (43112, date(2018, 1, 12)),
        (Decimal("43112"), date(2018, 1, 12)),
        (43112.75, date(2018, 1, 12)),
        ("2026-03-09 00:00:00", date(2026, 3, 9)),
        ("2026-03-09T08:30", date(2026, 3, 9)),
        ("２０２６－０３－０９", date(2026, 3, 9)),
        ("2026 年 3 月 9 日", date(2026, 3, 9)),
        ("二〇二六年三月九日", date(2026, 3, 9)),
        ("二○二六年十二月三十一日", date(2026, 12, 31)),
        ("2024-02-29", date(2024, 2, 29)),
        (date(2026, 3, 9), date(2026, 3, 9)),
        (datetime(2026, 3, 9, 23, 59), date(2026, 3, 9)),
        (datetime(2026, 3, 9, 16, 30, tzinfo=UTC), date(2026, 3, 10)),
    ],
)
def test_every_usual_writing_is_read(raw, day):
    assert read_day(raw).value == day


@pytest.mark.parametrize(
    "raw",
    [
        "长期",
        "长期有效",
        "无限期",
        "永久",
        "2099-12-31",
        "2099/12/31",
        "2099年12月31日",
        "9999-09-09",
        "99999999",
        99999999.0,
        date(9999, 12, 31),
    ],
)
def test_without_end_is_2099_12_31(raw):
    assert read_day(raw).value == LONG_TERM


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("201800619", "九位"),
        ("2018719", "7位"),
        ("15日内", "期限"),
        ("三个月", "期限"),
        ("自送达之日起十五日内", "期限"),
        ("18-03-09", "两位"),
        ("09/03/2026", "写在最后"),
        ("2026年3月", "没有写到日"),
        ("2026-02-30", "没有"),
        ("2023-02-29", "没有"),
        ("2026-01-01至2026-12-31", "两个日期"),
        ("— —号", "认出"),
        ("不详细", "认出"),
        (3.5, "不是日期"),
        (float("nan"), "不是日期"),
        (float("inf"), "不是日期"),
        (10**20, "不是日期"),
    ],
)
def test_what_cannot_be_told_is_refused_with_words(raw, why):
    read = read_day(raw)
    assert read.value is None
    assert why in read.problem


def test_a_serial_is_converted_and_said():
    [note] = messages("N-DT-10", decided_on=46083.0)
    assert "2026-03-02" in note


@pytest.mark.parametrize("blank", ["", "— —", "无", "/", None])
def test_a_dash_in_a_required_day_is_nothing(blank):
    assert "E-REQ-01" in codes(penalty_until=blank)


@pytest.mark.parametrize("field", ["decided_on", "public_until"])
def test_without_end_is_refused_where_a_day_is_needed(field):
    assert codes(**{field: "长期"}) == ["E-DT-07"]


def test_without_end_is_one_value_however_written():
    for writing in ("长期", "9999-12-31", "2099/12/31"):
        assert judged(penalty_until=writing).values["CF_YXQ"] == LONG_TERM


def test_an_unreadable_day_is_not_also_called_missing():
    assert codes(decided_on="15日内") == ["E-DT-09"]


@pytest.mark.parametrize(("decided", "said"), [("2026-09-01", []), ("2026-09-02", ["E-DT-01"])])
def test_a_decision_is_made_today_at_the_latest(decided, said):
    assert codes(decided_on=decided) == said


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "said"),
    [
        ("2026-03-02", "2026-03-02", []),
        ("2026-03-03", "2027-03-02", []),
        ("2027-03-02", "2027-03-01", ["E-DT-02"]),
        ("2026-03-01", "2027-03-02", ["W-DT-12"]),
        ("2025-03-01", "2026-03-01", ["E-DT-03", "W-DT-12"]),
        ("2026-03-02", "长期", ["N-DT-10"]),
    ],
)
def test_the_term_of_a_licence_is_in_order(valid_from, valid_to, said):
    assert sorted(codes("licence", valid_from=valid_from, valid_to=valid_to)) == said


@pytest.mark.parametrize(("until", "said"), [("2026-03-02", []), ("2026-03-01", ["E-DT-03"]), ("2099/12/31", [])])
def test_a_penalty_does_not_end_before_it_is_decided(until, said):
    assert codes(penalty_until=until) == said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("给予停止执业一年的处罚", False),
        ("给予停止执业十二个月的处罚", False),
        ("给予停止执业十三个月的处罚", True),
        ("停止执业2年", True),
        ("停业整顿六个月", False),
        ("停业整顿7个月", True),
        ("给予警告", False),
    ],
)
def test_suspension_longer_than_the_law_allows_is_questioned(content, said):
    assert ("E-DT-08" in codes(content=content, category="停止执业")) is said
