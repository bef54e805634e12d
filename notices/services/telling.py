"""Tell people: one message each, once for each cause, and at once in the inbox; other channels follow after commit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.db import connection, transaction
from kombu.exceptions import OperationalError as QueueDown

from core import clock
from core.errors import DomainError
from core.masking import find_private, scrub
from notices.models import MessageTemplate
from notices.registry import fill, message

if TYPE_CHECKING:
    from accounts.models import User

_AT_ONCE = 1000
_INSERT = """
    WITH given AS (
        SELECT * FROM jsonb_to_recordset(%s) AS g(
            recipient_id bigint, code text, key text, title text, body text, link text, params jsonb, channels text[])
    ), told AS (
        INSERT INTO notices_notice (recipient_id, code, key, title, body, link, params, created_at)
        SELECT g.recipient_id, g.code, g.key, g.title, g.body, g.link, g.params, %s
        FROM given g JOIN accounts_user u ON u.id = g.recipient_id AND u.is_active
        ON CONFLICT (recipient_id, key) DO NOTHING
        RETURNING id, recipient_id, key
    ), sent AS (
        SELECT DISTINCT ON (t.id) t.id, t.recipient_id, g.channels
        FROM told t JOIN given g ON g.recipient_id = t.recipient_id AND g.key = t.key
    ), ways AS (
        INSERT INTO notices_delivery (notice_id, channel, state, attempts, sent_at, proof)
        SELECT id, 'inbox', 'sent', 1, %s, '站内信已送达' FROM sent WHERE 'inbox' = ANY (channels)
        UNION ALL
        SELECT s.id, 'email', 'waiting', 0, NULL, '' FROM sent s JOIN accounts_user u ON u.id = s.recipient_id
        WHERE u.email <> '' AND %s AND 'email' = ANY (channels)
        UNION ALL
        SELECT id, 'webhook', 'waiting', 0, NULL, '' FROM sent WHERE %s AND 'webhook' = ANY (channels)
    )
    SELECT id FROM told ORDER BY id
"""

# Opaque numbers of pages: their last group may look like a telephone number by chance.
_OPAQUE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

EVERYWHERE = ("inbox", "email", "webhook")

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Telling:
    """One message to one person. `key` names the cause: the same person hears of it once, however often it is told.

    `channels` narrows the ways it takes; an outside message never takes the inbox.
    """

    recipient_id: int
    code: str
    key: str
    params: Mapping[str, Any]
    link: str = ""
    channels: tuple[str, ...] = EVERYWHERE


def notify(*, recipients: Iterable[User], code: str, params: Mapping[str, Any], key: str, link: str = "") -> list[int]:
    """Tell several people the same thing; gives the ids of the notices that are new (none for who has heard it already).

    link: a path of this site, such as reverse("admin:index"). Raises DomainError for an unknown code or a missing variable.
    """
    return notify_many([Telling(person.pk, code, key, params, link) for person in recipients])


def notify_many(tellings: Sequence[Telling]) -> list[int]:
    """Tell many things to many people in one statement for each thousand; gives the ids of the new notices.

    Identity, telephone and card numbers are masked in whatever is said. People without an active account are left out.
    """
    if not tellings:
        return []
    wordings = _wordings({telling.code for telling in tellings})
    rows = [_row(telling, *wordings[telling.code]) for telling in tellings]
    new: list[int] = []
    with transaction.atomic(), connection.cursor() as cursor:
        for start in range(0, len(rows), _AT_ONCE):
            batch = json.dumps(rows[start : start + _AT_ONCE], ensure_ascii=False, default=str)
            now = clock.now()
            cursor.execute(_INSERT, [batch, now, now, email_is_on(), bool(settings.WEBHOOK_URL)])
            new += [pk for (pk,) in cursor.fetchall()]
        if new:
            transaction.on_commit(wake)
    return new


def email_is_on() -> bool:
    """Whether this installation sends mail at all."""
    return not str(settings.EMAIL_BACKEND).endswith("dummy.EmailBackend")


def wake() -> None:
    """Start the delivery now instead of at the next minute. A queue that is down only costs that minute."""
    from notices.tasks import deliver_pending  # the task calls this package

    try:
        deliver_pending.delay()
    except QueueDown:
        log.warning("delivery_not_woken", reason="queue is down, the next minute's run will deliver")


def _wordings(codes: set[str]) -> dict[str, tuple[str, str]]:
    """Title and body by code: the bureau's own wording where there is one."""
    own = {row.code: (row.title, row.body) for row in MessageTemplate.objects.filter(code__in=codes)}
    return {code: own.get(code) or (message(code).title, message(code).body) for code in codes}


def _row(telling: Telling, title: str, body: str) -> dict[str, Any]:
    missing = [name for name in message(telling.code).variables if name not in telling.params]
    if missing:
        raise DomainError(f"消息“{telling.code}”缺少变量 {'、'.join(missing)}，没有发送。", code="E-MSG-03")
    if telling.link and (
        not telling.link.startswith("/") or telling.link.startswith("//") or find_private(_OPAQUE.sub("", telling.link))
    ):
        raise DomainError("消息的链接只能是本系统的网页地址，且不得含有证件号码。", code="E-MSG-03")
    values = {name: scrub(str(value)) for name, value in telling.params.items()}
    return {
        "recipient_id": telling.recipient_id,
        "code": telling.code,
        "key": telling.key[:160],
        "title": scrub(fill(title, values)).replace("\n", " ")[:200],
        "body": scrub(fill(body, values)),
        "link": telling.link,
        "params": values,
        "channels": [way for way in telling.channels if way != "inbox" or not message(telling.code).outside],
    }
