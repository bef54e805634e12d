"""The demo bureau for browser tests: played once for a state of the code, then copied in a blink.

Playing three years takes half a minute. The copy's name carries a hash of all code and data it was made by, so it can never be stale.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connections

from tests.support import database
from tests.support.slots import BASE_DIR, Slot

DAY = "2026-09-15"
"""The day of the demo in tests: a Tuesday with holidays before it and a long one ahead, in a year whose calendar is known."""
MADE_BY = (
    *(
        "core",
        "audit",
        "accounts",
        "notices",
        "exchange",
        "records",
        "members",
        "publicity",
        "commitments",
        "objections",
    ),
    *("repair", "supervision", "safeguards", "wushan_credit"),
)
STORE = BASE_DIR / ".local" / "test-demo"
KEPT = 2


def bring(media: Path) -> None:
    """Put the demo bureau into this session's database and its files into `media`."""
    connections.close_all()  # the forced drop below would leave them dead, and the next question would find out
    slot = Slot.mine()
    name = f"test_demo_{_fingerprint()}"
    with _lock():
        if not _known(slot, name):
            _play(slot, name)
    with database.server(slot) as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{slot.database}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{slot.database}" TEMPLATE "{name}"')
    shutil.copytree(STORE / name, media, dirs_exist_ok=True)


def _play(slot: Slot, name: str) -> None:
    """Load the demo into a database of its own, in a process of its own, as `make run` does."""
    building, files = Slot(0, _path(slot, f"{name}_new"), slot.redis_url), STORE / f"{name}_new"
    shutil.rmtree(files, ignore_errors=True)
    files.mkdir(parents=True)
    database.renew(building)
    done = subprocess.run(
        [sys.executable, "manage.py", "load_demo", "--quiet"],
        cwd=BASE_DIR,
        env=os.environ | {"DATABASE_URL": building.database_url, "MEDIA_ROOT": str(files), "WUSHAN_TODAY": DAY},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"the demo could not be loaded:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    shutil.rmtree(STORE / name, ignore_errors=True)
    files.rename(STORE / name)
    with database.server(slot) as cursor:
        cursor.execute(f'ALTER DATABASE "{building.database}" RENAME TO "{name}"')
        cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^test_demo_[0-9a-f]+$' ORDER BY oid DESC")
        for (old,) in cursor.fetchall()[KEPT:]:
            cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
            shutil.rmtree(STORE / old, ignore_errors=True)


def _known(slot: Slot, name: str) -> bool:
    with database.server(slot) as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None and (STORE / name).is_dir()


@lru_cache(maxsize=1)  # a session runs the code that it has read
def _fingerprint() -> str:
    """Hash of everything that the demo's rows are made by."""
    digest = hashlib.sha256(DAY.encode())
    for app in MADE_BY:
        for path in sorted((BASE_DIR / app).rglob("*")):
            if path.suffix in (".py", ".json", ".sql"):
                digest.update(str(path.relative_to(BASE_DIR)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _path(slot: Slot, name: str) -> str:
    return urlunsplit(urlsplit(slot.database_url)._replace(path=f"/{name}"))


@contextlib.contextmanager
def _lock() -> Iterator[None]:
    """One session plays, the others wait for it."""
    STORE.mkdir(parents=True, exist_ok=True)
    with (STORE / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
