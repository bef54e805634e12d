"""The staff's ledger over many decisions: our change list beside Django's own, and beside the bare queries.

ours     first page, a page far down (by key), and searches of two, three and eight characters, as whole pages with templates
peers    the same table under a plain ModelAdmin (count(*), OFFSET, icontains), as whole pages with the same templates
limit    the bare query of one page plus rendering an empty list page: what no list can beat here

All in one process on one database. `ours_s` is the first page; the other times stand in `pages`.
"""

from __future__ import annotations

import itertools
import json
import time
from statistics import median
from typing import Any

from common import Scratch, arguments, django, emit, peak_mb, say

REPEATS = 7
SEARCHES = ("云岫", "云云", "岫律师", "律师", "重庆望舒律师事务所")

FILL = """
INSERT INTO publicity_decision (
    public_id, kind_id, edition_id, state, section_id, party_kind, party_name, party_code, party_key, secrets, number, certificate,
    title, decided_on, authority, data, overrides, due_internal, act_by, due_official, due_provisional, exempt_reason, exempt_note, major,
    legal_review_number, legal_review_opinion, effect, publicity_answers, returned_reason, entered_by_id, channel, source_sheet,
    content_digest, created_at, updated_at, first_reported_on, subject_id
)
SELECT gen_random_uuid(), 'penalty', %(edition)s, 'reported', %(section)s, 'legal',
    '重庆' || substr(chars, 1 + n %% 40, 1) || substr(chars, 1 + n * 7 %% 40, 1) || '律师事务所', '', 'k' || n, '',
    '巫山司罚决字〔' || 2000 + n %% 26 || '〕' || n || '号', '', '违反执业规定',
    DATE '2000-01-01' + (n %% 9500), '巫山县司法局', '{}', '{}', DATE '2000-01-01' + (n %% 9500) + 7,
    DATE '2000-01-01' + (n %% 9500) + 7, DATE '2000-01-01' + (n %% 9500) + 9, false, '', '', false, '', '', 'in_force', '{}', '',
    %(user)s, 'sheet', '', repeat('0', 64), now(), now(), DATE '2000-01-01' + (n %% 9500) + 5, %(subject)s
FROM generate_series(1, %(rows)s) n,
    (SELECT '云岫霁川砚池丹崖漱石听澜知弦望舒青溪桃渡白鹭松涛石鼓梨园橘香晴竹枝烟霞锦屏秋水长天' AS chars) words
"""


def fill(rows: int) -> Any:
    """Decisions by one statement; history off while filling, it is not what is measured."""
    from django.db import connection

    from tests.factories import make_edition, make_subject, make_superuser

    user, subject = make_superuser(username="bench"), make_subject("重庆云岫律师事务所")
    facts = {"edition": make_edition().pk, "section": _section(), "user": user.pk, "subject": subject.pk, "rows": rows}
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE publicity_decision DISABLE TRIGGER USER")
        cursor.execute(FILL, facts)
        cursor.execute("ALTER TABLE publicity_decision ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE publicity_decision")
    return user


def _section() -> int:
    from tests.factories import make_section

    return make_section().pk


def page_of(model_admin: Any, user: Any, query: str) -> float:
    """Seconds for one whole list page, the median of several."""
    from django.contrib.messages.middleware import MessageMiddleware
    from django.contrib.sessions.middleware import SessionMiddleware
    from django.test import RequestFactory

    times = []
    for _ in range(REPEATS):
        request = RequestFactory().get(f"/admin/publicity/decision/?{query}")
        request.user = user
        SessionMiddleware(lambda _: None).process_request(request)  # type: ignore[arg-type]
        MessageMiddleware(lambda _: None).process_request(request)  # type: ignore[arg-type]
        start = time.perf_counter()
        response = model_admin.changelist_view(request)
        response.render() if hasattr(response, "render") else None
        times.append(time.perf_counter() - start)
        assert response.status_code == 200, (query, response.status_code)
    return median(times)


def measure(rows: int) -> dict[str, Any]:
    """Everything on one filled table."""
    from urllib.parse import urlencode

    from django.contrib import admin

    from publicity.models import Decision

    class Plain(admin.ModelAdmin):
        """What a project gets without thinking about size."""

        list_display = ("number", "party_name", "kind", "decided_on", "state", "act_by", "section")
        search_fields = ("party_name", "number")
        list_per_page = 50
        ordering = ("-decided_on", "-id")
        list_select_related = ("kind", "section")

    user = fill(rows)
    ours, plain = admin.site._registry[Decision], Plain(Decision, admin.site)
    far = Decision.objects.newest()[min(rows - 60, 250_000)]
    pages = {"first": page_of(ours, user, ""), "far": page_of(ours, user, f"before={far.decided_on}~{far.pk}")}
    peers = {"first": page_of(plain, user, ""), "far": page_of(plain, user, f"p={min(rows // 50 - 1, 5000)}")}
    for words in SEARCHES:
        pages[f"search {words}"] = page_of(ours, user, urlencode({"q": words}))
        peers[f"search {words}"] = page_of(plain, user, urlencode({"q": words}))
    empty = page_of(ours, user, urlencode({"q": "无此名称"}))
    return {"pages": pages, "peers": peers, "limit": bare() + empty, "peak": peak_mb()}


def bare() -> float:
    """The query of the first page alone."""
    from publicity.models import Decision

    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        rows = list(
            itertools.islice(
                Decision.objects.newest().select_related("kind", "section").defer("data", "secrets")[:51], 51
            )
        )
        times.append(time.perf_counter() - start)
        assert rows
    return median(times)


def main() -> None:
    asked = arguments(__doc__ or "", 20_000)
    if asked.part:
        django()
        print(json.dumps(measure(asked.rows), ensure_ascii=False))
        return
    with Scratch("ledger") as scratch:
        say(asked.json, f"台账 {asked.rows} 行……")
        found = scratch.child(__file__, "measure", "--rows", str(asked.rows))
    for name, seconds in found["pages"].items():
        say(
            asked.json,
            f"  {name:<10} ours {seconds * 1000:7.1f} ms   plain admin {found['peers'][name] * 1000:8.1f} ms",
        )
    emit(
        name="ledger",
        rows=asked.rows,
        ours_s=found["pages"]["first"],
        peers={"plain admin": found["peers"]["first"]},
        limit_s=found["limit"],
        peak=found["peak"],
        pages=found["pages"],
        peer_pages=found["peers"],
    )


if __name__ == "__main__":
    main()
