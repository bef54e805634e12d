"""Editions of the data standard in force, compiled for the rule engine."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.db.models import Max

from core.errors import NotReady
from publicity.models import FieldSpec, StandardEdition
from publicity.spec_rows import rows_to_spec
from publicity.standard.engine import Standard, compile_standard


def edition_for(kind: str, *, code: str = "", on: date | None = None) -> StandardEdition:
    """The edition asked for by code, or the newest in force on a day. NotReady when there is none."""
    editions = StandardEdition.objects.filter(kind_id=kind)
    if code:
        editions = editions.filter(code=code)
    elif on:
        editions = editions.exclude(valid_from__gt=on).exclude(valid_until__lt=on)
    edition = editions.order_by("-valid_from").first()
    if edition is None:
        raise NotReady(f"没有适用的数据标准（{kind} {code or on or ''}），请信用办在“数据标准”中补充。", code="E-HDR-01")
    return edition


def standard_of(edition: StandardEdition) -> Standard:
    """The compiled standard of an edition; recompiled when a field changed."""
    newest = FieldSpec.objects.filter(edition=edition).aggregate(at=Max("history__pgh_id"))["at"] or 0
    latest = edition.history.aggregate(at=Max("pgh_id"))["at"] or 0
    return _compiled(edition.pk, newest, latest)


@lru_cache(maxsize=32)
def _compiled(edition_id: int, fields_version: int, edition_version: int) -> Standard:
    return compile_standard(rows_to_spec(StandardEdition.objects.get(pk=edition_id)))
