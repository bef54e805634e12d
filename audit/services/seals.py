"""Seal what history has grown. See docs/algorithms/history-seals.md for why this is sound."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import structlog
from django.conf import settings
from django.db import OperationalError, connection, transaction
from psycopg2.errors import LockNotAvailable

from audit import anchor, history_sql, seals
from audit.history import HistoryTable, history_tables
from audit.models import Seal
from audit.services.trail import SYSTEM, Actor, deed
from audit.signals import history_broken
from audit.verification import Verdict, verify_history
from core import clock
from core.errors import Forbidden

ROWS_PER_SEAL = 50_000
LOCK_TIMEOUT = "2s"
_ONE_SEALER = 20220829  # number of the advisory lock that keeps the chain a chain

log = structlog.get_logger(__name__)


@dataclass
class SealReport:
    """What one run did: rows sealed by table, tables left for the next run, and the end of the chain."""

    sealed: dict[str, int] = field(default_factory=dict)
    postponed: list[str] = field(default_factory=list)
    seals: int = 0
    head: str = ""

    @property
    def rows(self) -> int:
        return sum(self.sealed.values())


def seal_history(
    *, actor: Actor = SYSTEM, rows_per_seal: int = ROWS_PER_SEAL, lock_timeout: str = LOCK_TIMEOUT
) -> SealReport:
    """Seal every history row that is not sealed yet. May run twice at once: no row is sealed twice.

    A table on which a long import holds its lock is reported in `postponed`; its rows are sealed by a later run.
    Writes no Action: the seals are their own trail, and a machine's entry every ten minutes would bury the people's.
    """
    if not actor.has_perm("audit.verify_history"):
        raise Forbidden("您没有封存历史的权限，请联系审计员。")
    report = SealReport()
    for history in history_tables():
        if not _has_grown(history):
            continue
        upper = _upper_bound(history, lock_timeout)
        if upper is None:
            report.postponed.append(history.table)
            continue
        while rows := _seal_next(history, upper, rows_per_seal):
            report.sealed[history.table] = report.sealed.get(history.table, 0) + rows
            report.seals += 1
    report.head = Seal.objects.order_by("-id").values_list("digest", flat=True).first() or ""
    if report.seals:
        transaction.on_commit(
            lambda: anchor.remember(report.head, lambda noted: Seal.objects.filter(digest=noted).exists())
        )
        log.info("history_sealed", rows=report.rows, seals=report.seals, postponed=report.postponed, head=report.head)
    return report


def history_checked(*, actor: Actor, expect: str = "") -> Verdict:
    """Verify all history on a person's or the machine's order; the result is an Action, a break raises the alarm.

    expect: the end of the chain as noted on paper earlier; it must still be part of the chain.
    """
    if not actor.has_perm("audit.verify_history"):
        raise Forbidden("您没有核验历史封存的权限，请联系审计员。")
    verdict = verify_history(expect=expect)
    with deed(actor=actor, code="audit.history.verified", extra=verdict.as_json()):
        if not verdict.ok:
            transaction.on_commit(lambda: history_broken.send(sender=Seal, verdict=verdict))
    if not verdict.ok:
        log.error("history_broken", findings=verdict.as_json()["findings"])
    return verdict


def _has_grown(history: HistoryTable) -> bool:
    table, pk = history_sql.quoted(history.table), history_sql.quoted(history.pk)
    last = _last_sealed(history)
    return bool(history_sql.fetch(f"SELECT 1 FROM {table} WHERE %s::bigint IS NULL OR {pk} > %s LIMIT 1", [last, last]))


def _last_sealed(history: HistoryTable) -> int | None:
    return Seal.objects.filter(table=history.table).order_by("-last_id").values_list("last_id", flat=True).first()


def _upper_bound(history: HistoryTable, lock_timeout: str) -> int | None:
    """The highest id below which no row can appear any more; None when a writer holds the table for too long.

    A transaction takes its number from the sequence only after it holds ROW EXCLUSIVE on the table, and keeps that lock to its end.
    Once SHARE is granted, every number given out so far is therefore either committed, and seen here, or lost for ever.
    The lock is needed for this one look only; hashing goes on beside the writers.
    """
    table, pk = history_sql.quoted(history.table), history_sql.quoted(history.pk)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            with history_sql.local_settings(cursor, {"lock_timeout": lock_timeout}):
                cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
            cursor.execute(f"SELECT max({pk}) FROM {table}")
            return int(cursor.fetchone()[0])
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            return None
        raise


def _seal_next(history: HistoryTable, upper: int, limit: int) -> int:
    """One seal over at most `limit` rows up to `upper`; gives the number of rows, 0 when nothing is left."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_SEALER])
        last = _last_sealed(history)
        with history_sql.local_settings(cursor, history_sql.PINNED):
            cursor.execute(history_sql.next_chunk(history.table, history.pk, history.columns), [last, upper, limit])
            count, lowest, highest, ids, marks, content = cursor.fetchone()
        if count:
            first = lowest if last is None else last + 1
            _store(history, first, highest, count, bytes(ids), bytes(marks), content)
    return int(count)


def _store(history: HistoryTable, first: int, last: int, count: int, ids: bytes, marks: bytes, content: str) -> None:
    previous = Seal.objects.order_by("-id").values_list("digest", flat=True).first() or ""
    stated: dict[str, Any] = {
        "table": history.table,
        "columns": list(history.columns),
        "first_id": first,
        "last_id": last,
        "count": count,
        "content_digest": content,
        "at": clock.now(),
    }
    facts = seals.SealFacts(ids_digest=seals.sha256_hex(ids), marks_digest=seals.sha256_hex(marks), **stated)
    digest = seals.seal_digest(settings.SEAL_KEY, previous, facts)
    Seal.objects.create(row_ids=ids, row_marks=marks, previous_digest=previous, digest=digest, **stated)
