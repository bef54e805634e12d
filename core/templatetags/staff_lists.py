"""Tags that only the staff's lists and forms need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString

from core.templatetags.pieces import error_summary

register = template.Library()


@register.simple_tag
def labelled_cells(cells: Sequence[str], headers: Sequence[dict[str, Any]]) -> SafeString:
    """The cells of one row of an admin list, each with its column's name for the narrow screen (data-label)."""
    labels = [strip_tags(str(header["text"])).strip() for header in headers]
    labels += [""] * (len(cells) - len(labels))
    return SafeString("".join(_with_label(cell, label) for cell, label in zip(cells, labels, strict=False)))


def _with_label(cell: str, label: str) -> str:
    text = conditional_escape(cell)
    for tag in ("<td", "<th"):
        if text.startswith(tag):
            return tag + format_html(' data-label="{}"', label) + text[len(tag) :]
    return text


@register.inclusion_tag("pieces/errors.html")
def admin_errors(adminform: Any, formsets: Iterable[Any]) -> dict[str, Any]:
    """The error summary of a change form with its inlines."""
    return error_summary(adminform.form, *(item.formset for item in formsets))
