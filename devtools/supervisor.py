"""Runs several programs as one: they start together, and when one ends or somebody says stop, all end."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType

from devtools.say import say

STOP_SECONDS = 20
# Lines worth showing while everything else goes to the log file only: levels, tracebacks and their last lines.
ALARM = re.compile(r"\[(error|critical)\s*\]|\b(ERROR|CRITICAL)\b|^Traceback|^[\w.]+(Error|Exception)\b")


class Child:
    """One program, its log file and the thread that carries its output there."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], folder: Path) -> None:
        self.name, self.log = name, folder / f"{name}.log"
        wrapper = str(Path(__file__).with_name("child.py"))
        self.process = subprocess.Popen(
            [sys.executable, wrapper, str(os.getpid()), *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._carrier = threading.Thread(target=self._carry, daemon=True)
        self._carrier.start()

    def _carry(self) -> None:
        with self.log.open("ab") as file:
            for line in self.process.stdout or ():
                file.write(line)
                file.flush()
                text = line.decode(errors="replace").rstrip()
                if is_alarm(text):
                    say(f"[{self.name}] {text}")

    def tail(self, lines: int = 20) -> str:
        """The end of its log."""
        self._carrier.join(timeout=2)
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def send(self, sign: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, sign) if sign == signal.SIGKILL else self.process.send_signal(sign)


class Supervisor:
    """Holds the children until one of them ends or a signal comes."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self._wanted = threading.Event()

    def __enter__(self) -> "Supervisor":
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self._on_signal)
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop_all()

    @property
    def stopping(self) -> bool:
        return self._wanted.is_set()

    def start(self, name: str, command: list[str], environment: dict[str, str], folder: Path) -> None:
        self.children.append(Child(name, command, environment, folder))

    def ended(self) -> Child | None:
        """A child that is no longer running, if any."""
        return next((child for child in self.children if child.process.poll() is not None), None)

    def wait(self) -> Child | None:
        """Block until somebody asks to stop (None) or a child ends by itself (that child)."""
        while not self._wanted.wait(0.5):
            if child := self.ended():
                return child
        return None

    def stop_all(self) -> None:
        """Ask all to finish what they have in hand, then insist."""
        for child in self.children:
            child.send(signal.SIGTERM)
        end = time.monotonic() + STOP_SECONDS
        for child in self.children:
            try:
                child.process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.send(signal.SIGKILL)
                child.process.wait()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._wanted.set()


def is_alarm(line: str) -> bool:
    """Whether a log line tells of trouble."""
    return ALARM.search(line) is not None
