"""`{% load pieces %}`: every piece of the design language as a tag or a filter. See docs/design-language.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core import masking, words
from core.clock import today
from core.pieces import Chart, HeatDay, Row
from core.vocabulary import find

register = template.Library()

for _name in ("cn_date", "iso_date", "longterm", "weekday", "wan", "yuan"):
    register.filter(_name, getattr(words, _name))


# -- small inline pieces ---------------------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str) -> SafeString:
    """A symbol of static/img/icons.svg. It is decoration: the word stands beside it."""
    return _icon(static("img/icons.svg"), name)


@lru_cache(maxsize=256)
def _icon(source: str, name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', source, name
    )


@register.simple_tag
def chip(status: object, label: str = "", tone: str = "", title: str = "") -> SafeString:
    """A state as icon, word and colour; `status` is a code or a word of core.vocabulary. Nothing for nothing."""
    if status in (None, ""):
        return SafeString("")
    look = find(status)
    symbol = icon(look.icon) if look.icon else SafeString("")
    return _chip(tone or look.tone, str(title or look.help), symbol, str(label or look.label))


@lru_cache(maxsize=1024, typed=True)
def _chip(tone: str, title: str, symbol: SafeString, label: str) -> SafeString:
    """A list shows the same few states on every row."""
    return format_html('<span class="chip chip-{}"{}>{}{}</span>', tone, _title(title), symbol, label)


@register.simple_tag
def countdown(due: date | str | None, on: date | None = None, done: bool = False) -> SafeString:
    """ "还有 2 天 · 9月14日前", "今天到期", "逾期 3 天"; only the day itself when the thing is done."""
    if done:
        return format_html('<span class="countdown"><span class="day">{}</span></span>', words.iso_date(due))
    left = words.countdown(due, on or today())
    if left is None:
        return SafeString("")
    symbol = {"late": "warning", "today": "clock", "soon": "clock"}.get(left.level)
    return format_html(
        '<span class="countdown countdown-{}"><span class="left">{}{}</span> '
        '<span class="day">· <time datetime="{}">{}</time></span></span>',
        left.level,
        icon(symbol) + SafeString(" ") if symbol else "",
        left.left,
        left.due.isoformat(),
        left.day,
    )


def _title(text: str) -> SafeString:
    return format_html(' title="{}"', text) if text else SafeString("")


@register.filter
def mask(value: str, kind: str = "id") -> str:
    """Hide what identifies a person; kind: id | name | phone."""
    return {"id": masking.mask_id, "name": masking.mask_name, "phone": masking.mask_phone}[kind](str(value or ""))


@register.filter
def docnumber(value: str) -> SafeString:
    """A document number (文号): in the official red, never broken across lines."""
    return format_html('<span class="docnumber">{}</span>', value) if value else SafeString("")


@register.filter
def code(value: str) -> SafeString:
    """A code (统一社会信用代码 …): one width, never broken across lines."""
    return format_html('<span class="code">{}</span>', value) if value else SafeString("")


@register.simple_tag(takes_context=True)
def sort_link(context: Context, field: str, label: str, param: str = "sort") -> SafeString:
    """A column head that sorts: first click descending for nothing known, then the other way round."""
    query = context["request"].GET.copy()
    now = query.get(param, "")
    query[param] = field if now == f"-{field}" else f"-{field}"
    query.pop("page", None)
    direction = {field: "asc", f"-{field}": "desc"}.get(now, "")
    spoken = {"asc": "，现为升序", "desc": "，现为降序"}.get(direction, "")
    return format_html(
        '<a class="sort" href="?{}" data-dir="{}">{}<span class="visually-hidden">（点击排序{}）</span></a>',
        query.urlencode(),
        direction,
        label,
        spoken,
    )


@register.simple_tag(takes_context=True)
def filter_chip(context: Context, param: str, value: str, label: str, count: int | str | None = None) -> SafeString:
    """One filter as a link; the chosen one is marked. An empty value takes the filter away."""
    query = context["request"].GET.copy()
    chosen = query.get(param, "") == str(value)
    query.pop("page", None)
    if value == "":
        query.pop(param, None)
    else:
        query[param] = str(value)
    number = format_html(' <span class="count">{}</span>', count) if count is not None else ""
    current = mark_safe(' aria-current="true"') if chosen else ""
    return format_html('<a class="filter" href="?{}"{}>{}{}</a>', query.urlencode(), current, label, number)


# -- pieces with a template ------------------------------------------------------------------------------------------
@register.inclusion_tag("pieces/errors.html")
def error_summary(*forms: Any, messages: Sequence[Any] = (), title: str = "") -> dict[str, Any]:
    """What is wrong, all of it, each line linked to its field. Takes forms; `messages` are DomainErrors or texts.

    A message that names a field of a form that was sent stands at that field too: the summary comes first on every page.
    """
    messages = [message for message in messages if not _put_at_its_field(message, forms)]
    lines: list[dict[str, str]] = []
    for form in forms:
        lines.extend(_form_lines(form))
    lines.extend(_message_line(message, forms) for message in messages)
    return {"lines": lines, "title": title or "有内容需要修改"}


def _form_lines(form: Any) -> Iterable[dict[str, str]]:
    if not isinstance(form, BaseForm):  # a formset
        yield from ({"text": str(text), "href": ""} for text in form.non_form_errors())
        for part in form.forms:
            yield from _form_lines(part)
        return
    yield from ({"text": str(text), "href": ""} for text in form.non_field_errors())
    for bound in form:
        target = bound.id_for_label or bound.auto_id
        name = "" if str(bound.label).endswith("。") else f"{bound.label}："  # a whole sentence to be ticked is no name
        yield from ({"text": f"{name}{text}", "href": f"#{target}"} for text in bound.errors)


def _put_at_its_field(message: Any, forms: Sequence[Any]) -> bool:
    name = getattr(message, "field", None)
    for form in forms:
        if name and isinstance(form, BaseForm) and form.is_bound and name in form.fields:
            form.add_error(name, str(message))
            return True
    return False


def _message_line(message: Any, forms: Sequence[Any]) -> dict[str, str]:
    field = getattr(message, "field", None)
    for form in forms:
        if field and isinstance(form, BaseForm) and field in form.fields:
            return {"text": str(message), "href": f"#{form[field].id_for_label}"}
    return {"text": str(message), "href": ""}


@register.inclusion_tag("pieces/field.html")
def field(bound: BoundField, help: str = "", optional: bool = True) -> dict[str, Any]:
    """Label, help, error, control, in the order in which they are read; errors and help are tied by aria-describedby."""
    if help:
        bound.help_text = help
        bound.field.help_text = help
    kind = getattr(bound.field.widget, "input_type", "")
    return {
        "field": bound,
        "group": bound.use_fieldset,
        "check": kind == "checkbox" and not bound.use_fieldset,
        "mark_optional": optional and not bound.field.required,
    }


@register.inclusion_tag("pieces/figure.html")
def figure(label: str, value: Any, unit: str = "", url: str = "", note: str = "", tone: str = "") -> dict[str, Any]:
    """A number that opens its list."""
    words_only = not any(char.isdigit() for char in str(value))
    return {"label": label, "value": value, "unit": unit, "url": url, "note": note, "tone": tone, "words": words_only}


@register.inclusion_tag("pieces/progress.html")
def progress(job: Any, url: str = "", poll: str = "", state: str = "") -> dict[str, Any]:
    """The progress of an exchange.Job (or anything with total, done, percent, is_running); `poll` answers JSON, `state` says its state
    in other words."""
    return {"job": job, "url": url, "poll": poll, "state": state}


@register.inclusion_tag("pieces/steps.html")
def steps(items: Sequence[Any], label: str = "办理进度") -> dict[str, Any]:
    """A way in steps (core.pieces.Step) with dates."""
    return {"steps": items, "label": label}


@register.inclusion_tag("pieces/timeline.html")
def timeline(entries: Sequence[Any]) -> dict[str, Any]:
    """What happened (core.pieces.Entry), newest first: when, what, who, why, what changed."""
    return {"entries": entries}


@register.inclusion_tag("pieces/deflist.html")
def deflist(rows: Sequence[Any]) -> dict[str, Any]:
    """Field – value – 来源. Rows are core.pieces.Row or tuples (label, value[, source])."""
    lines = [row if isinstance(row, Row) else Row(*row) for row in rows]
    return {"rows": lines, "with_sources": any(line.source for line in lines)}


@register.inclusion_tag("pieces/empty.html")
def empty(title: str, text: str = "", url: str = "", action: str = "", icon: str = "inbox") -> dict[str, Any]:
    """Nothing here: what that means, and what to do next."""
    return {"title": title, "text": text, "url": url, "action": action, "icon": icon}


@register.inclusion_tag("pieces/notice.html")
def notice(text: str, tone: str = "blue", title: str = "") -> dict[str, Any]:
    """Something to know before reading on; tone blue | green | orange | red."""
    symbol = {"green": "check-circle", "orange": "warning", "red": "warning"}.get(tone, "info")
    return {"text": text, "tone": tone, "title": title, "icon": symbol}


@register.inclusion_tag("pieces/pager.html", takes_context=True)
def pager(context: Context, page: Any, unit: str = "条", total: str = "", param: str = "page") -> dict[str, Any]:
    """Numbered pages of a django Page; `total` replaces the count when it was capped ("1,000+")."""
    query = context["request"].GET.copy()
    query.pop(param, None)
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    base = f"{query.urlencode()}&" if query else ""
    return {
        "page": page,
        "numbers": list(numbers),
        "base": f"?{base}{param}=",
        "unit": unit,
        "ellipsis": page.paginator.ELLIPSIS,
        "total": total or f"{page.paginator.count:,}",
    }


@register.inclusion_tag("pieces/chart.html")
def chart(data: Chart, id: str = "chart") -> dict[str, Any]:
    """A chart (core.pieces.Chart) with its table underneath; without JavaScript the table alone."""
    return {"chart": data, "data_id": f"{id}-data", "payload": data.payload(), "rows": data.rows()}


@register.inclusion_tag("pieces/heat.html")
def heat(weeks: Sequence[Sequence[HeatDay]], caption: str = "到期日历") -> dict[str, Any]:
    """The deadline calendar (core.pieces.heat_weeks): a table, so it needs no script and can be read aloud."""
    return {"weeks": weeks, "caption": caption}
