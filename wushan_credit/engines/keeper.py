"""Entry point of the keeper process, see lifetime.py."""

import signal
from pathlib import Path

from wushan_credit.engines.lifetime import keep


def main(base_dir: str) -> None:
    """Wait and stop the engines of the project at base_dir. A closed terminal or Ctrl-C is no reason to leave early."""
    for sign in (signal.SIGHUP, signal.SIGINT):
        signal.signal(sign, signal.SIG_IGN)
    keep(Path(base_dir))
