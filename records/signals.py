"""News of credit records for the floors above: corrected, withdrawn, repaired, reinstated (a repair was taken back).

Every signal gives `record` (the row as committed), `key` (names this one change; the same key is never news twice),
`reason`, and `changes` (label → [before, after], empty when nothing but the display changed). The news is a row of the changing
transaction and is told after its commit; what a dead process or a failing listener left untold is told by the next run of the
task. So a listener may hear the same key again and must do nothing the second time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import structlog
from django.db import transaction
from django.dispatch import Signal

from core import clock
from records.choices import NewsKind

if TYPE_CHECKING:
    from records.models import CreditRecord

record_corrected = Signal()
record_withdrawn = Signal()
record_repaired = Signal()
record_reinstated = Signal()

_KINDS = {
    record_corrected: NewsKind.CORRECTED,
    record_withdrawn: NewsKind.WITHDRAWN,
    record_repaired: NewsKind.REPAIRED,
    record_reinstated: NewsKind.REINSTATED,
}
_SIGNALS = {kind: signal for signal, kind in _KINDS.items()}

log = structlog.get_logger(__name__)


def announce(
    signal: Signal, record: CreditRecord, *, key: str, reason: str, changes: Mapping[str, Sequence[str]] | None = None
) -> None:
    """Write the news down in this transaction and tell it after the commit; nothing is told of what was rolled back."""
    from records.models import News

    facts = {label: list(values) for label, values in (changes or {}).items()}
    news = News.objects.create(
        key=key[:120], kind=_KINDS[signal], record=record, reason=reason[:1000], changes=facts, made_at=clock.now()
    )
    transaction.on_commit(lambda: tell(news.pk))


def tell(news_id: int) -> bool:
    """Tell one piece of news that nobody is telling; gives whether everybody has heard. A failing listener is logged and heard again."""
    from records.models import News

    with transaction.atomic():
        rows = News.objects.select_for_update(skip_locked=True, of=("self",)).select_related("record__subject")
        news = rows.filter(pk=news_id, told_at=None).first()
        if news is None:
            return False
        failed = [error for error in _send(news) if error is not None]
        for error in failed:
            log.error("news_not_heard", news=news.pk, error=repr(error))
        if not failed:
            news.told_at = clock.now()
            news.save(update_fields=["told_at"])
    return not failed


def tell_all() -> int:
    """Tell everything that is still untold; gives how much was told."""
    from records.models import News

    waiting = News.objects.filter(told_at=None).order_by("id").values_list("pk", flat=True)
    return sum(tell(pk) for pk in list(waiting[:500]))


def _send(news: Any) -> list[Exception | None]:
    answers = _SIGNALS[NewsKind(news.kind)].send_robust(
        sender=type(news.record), record=news.record, key=news.key, reason=news.reason, changes=news.changes
    )
    return [answer if isinstance(answer, Exception) else None for _, answer in answers]
