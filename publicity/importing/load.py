"""Checked rows into the ledger, set-based: COPY into a staging table of this transaction, then INSERT … SELECT.

COPY straight into a tracked table would record no actor, because the history's context rides on `execute`. Columns of the
target tables that a sheet says nothing about get the model's own default, so that a new column needs no change here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from audit.services import Actor
from core import clock
from core.crypto import decrypt
from core.fields import SecretText
from publicity.choices import CHECKED_STATES
from publicity.importing.lines import COLUMNS
from publicity.models import Decision, StandardEdition
from publicity.services.ledger import SOURCE
from publicity.services.series import ensure_series
from publicity.services.standards import standard_of
from records.models import CreditRecord
from records.services.subjects import Party, ensure_many

TABLE = "import_staging"
#: Organisations are found by code, persons by their keyed hash. An empty code must match nothing: persons have none.
_SUBJECTS = """
    LEFT JOIN records_subject c ON c.uscc = NULLIF(s.party_code, '')
    LEFT JOIN records_subject p ON p.id_hash = CASE WHEN s.party_code = '' THEN s.party_key END"""


@dataclass(frozen=True)
class Target:
    """Where the rows go and who answers for them."""

    actor: Actor
    job_id: int
    edition: StandardEdition
    section_id: int
    state: str


def load(target: Target, stream: BinaryIO) -> int:
    """Write the staged lines as decisions, and as credit records when they are complete. Runs inside the caller's deed;
    returns the number of decisions. IntegrityError when a decision or subject appeared since the check."""
    with connection.cursor() as cursor:
        _stage(cursor, stream)
        _open_series(cursor, target)
        checked = target.state in CHECKED_STATES
        if checked:
            _open_subjects(cursor, target)
        created = _insert(
            cursor, Decision, _decision_values(target, checked), _decision_source(checked), (target.edition.kind_id,)
        )
        if checked:
            _insert(cursor, CreditRecord, _record_values(target), _record_source())
        cursor.execute(f"DROP TABLE {TABLE}")
    return created


def _stage(cursor: CursorWrapper, stream: BinaryIO) -> None:
    """The rows in a table of this transaction; each gets the id its decision will have."""
    columns = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())
    sequence = f"pg_get_serial_sequence('{Decision._meta.db_table}', 'id')"
    cursor.execute("SET LOCAL work_mem = '64MB'")  # the history triggers see all rows of a statement at once
    cursor.execute(
        f"CREATE TEMP TABLE {TABLE} (id bigint DEFAULT nextval({sequence}::regclass), {columns}) ON COMMIT DROP"
    )
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    cursor.cursor.copy_expert(f"COPY {TABLE} ({names}) FROM STDIN", stream, 1024 * 1024)
    cursor.execute(f"ANALYZE {TABLE} (party_code, party_key, series_prefix)")


def _open_series(cursor: CursorWrapper, target: Target) -> None:
    cursor.execute(f"SELECT DISTINCT series_prefix, series_year FROM {TABLE} WHERE series_prefix IS NOT NULL")
    ensure_series(target.edition.kind_id, cursor.fetchall())


def _open_subjects(cursor: CursorWrapper, target: Target) -> None:
    """Files for the parties that have none: found by one join, opened by the service that the form uses."""
    cursor.execute(
        f"""SELECT DISTINCT ON (s.party_key) s.party_kind, s.party_name, s.party_code, s.id_type, s.secrets, s.legal_rep
            FROM {TABLE} s
            {_SUBJECTS}
            WHERE c.id IS NULL AND p.id IS NULL
            ORDER BY s.party_key, s.decided_on DESC"""
    )
    field = standard_of(target.edition).roles.get("id_number", "")
    missing = [
        Party(kind, name, uscc, id_type, _identity(secrets, field), legal_rep)
        for kind, name, uscc, id_type, secrets, legal_rep in cursor.fetchall()
    ]
    if missing:
        ensure_many(actor=target.actor, parties=missing)


def _identity(secrets: str, field: str) -> SecretText:
    """The party's identity number from the sealed fields of its row."""
    return SecretText(json.loads(decrypt(secrets)).get(field, "") if secrets else "")


Values = dict[str, tuple[str, tuple[Any, ...]]]


def _insert(
    cursor: CursorWrapper, model: type[models.Model], values: Values, source: str, source_params: tuple[Any, ...] = ()
) -> int:
    """INSERT … SELECT over all columns of the model: from the staging table, from `values`, or the field's own default."""
    columns, expressions, params = [], [], []
    for field in model._meta.concrete_fields:
        if field.column == "id" and "id" not in values:
            continue
        sql, given = values.get(field.column) or _column(field)
        columns.append(f'"{field.column}"')
        expressions.append(sql)
        params.extend(given)
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(expressions)} {source}",
        [*params, *source_params],
    )
    return int(cursor.rowcount)


def _column(field: models.Field) -> tuple[str, tuple[Any, ...]]:
    if field.column in COLUMNS:
        return f's."{field.column}"', ()
    default = field.get_db_prep_save(field.get_default(), connection)
    return f"%s::{field.db_type(connection)}", (default,)


def _decision_values(target: Target, checked: bool) -> Values:
    now = ("%s", (clock.now(),))
    return {
        "id": ("s.id", ()),
        "kind_id": ("%s", (target.edition.kind_id,)),
        "edition_id": ("%s", (target.edition.pk,)),
        "state": ("%s", (target.state,)),
        "section_id": ("%s", (target.section_id,)),
        "subject_id": ("COALESCE(c.id, p.id)" if checked else "NULL::bigint", ()),
        "series_id": ("d.id", ()),
        "entered_by_id": ("%s", (target.actor.pk,)),
        "channel": ("'sheet'", ()),
        "job_id": ("%s", (target.job_id,)),
        "created_at": now,
        "updated_at": now,
    }


def _decision_source(checked: bool) -> str:
    return f"""
        FROM {TABLE} s {_SUBJECTS if checked else ""}
        LEFT JOIN publicity_documentseries d
               ON d.kind_id = %s AND d.prefix = s.series_prefix AND d.year = s.series_year"""


def _record_values(target: Target) -> Values:
    return {
        "public_id": ("s.record_public_id", ()),
        "kind": ("%s", (target.edition.kind_id,)),
        "subject_id": ("COALESCE(c.id, p.id)", ()),
        "party_is_person": ("s.party_kind = 'natural'", ()),
        "document_number": ("s.number", ()),
        "event_date": ("s.decided_on", ()),
        "disclosure_by_id": ("%s", (target.actor.pk,)),
        "source_type": ("%s", (SOURCE,)),
        "source_id": ("s.id", ()),
        "created_at": ("%s", (clock.now(),)),
    }


def _record_source() -> str:
    return f"FROM {TABLE} s {_SUBJECTS}"
