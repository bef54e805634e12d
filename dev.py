#!/usr/bin/env python3
"""One script for everything a developer or a newcomer does. Standard library only; the Makefile calls nothing else.

python3 dev.py run [PORT]     serve the whole system with the demo bureau
python3 dev.py test [ARGS…]   all tests (arguments go to pytest)
python3 dev.py lint | check | bench | clean | setup
"""

import os
import sys

OLDEST = (3, 11)
USAGE = __doc__


def main():
    """Check the Python first, in words even an old one can print, then hand over to devtools."""
    here = os.path.dirname(os.path.abspath(__file__))
    os.chdir(here)
    if os.name == "nt":
        sys.exit("本脚本需要 Linux 或 macOS；Windows 请用 WSL。 / Needs Linux or macOS; on Windows use WSL.")
    if sys.version_info < OLDEST:
        newer_python()
    from devtools.commands import run_command

    sys.exit(run_command(sys.argv[1:], USAGE))


def newer_python():
    """Replace this process by a newer Python if one is installed, else say what to install."""
    from shutil import which

    for minor in range(14, OLDEST[1] - 1, -1):
        found = which(f"python3.{minor}")
        if found:
            os.execv(found, [found, *sys.argv])
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    sys.exit(
        f"需要 Python 3.{OLDEST[1]} 或更新版本，这里是 {here}。请安装后再试，例如 Debian 12：apt install python3 python3-venv。\n"
        f"Python 3.{OLDEST[1]} or newer is needed; this is {here}."
    )


if __name__ == "__main__":
    main()
