"""The open interface: documented, paged, limited, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from tests.factories import make_subject
from tests.website.conftest import DAY, publish

pytestmark = pytest.mark.django_db
API = "/api/v1/public"


def test_pages_of_decisions_hold_each_once(client, firm, today):
    made = {
        str(publish("licence", subject=firm, event_date=DAY - timedelta(days=n % 3)).record.public_id)
        for n in range(12)
    }
    seen, after, counts = [], "", []
    while True:
        answer = client.get(f"{API}/decisions/", {"limit": 5, "after": after, "kind": "licence"}).json()
        seen += [item["id"] for item in answer["items"]]
        counts.append(answer["count"])
        after = answer["next"]
        if not after:
            break
    assert sorted(seen) == sorted(made)
    assert counts == ["12", "", ""]


def test_the_register_can_be_read_page_by_page(client, today):
    names = {make_subject(f"重庆第{n}律师事务所", pinyin=f"p{n % 3}").name for n in range(7)}
    seen, after = [], ""
    while True:
        answer = client.get(f"{API}/subjects/", {"limit": 3, "after": after, "kind": "law_firm"}).json()
        seen += [item["name"] for item in answer["items"]]
        after = answer["next"]
        if not after:
            break
    assert sorted(seen) == sorted(names)


def test_a_subject_comes_with_its_decisions(client, town, firm):
    answer = client.get(f"{API}/subjects/{firm.public_id}/").json()
    assert answer["subject"]["name"] == "重庆夔门律师事务所"
    assert answer["subject"]["state_text"] == "证照有效，可以依法执业"
    assert {item["id"] for item in answer["decisions"]["items"]} == {
        str(town[key].record.public_id) for key in ("penalty", "licence")
    }
    assert "id_number" not in str(answer)


def test_kinds_are_listed(client, today):
    answer = client.get(f"{API}/kinds/").json()
    assert {"code": "penalty", "name": "行政处罚"} in answer["decisions"]
    assert {"code": "law_firm", "name": "律师事务所"} in answer["subjects"]


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [("q=夔", "query_too_short", "q"), ("since=x", "bad_date", "since"), ("limit=0", "bad_rows", "limit"), ("kind=x", "bad_kind", "kind"),
     ("after=x", "bad_cursor", "after"), ("order=x", "bad_order", "order")],
)  # fmt: skip
def test_refusals_carry_a_code_and_the_parameter(client, today, query, code, field):
    answer = client.get(f"{API}/decisions/?{query}")
    assert answer.status_code == 400
    assert (answer.json()["code"], answer.json()["field"]) == (code, field)


def test_unknown_things_are_404_in_words(client, today):
    for path in ("decisions", "subjects"):
        answer = client.get(f"{API}/{path}/00000000-0000-4000-8000-000000000000/")
        assert answer.status_code == 404
        assert "没有找到" in answer.json()["message"]


def test_an_address_may_ask_only_so_often(client, today, monkeypatch):
    from rest_framework.throttling import AnonRateThrottle

    monkeypatch.setattr(AnonRateThrottle, "THROTTLE_RATES", {"anon": "3/min", "user": "3/min"})
    answers = [client.get(f"{API}/kinds/") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "过于频繁" in answers[-1].json()["message"]
    assert int(answers[-1]["Retry-After"]) > 0


def test_the_csv_opens_in_a_spreadsheet_and_runs_nothing(client, today):
    for title in ("=1+1", "+cmd", "@SUM(A1)", "-2+3", "正常事由"):
        publish("licence", title=title, document_number="巫山司许〔2026〕9号")
    answer = client.get(f"{API}/decisions.csv")
    assert answer.streaming
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    raw = b"".join(answer.streaming_content)
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(rows) == 5
    assert {row["事由"] for row in rows} == {"'=1+1", "'+cmd", "'@SUM(A1)", "'-2+3", "正常事由"}
    assert set(rows[0]) == {
        "编号",
        "种类",
        "名称",
        "文号",
        "事由",
        "机关",
        "决定日期",
        "公示开始",
        "公示截止",
        "标注",
        "当事人回应",
    }


def test_the_csv_is_read_in_pieces_and_capped(client, firm, today, monkeypatch):
    monkeypatch.setattr("website.api.CSV_CHUNK", 4)
    monkeypatch.setattr("website.api.CSV_ROWS", 10)
    for _ in range(13):
        publish("licence", subject=firm)
    lines = b"".join(client.get(f"{API}/decisions.csv?kind=licence").streaming_content).decode().splitlines()
    assert len(lines) == 11
    assert len(set(lines)) == 11


def test_the_schema_describes_every_public_address_with_its_refusals(client, today):
    import yaml

    schema = yaml.safe_load(client.get("/api/schema/").content)
    paths = {path: item for path, item in schema["paths"].items() if path.startswith(API)}
    assert {f"{API}/{name}/" for name in ("kinds", "decisions", "subjects", "months")} <= set(paths)
    for path, item in paths.items():
        answers = item["get"]["responses"]
        assert "429" in answers
        assert ("404" in answers) == ("{" in path)
        assert "400" in answers or "{" in path or path == f"{API}/kinds/"
        assert item["get"]["summary"]
    fields = schema["components"]["schemas"]["Decision"]["properties"]
    assert {"record", "fields", "effect", "notes"} <= set(fields)


def test_an_answer_has_exactly_the_documented_fields(client, town):
    import yaml

    schema = yaml.safe_load(client.get("/api/schema/").content)["components"]["schemas"]
    line = client.get(f"{API}/decisions/").json()["items"][0]
    assert set(line) == set(schema["DecisionLine"]["properties"])
    whole = client.get(f"{API}{town['penalty'].path}").json()
    assert set(whole) == set(schema["Decision"]["properties"])
    subject = client.get(f"{API}/subjects/").json()["items"][0]
    assert set(subject) == set(schema["Subject"]["properties"])
