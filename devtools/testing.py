"""`test`: everything a fresh machine needs for the tests, then pytest, whose closing lines stay the last ones."""

import os
import subprocess
import sys

from devtools import debian
from devtools.manage import environment
from devtools.say import Steps, detail
from devtools.venv import BASE

STEPS = 2
WORKERS = "2"


def run(arguments: list[str], steps: Steps) -> int:
    """Run pytest with the given arguments; returns its exit code."""
    steps.next("检查浏览器", "browser")
    ensure_browser()
    steps.next("运行测试", "tests")
    parallel = _parallel(arguments)
    if arguments or not parallel:
        return _pytest([*parallel, *arguments])
    # Browser tests in a session of their own: what a browser leaves behind in a process touches nobody else.
    browser = _pytest([*parallel, "-m", "browser"])
    rest = _pytest([*parallel, "-m", "not browser"])
    return rest or browser


def _pytest(arguments: list[str]) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=BASE, env=environment(), check=False).returncode


def ensure_browser() -> None:
    """Find a browser; as root on Debian install one. Without it browser tests are left out, and that is said loudly."""
    sys.path.insert(0, str(BASE))
    from tests.support import chromium

    if chromium.find() is None and debian.can_install():
        debian.install(["chromium", "fonts-noto-cjk"])
    path = chromium.find()
    if path is not None:
        detail(path)
        return
    detail("!! 没有浏览器，浏览器测试不会运行。请安装 chromium 和 fonts-noto-cjk，或设置环境变量 CHROMIUM。")
    detail("!! No browser: browser tests will not run. Install chromium and fonts-noto-cjk, or set CHROMIUM.")


def _parallel(arguments: list[str]) -> list[str]:
    """Two processes for a whole run; a chosen file is quicker without."""
    chosen = any(not word.startswith("-") for word in arguments)
    if (
        chosen
        or any(word.startswith(("-n", "--pdb", "--numprocesses")) for word in arguments)
        or (os.cpu_count() or 1) < 2
    ):
        return []
    return ["-n", WORKERS, "--dist", "loadfile"]
