"""Calling manage.py with progress."""

import os
import subprocess
import sys
from collections.abc import Callable

from devtools.say import Trouble
from devtools.venv import BASE


def environment(**extra: str) -> dict[str, str]:
    """The environment for children: unbuffered UTF-8 output, our additions last."""
    return os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"} | extra


def has_command(name: str) -> bool:
    """Whether an app brings this management command."""
    return any(BASE.glob(f"*/management/commands/{name}.py"))


def call(arguments: list[str], settings: dict[str, str], on_line: Callable[[str], None]) -> list[str]:
    """Run manage.py, handing each line of output to on_line. Returns the lines; raises Trouble when it fails."""
    lines: list[str] = []
    with subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE,
        env=settings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            lines.append(line.rstrip())
            on_line(lines[-1])
    if process.returncode != 0:
        raise Trouble(f"manage.py {' '.join(arguments)} 没有成功 · failed:\n" + "\n".join(lines[-20:]))
    return lines
