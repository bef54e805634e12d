"""Small questions about processes and ports, answered without third-party packages."""

import errno
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

HOST = "127.0.0.1"


def free_port(preferred: int | None = None) -> int:
    """A loopback port nobody listens on; the preferred one when it is still free."""
    for candidate in (preferred, 0):
        if candidate is None:
            continue
        with socket.socket() as probe:
            try:
                probe.bind((HOST, candidate))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on 127.0.0.1")


def command_of(pid: int) -> str:
    """The command line of a process, or "" when it is gone or a zombie."""
    proc = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self/cmdline").exists():
        try:
            return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    shown = subprocess.run(["ps", "-p", str(pid), "-o", "args="], capture_output=True, text=True, check=False)
    return shown.stdout.strip()


def read_first_line(path: Path) -> str:
    """First line of a small file, "" when it cannot be read."""
    try:
        return path.read_text().splitlines()[0].strip()
    except (OSError, IndexError):
        return ""


def is_alive(pid: int) -> bool:
    """Whether a process with this number exists (a zombie counts as gone)."""
    try:
        os.kill(pid, 0)
    except OSError as error:
        return error.errno == errno.EPERM
    return command_of(pid) != ""


def wait_until(test: Callable[[], bool], seconds: float) -> bool:
    """Ask again and again, quickly at first; False when the time is over."""
    end, pause = time.monotonic() + seconds, 0.01
    while True:
        if test():
            return True
        if time.monotonic() > end:
            return False
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)


def stop_process(pid: int, polite: signal.Signals, firm: signal.Signals, seconds: float = 20) -> None:
    """Ask a process to end, insist when it does not."""
    for sign in (polite, firm):
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            return
        if wait_until(lambda: not is_alive(pid), seconds):
            return
