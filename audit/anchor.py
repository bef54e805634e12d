"""The end of the seal chain, noted outside the database.

Whoever cuts off the newest seals together with the rows they guard leaves a chain that fits in itself. The note is kept in the
file store, so the cut shows as long as nobody can write to both. Each database has its own note: a restored copy is another one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import structlog
from django.conf import settings
from django.db import connection

log = structlog.get_logger(__name__)


def remember(head: str, is_in_chain: Callable[[str], bool]) -> None:
    """Note the digest of the newest seal. A file store that cannot be written is an alarm in the log, not a failed seal.

    A note that the chain no longer knows is left in place: the cut must stay visible until a person has looked into it.
    """
    path, noted = _path(), remembered()
    if noted and not is_in_chain(noted):
        log.error("seal_chain_was_cut", noted=noted)
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(head, encoding="ascii")
        fresh.replace(path)
    except OSError as error:
        log.error("seal_anchor_not_written", path=str(path), reason=error.strerror)


def remembered() -> str:
    """The digest noted last for this database; "" when none was."""
    try:
        return _path().read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _path() -> Path:
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier FROM pg_control_system()")
        (system,) = cursor.fetchone()
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (database,) = cursor.fetchone()
    return Path(settings.MEDIA_ROOT) / "seals" / f"{system}-{database}.head"
