"""Secrets of a local installation: made once, kept in .local/secrets.json, readable by the owner only."""

import base64
import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from wushan_credit.engines.errors import EngineError

# Name -> maker. Adding one is safe: missing entries are filled in at the next start.
MAKERS = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "FIELD_KEYS": lambda: "local1:" + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    "SEAL_KEY": lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    "POSTGRES_PASSWORD": lambda: secrets.token_urlsafe(24),
    "VALKEY_PASSWORD": lambda: secrets.token_urlsafe(24),
}


def local_secrets(base_dir: Path) -> dict[str, str]:
    """Read the secrets of this installation, making the missing ones. Safe for several processes at once."""
    folder = local_folder(base_dir)
    path = folder / "secrets.json"
    with exclusive(folder / "secrets.lock"):
        known = json.loads(path.read_text()) if path.exists() else {}
        missing = [name for name in MAKERS if name not in known]
        if missing:
            known.update({name: MAKERS[name]() for name in missing})
            write_private(path, json.dumps(known, indent=2) + "\n")
    return known


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Only one process at a time gets past here; the lock vanishes with its holder."""
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def local_folder(base_dir: Path) -> Path:
    """The folder for everything this machine keeps to itself; created closed to others."""
    folder = base_dir / ".local"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise EngineError(f"不能建立目录 {folder}（{error.strerror}）。请在有写权限的目录中运行。") from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise EngineError(
            f"目录 {folder} 属于另一个用户，当前用户不能使用（多半是以前用 root 运行过）。"
            "请仍用那个用户运行，或请管理员把整个项目目录交给当前用户：sudo chown -R $USER 项目目录。"
        )
    return folder


def write_private(path: Path, text: str) -> None:
    """Write a file nobody else may read, in one step, so that a reader never sees half of it."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)
