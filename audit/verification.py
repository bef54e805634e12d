"""Recompute everything that seals and triggers promise, and name the first row that does not fit. Reads only.

Order of the findings: along the chain (seal by seal; the seal itself, then its rows by id), then the end of the chain, then live
rows that their history does not know, then guards that are missing or switched off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Literal

from django.conf import settings
from django.db import connection, models, transaction

from audit import anchor, history_sql, seals
from audit.history import HistoryTable, history_tables
from audit.history_guards import missing_guards
from audit.models import Seal
from audit.verification_words import say

MOST_FINDINGS = 50
_RANGES_AT_ONCE = 200
_ROWS_AT_ONCE = 200_000

What = Literal[
    "changed", "missing", "added", "seal", "cut", "columns", "live_changed", "live_missing", "live_added", "guard"
]


@dataclass(frozen=True)
class Finding:
    """One thing that does not fit. `row` is the id in `table`; `seal` the seal that shows it; `detail` columns or a trigger."""

    what: What
    table: str
    row: str = ""
    seal: int | None = None
    detail: str = ""

    @property
    def message(self) -> str:
        """The finding in plain Chinese."""
        return say(self.what, self.table, self.row, self.seal, self.detail)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"message": self.message}


@dataclass
class Verdict:
    """The outcome. `unsealed` counts the rows by table that the next run will seal; `head` is the end of the chain."""

    findings: list[Finding] = field(default_factory=list)
    seals: int = 0
    rows: int = 0
    live_rows: int = 0
    head: str = ""
    last_sealed_at: datetime | None = None
    unsealed: dict[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.findings

    @property
    def first(self) -> Finding | None:
        return self.findings[0] if self.findings else None

    def as_json(self) -> dict[str, Any]:
        """Plain values for the command, the Action and the page."""
        return {
            "ok": self.ok,
            "first": self.first.as_json() if self.first else None,
            "findings": [finding.as_json() for finding in self.findings[:MOST_FINDINGS]],
            "seals": self.seals,
            "rows": self.rows,
            "live_rows": self.live_rows,
            "unsealed": self.unsealed,
            "head": self.head,
            "last_sealed_at": self.last_sealed_at.isoformat() if self.last_sealed_at else None,
        }


def verify_history(*, expect: str = "") -> Verdict:
    """Check the chain, every sealed row, every live row against its newest event, and the guards themselves.

    expect: the end of the chain as somebody noted it; it must still be in the chain. Writers are not held up; what they add
    meanwhile is no alarm.
    """
    verdict = Verdict()
    histories = {history.table: history for history in history_tables()}
    with transaction.atomic(), connection.cursor() as cursor, history_sql.local_settings(cursor, history_sql.PINNED):
        chain = list(_chain())
        verdict.seals = len(chain)
        verdict.findings += sorted(
            [*_broken_seals(chain), *_broken_rows(chain, histories, verdict)], key=lambda f: f.seal or 0
        )
        if chain:
            verdict.head, verdict.last_sealed_at = chain[-1].digest, chain[-1].at
        verdict.findings += _cut_end({seal.digest for seal in chain}, expect)
        for history in histories.values():
            verdict.unsealed |= _unsealed(history, chain)
            verdict.findings += _live_rows_unlike_history(history, verdict)
        verdict.findings += [Finding("guard", table, detail=name) for table, name in missing_guards()]
    return verdict


def _chain() -> Iterator[Seal]:
    """All seals in order, without the packed rows (their digests come instead)."""
    digests = {"ids_digest": _HexDigest("row_ids"), "marks_digest": _HexDigest("row_marks")}
    return Seal.objects.order_by("id").defer("row_ids", "row_marks").annotate(**digests).iterator(2000)


class _HexDigest(models.Func):
    """SHA-256 of a bytea column in hex; Django's own function wants text."""

    template = "encode(sha256(%(expressions)s), 'hex')"
    output_field = models.CharField()


def _broken_seals(chain: Sequence[Any]) -> Iterator[Finding]:
    """Seals whose digest does not belong to what they state, or that do not follow the seal before them."""
    previous = ""
    last_of: dict[str, int] = {}
    for seal in chain:
        facts = seals.SealFacts(
            table=seal.table, columns=seal.columns, first_id=seal.first_id, last_id=seal.last_id, count=seal.count,
            ids_digest=seal.ids_digest, marks_digest=seal.marks_digest, content_digest=seal.content_digest, at=seal.at,
        )  # fmt: skip
        if seals.seal_digest(settings.SEAL_KEY, seal.previous_digest, facts) != seal.digest:
            yield Finding("seal", Seal._meta.db_table, str(seal.pk), seal.pk, "content")
        elif seal.previous_digest != previous or last_of.get(seal.table, seal.first_id - 1) != seal.first_id - 1:
            yield Finding("seal", Seal._meta.db_table, str(seal.pk), seal.pk, "order")
        previous, last_of[seal.table] = seal.digest, seal.last_id


def _broken_rows(chain: Sequence[Seal], histories: dict[str, HistoryTable], verdict: Verdict) -> Iterator[Finding]:
    """For every seal whose rows are not what they were: the first such row."""
    groups: dict[tuple[str, tuple[str, ...]], list[Seal]] = defaultdict(list)
    lowest: dict[str, int] = {}
    for seal in chain:
        groups[seal.table, tuple(seal.columns)].append(seal)
        lowest.setdefault(seal.table, seal.pk)
    for (table, columns), members in groups.items():
        history = histories.get(table)
        if history is None or not set(columns) <= set(history.columns):
            gone = sorted(set(columns) - set(history.columns)) if history else []
            yield Finding("columns", table, "", members[0].pk, "、".join(gone))
            continue
        for batch in _batches(members):
            yield from _check_batch(history, columns, batch, lowest[table], verdict)


def _batches(members: Sequence[Seal]) -> Iterator[list[Seal]]:
    batch: list[Seal] = []
    rows = 0
    for seal in members:
        if batch and (len(batch) == _RANGES_AT_ONCE or rows + seal.count > _ROWS_AT_ONCE):
            yield batch
            batch, rows = [], 0
        batch.append(seal)
        rows += seal.count
    yield batch


def _check_batch(
    history: HistoryTable, columns: Sequence[str], batch: Sequence[Seal], lowest: int, verdict: Verdict
) -> Iterator[Finding]:
    # The first seal of a table also covers every lower number: nothing may appear below it.
    first = [-(2**63) if seal.pk == lowest else seal.first_id for seal in batch]
    ranges = [[seal.pk for seal in batch], first, [seal.last_id for seal in batch]]
    found = {number: (count, digest) for number, count, digest in history_sql.fetch(
        history_sql.contents_of_ranges(history.table, history.pk, columns), ranges
    )}  # fmt: skip
    for seal, low in zip(batch, first, strict=True):
        verdict.rows += seal.count
        if found[seal.pk] != (seal.count, seal.content_digest):
            yield _first_bad_row(history, columns, seal, low)


def _first_bad_row(history: HistoryTable, columns: Sequence[str], seal: Seal, low: int) -> Finding:
    stored = Seal.objects.get(pk=seal.pk)
    present = sorted(
        history_sql.fetch(history_sql.marks_of_range(history.table, history.pk, columns), [low, seal.last_id])
    )
    wrong = seals.differences(
        seals.unpack_ids(bytes(stored.row_ids)),
        seals.unpack_marks(bytes(stored.row_marks)),
        [row for row, _ in present],
        [bytes(mark) for _, mark in present],
    )
    for row, what in islice(wrong, 1):
        return Finding(what, history.table, str(row), seal.pk)
    return Finding("changed", history.table, "", seal.pk)


def _cut_end(known: set[str], expect: str) -> Iterator[Finding]:
    for noted in dict.fromkeys([expect, anchor.remembered()]):
        if noted and noted not in known:
            yield Finding("cut", Seal._meta.db_table, detail=noted)


def _unsealed(history: HistoryTable, chain: Sequence[Seal]) -> dict[str, int]:
    last = max((seal.last_id for seal in chain if seal.table == history.table), default=None)
    table, pk = history_sql.quoted(history.table), history_sql.quoted(history.pk)
    ((count,),) = history_sql.fetch(f"SELECT count(*) FROM {table} WHERE %s::bigint IS NULL OR {pk} > %s", [last, last])
    return {history.table: count} if count else {}


def _live_rows_unlike_history(history: HistoryTable, verdict: Verdict) -> Iterator[Finding]:
    """Rows of the tracked table that are not what their newest event says: changed while the triggers were off."""
    if history.tracked is None:
        return
    table, pk = history.tracked._meta.db_table, str(history.tracked._meta.pk.column)
    ((count,),) = history_sql.fetch(f"SELECT count(*) FROM {history_sql.quoted(table)}")
    verdict.live_rows += count
    question = history_sql.rows_unlike_history(
        table, pk, history.table, history.pk, history.key, history.shared_columns
    )
    kinds: dict[str, What] = {"changed": "live_changed", "missing": "live_missing", "added": "live_added"}
    for row, kind, columns in history_sql.fetch(question, [MOST_FINDINGS]):
        yield Finding(kinds[kind], table, row, None, "、".join(columns))
