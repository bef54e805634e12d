"""Send what waits, each delivery by exactly one worker, and keep what the channel said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from audit.services import SYSTEM, Actor
from core import clock, settings_store
from core.errors import Forbidden
from notices.channels import Outcome, send_email, send_webhook
from notices.models import Delivery, Notice
from notices.registry import messages

Channel, State = Delivery.Channel, Delivery.State
SENDERS: dict[str, Callable[[Notice], Outcome]] = {Channel.EMAIL: send_email, Channel.WEBHOOK: send_webhook}
# Minutes to wait after the first, second … failed attempt; after the last one the delivery has failed.
PAUSES = (1, 5, 30, 120)
ATTEMPTS = len(PAUSES) + 1


@dataclass
class DeliveryReport:
    """What one run did."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0


def deliver_pending(*, actor: Actor = SYSTEM, limit: int = 500) -> DeliveryReport:
    """Send up to `limit` waiting deliveries. Any number of workers may do this at once.

    A delivery is first claimed (in its own short transaction, rows claimed by others are skipped) by moving its next attempt
    into the future, and only then sent, without any lock held. A worker that dies between the two costs one pause, nothing else.
    In a rehearsal (notices.test_mode) nothing leaves the house, and the delivery says so.
    """
    if actor is not SYSTEM and not actor.has_perm("notices.change_messagetemplate"):
        raise Forbidden("发送消息由系统自动进行，您没有手工发送的权限。")
    report = DeliveryReport()
    for _ in range(limit):
        delivery = _claim()
        if delivery is None:
            break
        if settings_store.get("notices.test_mode"):
            outcome = Outcome(False, "演练模式，没有实际发出。", final=True)
        else:
            outcome = SENDERS[delivery.channel](delivery.notice)
        _record(delivery, outcome, report)
    return report


def _claim() -> Delivery | None:
    now = clock.now()
    waiting = Delivery.objects.filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=now), state=State.WAITING)
    if is_quiet(now):
        urgent = [message.code for message in messages() if message.urgent]
        waiting = waiting.filter(~Q(channel=Channel.WEBHOOK) | Q(notice__code__in=urgent))
    with transaction.atomic():
        claimed = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("id").first()
        if claimed is None:
            return None
        pause = PAUSES[min(claimed.attempts, len(PAUSES) - 1)]
        claimed.attempts, claimed.next_try_at = claimed.attempts + 1, now + timedelta(minutes=pause)
        claimed.save(update_fields=["attempts", "next_try_at"])
    return Delivery.objects.select_related("notice__recipient__section").get(pk=claimed.pk)


def _record(delivery: Delivery, outcome: Outcome, report: DeliveryReport) -> None:
    facts: dict[str, object] = {"proof": outcome.proof[:300]}
    if outcome.sent:
        report.sent += 1
        facts |= {"state": State.SENT, "sent_at": clock.now(), "next_try_at": None}
    elif outcome.final or delivery.attempts >= ATTEMPTS:
        report.failed += 1
        facts |= {"state": State.FAILED, "next_try_at": None}
    else:
        report.put_off += 1
    Delivery.objects.filter(pk=delivery.pk, state=State.WAITING, attempts=delivery.attempts).update(**facts)


def is_quiet(moment: datetime) -> bool:
    """Whether the gateway is to be left alone at this moment (local time; the span may cross midnight)."""
    start, end = (time.fromisoformat(settings_store.get(f"notices.quiet_{edge}")) for edge in ("from", "until"))
    local = moment.astimezone(clock.SHANGHAI).time()
    if start == end:
        return False
    return start <= local < end if start < end else local >= start or local < end
