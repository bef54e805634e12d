"""The SQL by which seals are made and checked. Rows become text inside the database, under settings that are pinned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

# How PostgreSQL writes times, intervals, bytes and floats depends on the session; a seal must not.
PINNED = {
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
}


@contextmanager
def local_settings(cursor: CursorWrapper, values: dict[str, str]) -> Iterator[None]:
    """Set session parameters for the block. Needs a transaction; an enclosing one gets its own values back."""
    names = list(values)
    cursor.execute(f"SELECT {', '.join(['current_setting(%s)'] * len(names))}", names)
    before = cursor.fetchone()
    _set(cursor, names, list(values.values()))
    yield
    _set(cursor, names, before)


def _set(cursor: CursorWrapper, names: Sequence[str], values: Sequence[str]) -> None:
    pairs = [part for pair in zip(names, values, strict=True) for part in pair]
    cursor.execute(f"SELECT {', '.join(['set_config(%s, %s, true)'] * len(names))}", pairs)


def quoted(name: str) -> str:
    """A table or column name as PostgreSQL wants it."""
    return connection.ops.quote_name(name)


def row_digest(columns: Sequence[str], alias: str = "t") -> str:
    """The SHA-256 of one row's text, as SQL. The columns are named, so a column added later changes nothing."""
    listed = ", ".join(f"{alias}.{quoted(column)}" for column in columns)
    return f"sha256(convert_to(ROW({listed})::text, 'UTF8'))"


def next_chunk(table: str, pk: str, columns: Sequence[str]) -> str:
    """Count, first and last id, packed ids, packed marks and content digest of the next rows.

    Parameters: last sealed id (or NULL), upper id, greatest number of rows.
    """
    return f"""
        WITH picked AS (
            SELECT t.{quoted(pk)}::bigint AS id, {row_digest(columns)} AS digest FROM {quoted(table)} t
            WHERE t.{quoted(pk)} > COALESCE(%s, '-9223372036854775808'::bigint) AND t.{quoted(pk)} <= %s
            ORDER BY t.{quoted(pk)} LIMIT %s
        )
        SELECT count(*), min(id), max(id), string_agg(int8send(id), ''::bytea ORDER BY id),
               string_agg(substring(digest FROM 1 FOR 8), ''::bytea ORDER BY id),
               encode(sha256(string_agg(digest, ''::bytea ORDER BY id)), 'hex')
        FROM picked
    """


def contents_of_ranges(table: str, pk: str, columns: Sequence[str]) -> str:
    """Number, count and content digest for many ranges at once. Parameters: arrays of numbers, first and last ids."""
    return f"""
        SELECT r.number, found.count, found.digest
        FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS r(number, first, last)
        CROSS JOIN LATERAL (
            SELECT count(*) AS count,
                   encode(sha256(COALESCE(string_agg({row_digest(columns)}, ''::bytea ORDER BY t.{quoted(pk)}), ''::bytea)), 'hex')
                       AS digest
            FROM {quoted(table)} t WHERE t.{quoted(pk)} BETWEEN r.first AND r.last
        ) AS found
    """


def marks_of_range(table: str, pk: str, columns: Sequence[str]) -> str:
    """Id and mark of every row of one range. Parameters: first and last id."""
    return f"""
        SELECT t.{quoted(pk)}, substring({row_digest(columns)} FROM 1 FOR 8) FROM {quoted(table)} t
        WHERE t.{quoted(pk)} BETWEEN %s AND %s
    """


def rows_unlike_history(
    table: str, pk: str, events: str, events_pk: str, events_key: str, columns: Sequence[str]
) -> str:
    """Live rows that differ from their newest event, with the names of the columns that differ.

    events_key: the column of the history that holds the live row's id. Gives id, kind (missing: the row is gone without a word;
    added: it has no event; changed) and the columns. A row whose newest event says delete must be gone.
    Parameter: greatest number of rows.
    """
    live, event = f"l.{quoted(pk)}", f"n.{quoted(events_key)}"
    unlike = " || ".join(
        f"CASE WHEN l.{quoted(c)} IS DISTINCT FROM n.{quoted(c)} THEN ARRAY['{c}'] ELSE '{{}}'::text[] END"
        for c in columns
    )
    row, copy = (f"ROW({', '.join(f'{alias}.{quoted(column)}' for column in columns)})" for alias in "ln")
    return f"""
        WITH newest AS (
            SELECT e.* FROM {quoted(events)} e
            JOIN (SELECT max({quoted(events_pk)}) AS last FROM {quoted(events)} GROUP BY {quoted(events_key)}) m
                ON m.last = e.{quoted(events_pk)}
        )
        SELECT COALESCE({live}, {event})::text AS id,
               CASE WHEN {live} IS NULL THEN 'missing'
                    WHEN {event} IS NULL OR n.pgh_label = 'delete' THEN 'added' ELSE 'changed' END AS kind,
               CASE WHEN {live} IS NULL OR {event} IS NULL THEN '{{}}'::text[] ELSE {unlike} END AS columns
        FROM {quoted(table)} l FULL JOIN newest n ON {event} = {live}
        WHERE ({live} IS NULL AND n.pgh_label <> 'delete') OR {event} IS NULL
           OR ({live} IS NOT NULL AND n.pgh_label = 'delete')
           OR ({live} IS NOT NULL AND {row} IS DISTINCT FROM {copy})
        ORDER BY COALESCE({live}, {event}) LIMIT %s
    """


def fetch(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a question."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
