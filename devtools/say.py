"""What the scripts tell the person in front of them: numbered steps, progress on one line, Chinese and English."""

import shutil
import sys
import threading
import time


class Steps:
    """Counts steps: "[2/6] 安装依赖 · Installing packages"."""

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0

    def next(self, chinese: str, english: str) -> None:
        self.done += 1
        say(f"[{self.done}/{self.total}] {chinese} · {english}")


class Progress:
    """Shows how far a step is; on a terminal one changing line, in a log a line every few seconds."""

    QUIET_SECONDS = 5.0

    def __init__(self, total: int = 0) -> None:
        self.total, self.count = total, 0
        self.text, self.started, self.shown = "", time.monotonic(), time.monotonic()
        self.on_terminal = sys.stdout.isatty()
        self._stop = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> "Progress":
        self._ticker.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._ticker.join()
        if self.on_terminal:
            print("\r\033[K", end="", flush=True)

    def step(self, text: str) -> None:
        """One more thing of the total is under way."""
        self.count += 1
        self.text = text

    def line(self) -> str:
        seconds = int(time.monotonic() - self.started)
        if not self.total:
            return f"      {self.text} ({seconds} s)"
        filled = min(20, 20 * self.count // self.total)
        return f"      [{'#' * filled}{'.' * (20 - filled)}] {min(self.count, self.total)}/{self.total} {self.text} ({seconds} s)"

    def _tick(self) -> None:
        while not self._stop.wait(0.25):
            if self.on_terminal:
                width = shutil.get_terminal_size().columns - 1
                print(f"\r\033[K{self.line()[:width]}", end="", flush=True)
            elif time.monotonic() - self.shown >= self.QUIET_SECONDS:
                self.shown = time.monotonic()
                say(self.line())


class Trouble(Exception):
    """Something the person must mend; the message says what and how."""


def say(text: str) -> None:
    print(text, flush=True)


def detail(text: str) -> None:
    say(f"      {text}")
