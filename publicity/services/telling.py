"""The messages of reporting: who is told what, under which key, so that nobody is told twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.urls import reverse

from accounts.roles import CREDIT_OFFICE, SYSTEM_ADMIN
from core.words import cn_date, countdown
from notices.services import Telling, notify_many
from publicity.choices import Stage
from publicity.models import SubmissionRow
from publicity.services.digests import Digest
from publicity.services.months import MonthState
from publicity.services.people import Directory

_SHOWN = 8


def tell_digests(digests: Iterable[Digest], *, on: date, run: int) -> int:
    """One message per person and run; `run` is the first reminder of the run. Returns the number of messages."""
    link = reverse("admin:index")
    return len(notify_many([
        Telling(
            digest.recipient, "publicity.deadlines", f"deadlines:{on:%Y%m%d}:{run}",
            {"count": digest.count, "headline": digest.headline, "lines": digest.body}, link,
        )
        for digest in digests
    ]))  # fmt: skip


def period_key(due: date, stage: str, on: date) -> str:
    """What makes a message about open closes one message: due day and stage; after the due day the week."""
    week = on.isocalendar()
    return f"periods:{due:%Y%m%d}:{stage}" + (f":{week.year}-{week.week}" if stage == Stage.OVERDUE else "")


def tell_periods(by_person: Mapping[int, Sequence[MonthState]], *, due: date, stage: str, on: date) -> int:
    """Open closes of a period, one message per person, stage and due day; once a week after the due day."""
    left = countdown(due, on)
    return len(notify_many([
        Telling(
            person, "publicity.periods", period_key(due, stage, on),
            {
                "count": len(states), "left": f"{left.left}（{left.day}）" if left else "",
                "lines": "\n".join(_period_line(state) for state in states[:_SHOWN]),
            },
            reverse("admin:publicity_months"),
        )
        for person, states in by_person.items()
    ]))  # fmt: skip


def tell_missing_year(year: int, *, on: date, people: Directory) -> int:
    """Loud, to 信用办 and the system administrator, once a week until the year is loaded."""
    week = on.isocalendar()
    concerned = people.with_deputies(people.everywhere(CREDIT_OFFICE) + people.everywhere(SYSTEM_ADMIN))
    key = f"calendar:{year}:{week.year}-{week.week}"
    facts = {"year": year, "day": cn_date(on)}
    return len(notify_many([
        Telling(person, "publicity.calendar_missing", key, facts, reverse("admin:index")) for person in concerned
    ]))  # fmt: skip


def tell_rejected(rows: Iterable[SubmissionRow], *, people: Directory) -> int:
    """What the platform sent back, one message per clerk and receipt."""
    by_person: dict[int, list[SubmissionRow]] = {}
    for row in rows:
        for person in people.with_deputies(people.clerks(row.decision.entered_by_id, row.decision.section_id)):
            by_person.setdefault(person, []).append(row)
    return len(notify_many([
        Telling(
            person, "publicity.rejected", f"rejected:{mine[0].submission_id}:{min(row.pk for row in mine)}",
            {
                "count": len(mine), "number": mine[0].submission.number,
                "lines": "\n".join(f"{row.decision.number}：{row.message}" for row in mine[:_SHOWN]),
            },
            reverse("admin:publicity_submission", args=[mine[0].submission_id]),
        )
        for person, mine in by_person.items()
    ]))  # fmt: skip


def _period_line(state: MonthState) -> str:
    head = f"{state.kind.name} {state.period.label}（{state.section.name}）"
    if state.blockers:
        return f"{head}：" + "".join(blocker.text for blocker in state.blockers)
    return f"{head}：" + ("没有决定，可以签署零申报。" if state.is_empty else "已经齐全，可以月结。")
