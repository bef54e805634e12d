"""The hand of somebody with full rights on the database, for tests: the owner of the tables, and the server's superuser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import psycopg2
from django.db import connection

_TARGET = re.compile(r"(?:UPDATE|INTO|FROM|TRUNCATE)\s+(\w+)")


def raw(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run raw SQL with all triggers at work."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def tamper(sql: str, params: Sequence[Any] = ()) -> None:
    """Run raw SQL on one table while its triggers are off, as the owner of the table can, and turn them on again."""
    table = _TARGET.search(sql).group(1)
    raw("SET CONSTRAINTS ALL IMMEDIATE")
    raw(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    raw(sql, params)
    raw(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@contextmanager
def superuser() -> Iterator[Any]:
    """A cursor of a second connection on which no trigger fires at all; every statement commits.

    The embedded server's superuser has the owner's password. On another server the owner itself must be superuser.
    """
    facts = connection.get_connection_params()
    wanted = {name: facts[name] for name in ("host", "port", "password", "dbname") if name in facts}
    try:
        link = psycopg2.connect(user="postgres", **wanted)
    except psycopg2.OperationalError:
        link = psycopg2.connect(user=facts["user"], **wanted)
    link.autocommit = True
    with closing(link), link.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor
