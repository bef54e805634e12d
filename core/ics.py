"""Dates for a person's own calendar (iCalendar, RFC 5545): whole days with a reminder, nothing but what the page says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta


@dataclass(frozen=True)
class Day:
    """One date. `uid` stays the same when the date moves, so that a calendar that takes the file again moves it too."""

    uid: str
    on: date
    title: str
    text: str = ""
    url: str = ""


def calendar(days: Sequence[Day], *, name: str, made_at: datetime, days_before: int = 3) -> bytes:
    """The file: CRLF lines of at most 75 octets, UTF-8; a reminder `days_before` each date."""
    stamp = made_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Wushan Credit//ZH",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for day in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{day.uid}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day.on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(day.title)}",
            *([f"DESCRIPTION:{_text(day.text)}"] if day.text else []),
            *([f"URL:{day.url}"] if day.url else []),
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{_text(day.title)}",
            f"TRIGGER:-P{days_before}D",
            "END:VALARM",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) + b"\r\n" for line in lines)


def _text(value: str) -> str:
    for old, new in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        value = value.replace(old, new)
    return value


def _folded(line: str) -> bytes:
    """At most 75 octets a line, never inside a character; later lines begin with a blank."""
    pieces: list[bytes] = []
    piece = b""
    for char in line:
        raw = char.encode()
        if len(piece) + len(raw) > (75 if not pieces else 74):
            pieces.append(piece)
            piece = b""
        piece += raw
    return b"\r\n ".join([*pieces, piece])
