"""The deadline sweep over many decisions, about 2 % of them due: ours beside the ORM ways and beside the bare statement.

ours     publicity.services.reminders.remind as the task calls it: directory of people, record of every stage that is due, one digest
         per person with escalation, the named action. Then the same again, when nothing is left to say (`repeat_s`).
limit    the bare INSERT … SELECT … ON CONFLICT DO NOTHING of the same rows on the partial index, without people and messages
peers    row by row (get_or_create per stage) and bulk_create(ignore_conflicts=True), records only, without people and messages

Every decision has one new stage on the measured day; the stages before it were recorded the day before. All on one database,
put back to the same state before each run.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from typing import Any

from common import Scratch, arguments, django, emit, peak_mb, say

ON = date(2026, 6, 17)
"""A Wednesday without holidays near."""
DUE_PER_MILLION = 20_296
REPEATS = 3
ROW_BY_ROW_AT_MOST = 5_000
SECTIONS, CLERKS = 6, 5
STAGES = (("T-5", 5), ("T-3", 3), ("T-1", 1), ("T0", 0))

FILL = """
INSERT INTO publicity_decision (
    public_id, kind_id, edition_id, state, section_id, party_kind, party_name, party_code, party_key, secrets, number, certificate,
    title, decided_on, authority, data, overrides, due_internal, act_by, due_official, due_provisional, exempt_reason, exempt_note, major,
    legal_review_number, legal_review_opinion, effect, publicity_answers, returned_reason, entered_by_id, channel, source_sheet,
    content_digest, created_at, updated_at, first_reported_on, subject_id
)
SELECT gen_random_uuid(), 'penalty', %(edition)s, CASE WHEN due THEN 'ready' ELSE 'accepted' END,
    (%(sections)s::bigint[])[1 + n %% %(section_count)s], 'legal', '重庆云岫律师事务所', '', 'k' || n, '',
    '巫山司罚决字〔' || 2000 + n %% 26 || '〕' || n || '号', '', '违反执业规定', act_by - 7, '巫山县司法局',
    jsonb_build_object('CF_XDR_MC', '重庆云岫律师事务所', 'CF_SY', repeat('违法事实', 20)), '{}', act_by, act_by, act_by + 2, false, '', '',
    false, '', '', 'in_force', '{}', '', (%(people)s::bigint[])[1 + n %% %(people_count)s], 'sheet', '', repeat('0', 64), now(), now(),
    CASE WHEN due THEN NULL ELSE act_by - 3 END, %(subject)s
FROM (
    SELECT n, n %% %(rows)s < %(due)s AS due,
        CASE WHEN n %% %(rows)s < %(due)s THEN %(on)s::date + (ARRAY[5, 3, 1, 0, -1])[1 + n %% 5]
             ELSE DATE '2000-01-01' + n %% 9500 END AS act_by
    FROM generate_series(1, %(rows)s) n
) AS made
"""

BARE = """
INSERT INTO publicity_reminder (decision_id, stage, due_on, made_on)
SELECT d.id, s.stage, d.act_by, %(on)s::date
FROM publicity_decision d
JOIN (VALUES ('T-5', 5), ('T-3', 3), ('T-1', 1), ('T0', 0)) AS s (stage, days) ON d.act_by <= %(on)s::date + s.days
WHERE d.first_reported_on IS NULL AND NOT (d.state IN ('exempt', 'void')) AND d.act_by <= %(on)s::date + 5
UNION ALL
SELECT d.id, 'late', %(on)s::date, %(on)s::date
FROM publicity_decision d
WHERE d.first_reported_on IS NULL AND NOT (d.state IN ('exempt', 'void')) AND d.act_by < %(on)s::date
ON CONFLICT DO NOTHING
"""


def fill(rows: int) -> int:
    """A bureau of 30 clerks, six chiefs, a leader and the credit office; their decisions by one statement. The number due."""
    from django.db import connection
    from django.urls import reverse

    from accounts.roles import CLERK, CREDIT_OFFICE, LEADER, REVIEWER
    from publicity.services.reminders import remind
    from tests.factories import make_edition, make_section, make_subject, make_user

    reverse("admin:index")  # every page is loaded now, as in a running worker
    sections = [make_section(f"bench-{n}") for n in range(SECTIONS)]
    people = [make_user(CLERK, section=sections[n % SECTIONS]) for n in range(SECTIONS * CLERKS)]
    for section in sections:
        make_user(REVIEWER, section=section)
    make_user(LEADER, section=None)
    make_user(CREDIT_OFFICE, section=make_section("credit-office"))
    due = max(5, round(rows * DUE_PER_MILLION / 1_000_000))
    facts = {
        "edition": make_edition().pk, "subject": make_subject("重庆云岫律师事务所").pk, "rows": rows, "due": due, "on": ON,
        "sections": [one.pk for one in sections], "section_count": SECTIONS,
        "people": [one.pk for one in people], "people_count": len(people),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE publicity_decision DISABLE TRIGGER USER")
        cursor.execute(FILL, facts)
        cursor.execute("ALTER TABLE publicity_decision ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE publicity_decision")
    remind(on=ON - timedelta(days=1))
    put_back()
    return due


def put_back() -> None:
    """Forget what was recorded and told on the measured day."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("publicity_reminder", "notices_notice", "notices_delivery"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM publicity_reminder WHERE made_on = %s", [ON])
        cursor.execute("DELETE FROM notices_delivery")
        cursor.execute("DELETE FROM notices_notice")
        for table in ("publicity_reminder", "notices_notice", "notices_delivery"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE publicity_reminder")


def clocked(run: Callable[[], Any], times: int = REPEATS) -> float:
    """Median seconds of a run that starts from the same state each time."""
    seconds = []
    for _ in range(times):
        put_back()
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return median(seconds)


def open_decisions() -> Any:
    """What is due on the measured day, as the ORM finds it."""
    from publicity.models import Decision

    return Decision.objects.unreported().filter(act_by__lte=ON + timedelta(days=5))


def reached(act_by: date) -> list[tuple[str, date]]:
    """Stage and day of every reminder that a decision should have by now."""
    found = [(stage, act_by) for stage, ahead in STAGES if act_by <= ON + timedelta(days=ahead)]
    return [*found, ("late", ON)] if act_by < ON else found


def row_by_row(limit: int) -> None:
    """get_or_create for every stage of every due decision."""
    from publicity.models import Reminder

    for decision in open_decisions().order_by("pk")[:limit].iterator():
        for stage, due_on in reached(decision.act_by):
            Reminder.objects.get_or_create(decision=decision, stage=stage, due_on=due_on, defaults={"made_on": ON})


def in_bulk() -> None:
    """All stages of all due decisions in one bulk_create."""
    from publicity.models import Reminder

    made = [
        Reminder(decision_id=pk, stage=stage, due_on=due_on, made_on=ON)
        for pk, act_by in open_decisions().values_list("pk", "act_by")
        for stage, due_on in reached(act_by)
    ]
    Reminder.objects.bulk_create(made, ignore_conflicts=True, batch_size=5000)


def bare() -> None:
    """The statement alone."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(BARE, {"on": ON})


def measure(rows: int) -> dict[str, Any]:
    """Ours, its repeat, the limit and the peers, on one filled database."""
    from publicity.models import Reminder
    from publicity.services.reminders import remind

    due = fill(rows)
    ours = clocked(lambda: remind(on=ON))
    made = Reminder.objects.filter(made_on=ON).count()
    assert made == due, (made, due)
    repeats = []
    for _ in range(5):
        start = time.perf_counter()
        assert remind(on=ON).total == 0
        repeats.append(time.perf_counter() - start)
    limit = clocked(bare)
    assert Reminder.objects.filter(made_on=ON).count() == due
    bulk = clocked(in_bulk)
    assert Reminder.objects.filter(made_on=ON).count() == due
    share = min(due, ROW_BY_ROW_AT_MOST)
    slow = clocked(lambda: row_by_row(share), 1) * due / share
    return {
        "due": due, "ours": ours, "repeat": median(repeats), "limit": limit, "peak": peak_mb(),
        "peers": {"get_or_create": slow, "bulk_create": bulk},
    }  # fmt: skip


def main() -> None:
    asked = arguments(__doc__ or "", 20_000)
    if asked.part:
        django()
        print(json.dumps(measure(asked.rows)))
        return
    with Scratch("deadlines") as scratch:
        say(asked.json, f"决定 {asked.rows} 件，填充并测量……")
        found = scratch.child(__file__, "measure", "--rows", str(asked.rows))
    say(asked.json, f"  到期 {found['due']} 件   ours {found['ours'] * 1000:.1f} ms   重复 {found['repeat'] * 1000:.1f} ms   "
                    f"limit {found['limit'] * 1000:.1f} ms")  # fmt: skip
    for name, seconds in found["peers"].items():
        say(asked.json, f"  {name:<14} {seconds:8.2f} s")
    emit(
        name="deadlines",
        rows=asked.rows,
        ours_s=found["ours"],
        peers=found["peers"],
        limit_s=found["limit"],
        peak=found["peak"],
        due=found["due"],
        repeat_s=round(found["repeat"], 4),
        row_by_row_measured=min(found["due"], ROW_BY_ROW_AT_MOST),
    )


if __name__ == "__main__":
    main()
