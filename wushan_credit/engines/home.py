"""Whose house the database server lives in.

PostgreSQL refuses to run as root. When we are root, the server gets a folder of its own outside the project, owned by
an unprivileged user, because opening the project's parent folders to that user would be a change nobody asked for.
"""

import json
import os
import shutil
import signal
import subprocess
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from wushan_credit.engines.errors import EngineError
from wushan_credit.engines.processes import command_of, read_first_line, stop_process
from wushan_credit.engines.secretfile import exclusive, local_folder, write_private

NOBODY = 65534
# Kept where the system does not tidy up by age, as some do under /tmp and /var/tmp.
ROOT_PLACES = (Path("/var/lib/wushan-credit-local"), Path("/var/tmp/wushan-credit-local"))


@dataclass
class Home:
    """A folder and the user its server runs as (None: ourselves)."""

    folder: Path
    uid: int | None = None
    gid: int | None = None

    def spawn(self, command: list[str], log: Path) -> subprocess.Popen:
        """Start a server that outlives us: own session, output to its log, no pipe of ours kept open."""
        with log.open("ab") as out:
            self.give(log)
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True, **self._as_owner()
            )

    def run(self, command: list[str], text: str = "") -> subprocess.CompletedProcess:
        """Run a short program as the owner, feeding it text."""
        return subprocess.run(command, input=text, capture_output=True, text=True, check=False, **self._as_owner())

    def can_run(self, command: list[str]) -> bool:
        """Whether the owner can reach and run this program."""
        try:
            return self.run(command).returncode == 0
        except OSError:
            return False

    def give(self, path: Path) -> None:
        """Make a file or a whole tree the owner's."""
        if self.uid is None:
            return
        os.lchown(path, self.uid, self.gid or self.uid)
        if path.is_dir() and not path.is_symlink():
            for inner in path.iterdir():
                self.give(inner)

    def fresh_folder(self, name: str) -> Path:
        """An empty folder of the owner's, whatever an interrupted attempt left there."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        self.give(folder)
        return folder

    def private_file(self, name: str, text: str) -> Path:
        """A file only the owner can read."""
        path = self.folder / name
        write_private(path, text)
        self.give(path)
        return path

    def _as_owner(self) -> dict:
        place = {"cwd": str(self.folder), "env": {"PATH": os.defpath, "LC_ALL": "C", "HOME": str(self.folder)}}
        if self.uid is None:
            return place
        return place | {"user": self.uid, "group": self.gid, "extra_groups": []}


def find_home(base_dir: Path) -> Home:
    """The database server's home for this project, created when needed."""
    local = local_folder(base_dir)
    if os.geteuid() != 0:
        return Home(local)
    made_by_user = local / "postgres"
    if made_by_user.exists() and made_by_user.stat().st_uid != 0:
        owner = made_by_user.stat()
        return Home(local, owner.st_uid, owner.st_gid)
    with exclusive(local / "postgres-home.lock"):
        return _root_home(base_dir, local)


def _root_home(base_dir: Path, local: Path) -> Home:
    """A home bound to this very .local folder: keys and data live and die together."""
    note = local / "postgres-home.json"
    known = json.loads(note.read_text()) if note.exists() else {}
    folder = Path(known.get("folder", "/nonexistent"))
    if not _still_ours(folder, known, base_dir):
        _remove_orphans(note)
        folder = _new_root_folder()
    write_private(folder / "project.json", json.dumps({"project": str(base_dir), "note": str(note)}))
    write_private(note, json.dumps({"folder": str(folder), "project": str(base_dir)}))
    home = Home(folder, NOBODY, NOBODY)
    inner = folder / "server"
    inner.mkdir(mode=0o700, exist_ok=True)
    try:
        os.chown(inner, NOBODY, NOBODY)
    except OSError as error:
        raise EngineError(
            f"不能把 {inner} 交给无特权用户（{error}）。请改用普通用户运行，或设置 DATABASE_URL。"
        ) from error
    home.folder = inner
    return home


def _still_ours(folder: Path, known: dict, base_dir: Path) -> bool:
    """A copied project must not share the original's data; a moved one keeps its own."""
    if not folder.is_dir() or folder.is_symlink() or folder.stat().st_uid != 0:
        return False
    before = Path(known.get("project", ""))
    return before == base_dir or not (before / ".local" / "postgres-home.json").exists()


def _new_root_folder() -> Path:
    for place in ROOT_PLACES:
        try:
            place.mkdir(mode=0o711, exist_ok=True)
            folder = place / uuid.uuid4().hex[:12]
            folder.mkdir(mode=0o711)
        except OSError:
            continue
        return folder
    raise EngineError(f"不能在 {ROOT_PLACES[0].parent} 建立数据库目录。请检查磁盘空间和权限，或设置 DATABASE_URL。")


def forget_root_home(base_dir: Path) -> None:
    """Delete the root-owned home of this project, data included; the engines must be stopped."""
    note = base_dir / ".local" / "postgres-home.json"
    if os.geteuid() == 0 and note.exists():
        shutil.rmtree(json.loads(note.read_text())["folder"], ignore_errors=True)
        note.unlink()


def _remove_orphans(note: Path) -> None:
    """Delete homes whose .local folder is gone: with it went their keys, and for an ordinary user the data as well."""
    for place in ROOT_PLACES:
        for folder in place.glob("*"):
            if not _is_orphan(folder, note):
                continue
            pid_text = read_first_line(folder / "server" / "postgres" / "postmaster.pid")
            if pid_text.isdigit() and str(folder) in command_of(int(pid_text)):
                stop_process(int(pid_text), signal.SIGINT, signal.SIGQUIT)
            shutil.rmtree(folder, ignore_errors=True)


def _is_orphan(folder: Path, note: Path) -> bool:
    try:
        known = json.loads((folder / "project.json").read_text())
        untouched = time.time() - (folder / "server" / "postgres.log").stat().st_mtime
    except (OSError, ValueError):
        return False
    # A project that is merely on a disk not mounted today must keep its data.
    return known.get("note") == str(note) or (not Path(known["project"]).exists() and untouched > 30 * 86400)
