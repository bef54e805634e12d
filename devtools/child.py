"""Starts one program that ends when its parent does, even when the parent is killed with -9 (Linux).

Usage: child.py PARENT_PID PROGRAM ARGUMENT…
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def tie_to_parent(parent: int) -> None:
    """From now on the end of the parent sends SIGTERM to this process. Leaves at once when the parent is gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            sys.exit(1)


def main(parent: int, command: list[str]) -> None:
    """Tie this process to the parent and become the program."""
    tie_to_parent(parent)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
