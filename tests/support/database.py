"""Test databases as copies of one migrated template.

Migrating takes seconds, copying a tenth of one. The template's name carries a hash of everything migrations are made
from, so it can never be stale. Tests that really commit get a new copy afterwards: flushing would lose the seeded rows.
"""

import contextlib
import fcntl
import functools
import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg2

from tests.support.slots import BASE_DIR, Slot

KEPT_TEMPLATES = 6
DROP_TRIES = 20
SKIPPED = {".venv", ".local", ".git", "tests", "node_modules"}
IMPORTED = re.compile(r"^\s*(?:from|import)\s+([\w.]+)(?:\s+import\s+([\w, ]+))?", re.MULTILINE)


def renew(slot: Slot) -> None:
    """Give the slot a fresh database with all migrations applied and their seeds in it."""
    with server(slot) as cursor, _template_lock():
        template = f"test_template_{_fingerprint()}"
        if not _exists(cursor, template):
            _build(cursor, slot, template)
        _drop(cursor, slot.database)
        cursor.execute(f'CREATE DATABASE "{slot.database}" TEMPLATE "{template}"')


def drop(slot: Slot) -> None:
    """Remove the slot's database."""
    with server(slot) as cursor:
        _drop(cursor, slot.database)


def _drop(cursor, database: str) -> None:
    """Drop it, connections and all. An autovacuum worker may not be ended by our role; it is gone a moment later."""
    for left in reversed(range(DROP_TRIES)):
        try:
            cursor.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
            return
        except psycopg2.errors.InsufficientPrivilege:
            if not left:
                raise
            time.sleep(0.5)


def _build(cursor, slot: Slot, template: str) -> None:
    building = f"{template}_new"
    cursor.execute(f'DROP DATABASE IF EXISTS "{building}" WITH (FORCE)')
    cursor.execute(f'CREATE DATABASE "{building}"')
    url = urlunsplit(urlsplit(slot.database_url)._replace(path=f"/{building}"))
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"],
        cwd=BASE_DIR,
        env=os.environ | {"DATABASE_URL": url, "WUSHAN_MODE": "test"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"migrations failed:\n{done.stdout}{done.stderr}")
    cursor.execute(f'ALTER DATABASE "{building}" RENAME TO "{template}"')
    cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^test_template_[0-9a-f]+$' ORDER BY oid DESC")
    for (old,) in cursor.fetchall()[KEPT_TEMPLATES:]:
        cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')


@functools.cache
def _fingerprint() -> str:
    """Hash of the migrations, of all project modules they import, of seed data and of the third-party versions.

    Taken once a session: what is edited while tests run belongs to the next.
    """
    files = {path for path in BASE_DIR.glob("*/migrations/*.py") if path.parts[-3] not in SKIPPED}
    waiting = list(files)
    while waiting:
        for module in _project_modules(waiting.pop()):
            if module not in files:
                files.add(module)
                waiting.append(module)
    files |= {path for path in BASE_DIR.glob("*/data/**/*") if path.is_file() and path.parts[-3] not in SKIPPED}
    files |= {BASE_DIR / "requirements.txt", BASE_DIR / "wushan_credit" / "settings.py"}
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(str(path.relative_to(BASE_DIR)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _project_modules(path: Path) -> Iterator[Path]:
    for name, inner in IMPORTED.findall(path.read_text(encoding="utf-8")):
        top = BASE_DIR / name.split(".")[0]
        if not top.is_dir() or top.name in SKIPPED:
            continue
        for candidate in (name, *(f"{name}.{part.strip()}" for part in inner.split(","))):
            base = BASE_DIR / candidate.replace(".", "/")
            for source in (base.with_suffix(".py"), base / "__init__.py"):
                if source.is_file():
                    yield source


def _exists(cursor, database: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
    return cursor.fetchone() is not None


@contextlib.contextmanager
def server(slot: Slot) -> Iterator:
    parts = urlsplit(slot.database_url)
    link = psycopg2.connect(
        host=parts.hostname,
        port=parts.port or 5432,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        dbname="postgres",
    )
    link.autocommit = True
    try:
        with link.cursor() as cursor:
            yield cursor
    finally:
        link.close()


@contextlib.contextmanager
def _template_lock() -> Iterator[None]:
    """One builder at a time, and nobody copies while another one connects to the template."""
    with (BASE_DIR / ".local" / "test-template.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
