"""`{% load register %}`: the rows of the lists of decisions. They stand on every page the public asks for most, twenty and more at a
time, so they are written by one format call each instead of by thirty template nodes. Everything that comes from data is escaped here."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from core.templatetags.pieces import chip
from website.shown import ShownRecord

register = template.Library()
TITLE_LENGTH = 80

_ROW = (
    '<tr><td class="num place" data-label="序号">{}</td><th scope="row"><div>{}</div></th>{}'
    '<td data-label="文号">{}</td><td class="date" data-label="决定日期">{}</td>'
    '<td data-label="机关">{}</td><td class="date" data-label="公示截止"><div>{}{}</div></td></tr>'
)
_NAMED, _OF_ONE = '<a href="{}">{}</a><span class="matter">{}</span>{}', '<a href="{}">{}</a>{}'


@register.simple_tag
def decision_rows(rows: Iterable[tuple[int, ShownRecord]], with_kind: bool = False, of_one: bool = False) -> SafeString:
    """Table rows of numbered records. `with_kind`: a column says the kind; `of_one`: all are about one subject, so the matter is the link."""
    return mark_safe("".join(_row(number, row, with_kind, of_one) for number, row in rows))


def _row(number: int, row: ShownRecord, with_kind: bool, of_one: bool) -> str:
    title = escape(row.title if len(row.title) <= TITLE_LENGTH else f"{row.title[:TITLE_LENGTH]}…")
    near = _beside(row) if row.marks or row.reply else ""
    head = _OF_ONE.format(row.url, title, near) if of_one else _NAMED.format(row.url, escape(row.party), title, near)
    kind = f'<td data-label="种类">{escape(row.kind_name)}</td>' if with_kind else ""
    return _ROW.format(
        number, head, kind, _number(row), row.decided_on.isoformat(), escape(row.authority),
        row.publish_until.isoformat(), _soon(row),
    )  # fmt: skip


def _number(row: ShownRecord) -> str:
    return f'<span class="docnumber">{escape(row.document_number)}</span>' if row.document_number else "—"


def _beside(row: ShownRecord) -> str:
    """Chips of the marks, and the subject's own words under the matter."""
    chips = "".join(f" {chip(kind)}" for kind in row.marks)
    return chips + (f'<span class="matter">当事人回应：{escape(row.reply)}</span>' if row.reply else "")


def _soon(row: ShownRecord) -> str:
    if row.status != "expiring":
        return ""
    words = f"还有 {row.days_left} 天" if row.days_left else "今天是最后一天"
    return f'<span class="soon">{words}</span>'
