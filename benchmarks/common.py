"""What all benchmarks share: scratch databases of their own, children that are measured alone, one JSON line at the end.

Every measured part runs in a fresh process on a fresh copy of one migrated database, so that neither memory nor bloat nor
caches of one part flatter the next. Nothing is left behind.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg2

BASE_DIR = Path(__file__).resolve().parent.parent
if str(BASE_DIR) not in sys.path:
    sys.path.insert(0, str(BASE_DIR))

from tests.support.slots import take_slot  # noqa: E402


def arguments(description: str, rows: int) -> argparse.Namespace:
    """--rows and --json for everybody; --part names the piece that a child process measures."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--rows", type=int, default=rows)
    parser.add_argument("--json", action="store_true", help="nothing but the JSON object")
    parser.add_argument("--part", default="", help=argparse.SUPPRESS)
    parser.add_argument("--file", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


class Scratch:
    """A migrated template database and copies of it, on the server of the environment or the embedded one."""

    def __init__(self, name: str) -> None:
        self._slot = take_slot()
        self._name = f"bench_{name}_{os.getpid()}"
        self.folder = tempfile.TemporaryDirectory()
        self._copies = 0

    def __enter__(self) -> Scratch:
        self._sql(f'CREATE DATABASE "{self._name}"')
        try:
            self._run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], self._name)
        except RuntimeError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._drop(self._name)
        self.folder.cleanup()

    @contextlib.contextmanager
    def copy(self) -> Iterator[str]:
        """The name of a fresh copy, dropped afterwards."""
        self._copies += 1
        name = f"{self._name}_{self._copies}"
        self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{self._name}"')
        try:
            yield name
        finally:
            self._drop(name)

    def child(self, script: str, part: str, *more: str) -> dict[str, Any]:
        """Run one part of a benchmark in a process of its own on a fresh copy; the object it prints last."""
        with self.copy() as database:
            output = self._run([sys.executable, script, "--part", part, *more], database)
        return json.loads(output.strip().splitlines()[-1])

    def _run(self, command: list[str], database: str) -> str:
        url = urlunsplit(urlsplit(self._slot.database_url)._replace(path=f"/{database}"))
        done = subprocess.run(
            command, cwd=BASE_DIR, capture_output=True, text=True, check=False,
            env=os.environ | {
                "DATABASE_URL": url, "REDIS_URL": self._slot.redis_url, "MEDIA_ROOT": self.folder.name,
                "WUSHAN_MODE": "test", "PYTHONPATH": str(BASE_DIR), "PYTHONUTF8": "1",
            },
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
        return done.stdout

    def _drop(self, name: str) -> None:
        """Autovacuum may sit in the database for a moment: a plain drop asks it to leave, a forced one may not."""
        for attempt in range(20):
            try:
                self._sql(f'DROP DATABASE IF EXISTS "{name}"')
            except psycopg2.errors.ObjectInUse:
                time.sleep(0.1 * (attempt + 1))
            else:
                return
        self._sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _sql(self, statement: str) -> None:
        parts = urlsplit(self._slot.database_url)
        link = psycopg2.connect(
            host=parts.hostname, port=parts.port or 5432, user=unquote(parts.username or ""),
            password=unquote(parts.password or ""), dbname="postgres",
        )  # fmt: skip
        link.autocommit = True
        with contextlib.closing(link), link.cursor() as cursor:
            cursor.execute(statement)


def django() -> None:
    """Set Django up in a child process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wushan_credit.settings")
    import django as library

    library.setup()


@contextlib.contextmanager
def timed(into: dict[str, float], name: str) -> Iterator[None]:
    """Seconds of the block under `name`."""
    start = time.perf_counter()
    yield
    into[name] = into.get(name, 0.0) + time.perf_counter() - start


def peak_mb() -> float:
    """The most memory this process ever held."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def cpu_seconds() -> float | None:
    """CPU time of this process and of its database session together, which a busy machine does not blur; None when the
    server is not on this machine."""
    from django.db import connection

    connection.ensure_connection()
    try:
        stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
    except OSError:
        return None
    ticks = sum(map(int, stat.rsplit(")", 1)[1].split()[11:13]))
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def middle(run: Callable[[], dict[str, Any]], times: int) -> dict[str, Any]:
    """The run with the median of `seconds`."""
    runs = sorted((run() for _ in range(times)), key=lambda one: one["seconds"])
    wanted = median(one["seconds"] for one in runs)
    return min(runs, key=lambda one: abs(one["seconds"] - wanted))


def say(quiet: bool, text: str) -> None:
    """A line for people while it runs."""
    if not quiet:
        print(text, flush=True)


def emit(
    *, name: str, rows: int, ours_s: float, peers: dict[str, float], limit_s: float, peak: float, **more: Any
) -> None:
    """The one object that every benchmark prints last. ratio_peer is against the quickest peer."""
    best = min(peers.values()) if peers else None
    answer = {
        "name": name,
        "rows": rows,
        "ours_s": round(ours_s, 4),
        "peers": {peer: round(seconds, 4) for peer, seconds in peers.items()},
        "limit_s": round(limit_s, 4),
        "ratio_peer": round(best / ours_s, 2) if best else None,
        "ratio_limit": round(ours_s / limit_s, 2),
        "peak_mb": peak,
        **more,
    }
    print(json.dumps(answer, ensure_ascii=False), flush=True)
