"""A job kind of its own, so that the machinery is tested without any workbook."""

from __future__ import annotations

import pytest

from audit.services import deed
from exchange import kinds
from exchange.kinds import JobKind
from exchange.models import JobRow
from exchange.services.running import Checked


class Fake:
    """What the fake kind does next; tests change it."""

    def __init__(self) -> None:
        self.good, self.bad, self.error, self.commits, self.checks = 3, 0, None, 0, 0
        self.before_commit = None

    def check(self, job, run) -> None:
        self.checks += 1
        if self.error:
            raise self.error
        rows = [JobRow(sheet="Sheet1", row=n + 2, level="error", findings=[]) for n in range(self.bad)]
        total = self.good + self.bad
        run.progress(total, total)
        run.checked(Checked(total, self.good, self.bad, 0, 0, {"seen": True}, rows))

    def commit(self, job, run) -> None:
        if self.error:
            raise self.error
        with deed(actor=job.actor, code="publicity.decisions.imported", obj=job):
            if self.before_commit:
                self.before_commit(job)
            run.committed(created=self.good, unchanged=0, skipped=self.bad)
        self.commits += 1


@pytest.fixture
def fake(monkeypatch):
    """The fake kind, registered as `fake` for one test."""
    made = Fake()
    kind = JobKind("fake", "试验导入", "publicity.import_decisions", made.check, made.commit)
    monkeypatch.setitem(kinds._kinds, "fake", kind)
    return made
