"""A place of its own for every running test session: one database and three Redis numbers.

Several people, or several xdist workers, may test in one tree at once. Each takes the first free slot and holds its lock
file until the process ends; what a killed session left in a slot is thrown away by the next one.
"""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit, urlunsplit

from wushan_credit.engines import ensure

BASE_DIR = Path(__file__).resolve().parents[2]
REDIS_NUMBERS_EACH = 3
# Where the servers are, as the first process of a session found them; xdist workers inherit it.
SERVER_VARIABLES = {"DATABASE_URL": "TEST_DATABASE_SERVER", "REDIS_URL": "TEST_REDIS_SERVER"}


@dataclass(frozen=True)
class Slot:
    """The session's own addresses."""

    number: int
    database_url: str
    redis_url: str

    @staticmethod
    def mine() -> "Slot":
        """The slot that this session holds."""
        return Slot(-1, os.environ["DATABASE_URL"], os.environ["REDIS_URL"])

    @property
    def database(self) -> str:
        return urlsplit(self.database_url).path.lstrip("/")


_locks: list[IO] = []  # held for the life of the process


def take_slot() -> Slot:
    """Find or start the servers, take a free slot and put its addresses into the environment for Django and children."""
    folder = BASE_DIR / ".local" / "test-slots"
    server, queue = _servers()
    folder.mkdir(parents=True, exist_ok=True)
    number = _first_free(folder)
    slot = Slot(
        number,
        _with_path(server, f"test_wushan_{number}"),
        _with_path(queue, str(REDIS_NUMBERS_EACH * (number + 1))),
    )
    os.environ.update(DATABASE_URL=slot.database_url, REDIS_URL=slot.redis_url)
    return slot


def _servers() -> tuple[str, str]:
    for variable, remembered in SERVER_VARIABLES.items():
        if remembered not in os.environ and os.environ.get(variable):
            os.environ[remembered] = os.environ[variable]
    need = {"postgres": "TEST_DATABASE_SERVER", "valkey": "TEST_REDIS_SERVER"}
    missing = {engine: variable not in os.environ for engine, variable in need.items()}
    if any(missing.values()):
        urls = ensure(BASE_DIR, **missing)
        os.environ.setdefault("TEST_DATABASE_SERVER", urls.database_url)
        os.environ.setdefault("TEST_REDIS_SERVER", urls.redis_url)
    return os.environ["TEST_DATABASE_SERVER"], os.environ["TEST_REDIS_SERVER"]


def _first_free(folder: Path) -> int:
    for number in range(30):
        lock = (folder / f"{number}.lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        _locks.append(lock)
        return number
    raise RuntimeError("more than 30 test sessions at once; end some of them")


def _with_path(url: str, path: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{path}"))
