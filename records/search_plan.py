"""How records are found by a name, as few SQL statements. Every one is built around `CreditRecord.objects.public(on)`.

Which way is quicker depends on how common the asked characters are (1,000,000 records of 50,000 subjects, milliseconds):

    up to 100 subjects     the index over names gives the subjects; the newest records of each           0.2 + 0.2–2
    up to 2,000 subjects   newest records first, keeping those of the subjects, up to a window           0.6 + 1–3
    more (律师, 重庆)      newest records first, each asked for its subject's names, up to a window      0.3–1

Reading all matches of a common pair to sort them would take 60–3,000 ms; walking everything for a rare one 300 ms and more.
Where a window does not fill the page, the complete answer is computed, so the way never changes what is found.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from records.choices import PERSON_KINDS
from records.models import CreditRecord
from records.search_query import Query

FEW, MANY = 100, 2000
WINDOW_COMMON, WINDOW_MANY, WINDOW_COUNT = 2000, 12_000, 4000
COMMON = 0.04
"""Share of subjects above which a pair is common: the names are not asked, the newest records are walked."""
LARGE = 50_000
"""Number of records below which no pair counts as common: everything can be asked and counted exactly."""

_PERSONS = [kind.value for kind in PERSON_KINDS]
_STATISTICS_SECONDS = 600
_ORDER = "ORDER BY w.event_date DESC, w.id DESC"

# What a list shows; the rest of a record is not read.
COLUMNS = (
    "id", "public_id", "kind", "nature", "subject_id", "party_name", "party_is_person", "document_number", "title",
    "authority", "event_date", "publish_from", "publish_until", "source_type", "source_id",
)  # fmt: skip

# A person is found by the whole name only, an organisation by any part of any of its names.
_SUBJECT_MATCHES = """core_bigrams(s.search_text) @> %s::text[]
    AND strpos(s.search_text, CASE WHEN s.kind = ANY(%s) THEN %s ELSE %s END) > 0"""
_RECORD_MATCHES = """CROSS JOIN LATERAL (
    SELECT 1 FROM records_subject s
    WHERE s.id = w.subject_id AND strpos(s.search_text, CASE WHEN w.party_is_person THEN %s ELSE %s END) > 0 OFFSET 0
) named"""


def subject_ids(query: Query, limit: int) -> list[int]:
    """Subjects any of whose names contains the query, in no order, `limit` at most."""
    sql = f"SELECT s.id FROM records_subject s WHERE {_SUBJECT_MATCHES} LIMIT %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_subject_params(query), limit])
        return [row[0] for row in cursor.fetchall()]


def newest(base: QuerySet, limit: int) -> list[CreditRecord]:
    """The newest rows of an ordered queryset."""
    return list(base[:limit])


def newest_of_kinds(base: QuerySet, kinds: Sequence[str], limit: int) -> list[CreditRecord]:
    """The newest rows of several kinds: one short walk down the index for each kind, then merged."""
    rows = [row for kind in kinds for row in base.filter(kind=kind)[:limit]]
    first = base.query.order_by[0]
    rows.sort(key=lambda row: (getattr(row, first.lstrip("-")), row.pk), reverse=first.startswith("-"))
    return rows[:limit]


def newest_of_subjects(base: QuerySet, ids: Sequence[int], limit: int) -> list[CreditRecord]:
    """The newest rows of a few subjects: the newest of each, merged."""
    inner, params = _sql(base.filter(subject_id=RawSQL("one.id", []))[:limit])
    sql = f"""SELECT w.* FROM unnest(%s::bigint[]) AS one(id) CROSS JOIN LATERAL ({inner}) w {_ORDER} LIMIT %s"""  # noqa: S608
    return _rows(sql, [list(ids), *params, limit])


def walk_by_ids(base: QuerySet, ids: Sequence[int], limit: int) -> list[CreditRecord]:
    """Among the newest rows, those of the subjects. Stops when the page is full or the window ends.

    CASE keeps the planner from joining (and so from sorting), and from estimating every id of a long list.
    """
    inner, params = _sql(base[:WINDOW_MANY])
    wanted = "CASE WHEN w.subject_id IN (SELECT unnest(%s::bigint[])) THEN true END"
    sql = f"SELECT w.* FROM ({inner}) w WHERE {wanted} {_ORDER} LIMIT %s"  # noqa: S608
    return _rows(sql, [*params, list(ids), limit])


def walk_by_name(base: QuerySet, query: Query, limit: int) -> list[CreditRecord]:
    """Among the newest rows, those whose subject bears the name. Stops when the page is full or the window ends."""
    inner, params = _sql(base[:WINDOW_COMMON])
    sql = f"SELECT w.* FROM ({inner}) w {_RECORD_MATCHES} {_ORDER} LIMIT %s"  # noqa: S608
    return _rows(sql, [*params, query.boxed, query.folded, limit])


def at_least(base: QuerySet, text: str, cap: int) -> int:
    """How many of the newest organisations' records name the text, up to `cap`: a number that is reached for sure."""
    inner, params = _sql(base.filter(party_is_person=False).only("id", "party_name")[:WINDOW_COUNT])
    sql = f"SELECT count(*) FROM (SELECT 1 FROM ({inner}) w WHERE strpos(w.party_name, %s) > 0 LIMIT %s) found"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, text, cap])
        return cursor.fetchone()[0]


def by_document(base: QuerySet, limit: int, cap: int) -> tuple[list[CreditRecord], int]:
    """Rows of a queryset filtered by document number, sorted, with their number up to `cap`.

    They are found first and sorted then: left to itself the planner walks all records in order of time.
    """
    inner, params = _sql(base.order_by()[:cap])
    sql = f"""WITH found AS MATERIALIZED ({inner})
        SELECT w.*, count(*) OVER () AS matched FROM found w {_ORDER} LIMIT %s"""  # noqa: S608
    rows = _rows(sql, [*params, limit])
    total = rows[0].matched if rows else 0  # type: ignore[attr-defined]
    return (rows if total < cap else list(base[:limit])), total


def window_by_document(base: QuerySet, query: Query, limit: int) -> list[CreditRecord]:
    """Among the newest rows, those whose document number contains the query somewhere."""
    inner, params = _sql(base.filter(party_is_person=False)[:WINDOW_COMMON])
    sql = f"""SELECT w.* FROM ({inner}) w WHERE strpos(core_fold(w.document_number), %s) > 0 {_ORDER} LIMIT %s"""  # noqa: S608
    return _rows(sql, [*params, query.folded, limit])


def all_of_subjects(base: QuerySet, ids: Sequence[int], limit: int) -> list[CreditRecord]:
    """The complete answer for many subjects, fetched first and sorted then."""
    inner, params = _sql(base.filter(subject_id=RawSQL("one.id", [])).order_by())
    sql = f"""WITH found AS MATERIALIZED (
            SELECT w.* FROM unnest(%s::bigint[]) AS one(id) CROSS JOIN LATERAL ({inner}) w
        ) SELECT w.* FROM found w {_ORDER} LIMIT %s"""  # noqa: S608
    return _rows(sql, [list(ids), *params, limit])


def count_of_subjects(base: QuerySet, ids: Sequence[int], cap: int) -> int:
    """How many records the subjects have, up to `cap`: from the index alone, subject by subject."""
    inner, params = _sql(base.filter(subject_id=RawSQL("one.id", [])).order_by().values("subject_id"))
    sql = f"""SELECT count(*) FROM (
            SELECT 1 FROM unnest(%s::bigint[]) AS one(id) CROSS JOIN LATERAL ({inner}) w LIMIT %s
        ) found"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(ids), *params, cap])
        return cursor.fetchone()[0]


def all_by_name(base: QuerySet, query: Query, limit: int) -> list[CreditRecord]:
    """The complete answer, sorted: for names that are common among subjects but rare among the newest records."""
    matching = f"SELECT s.id FROM records_subject s WHERE {_SUBJECT_MATCHES}"  # noqa: S608
    return list(base.filter(subject_id__in=RawSQL(matching, _subject_params(query)))[:limit])  # noqa: S611


def is_common(pairs: Iterable[str]) -> bool:
    """Whether even the rarest of the pairs stands in many names, as far as the database's own statistics know."""
    known = _common_pairs(int(time.monotonic() // _STATISTICS_SECONDS), connection.settings_dict["NAME"])
    return all(pair in known for pair in pairs)


@lru_cache(maxsize=2)
def _common_pairs(tick: int, database: str) -> frozenset[str]:
    """Pairs of characters that ANALYZE has seen in more than COMMON of the subjects."""
    sql = """SELECT pair FROM pg_stats, LATERAL unnest(
            most_common_elems::text::text[], most_common_elem_freqs[1:array_length(most_common_elems::text::text[], 1)]
        ) AS common(pair, share)
        WHERE schemaname = current_schema() AND tablename = 'records_subject_search' AND share > %s
            AND (SELECT reltuples FROM pg_class WHERE oid = 'records_creditrecord'::regclass) > %s"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [COMMON, LARGE])
        return frozenset(row[0] for row in cursor.fetchall())


def _subject_params(query: Query) -> list[Any]:
    return [list(query.pairs), _PERSONS, query.boxed, query.folded]


def _sql(queryset: QuerySet) -> tuple[str, tuple[Any, ...]]:
    return queryset.query.sql_with_params()


def _rows(sql: str, params: Sequence[Any]) -> list[CreditRecord]:
    return list(CreditRecord.objects.raw(sql, params))
