"""Where somebody is signed in: opened by the sign-in, ended by the person, by time or by a newer sign-in.

Opening, seeing and running out are no deeds: the register of looks has the sign-in, and a line for each minute would bury the rest.
"""

from __future__ import annotations

from django.core.cache import cache
from django.db import transaction

from accounts import limits
from accounts.models import SignIn, User
from audit.context import current
from audit.services import deed
from core import clock
from core.errors import Forbidden, InvalidTransition

KEEP_SECONDS = 60
Why = SignIn.Why


def cache_key(pk: str) -> str:
    """Where the moment of the last request is kept between two writes."""
    return f"accounts:sign_in:{pk}"


def sign_in_open(*, actor: User, browser: str = "") -> tuple[SignIn, int]:
    """Note a new sign-in; gives it and how many others it ended (where one account may be signed in once only)."""
    now = clock.real_now()
    with transaction.atomic():
        User.objects.select_for_update().get(pk=actor.pk)
        others = end_all(user=actor, why=Why.NEWER) if limits_to_one() else 0
        row = SignIn.objects.create(user=actor, started_at=now, last_seen_at=now, ip=current().ip, browser=browser[:60])
    cache.set(cache_key(str(row.pk)), now, KEEP_SECONDS)
    return row, others


def limits_to_one() -> bool:
    """Whether a newer sign-in ends the older ones."""
    from core import settings_store

    return bool(settings_store.get("accounts.one_session"))


def sign_in_seen(pk: str) -> str:
    """Note that the browser asked for something; gives "" while it may go on, else why it may not (a value of SignIn.Why).

    At most one query: none within a minute of the last, then one that reads or one that writes.
    """
    now, seen = clock.real_now(), cache.get(cache_key(pk))
    if seen is not None:
        return ""
    live = SignIn.objects.filter(
        pk=pk, ended_at__isnull=True, last_seen_at__gte=now - limits.idle(), started_at__gte=now - limits.age()
    )
    if live.update(last_seen_at=now):
        cache.set(cache_key(pk), now, KEEP_SECONDS)
        return ""
    return _run_out(pk)


def _run_out(pk: str) -> str:
    """Why it is over; a time that ran out is written down now, because nobody wrote it when it happened."""
    row = SignIn.objects.filter(pk=pk).first()
    if row is None:
        return Why.LOGOUT
    if row.ended_at is None:
        now = clock.real_now()
        why = Why.AGE if row.started_at < now - limits.age() else Why.IDLE
        SignIn.objects.filter(pk=pk, ended_at__isnull=True).update(ended_at=now, why=why)
        return why
    return row.why


def sign_in_end(*, actor: User, sign_in: SignIn) -> SignIn:
    """End one of one's own sign-ins elsewhere; the browser there is out with its next request."""
    if sign_in.user_id != actor.pk:
        raise Forbidden("这是别人的登录，您不能结束。")
    with deed(actor=actor, code="accounts.sign_in.ended", obj=sign_in):
        row = SignIn.objects.select_for_update().get(pk=sign_in.pk)
        if row.ended_at is not None:
            raise InvalidTransition("这个登录已经结束，不需要再结束。请刷新页面。", code="E-STATE-01")
        close(pk=str(row.pk), why=Why.OWN)
    return row


def close(*, pk: str, why: str) -> None:
    """End a sign-in that is still open."""
    SignIn.objects.filter(pk=pk, ended_at__isnull=True).update(ended_at=clock.real_now(), why=why)
    _forget([pk])


def end_all(*, user: User, why: str, keep: str = "") -> int:
    """End all open sign-ins of the person but `keep`; gives how many were still in use."""
    now = clock.real_now()
    mine = SignIn.objects.filter(user=user, ended_at__isnull=True)
    mine = mine.exclude(pk=keep) if keep else mine
    used = [str(pk) for pk in mine.filter(last_seen_at__gte=now - limits.idle()).values_list("pk", flat=True)]
    mine.update(ended_at=now, why=why)
    _forget(used)
    return len(used)


def _forget(pks: list[str]) -> None:
    """Now, for this transaction's own reading, and after commit, when a request may have read the old state meanwhile."""
    keys = [cache_key(pk) for pk in pks]
    cache.delete_many(keys)
    transaction.on_commit(lambda: cache.delete_many(keys))
