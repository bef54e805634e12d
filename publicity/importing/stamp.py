"""The state of the world in which a file was checked: when it has moved by the time of the confirmation, the file is checked again."""

from __future__ import annotations

from django.apps import apps
from django.db import connection

from core import clock

#: Everything a verdict or the facts of a row may depend on, by the history that moves with every change.
_WATCHED = (
    "core.HolidayEvent", "core.SettingEvent", "publicity.DecisionEvent", "publicity.DecisionKindEvent",
    "publicity.DocumentSeriesEvent", "publicity.FieldSpecEvent", "publicity.PlatformRejectionEvent",
    "publicity.StandardEditionEvent", "records.CatalogueItemEvent", "records.PeriodRuleEvent",
    "records.RuleVersionEvent", "records.SubjectEvent", "records.SubjectNameEvent",
)  # fmt: skip


def world_stamp() -> str:
    """Today and where each watched history stands. One query of index look-ups."""
    tables = [apps.get_model(label)._meta.db_table for label in _WATCHED]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT max(pgh_id) FROM {table})" for table in tables))
        marks = cursor.fetchone()
    return "/".join([clock.today().isoformat(), *(str(mark or 0) for mark in marks)])
