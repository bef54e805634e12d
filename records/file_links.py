"""Ways from the list of subjects to their files."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from records.models import Subject


@admin.display(description="信用档案")
def file_column(subject: Subject) -> SafeString:
    """A link in the list: two clicks from the desk."""
    return format_html(
        '<a href="{}">打开档案<span class="visually-hidden">：{}</span></a>', file_url(subject), subject.name
    )


def file_tools(obj: Subject | None) -> list[dict[str, Any]]:
    """The button beside the title of a subject's page."""
    return [{"title": "打开信用档案", "url": file_url(obj), "main": True}] if obj else []


def file_url(subject: Subject) -> str:
    """Address of the subject's file in the staff site."""
    return reverse("admin:records_file", args=[subject.pk])
