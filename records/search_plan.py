"""How records are found by a name, as few SQL statements.

Which way is quicker depends on how common the asked characters are (1,000,000 records of 50,000 subjects):

    up to 300 subjects     the index over names gives the subjects, an index the newest records of each
    up to 2,000 subjects   newest records first, keeping those of the subjects, up to a window
    more (律师, 重庆)      newest records first, each asked for its subject's names, up to a window

Reading all matches of a common pair to sort them would take 60–3,000 ms; walking everything for a rare one 300 ms and more.
Where a window does not fill the page, the complete answer is computed, so the way never changes what is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from core.common_pairs import PairIndex
from records.choices import PERSON_KINDS
from records.models import CreditRecord
from records.search_cursor import NEWEST, sort_day
from records.search_query import Query

FEW, MANY = 300, 2000
WINDOW_COMMON, WINDOW_MANY, WINDOW_COUNT = 2000, 12_000, 4000
COMMON = 0.04
"""Share of subjects above which a pair is common: the names are not asked, the newest records are walked."""
LARGE = 50_000
"""Number of records below which no pair counts as common: everything can be asked and counted exactly."""

# What a list shows; the rest of a record is not read.
COLUMNS = (
    "id", "public_id", "kind", "nature", "subject_id", "party_name", "party_is_person", "document_number", "title",
    "authority", "event_date", "publish_from", "publish_until", "source_type", "source_id",
)  # fmt: skip

_TABLE, _ALL = "records_creditrecord", ", ".join(COLUMNS)
_COLUMNS_R = ", ".join(f"r.{column}" for column in COLUMNS)
_PERSONS = [kind.value for kind in PERSON_KINDS]
_NAMES = PairIndex("records_subject_search", "records_creditrecord", COMMON, LARGE)
_IDS = "WITH ids AS MATERIALIZED (SELECT unnest(%s::bigint[]) AS id)"
_NEWEST_W = "ORDER BY w.event_date DESC, w.id DESC"

# A person is found by the whole name only, an organisation by any part of any of its names.
_NAME_MATCHES = """core_bigrams(s.search_text) @> %s::text[]
    AND strpos(s.search_text, CASE WHEN s.kind = ANY(%s) THEN %s ELSE %s END) > 0"""
RANK = "CASE WHEN strpos(s.search_text, %s) > 0 THEN 0 WHEN strpos(s.search_text, %s) > 0 THEN 1 ELSE 2 END"
_RECORD_MATCHES = """CROSS JOIN LATERAL (
    SELECT 1 FROM records_subject s
    WHERE s.id = w.subject_id AND strpos(s.search_text, CASE WHEN w.party_is_person THEN %s ELSE %s END) > 0 OFFSET 0
) named"""


@dataclass(frozen=True)
class Condition:
    """A condition as SQL with its parameters; on subjects their table is called `s`."""

    sql: str
    params: Sequence[Any]


def shown(base: QuerySet) -> Condition:
    """The condition of a queryset, which says what may be shown and was asked for: no statement here leaves it out."""
    sql, params = base.query.get_compiler(connection=connection).compile(base.query.where)
    return Condition(sql, params)


def named(query: Query) -> Condition:
    """Subjects any of whose names contains the query."""
    return Condition(_NAME_MATCHES, [list(query.pairs), _PERSONS, query.boxed, query.folded])


def coded(code: str) -> Condition:
    """By the beginning of the 统一社会信用代码, or by the whole licence number. A code has no wildcards."""
    return Condition("(s.uscc LIKE %s OR (s.licence_number = %s AND s.licence_number <> ''))", [f"{code}%", code])


def subject_ids(query: Query, limit: int) -> list[int]:
    """Subjects any of whose names contains the query, in no order, `limit` at most."""
    return ids_of(named(query), limit)


def ids_of(subjects: Condition, limit: int) -> list[int]:
    """Ids of the subjects that meet the condition, in no order, `limit` at most."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT s.id FROM records_subject s WHERE {subjects.sql} LIMIT %s", [*subjects.params, limit])
        return [row[0] for row in cursor.fetchall()]


def sharing(pairs: Sequence[str], kinds: Sequence[str], limit: int) -> list[int]:
    """Ids of the subjects of these kinds that have most of the pairs in a name; of the first MANY that have any of them."""
    if not pairs:
        return []
    sql = f"""SELECT s.id FROM (
            SELECT s.id, (SELECT count(*) FROM unnest(%s::text[]) pair WHERE strpos(s.search_text, pair) > 0) AS shared
            FROM records_subject s WHERE core_bigrams(s.search_text) && %s::text[] AND s.kind = ANY(%s) LIMIT {MANY}
        ) s ORDER BY s.shared DESC, s.id LIMIT %s"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(pairs), list(pairs), list(kinds), limit])
        return [row[0] for row in cursor.fetchall()]


def best(subjects: Condition, query: Query, kinds: Sequence[str], limit: int) -> Condition:
    """As SQL, the ids of the best matches: whole name, beginning of a name, then by pinyin. Out of the first MANY."""
    of_kinds, kind_params = ("AND s.kind = ANY(%s)", [list(kinds)]) if kinds else ("", [])
    sql = f"""SELECT s.id FROM (
            SELECT s.id, s.pinyin, s.search_text FROM records_subject s WHERE {subjects.sql} {of_kinds} LIMIT {MANY}
        ) s ORDER BY {RANK}, s.pinyin, s.id LIMIT %s"""
    return Condition(sql, [*subjects.params, *kind_params, *rank_params(query), limit])


def rank_params(query: Query) -> list[str]:
    return [query.boxed, query.boxed[:-1]]


# -- records of known subjects ---------------------------------------------------------------------------------------
def of_few(rows: Condition, ids: Sequence[int], limit: int, cap: int) -> tuple[list[CreditRecord], int]:
    """The newest records of each of a few subjects, merged; and how many they have, up to `cap`.

    Days and ids come from the index alone; only the rows of the page are read.
    """
    sql = f"""{_IDS} SELECT {_COLUMNS_R}, {_counted(rows)} AS total FROM (
            SELECT key.id, key.event_date FROM ids AS one CROSS JOIN LATERAL (
                SELECT id, event_date FROM {_TABLE} WHERE {rows.sql} AND subject_id = one.id
                ORDER BY event_date DESC, id DESC LIMIT %s
            ) key ORDER BY key.event_date DESC, key.id DESC LIMIT %s
        ) w JOIN {_TABLE} r ON r.id = w.id {_NEWEST_W}"""
    return _with_total(sql, [_array(ids), *rows.params, cap, *rows.params, limit, limit])


def of_many(rows: Condition, ids: Sequence[int], limit: int, cap: int) -> tuple[list[CreditRecord], int]:
    """Among the newest records those of the subjects, up to a window; and how many they have, up to `cap`.

    CASE keeps the planner from joining, and so from sorting.
    """
    sql = f"""{_IDS} SELECT w.*, {_counted(rows)} AS total FROM ({_newest(rows)} LIMIT {WINDOW_MANY}) w
        WHERE CASE WHEN w.subject_id IN (SELECT id FROM ids) THEN true END {_NEWEST_W} LIMIT %s"""
    return _with_total(sql, [_array(ids), *rows.params, cap, *rows.params, limit])


def of_all(rows: Condition, subjects: Condition, limit: int) -> list[CreditRecord]:
    """The complete answer for any number of subjects, fetched first and sorted then."""
    sql = f"""WITH w AS MATERIALIZED (
            SELECT r.* FROM (SELECT s.id FROM records_subject s WHERE {subjects.sql}) one CROSS JOIN LATERAL (
                SELECT {_ALL} FROM {_TABLE} WHERE {rows.sql} AND subject_id = one.id OFFSET 0
            ) r
        ) SELECT * FROM w {_NEWEST_W} LIMIT %s"""
    return _rows(sql, [*subjects.params, *rows.params, limit])


def of_common(rows: Condition, query: Query, limit: int, cap: int) -> tuple[list[CreditRecord], int]:
    """Newest records first, each asked for its subject's names, up to a window; and a number of matches that is reached for sure.

    The number counts the newest records of organisations whose own party name has the text.
    """
    sql = f"""SELECT w.*, (SELECT count(*) FROM (
            SELECT 1 FROM (SELECT party_name FROM {_TABLE} WHERE {rows.sql} AND NOT party_is_person
                ORDER BY event_date DESC, id DESC LIMIT {WINDOW_COUNT}) n
            WHERE strpos(n.party_name, %s) > 0 LIMIT %s
        ) counted) AS total
        FROM ({_newest(rows)} LIMIT {WINDOW_COMMON}) w {_RECORD_MATCHES} {_NEWEST_W} LIMIT %s"""
    return _with_total(sql, [*rows.params, query.text, cap, *rows.params, query.boxed, query.folded, limit])


# -- records by document number, and of kinds ------------------------------------------------------------------------
def by_document(rows: Condition, query: Query, limit: int, cap: int) -> tuple[list[CreditRecord], int]:
    """By the end of the number; a person's record only by the whole number. With their number, up to `cap`.

    They are found first and sorted then: left to itself the planner walks all records in order of time.
    """
    pattern = query.folded[::-1].replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    matches = (
        f"{rows.sql} AND reverse(core_fold(document_number)) LIKE %s AND (NOT party_is_person OR document_number = %s)"
    )
    params = [*rows.params, pattern, query.exact]
    found, total = _with_total(
        f"""WITH w AS MATERIALIZED (SELECT {_ALL} FROM {_TABLE} WHERE {matches} LIMIT %s)
        SELECT w.*, count(*) OVER () AS total FROM w {_NEWEST_W} LIMIT %s""",
        [*params, cap, limit],
    )
    if total == cap:
        found = _rows(
            f"SELECT {_ALL} FROM {_TABLE} w WHERE {matches} {_NEWEST_W} LIMIT %s".replace(f'"{_TABLE}"', "w"),
            [*params, limit],
        )
    return found, total


def by_document_part(rows: Condition, query: Query, limit: int) -> list[CreditRecord]:
    """Among the newest records of organisations, those whose document number contains the query somewhere."""
    sql = f"""SELECT w.* FROM ({_newest(rows, "NOT party_is_person")} LIMIT {WINDOW_COMMON}) w
        WHERE strpos(core_fold(w.document_number), %s) > 0 {_NEWEST_W} LIMIT %s"""
    return _rows(sql, [*rows.params, query.folded, limit])


def first_of_kinds(base: QuerySet, kinds: Sequence[str], order: str, limit: int) -> list[CreditRecord]:
    """The first rows of several kinds: one short walk down the index for each kind, then merged."""
    rows = [row for kind in kinds for row in base.filter(kind=kind)[:limit]]
    rows.sort(key=lambda row: (sort_day(row, order), row.pk), reverse=order == NEWEST)
    return rows[:limit]


# -- how common a name is --------------------------------------------------------------------------------------------
def is_common(pairs: Iterable[str]) -> bool:
    """Whether even the rarest of the pairs stands in many names."""
    return _NAMES.is_common(pairs)


# -- pieces ----------------------------------------------------------------------------------------------------------
def _newest(rows: Condition, extra: str = "true") -> str:
    return f"SELECT {_ALL} FROM {_TABLE} WHERE {rows.sql} AND {extra} ORDER BY event_date DESC, id DESC"


def _counted(rows: Condition) -> str:
    """How many records the subjects have, up to a cap: from the index alone, subject by subject."""
    return f"""(SELECT count(*) FROM (
        SELECT 1 FROM ids AS each
        CROSS JOIN LATERAL (SELECT 1 FROM {_TABLE} WHERE {rows.sql} AND subject_id = each.id) r LIMIT %s
    ) counted)"""


def _array(ids: Sequence[int]) -> str:
    """Written by ourselves: the driver takes a hundred times as long for a list."""
    return "{" + ",".join(map(str, ids)) + "}"


def _rows(sql: str, params: Sequence[Any]) -> list[CreditRecord]:
    return list(CreditRecord.objects.raw(sql, params))


def _with_total(sql: str, params: Sequence[Any]) -> tuple[list[CreditRecord], int]:
    rows: list[Any] = _rows(sql, params)
    return rows, rows[0].total if rows else 0
