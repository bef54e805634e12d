"""The public's search over many records: ours beside the ORM's icontains, beside pg_trgm, and beside the bare index on pairs.

ours     `records.search.search_records`: all statements of one search (subjects, newest 20 public records, capped count)
peers    newest 20 public records by icontains (UPPER LIKE), and by LIKE on a pg_trgm index; no count
limit    the same rows by one statement on an index over the pairs of characters of every record, planned by the database; no count

One database, one process, the same queries for all. Seconds are those spent in the database; `ours_s`, `peers` and `limit_s` are
the 95th percentile over the mix of queries, `mix` says more. With --page the search page is asked by eight visitors under
gunicorn with two workers (loopback only, ten seconds), and so is an empty view that only does the search; once as visitors do, asking
some questions again (the kept answer of an unchanged database), once with no address asked twice.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote

from common import BASE_DIR, Scratch, arguments, django, emit, peak_mb, say

ON = date(2026, 9, 1)
SEED = 20260901
SLOW_QUERIES, REPEATS = 24, 3
VISITORS, SECONDS = 8, 10
COMMON = ("重庆", "律师", "公司", "事务", "巫山", "法律服务", "律师事务所", "有限公司")
ABSENT = ("鼋鼍", "鼋鼍律师", "重庆鼋鼍律师事务所", "山水水山")
CHARACTERS = (
    "夔巫峡云阳奉节城口开州忠丰石柱彭水黔江酉秀涪陵南川綦永荣昌大足铜梁潼璧合津长寿垫平万盛武隆明德诚信正义公和谐金玉华泰瑞祥鼎恒安"
    "达远志宏博文渊源海天地人中立方圆同舟共济众成久鸣鹤松柏竹梅兰菊春夏秋冬东西北晨曦朝晖夕月星辰晴岚溪岭岳峰泉林森桐楠榕樟枫杨柳桃李杏棠"
)

SUBJECTS = """
INSERT INTO records_subject (public_id, kind, name, pinyin, initials, uscc, uscc_override, id_type, id_number, id_hash,
    licence_number, licence_serial, legal_representative, address, state, created_at)
SELECT gen_random_uuid(), kind, CASE kind WHEN 'law_firm' THEN '重庆' || given || '律师事务所'
        WHEN 'service_office' THEN '巫山县' || given || '基层法律服务所' WHEN 'notary_office' THEN '重庆市' || given || '公证处'
        WHEN 'forensic_institute' THEN '重庆' || given || '司法鉴定所'
        ELSE '重庆' || given || (ARRAY['建筑工程', '商贸', '物业管理', '科技', '旅游开发'])[1 + i %% 5] || '有限公司' END,
    '', '', '', '', '', '', '', '', '', '', '', 'normal', now()
FROM (
    SELECT i, CASE WHEN i %% 10 < 4 THEN 'law_firm' WHEN i %% 10 < 6 THEN 'service_office' WHEN i %% 10 < 7 THEN 'notary_office'
        WHEN i %% 10 < 8 THEN 'forensic_institute' ELSE 'other_org' END AS kind,
        (SELECT string_agg(substr(%(chars)s, 1 + floor(random() ^ 1.5 * length(%(chars)s))::int, 1), '')
         FROM generate_series(1, 2 + (random() * 1.6)::int) g WHERE i = i) AS given
    FROM generate_series(1, %(subjects)s) i
) made
"""
RECORDS = """
INSERT INTO records_creditrecord (public_id, kind, subject_id, item_id, nature, party_name, party_is_person, document_number, title,
    authority, event_date, severity, severity_basis, severity_confirmed, rule_version_id, disclosure, disclosure_reason, publish_from,
    publish_until, suspended_reason, withdrawn_reason, repaired_source, source_type, source_id, created_at)
SELECT gen_random_uuid(), kind, s.id, %(item)s, 'neutral', s.name, false,
    CASE kind WHEN 'licence' THEN '巫山司许〔' ELSE '巫山司罚决字〔' END || extract(year FROM day) || '〕' || r.i || '号',
    '准予变更登记事项（第' || r.i || '件）', '巫山县司法局', day, 'licence', '', true, %(rule)s, 'public', '依法公示', day + 3,
    day + CASE kind WHEN 'penalty' THEN 730 ELSE 1460 END, '', '', '', 'bench', r.i, now()
FROM (
    SELECT i, CASE WHEN random() < 0.6 THEN 'licence' ELSE 'penalty' END AS kind,
        DATE '2021-01-01' + (i::bigint * 2069 / %(rows)s)::int AS day, 1 + floor(random() ^ 2 * %(subjects)s)::int AS place
    FROM generate_series(1, %(rows)s) i
) r JOIN (SELECT id, name, row_number() OVER (ORDER BY id) AS place FROM records_subject) s USING (place) ORDER BY r.i
"""
TRGM_INDEX = "CREATE INDEX bench_trgm ON records_creditrecord USING gin (party_name gin_trgm_ops)"
PAIRS_INDEX = """CREATE INDEX bench_pairs ON records_creditrecord USING gin (core_bigrams(party_name));
ALTER INDEX bench_pairs ALTER COLUMN 1 SET STATISTICS 1000"""


# -- data ------------------------------------------------------------------------------------------------------------
def fill(rows: int) -> None:
    """Subjects and records by two statements with a fixed seed. History and guards are off: they are not what is measured."""
    from django.db import connection

    facts = {"rows": rows, "subjects": max(rows // 20, 50), "chars": CHARACTERS, "item": 1, "rule": 1}
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE records_creditrecord DISABLE TRIGGER USER")
        cursor.execute("SELECT setseed(0.42)")
        cursor.execute(SUBJECTS, facts)
        cursor.execute("INSERT INTO records_subjectname (subject_id, name) SELECT id, name FROM records_subject")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'records_creditrecord' AND indexname LIKE 'records_record_%%'"
            " AND indexdef NOT LIKE '%%UNIQUE%%'"
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute(RECORDS, facts)
        cursor.execute("SET maintenance_work_mem = '256MB'")
        for _, definition in indexes:
            cursor.execute(definition)
        cursor.execute("ALTER TABLE records_creditrecord ENABLE TRIGGER USER")
        for table in ("records_subject", "records_subjectname", "records_creditrecord"):
            cursor.execute(f"VACUUM ANALYZE {table}")


def queries() -> list[tuple[str, str]]:
    """What visitors type, with its class: pieces of names by their natural frequency, the commonest words, and misses."""
    from records.models import Subject

    chosen = random.Random(SEED)
    names = list(Subject.objects.order_by("id").values_list("name", flat=True)[:20_000])
    found = [("common", word) for word in COMMON] + [("absent", word) for word in ABSENT]
    for length in (2, 3, 4):
        for _ in range(40):
            name = chosen.choice(names)
            start = chosen.randrange(len(name) - length + 1)
            found.append((f"{length} characters", name[start : start + length]))
    found += [("whole name", chosen.choice(names)) for _ in range(20)]
    chosen.shuffle(found)
    return found


# -- measuring -------------------------------------------------------------------------------------------------------
class Stopwatch:
    """Seconds spent in the database, counted around every statement."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - start


def seconds_of(search: Callable[[str], Any], word: str) -> tuple[float, float]:
    """Database seconds and all seconds of one search, the best of a few: the machine is shared."""
    from django.db import connection

    best = (1e9, 1e9)
    for _ in range(REPEATS):
        watch, start = Stopwatch(), time.perf_counter()
        with connection.execute_wrapper(watch):
            search(word)
        best = min(best, (watch.seconds, time.perf_counter() - start))
    return best


def p(values: list[float], share: float) -> float:
    """A percentile by rank."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def newest_public():
    from records.models import CreditRecord

    return CreditRecord.objects.public(ON).newest()


def ours(word: str) -> list:
    from records.search import search_records

    return list(search_records(word, on=ON).items)


def icontains(word: str) -> list:
    return list(newest_public().filter(party_name__icontains=word)[:20])


def like(word: str) -> list:
    return list(newest_public().filter(party_name__contains=word)[:20])


def pairs(word: str) -> list:
    from core.search import needle

    wanted = needle(word)
    where, params = ["core_bigrams(party_name) @> %s::text[]"], [wanted.pairs]
    if not wanted.exact:
        where, params = [*where, "strpos(core_fold(party_name), %s) > 0"], [*params, wanted.folded]
    return list(newest_public().extra(where=where, params=params)[:20])  # noqa: S610


def measure(rows: int, with_page: bool) -> dict[str, Any]:
    """Everything on one filled database."""
    from django.db import connection

    fill(rows)
    asked = queries()
    mix = {kind: [seconds_of(ours, word) for k, word in asked if k == kind] for kind in dict(asked)}
    database = [pair[0] for pairs_ in mix.values() for pair in pairs_]
    page = visited([word for _, word in asked]) if with_page else None
    few = [word for _, word in asked[:: max(len(asked) // SLOW_QUERIES, 1)]]
    expected = {word: [row.pk for row in ours(word)] for word in few}
    peers = {"icontains": [seconds_of(icontains, word)[0] for word in few]}
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute(TRGM_INDEX)
        peers["pg_trgm"] = [seconds_of(like, word)[0] for word in few]
        cursor.execute("DROP INDEX bench_trgm")
        for statement in PAIRS_INDEX.split(";"):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE records_creditrecord")
    limit = [seconds_of(pairs, word)[0] for _, word in asked]
    assert all([row.pk for row in pairs(word)] == found for word, found in expected.items()), "answers differ"
    return {
        "ours": p(database, 0.95), "peers": {name: p(times, 0.95) for name, times in peers.items()}, "limit": p(limit, 0.95),
        "mix": {
            kind: {"queries": len(times), "p50_ms": _ms(p([t[0] for t in times], 0.5)), "p95_ms": _ms(p([t[0] for t in times], 0.95)),
                   "worst_ms": _ms(max(t[0] for t in times)), "with_python_p50_ms": _ms(p([t[1] for t in times], 0.5))}
            for kind, times in mix.items()
        },
        "p50": {"ours": p(database, 0.5), "limit": p(limit, 0.5)} | {name: p(times, 0.5) for name, times in peers.items()},
        "page": page, "peak": peak_mb(),
    }  # fmt: skip


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


# -- the page under a real server ------------------------------------------------------------------------------------
def visited(words: list[str]) -> dict[str, Any]:
    """The search page, and a view that only searches, asked by eight visitors at once; `fresh` is the page with no answer asked twice."""
    found = {}
    page = "wushan_credit.wsgi:application"
    for name, application in (("page", page), ("fresh", page), ("bare", "search:bare_application")):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--workers", "2", "--bind", f"127.0.0.1:{port}", "--log-level", "error", application],
            cwd=BASE_DIR, env=os.environ | {"WUSHAN_MODE": "local", "WUSHAN_TODAY": ON.isoformat(), "LOG_LEVEL": "ERROR",
                                            "PYTHONPATH": os.pathsep.join([str(BASE_DIR), str(BASE_DIR / "benchmarks")])},
        )  # fmt: skip
        try:
            _wait(port)
            found[name] = _visit(port, words, unlike=name == "fresh")
        finally:
            server.terminate()
            server.wait(10)
    return found


def bare_application(environ: dict, start_response: Callable) -> list[bytes]:
    """Search and say how much was found: what the page costs without being a page."""
    from urllib.parse import parse_qs

    word = parse_qs(environ["QUERY_STRING"]).get("q", [""])[0]
    body = str(len(ours(word))).encode() if word else b"ready"
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


def _wait(port: int) -> None:
    for _ in range(100):
        try:
            _get(port, "/")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server did not start")


def _get(port: int, path: str) -> int:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        link.request("GET", path)
        answer = link.getresponse()
        answer.read()
        return answer.status
    finally:
        link.close()


def _visit(port: int, words: list[str], *, unlike: bool) -> dict[str, Any]:
    """Eight visitors for ten seconds, after one round to warm up. With `unlike` every address is a new one."""
    count = itertools.count()
    paths = [f"/search/?q={quote(word)}" for word in words]
    for path in paths[:40]:
        _get(port, path)
    times: list[float] = []
    failures: list[int] = []
    end = time.perf_counter() + SECONDS

    def visitor(seed: int) -> None:
        chosen = random.Random(seed)
        while time.perf_counter() < end:
            start = time.perf_counter()
            path = chosen.choice(paths)
            status = _get(port, f"{path}&visit={next(count)}" if unlike else path)
            times.append(time.perf_counter() - start)
            if status != 200:
                failures.append(status)

    visitors = [threading.Thread(target=visitor, args=(seed,)) for seed in range(VISITORS)]
    for one in visitors:
        one.start()
    for one in visitors:
        one.join()
    return {
        "requests_per_s": round(len(times) / SECONDS, 1), "p50_ms": _ms(p(times, 0.5)), "p95_ms": _ms(p(times, 0.95)),
        "failures": len(failures),
    }  # fmt: skip


def main() -> None:
    options = arguments(__doc__.splitlines()[0], 20_000)
    if options.part:
        django()
        print(json.dumps(measure(options.rows, options.part == "page")))
        return
    say(options.json, f"{options.rows:,} 条记录：填充、查询、对照（大约 {max(options.rows // 8000, 10)} 秒）")
    with Scratch("search") as scratch:
        part = "page" if options.rows >= 100_000 else "search"
        found = scratch.child(__file__, part, "--rows", str(options.rows))
    for kind, line in found["mix"].items():
        say(options.json, f"{kind:14} {line}")
    say(options.json, f"p50 {found['p50']}")
    say(options.json, f"页面 {found['page']}")
    emit(
        name="search", rows=options.rows, ours_s=found["ours"], peers=found["peers"], limit_s=found["limit"], peak=found["peak"],
        mix=found["mix"], page=found["page"],
    )  # fmt: skip


if __name__ == "__main__":
    main()
else:
    django()  # gunicorn loads `bare_application` from here
