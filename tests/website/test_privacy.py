"""Nothing private ever leaves the house: numbers, addresses, remarks and secrets are seeded everywhere and must be nowhere."""

from __future__ import annotations

import json

import pytest

from publicity.models import FieldSpec
from tests.factories import make_subject
from tests.website.conftest import CANARIES, CANARY_ADDRESS, CANARY_ID, CANARY_PHONE, ON, penalty_data, publish

pytestmark = pytest.mark.django_db


def every_answer(client, town) -> dict[str, str]:
    """Every public address with its text."""
    paths = [
        "/", "/search/?q=夔门", "/search/?q=张建国", "/search/?q=李小明", "/search/?kind=person&q=张建国", "/search/?kind=law_firm",
        "/decisions/licences/", "/decisions/penalties/", "/decisions/others/", "/months/", "/about/", "/sitemap.xml",
        "/api/v1/public/decisions/", "/api/v1/public/decisions/?q=李小明", "/api/v1/public/decisions.csv", "/api/v1/public/subjects/",
        "/api/v1/public/subjects/?q=张建国", "/api/v1/public/kinds/", "/api/schema/",
    ]  # fmt: skip
    for item in town.values():
        paths += [item.path, f"/api/v1/public{item.path}"]
        subject = f"/subjects/{item.record.subject.public_id}/"
        paths += [subject, f"/api/v1/public{subject}"]
    answers = {}
    for path in paths:
        response = client.get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        answers[path] = (
            json.dumps(response.json(), ensure_ascii=False) if "json" in response["Content-Type"] else body.decode()
        )
    return answers


def test_no_canary_sings(client, town):
    for path, text in every_answer(client, town).items():
        for canary in CANARIES:
            assert canary not in text, f"{canary} in {path}"
        assert CANARY_ID.translate(str.maketrans("0123456789", "０１２３４５６７８９")) not in text


def test_a_person_is_masked_in_every_list_and_decision(client, town):
    for path, text in every_answer(client, town).items():
        assert "李小明" not in text or "李小明" in path
    page = client.get(town["citizen"].path).content.decode()
    assert "李**" in page
    assert "张**" in client.get(town["person"].path).content.decode()


def test_the_name_of_a_person_is_masked_inside_the_text_of_the_decision(client, town):
    shown = client.get(f"/api/v1/public{town['person'].path}").json()
    assert shown["record"]["title"] == "准予张**变更执业机构"
    content = next(field["value"] for field in shown["fields"] if field["code"] == "XK_NR")
    assert content.startswith("准予张**（5002")
    assert CANARY_ID not in content


def test_persons_are_in_no_list(client, town):
    person = str(town["person"].record.public_id)
    for path in ("/decisions/licences/", "/", "/sitemap.xml", "/api/v1/public/decisions/", "/search/?kind=licence"):
        assert person not in client.get(path).content.decode()


def test_a_decision_on_a_person_does_not_lead_to_the_person(client, town):
    subject = str(town["person"].record.subject.public_id)
    assert subject not in client.get(town["person"].path).content.decode()
    assert client.get(f"/api/v1/public{town['person'].path}").json()["subject"] is None


def test_an_ordinary_person_has_no_page(client, town):
    subject = town["citizen"].record.subject
    assert client.get(f"/subjects/{subject.public_id}/").status_code == 404
    assert client.get(f"/api/v1/public/subjects/{subject.public_id}/").status_code == 404


def test_a_practitioner_is_found_by_the_whole_name_and_gets_no_grade(client, town, lawyer):
    page = client.get("/search/?kind=person&q=张建国").content.decode()
    assert f"/subjects/{lawyer.public_id}/" in page
    own = client.get(f"/subjects/{lawyer.public_id}/").content.decode()
    assert "重庆夔门律师事务所" in own
    assert "正常执业" in own
    assert "等级" not in own
    for part in ("建国", "张建"):
        assert f"/subjects/{lawyer.public_id}/" not in client.get(f"/search/?kind=person&q={part}").content.decode()


def test_a_field_is_shown_only_if_its_publish_level_says_so(client, firm, today):
    item = publish("penalty", subject=firm, data=penalty_data(NOT_IN_THE_STANDARD="不在标准里的内容"))
    assert "不在标准里的内容" not in client.get(item.path).content.decode()
    assert "同时在两个以上律师事务所执业" in client.get(item.path).content.decode()
    FieldSpec.objects.filter(edition=item.decision.edition, code="CF_WFXW").update(public_level="never")
    assert "同时在两个以上律师事务所执业" not in client.get(item.path).content.decode()


def test_what_is_not_written_in_the_register_is_not_shown_of_other_companies(client, today):
    company = make_subject(
        "巫山某某商贸有限公司", kind="other_org", address=CANARY_ADDRESS, legal_representative="赵某某"
    )
    publish("penalty", subject=company)
    page = client.get(f"/subjects/{company.public_id}/").content.decode()
    assert CANARY_ADDRESS not in page
    assert "赵某某" not in page


def test_an_identity_number_typed_into_the_search_is_not_echoed(client, town):
    answer = client.get("/search/", {"q": CANARY_ID}, follow=True)
    text = answer.content.decode()
    assert "不能用身份证号查询" in text
    assert CANARY_ID not in text
    assert CANARY_ID not in answer.request["QUERY_STRING"]
    refusal = client.get("/api/v1/public/decisions/", {"q": CANARY_ID})
    assert refusal.status_code == 400
    assert CANARY_ID not in refusal.content.decode()


def test_page_api_and_csv_show_the_same(client, town):
    """Field for field: whatever the interface says stands on the page, and the page's list is the CSV's list."""
    for name in ("penalty", "licence", "person", "inspection"):
        shown = client.get(f"/api/v1/public{town[name].path}").json()
        page = client.get(town[name].path).content.decode()
        for field in shown["fields"]:
            assert field["label"] in page
            assert field["value"] in page.replace("&quot;", '"').replace("&#x27;", "'")
        assert page.count("<dt>") == len(shown["fields"])
        for value in (
            shown["record"]["party"],
            shown["record"]["title"],
            shown["record"]["document_number"],
            shown["effect"],
        ):
            assert value in page
        assert f"还有 {shown['record']['days_left']} 天" in page
    listed = client.get("/api/v1/public/decisions/?kind=licence").json()["items"]
    csv = (
        b"".join(client.get("/api/v1/public/decisions.csv?kind=licence").streaming_content)
        .decode("utf-8-sig")
        .splitlines()
    )
    html = client.get("/decisions/licences/").content.decode()
    assert len(csv) == len(listed) + 1 == 2
    for row, line in zip(listed, csv[1:], strict=True):
        cells = line.split(",")
        assert cells == [
            row[key]
            for key in (
                "id",
                "kind_name",
                "party",
                "document_number",
                "title",
                "authority",
                "decided_on",
                "publish_from",
                "publish_until",
            )
        ] + ["、".join(row["marks"]), row["reply"]]
        assert all(cell in html for cell in (cells[0], cells[2], cells[3], cells[4], cells[5], cells[6], cells[8]))


def test_phone_numbers_in_free_text_are_masked(client, town):
    page = client.get(town["penalty"].path).content.decode()
    assert CANARY_PHONE not in page
    assert "139****1234" in page
    assert ON.isoformat() not in page
