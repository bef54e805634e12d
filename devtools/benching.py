"""`bench`: all benchmarks, small, one after the other."""

import subprocess
import sys
from pathlib import Path

from devtools.manage import environment
from devtools.say import Steps, detail, say
from devtools.venv import BASE

STEPS = 1
SMALL = {"import": "1000", "search": "20000", "deadlines": "1000", "ledger": "5000"}


def run(arguments: list[str], steps: Steps) -> int:
    """Run every benchmarks/*.py with few rows, or with the arguments given. Returns 1 when one fails."""
    steps.next("基准测试", "benchmarks")
    scripts = sorted(path for path in (BASE / "benchmarks").glob("*.py") if is_script(path))
    if not scripts:
        detail("没有基准测试 · there are none")
    failed = 0
    for script in scripts:
        say(f"-- {script.name}")
        rows = arguments or ["--rows", SMALL.get(script.stem, "1000")]
        settings = environment(PYTHONPATH=str(BASE))
        failed |= (
            subprocess.run([sys.executable, str(script), *rows], cwd=BASE, env=settings, check=False).returncode != 0
        )
    return int(failed)


def is_script(path: Path) -> bool:
    """Whether the file is meant to be run; the others are shared parts."""
    return "__main__" in path.read_text(encoding="utf-8")
