"""A write that a machine may send twice has one effect and one answer (header Idempotency-Key)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from core.errors import DomainError, Duplicate
from exchange.models import IdempotencyKey

Answer = tuple[int, dict[str, Any]]
_LONGEST = 80


class KeyReused(Duplicate):
    """The key was used for another request."""

    default_code = "idempotency_key_reused"


def digest_of(body: Any) -> str:
    """What makes two requests the same: their content, whatever the order of keys."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def once(*, user: User, key: str, body: Any, perform: Callable[[], Answer]) -> tuple[int, dict[str, Any], bool]:
    """Run `perform` in one transaction and keep its answer; the same key and body later replay it (third value True).

    Two requests at once wait for one another. A refusal raises out of `perform` and keeps nothing, so a mended request may
    use the same key. KeyReused when the key came with another body, DomainError when it is missing or too long.
    """
    if not key or len(key) > _LONGEST:
        raise DomainError(
            f"请在请求头 Idempotency-Key 中填写本次写入的唯一编号（1–{_LONGEST} 个字符），网络中断后用同一编号重发不会重复登记。",
            code="idempotency_key_required",
        )
    digest = digest_of(body)
    with transaction.atomic():
        _wait_in_line(f"{user.pk}:{key}")
        kept = IdempotencyKey.objects.filter(user=user, key=key).first()
        if kept is not None:
            if kept.request_digest != digest:
                raise KeyReused("这个 Idempotency-Key 已经用于另一个内容不同的请求。请为新的写入换一个编号。")
            return kept.status, kept.response, True
        status, response = perform()
        IdempotencyKey.objects.create(user=user, key=key, request_digest=digest, status=status, response=response)
    return status, response, False


def _wait_in_line(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7001))", [name])
