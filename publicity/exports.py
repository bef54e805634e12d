"""Lists of the ledger as exports: what the person sees on the page, by the same conditions, without identity numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from accounts.models import Section
from core import clock
from core.errors import DomainError
from core.sheets.writing import Column, SheetSpec, Value
from exchange.exporting import ExportKind, Extract, register_export
from publicity.choices import DecisionState, Effect, ExemptReason
from publicity.ledger_filters import due_condition, search_ledger
from publicity.measures import MEASURES, measured
from publicity.models import Decision, DecisionKind
from publicity.querysets import DecisionQuerySet
from records.choices import PartyKind

LEDGER, MEASURE, DUE_DAY = "publicity.ledger", "publicity.measure", "publicity.due_day"
_CHUNK = 2_000
#: Column and the field it shows; codes of choices are put into words.
_FIELDS: tuple[tuple[Column, str, Any], ...] = (
    (Column("文号", 30), "number", None), (Column("许可编号", 18), "certificate", None), (Column("种类", 14), "kind__name", None),
    (Column("行政相对人", 34), "party_name", None), (Column("统一社会信用代码", 22), "party_code", None),
    (Column("相对人类别", 16), "party_kind", PartyKind), (Column("事由", 40), "title", None), (Column("决定日期", 12), "decided_on", None),
    (Column("作出机关", 20), "authority", None), (Column("有效期自", 12), "valid_from", None), (Column("有效期至", 12), "valid_until", None),
    (Column("责任科室", 20), "section__name", None), (Column("状态", 12), "state", DecisionState), (Column("效力", 10), "effect", Effect),
    (Column("内控期限", 12), "due_internal", None), (Column("国标期限", 12), "due_official", None),
    (Column("首次上报", 12), "first_reported_on", None), (Column("入库日期", 12), "accepted_on", None),
    (Column("不报送原因", 20), "exempt_reason", ExemptReason), (Column("不报送说明", 30), "exempt_note", None),
)  # fmt: skip


def ledger(user: Any, params: Mapping[str, str], limit: int) -> Extract:
    """The ledger under the list's own filters and search."""
    rows = Decision.objects.visible_to(user)
    words, said = params.get("q", "").strip(), []
    if words:
        rows, said = search_ledger(rows, words), [f"检索“{words}”"]
    if params.get("due"):
        rows, label = due_condition(rows, params["due"])
        said += [label] if label else []
    if kind := params.get("kind__code__exact", ""):
        rows = rows.filter(kind=kind)
        said.append(f"种类 {_name(DecisionKind.objects.filter(pk=kind))}")
    if (state := params.get("state__exact", "")) in DecisionState.values:
        rows = rows.filter(state=state)
        said.append(f"状态 {DecisionState(state).label}")
    return _extract("决定台账", rows, said, limit)


def measure(user: Any, params: Mapping[str, str], limit: int) -> Extract:
    """The decisions behind one number of the rates."""
    if params.get("measure") not in MEASURES:
        raise DomainError("没有这项统计。请从三率页面重新点开清单，再导出。", code="E-EXP-06")
    on = clock.today()
    since, until = _day(params.get("since"), on.replace(month=1, day=1)), _day(params.get("until"), on)
    chosen = MEASURES[params["measure"]]
    rows = measured(chosen.code, since=since, until=until, on=on).visible_to(user)
    said = [f"决定日期 {since} 至 {until}"]
    for name, model in (("kind", DecisionKind), ("section", Section)):
        if value := params.get(name):
            rows = rows.filter(**{name: value if name == "kind" else _number(value)})
            said.append(_name(model.objects.filter(pk=value if name == "kind" else _number(value))))
    return _extract(f"三率明细：{chosen.label}", rows, said, limit)


def due_day(user: Any, params: Mapping[str, str], limit: int) -> Extract:
    """Unreported decisions that must be acted on by one day."""
    day = _day(params.get("on"), clock.today())
    rows = Decision.objects.visible_to(user).unreported().filter(act_by=day)
    return _extract("到期决定", rows, [f"最迟办理 {day}"], limit)


def _extract(title: str, rows: DecisionQuerySet, said: Sequence[str], limit: int) -> Extract:
    count = rows.order_by().values("pk")[: 2 * limit + 1].count()
    return Extract(
        title, count, lambda: [SheetSpec("决定", [column for column, _, _ in _FIELDS], _rows(rows))], "；".join(said)
    )


def _rows(rows: QuerySet) -> Iterator[list[Value]]:
    """Row by row through a cursor of the database, newest first."""
    words = [dict(choices.choices) if choices else None for _, _, choices in _FIELDS]
    values = rows.order_by("-decided_on", "-id").values_list(*(F(name) for _, name, _ in _FIELDS))
    for line in values.iterator(chunk_size=_CHUNK):
        yield [str(labels.get(value, value)) if labels else value for value, labels in zip(line, words, strict=True)]


def _day(text: str | None, default: date) -> date:
    try:
        return date.fromisoformat(text) if text else default
    except ValueError:
        raise DomainError("日期写法不对，请写成 2026-03-02 这样。", code="E-EXP-06") from None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _name(found: QuerySet) -> str:
    return str(found.first() or "（不存在）")


_SEE = "publicity.view_decision"
register_export(ExportKind(LEDGER, "决定台账", _SEE, ("q", "due", "kind__code__exact", "state__exact"), ledger))
register_export(
    ExportKind(MEASURE, "三率明细", "publicity.view_rates", ("measure", "since", "until", "kind", "section"), measure)
)
register_export(ExportKind(DUE_DAY, "到期决定", _SEE, ("on",), due_day))
