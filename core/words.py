"""How dates, money and remaining time are written for people. Pure functions: facts in, Chinese text out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

LONG_TERM = date(2099, 12, 31)
WEEKDAYS = "一二三四五六日"
SOON_DAYS = 2


@dataclass(frozen=True)
class Countdown:
    """`level` late | today | soon | later; `left` the words to act on; `day` the date; `due` for sorting and <time>."""

    level: str
    left: str
    day: str
    due: date


def as_date(value: date | datetime | str | None) -> date | None:
    """A date from a date, an aware moment (its local date) or an ISO text; None for nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    if isinstance(value, datetime):
        from core.clock import local_date

        return local_date(value) if value.tzinfo else value.date()
    return value


def cn_date(value: date | datetime | str | None) -> str:
    """2026年3月9日, as in running text and on papers."""
    day = as_date(value)
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"


def iso_date(value: date | datetime | str | None) -> str:
    """2026-03-09, as in tables."""
    day = as_date(value)
    return "" if day is None else day.isoformat()


def longterm(value: date | datetime | str | None) -> str:
    """2026-03-09, or 长期 for the standard's 2099-12-31."""
    day = as_date(value)
    return "长期" if day == LONG_TERM else iso_date(day)


def weekday(value: date | datetime | str | None) -> str:
    """星期一 … 星期日."""
    day = as_date(value)
    return "" if day is None else f"星期{WEEKDAYS[day.weekday()]}"


def countdown(due: date | datetime | str | None, on: date) -> Countdown | None:
    """How long until `due`, seen on the day `on`. The day itself still counts: nothing is late before it is over."""
    day = as_date(due)
    if day is None:
        return None
    left = (day - on).days
    short = f"{day.month}月{day.day}日" if day.year == on.year else cn_date(day)
    if left < 0:
        return Countdown("late", f"逾期 {-left} 天", f"应于{short}前", day)
    if left == 0:
        return Countdown("today", "今天到期", short, day)
    return Countdown("soon" if left <= SOON_DAYS else "later", f"还有 {left} 天", f"{short}前", day)


def _number(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() else None


def _plain(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def wan(value: object) -> str:
    """An amount kept in 万元, as the national standard wants it: 0.5 万元. Empty for nothing."""
    number = _number(value)
    return "" if number is None else f"{_plain(number)} 万元"


def yuan(value: object) -> str:
    """An amount in 元, with thousands separated: 12,000 元. Empty for nothing."""
    number = _number(value)
    return "" if number is None else f"{_plain(number)} 元"


def count(value: int, unit: str = "", cap: int = 0) -> str:
    """A count with its unit: 1,234 件; with a cap that was reached: 1,000+ 件."""
    text = f"{cap:,}+" if cap and value > cap else f"{value:,}"
    return f"{text} {unit}".rstrip()


def percent(part: int, whole: int) -> str | None:
    """Share in per cent with one decimal, never rounded up to 100; None when there is nothing to divide by."""
    if not whole:
        return None
    tenths = part * 1000 // whole
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths / 10:.1f}%"
