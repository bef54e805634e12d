"""What the page shows, the interface tells, and the other way round: field for field, papers too."""

from __future__ import annotations

import html
import re

import pytest

from core.templatetags.pieces import docnumber
from core.words import cn_date
from records.services.evidence import evidence_add
from tests.factories import make_user
from wushan_credit.demo.papers import pdf

pytestmark = pytest.mark.django_db
API = "/api/v1/public"
_PAIR = re.compile(r"<dt>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def plain(text: str) -> str:
    return re.sub(r"\s+", "", html.unescape(_TAG.sub("", text)))


def main_part(client, path: str) -> str:
    """The page between its head and its foot."""
    text = client.get(path).content.decode()
    return text[text.index("<main") : text.index("</main>")]


@pytest.fixture
def paper(town):
    """A redacted copy behind the penalty."""
    record = town["penalty"].record
    clerk = make_user(section=town["penalty"].decision.section)
    evidence_add(actor=clerk, record=record, content=pdf(["original"]), filename="原件.pdf", title="决定书")
    return evidence_add(
        actor=clerk,
        record=record,
        content=pdf(["copy"]),
        filename="当事人王某某.pdf",
        title="决定书",
        variant="redacted",
    )


@pytest.mark.parametrize("name", ["penalty", "licence", "person", "citizen", "inspection"])
def test_each_shown_field_of_a_decision_is_in_both(client, town, paper, name):
    item = town[name]
    told = client.get(f"{API}{item.path}").json()
    page = main_part(client, item.path)
    record = told["record"]
    on_page = {plain(label): plain(value) for label, value in _PAIR.findall(page)}
    told_fields = {plain(field["label"]): plain(field["value"]) for field in told["fields"]}
    meta = {
        "决定文号": plain(str(docnumber(record["document_number"]))), "决定种类": record["kind_name"], "作出机关": record["authority"],
        "决定日期": cn_date(record["decided_on"]), "当前效力": told["effect"],
        "公示日期": f"{cn_date(record['publish_from'])}至{cn_date(record['publish_until'])}",
    }  # fmt: skip
    shown = {label: value for label, value in on_page.items() if label not in meta}
    assert shown == told_fields, "a field of the page that the interface does not tell, or the other way round"
    text = plain(page)
    for value in meta.values():
        assert plain(value) in text
    assert plain(record["title"]) in text and plain(record["party"]) in plain(client.get(item.path).content.decode())
    assert re.findall(r'href="(/papers/[^"]+)"', page) == [one["url"] for one in told["papers"]]
    for one in told["papers"]:
        assert plain(one["title"]) in text and one["format"] in text
    assert (told["edition"] in text) if told["fields"] else True
    assert (f"/subjects/{told['subject']}/" in page) == (told["subject"] is not None)


def test_the_paper_of_the_interface_is_the_one_of_the_page_and_neither_tells_its_name(client, town, paper):
    [told] = client.get(f"{API}{town['penalty'].path}").json()["papers"]
    assert told == {"title": "文书脱敏件 1", "format": "PDF", "size": paper.size, "url": f"/papers/{paper.public_id}/"}
    answer = client.get(told["url"])
    assert len(b"".join(answer.streaming_content)) == told["size"]
    assert "王某某" not in str(answer.headers)


@pytest.mark.parametrize("name", ["penalty", "person", "inspection"])
def test_each_shown_field_of_a_subject_is_in_both(client, town, name):
    subject = town[name].record.subject
    told = client.get(f"{API}/subjects/{subject.public_id}/").json()
    page = main_part(client, f"/subjects/{subject.public_id}/")
    facts = {plain(label): plain(value) for label, value in _PAIR.findall(page)}
    about = told["subject"]
    told_values = {
        plain(str(about[key]))
        for key in ("kind_name", "uscc", "head", "address", "licence_number", "institution")
        if about[key]
    }
    told_values |= {cn_date(about["since"])} if about["since"] else set()
    assert set(facts.values()) == told_values
    assert set(re.findall(r'href="/decisions/([0-9a-f-]{36})/"', page)) == {
        line["id"] for line in told["decisions"]["items"]
    }
    assert about["state_text"] in page


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/decisions/licences/", "kind=licence"),
        ("/decisions/penalties/", "kind=penalty"),
        ("/decisions/others/", "kind=others"),
    ],
)
def test_each_list_has_the_same_lines(client, town, path, query):
    lines = client.get(f"{API}/decisions/?{query}").json()["items"]
    page = main_part(client, path)
    assert list(dict.fromkeys(re.findall(r'href="/decisions/([0-9a-f-]{36})/"', page))) == [
        line["id"] for line in lines
    ]
    for line in lines:
        for key in ("party", "document_number", "title", "authority", "decided_on"):
            assert plain(line[key]) in plain(page), key


def test_month_closes_are_the_same(client, today):
    from publicity.models import DecisionKind
    from publicity.services.months import zero_declare
    from tests.factories import make_section

    section = make_section("legal-affairs")
    from datetime import date

    for month in (6, 7):
        zero_declare(
            actor=make_user("审核员", section=section),
            kind=DecisionKind.objects.get(code="penalty"),
            section=section,
            month=date(2026, month, 1),
        )
    page = plain(main_part(client, "/months/"))
    first = client.get(f"{API}/months/?limit=1&only=zero").json()
    second = client.get(f"{API}/months/", {"limit": 1, "only": "zero", "after": first["next"]}).json()
    told = [*first["items"], *second["items"]]
    assert second["next"] == "" and len(told) == 2
    for line in told:
        assert plain(line["statement"]) in page and line["signed_on"] in page and line["zero"]
    damaged = client.get(f"{API}/months/?after={first['next'][:-2]}")
    assert (damaged.status_code, damaged.json()["code"]) == (400, "bad_cursor")


@pytest.mark.parametrize("path", ["/decisions/", "/subjects/", "/months/", "/kinds/"])
def test_what_has_not_changed_is_not_sent_again(client, town, path):
    answer = client.get(f"{API}{path}")
    again = client.get(f"{API}{path}", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
