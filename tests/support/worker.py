"""A real Celery worker for the few tests that are about it: kills, restarts, lost messages."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import redis
from kombu import pools

from tests.support.slots import BASE_DIR
from wushan_credit.engines.processes import wait_until

START_SECONDS = 120
"""For the slowest machine; an ordinary one needs four."""


class Worker:
    """One worker process; a test may kill it and start it again."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment, self.log = environment, log
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start and wait until it takes tasks."""
        before = self.log.read_text().count(" ready.") if self.log.exists() else 0
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "wushan_credit",
            "worker",
            "--pool",
            "solo",
            "--loglevel",
            "INFO",
        ]
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [*command, "--without-gossip", "--without-mingle", "--without-heartbeat"],
                cwd=BASE_DIR,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        assert wait_until(lambda: self.log.read_text().count(" ready.") > before, START_SECONDS), self.log.read_text()

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, sign: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(sign)
            self.process.wait(20)


@contextlib.contextmanager
def running(settings) -> Iterator[Worker]:
    """Start a worker on this session's database and queue, and let this process send to it."""
    environment = os.environ | {"WUSHAN_MODE": "local", "MEDIA_ROOT": str(settings.MEDIA_ROOT), "PYTHONUNBUFFERED": "1"}
    with redis.Redis.from_url(settings.BROKER_ADDRESS) as queue:
        queue.flushdb()
    with tempfile.TemporaryDirectory() as folder, _real_queue(settings.BROKER_ADDRESS):
        worker = Worker(environment, Path(folder) / "worker.log")
        try:
            worker.start()
            yield worker
        finally:
            worker.stop()


@contextlib.contextmanager
def _real_queue(address: str) -> Iterator[None]:
    """Point this process's Celery at the queue instead of the broker that cannot exist."""
    from wushan_credit.celery import app

    before = {
        name: getattr(app.conf, name)
        for name in ("task_always_eager", "broker_url", "broker_read_url", "broker_write_url")
    }
    app.conf.update(task_always_eager=False, broker_url=address, broker_read_url=None, broker_write_url=None)
    _forget_connections(app)
    try:
        yield
    finally:
        app.conf.update(before)
        _forget_connections(app)


def _forget_connections(app) -> None:
    pools.reset()
    app._pool = None
    app.amqp._producer_pool = None
