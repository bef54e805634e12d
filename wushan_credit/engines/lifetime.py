"""Who keeps the engines alive, and who stops them.

Every process that uses the engines holds a shared lock on .local/engines.lock for as long as it lives. The operating
system drops that lock however the process ends, kill -9 included. A small keeper process waits for the exclusive lock;
when it gets it nobody is left, and it stops the engines. Starting is serialised by a second lock.
"""

import fcntl
import json
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from wushan_credit.engines.home import find_home, forget_root_home
from wushan_credit.engines.postgres import Postgres
from wushan_credit.engines.secretfile import exclusive, local_folder, local_secrets, write_private
from wushan_credit.engines.valkey import Valkey


@dataclass(frozen=True)
class Urls:
    """Where the engines listen; "" for one that was not asked for."""

    database_url: str = ""
    redis_url: str = ""


_held: dict[Path, IO] = {}  # open lock files of this process; closing one would let the engines go


def ensure(base_dir: Path, *, postgres: bool = True, valkey: bool = True) -> Urls:
    """Find the engines of this project or start them; they stay up at least as long as this process.

    Raises EngineError with a Chinese explanation when that is impossible.
    """
    folder = local_folder(base_dir)
    database, cache = _engines(base_dir)
    with exclusive(folder / "engines.start.lock"):
        _hold(folder)
        _ensure_keeper(base_dir, folder)
        if postgres:
            database.start()
        if valkey:
            cache.start()
        urls = Urls(database.url() if postgres else "", cache.url() if valkey else "")
        write_private(folder / "engines.json", json.dumps(asdict(urls), indent=2) + "\n")
    return urls


def status(base_dir: Path) -> dict[str, bool]:
    """Which engines answer right now; starts nothing."""
    database, cache = _engines(base_dir)
    return {"postgres": database.answers(), "valkey": cache.answers()}


def stop_now(base_dir: Path) -> None:
    """Stop both engines whoever uses them."""
    database, cache = _engines(base_dir)
    database.stop()
    cache.stop()


def forget(base_dir: Path) -> None:
    """Stop the engines and delete everything they keep, keys included."""
    stop_now(base_dir)
    forget_root_home(base_dir)
    shutil.rmtree(base_dir / ".local")


def keep(base_dir: Path) -> None:
    """The keeper: wait until nobody uses the engines any more, then stop them."""
    folder = local_folder(base_dir)
    with (folder / "engines.keeper.lock").open("a") as me, (folder / "engines.lock").open("a") as users:
        try:
            fcntl.flock(me, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        fcntl.flock(users, fcntl.LOCK_EX)
        stop_now(base_dir)


def _engines(base_dir: Path) -> tuple[Postgres, Valkey]:
    known = local_secrets(base_dir)
    home = find_home(base_dir)
    return (
        Postgres(home, known["POSTGRES_PASSWORD"]),
        Valkey(local_folder(base_dir) / "valkey", known["VALKEY_PASSWORD"]),
    )


def _hold(folder: Path) -> None:
    """Take our share of the lock; waits only while a keeper is stopping the engines."""
    if folder in _held:
        return
    lock = (folder / "engines.lock").open("a")
    fcntl.flock(lock, fcntl.LOCK_SH)
    _held[folder] = lock


def _ensure_keeper(base_dir: Path, folder: Path) -> None:
    with (folder / "engines.keeper.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\nfrom wushan_credit.engines.keeper import main\nmain(sys.argv[2])"
    )
    source = str(Path(__file__).resolve().parents[2])
    with (folder / "keeper.log").open("ab") as out:
        subprocess.Popen(
            [sys.executable, "-c", code, source, str(base_dir)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
