"""Tags that only the staff's lists and forms need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString

from core.templatetags.pieces import error_summary

register = template.Library()


@register.simple_tag
def labelled_cells(cells: Sequence[str], headers: Sequence[dict[str, Any]]) -> SafeString:
    """The cells of one row of an admin list, each with its column's name for the narrow screen (data-label)."""
    labels = [_label(str(header["text"])) for header in headers]
    return SafeString("".join(map(_with_label, cells, labels)) + "".join(map(conditional_escape, cells[len(labels) :])))


@lru_cache(maxsize=512)
def _label(text: str) -> str:
    """The attribute for a column's header: made once, not once a row."""
    return format_html(' data-label="{}"', strip_tags(text).strip())


def _with_label(cell: str, label: str) -> str:
    text = conditional_escape(cell)
    return f"{text[:3]}{label}{text[3:]}" if text.startswith(("<td", "<th")) else text


@register.inclusion_tag("pieces/errors.html")
def admin_errors(adminform: Any, formsets: Iterable[Any]) -> dict[str, Any]:
    """The error summary of a change form with its inlines."""
    return error_summary(adminform.form, *(item.formset for item in formsets))
