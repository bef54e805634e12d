"""What counts as unusual reading, and finding it in the register of looks. Reads only; the same look-back gives the same episodes.
What came through no door (no request id: the operator loading data) is nobody's reading and is not counted.

Not watched: “relatives”. To know a clerk's relatives the system would have to collect the families of its staff, which no rule allows
it (个人信息保护法第六条), and guessing by surname would mark half the county. What such curiosity looks like from outside is watched
instead: the same practitioner opened by the same clerk on many different days (`repeat`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection

from core import clock, settings_store
from records.choices import PERSON_KINDS

READING = ("view", "print", "download", "export")
LOOK_BACK = timedelta(days=3)
NIGHT_LASTS = timedelta(hours=12)
_KEY = "CASE WHEN actor_id IS NOT NULL THEN 'user:' || actor_id ELSE COALESCE('ip:' || host(ip), 'name:' || actor_name) END"


@dataclass(frozen=True)
class Rule:
    """`count` and `span` name parameters; `unit` is the unit of the span. `what` says it in words, with {n} and {span}.

    `at_once`: also checked as soon as somebody looks; `night`: only looks between the two hours count.
    """

    code: str
    label: str
    deeds: tuple[str, ...]
    count: str
    span: str
    unit: str
    what: str
    at_once: bool = False
    night: bool = False

    @property
    def least(self) -> int:
        return max(1, int(settings_store.get(f"safeguards.{self.count}")))

    @property
    def window(self) -> timedelta:
        if self.night:
            return NIGHT_LASTS
        return timedelta(**{self.unit: max(1, int(settings_store.get(f"safeguards.{self.span}")))})


BULK, REPEAT = "bulk", "repeat"
RULES: tuple[Rule, ...] = (
    Rule(BULK, "短时间大量查看", READING, "bulk_count", "bulk_minutes", "minutes", "短时间内查看不公开信息 {n} 次", at_once=True),
    Rule("night", "夜间查阅", (*READING, "search"), "night_count", "", "hours", "夜间查阅不公开信息 {n} 次", night=True),
    Rule("failures", "反复登录失败", ("login_failed", "factor_failed"), "failure_count", "failure_minutes", "minutes", "登录或第二重验证失败 {n} 次"),
    Rule("refusals", "反复打开无权页面", ("refused",), "refusal_count", "refusal_minutes", "minutes", "打开没有权限的页面 {n} 次"),
    Rule("exports", "大量导出", ("export", "download"), "export_count", "export_hours", "hours", "导出或下载 {n} 次"),
    Rule("lookups", "大量批量查询", ("search",), "lookup_count", "lookup_hours", "hours", "批量查询 {n} 个主体"),
    Rule(REPEAT, "反复查看同一人", ("view", "print"), "repeat_days", "repeat_window", "days", "在 {n} 个不同的日子查看同一名从业人员"),
)  # fmt: skip


@dataclass(frozen=True)
class Episode:
    """Somebody did something unusual from `first` to `last`; `count` is the most that fell into one window."""

    rule: Rule
    key: str
    person_id: int | None
    first: datetime
    last: datetime
    count: int
    object_id: str = ""

    @property
    def what(self) -> str:
        return self.rule.what.format(n=self.count)


def rule_of(code: str) -> Rule | None:
    """The rule by its code."""
    return next((rule for rule in RULES if rule.code == code), None)


def episodes(rule: Rule, *, person_id: int | None = None, since: datetime | None = None) -> list[Episode]:
    """All episodes of the rule that reach into the look-back, of one person if given; only looks after `since` if given."""
    now = clock.real_now()
    start = since or now - max(LOOK_BACK, 2 * rule.window)
    found = (
        _repeated(rule, now - rule.window if since is None else since) if rule.code == REPEAT else _crowded(rule, start)
    )
    return [one for one in found if person_id is None or one.person_id == person_id]


def is_hot(rule: Rule, person_id: int) -> bool:
    """Whether the person's looks reach the rule's number within its window, by reading no more rows than that number."""
    from audit.models import Access

    mine = Access.objects.filter(actor_id=person_id, deed__in=rule.deeds).exclude(request_id="")
    nth = list(mine.order_by("-id").values_list("at", flat=True)[rule.least - 1 : rule.least])
    return bool(nth) and nth[0] >= clock.real_now() - rule.window


def _crowded(rule: Rule, start: datetime) -> Iterable[Episode]:
    """Moments at which the window behind them was full, gathered into episodes where they follow one another."""
    night, params = _at_night() if rule.night else ("", [])
    sql = f"""
        WITH looks AS (
            SELECT {_KEY} AS key, actor_id, at, id FROM audit_access WHERE at >= %s AND deed = ANY(%s) AND request_id <> '' {night}
        ), counted AS (
            SELECT key, actor_id, at, id, count(*) OVER w AS n, min(at) OVER w AS since FROM looks
            WINDOW w AS (PARTITION BY key ORDER BY at RANGE BETWEEN %s::interval PRECEDING AND CURRENT ROW)
        ), hot AS (
            SELECT *, CASE WHEN at - lag(at) OVER o <= %s::interval THEN 0 ELSE 1 END AS fresh FROM counted WHERE n >= %s
            WINDOW o AS (PARTITION BY key ORDER BY at, id)
        ), numbered AS (SELECT *, sum(fresh) OVER (PARTITION BY key ORDER BY at, id) AS episode FROM hot)
        SELECT key, max(actor_id), min(since), max(at), max(n) FROM numbered GROUP BY key, episode ORDER BY 3
    """  # noqa: S608 - only constants of this module are put in
    for key, person, first, last, count in _rows(
        sql, [start, list(rule.deeds), *params, rule.window, rule.window, rule.least]
    ):
        yield Episode(rule, key, person, first, last, count)


def _at_night() -> tuple[str, list[Any]]:
    start, end = (_hour(f"safeguards.night_{edge}") for edge in ("from", "until"))
    word = "OR" if start > end else "AND"
    local = "(at AT TIME ZONE 'Asia/Shanghai')::time"
    return f"AND ({local} >= %s::time {word} {local} < %s::time)", [start, end]


def _hour(key: str) -> str:
    """A time of day; what cannot be read as one counts as the declared default, so that a slip does not blind the watch."""
    value = str(settings_store.get(key))
    try:
        time.fromisoformat(value)
    except ValueError:
        return str(settings_store.DECLARED[key].default)
    return value


def _repeated(rule: Rule, start: datetime) -> Iterable[Episode]:
    sql = """
        SELECT a.actor_id, a.object_id, min(a.at), max(a.at), count(DISTINCT (a.at AT TIME ZONE 'Asia/Shanghai')::date)
        FROM audit_access a JOIN records_subject s ON s.id::text = a.object_id
        WHERE a.at >= %s AND a.deed = ANY(%s) AND a.request_id <> '' AND a.object_type = 'records.subject' AND a.actor_id IS NOT NULL AND s.kind = ANY(%s)
        GROUP BY 1, 2 HAVING count(DISTINCT (a.at AT TIME ZONE 'Asia/Shanghai')::date) >= %s ORDER BY 3
    """
    for person, object_id, first, last, count in _rows(
        sql, [start, list(rule.deeds), [str(kind) for kind in PERSON_KINDS], rule.least]
    ):
        yield Episode(rule, f"user:{person}:subject:{object_id}", person, first, last, count, object_id)


def _rows(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
