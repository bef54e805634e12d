"""Editions of the data standard in force, compiled for the rule engine."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db.models import Max

from core import clock
from core.errors import NotReady
from publicity.models import StandardEdition
from publicity.standard.engine import Standard, compile_standard
from publicity.standard.headers import HeaderBook
from publicity.standard.spec import from_rows


def edition_for(kind: str, *, code: str = "", on: date | None = None) -> StandardEdition:
    """The edition asked for by code, or the newest in force on a day (today when none is named).

    NotReady when there is none. An edition that was adopted for a later day is not there before that day, by no door.
    """
    editions = StandardEdition.objects.filter(kind_id=kind, valid_from__lte=max(clock.today(), on or clock.today()))
    if code:
        editions = editions.filter(code=code)
    else:
        day = on or clock.today()
        editions = editions.exclude(valid_from__gt=day).exclude(valid_until__lt=day)
    edition = editions.order_by("-valid_from").first()
    if edition is None:
        raise NotReady(
            f"没有适用的数据标准（{kind} {code or on or ''}），请信用办在“数据标准”中补充。", code="E-HDR-01"
        )
    return edition


def spec_of(edition: StandardEdition) -> dict[str, Any]:
    """The declaration of an edition from its rows."""
    facts = {
        "code": edition.code,
        "kind": edition.kind_id,
        "name": edition.name,
        "basis": edition.basis,
        "valid_from": edition.valid_from,
        "valid_until": edition.valid_until,
        "extra": edition.extra,
    }
    columns = ("order", "code", "header", "type", "max_length", "help", "public_level", "spec")
    return from_rows(facts, edition.fields.values(*columns)) | {"kind_name": edition.kind.name}


def roles_of(edition: StandardEdition) -> dict[str, str]:
    """Role → field code, as assembly needs it."""
    return {spec["role"]: code for code, spec in edition.fields.values_list("code", "spec") if spec.get("role")}


def standard_of(edition: StandardEdition) -> Standard:
    """The compiled standard of an edition; recompiled when a field changed. Two queries."""
    return _compiled(edition.pk, _version())


def compiled_standards() -> list[Standard]:
    """The compiled standards of all kinds and editions that have begun. Three queries while nothing changed."""
    version = _version()
    begun = StandardEdition.objects.filter(valid_from__lte=clock.today()).order_by("kind_id", "-valid_from")
    return [_compiled(pk, version) for pk in begun.values_list("pk", flat=True)]


def header_book() -> HeaderBook:
    """What every known header means, over all kinds and editions."""
    return _book(_version(), clock.today())


def _version() -> tuple[int, int]:
    """Where the history of fields and editions stands: it moves with every change, whichever door made it."""
    fields = apps.get_model("publicity", "FieldSpecEvent").objects.aggregate(at=Max("pgh_id"))["at"] or 0
    editions = apps.get_model("publicity", "StandardEditionEvent").objects.aggregate(at=Max("pgh_id"))["at"] or 0
    return fields, editions


@lru_cache(maxsize=64)
def _compiled(edition_id: int, version: tuple[int, int]) -> Standard:
    return compile_standard(spec_of(StandardEdition.objects.select_related("kind").get(pk=edition_id)))


@lru_cache(maxsize=2)
def _book(version: tuple[int, int], on: date) -> HeaderBook:
    return HeaderBook(compiled_standards())
