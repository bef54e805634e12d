"""How common a pair of characters is, as far as PostgreSQL's own statistics of an index over pairs know.

A pair that stands in very many rows is no help for finding them: reading all matches to sort them would take seconds, while walking the
newest rows meets enough of them at once.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

_SECONDS = 600


@dataclass(frozen=True)
class PairIndex:
    """An index over pairs: its name, the table whose size decides, the share of rows from which a pair is common, and the number of
    rows below which no pair is (everything can be asked and counted exactly).
    """

    name: str
    table: str
    share: float
    large: int

    def is_common(self, pairs: Iterable[str]) -> bool:
        """Whether even the rarest of the pairs stands in many rows. One query every ten minutes in each process."""
        known = _common(self, int(time.monotonic() // _SECONDS), connection.settings_dict["NAME"])
        return all(pair in known for pair in pairs)


@lru_cache(maxsize=8)
def _common(index: PairIndex, tick: int, database: str) -> frozenset[str]:
    sql = """SELECT pair FROM pg_stats, LATERAL unnest(
            most_common_elems::text::text[], most_common_elem_freqs[1:array_length(most_common_elems::text::text[], 1)]
        ) AS common(pair, share)
        WHERE schemaname = current_schema() AND tablename = %s AND share > %s
            AND (SELECT reltuples FROM pg_class WHERE oid = %s::regclass) > %s"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [index.name, index.share, index.table, index.large])
        return frozenset(row[0] for row in cursor.fetchall())
