"""Dates that every calendar can read."""

from datetime import UTC, date, datetime

from core.ics import Day, calendar

MADE = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


def lines(*days: Day) -> list[str]:
    content = calendar(days, name="信用修复", made_at=MADE)
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_a_whole_day_with_a_reminder_three_days_before():
    found = lines(Day("a@x", date(2026, 12, 31), "可以申请信用修复"))
    assert found[0] == "BEGIN:VCALENDAR" and found[-2:] == ["END:VCALENDAR", ""]
    assert {
        "UID:a@x",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "TRIGGER:-P3D",
        "DTSTAMP:20261102T020000Z",
    } <= set(found)


def test_long_lines_are_folded_between_characters():
    title = "可以申请信用修复：巫山司罚决字〔2026〕3号" * 4
    content = calendar([Day("a@x", date(2026, 12, 31), title)], name="信用修复", made_at=MADE)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert f"SUMMARY:{title}" in lines(Day("a@x", date(2026, 12, 31), title))


def test_signs_that_mean_something_are_written_so_that_they_do_not():
    found = lines(Day("a@x", date(2026, 12, 31), "一;二,三\\四\n五"))
    assert "SUMMARY:一\\;二\\,三\\\\四\\n五" in found
