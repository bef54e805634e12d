"""Other systems read the credit file: by token, with a purpose where it is not public, and nobody sees more than on the page."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.roles import AUDITOR, CLERK, CREDIT_OFFICE
from audit.models import Access
from core import clock
from tests.factories import make_decision, make_record, make_section, make_subject, make_user
from tests.support.machines import machine

pytestmark = pytest.mark.django_db
SUBJECTS, RECORDS = "/api/v1/subjects/", "/api/v1/records/"
PURPOSE = {"purpose": "supervision", "matter": "巫山司检〔2026〕7号"}
ON = date(2026, 9, 20)
ID_NUMBER = "500237199001011231"


@pytest.fixture(autouse=True)
def _september():
    with clock.override(ON):
        yield


@pytest.fixture
def clerk():
    return make_user(CLERK, section=make_section("legal-affairs"))


def record_of(section, **fields):
    decision = make_decision(section=section)
    return make_record(subject=decision.subject, source_type="decision", source_id=decision.pk, **fields)


@pytest.fixture
def shown(clerk):
    """A public record, a hidden one of the own section, a hidden one of another."""
    return {
        "public": record_of(make_section("approval")),
        "own": record_of(clerk.section, disclosure="shared", title=f"违规（{ID_NUMBER}）"),
        "foreign": record_of(make_section("approval"), disclosure="withheld"),
    }


def ids(answer) -> set[str]:
    assert answer.status_code == 200, answer.content
    return {row["id"] for row in answer.json()["results"]}


def of(shown, *names) -> set[str]:
    return {str(shown[name].public_id) for name in names}


def test_without_a_purpose_nothing_is_read_and_the_answer_says_how(clerk, shown):
    client = machine(clerk, "records:read")
    for url in (RECORDS, f"{RECORDS}{shown['own'].public_id}/"):
        answer = client.get(url)
        assert answer.status_code == 403
        assert answer.json()["code"] == "E-AUD-02"
        assert "X-Purpose" in answer.json()["message"]
        assert "supervision（日常监管）" in answer.json()["message"]
    assert not Access.objects.filter(deed="view").exists()


@pytest.mark.parametrize("said", [{"purpose": "curiosity", "matter": "某号"}, {"purpose": "audit"}, {"matter": "巫山1号"},
                                  {"purpose": "audit", "matter": "x"}, {"purpose": "audit", "matter": "长" * 101}])  # fmt: skip
def test_half_a_purpose_is_none(clerk, shown, said):
    answer = machine(clerk, "records:read").get(RECORDS, said)
    assert answer.status_code == 403
    assert answer.json()["code"] == "E-AUD-02"


def test_records_are_those_of_the_staffs_file_and_each_subject_is_registered(clerk, shown):
    answer = machine(clerk, "records:read").get(RECORDS, PURPOSE)
    assert ids(answer) == of(shown, "public", "own")
    looks = Access.objects.filter(deed="view", object_type="records.subject")
    assert {look.object_id for look in looks} == {str(shown[name].subject_id) for name in ("public", "own")}
    assert {(look.purpose, look.matter, look.actor_id) for look in looks} == {("日常监管", PURPOSE["matter"], clerk.pk)}


def test_the_purpose_may_stand_in_the_headers(clerk, shown):
    said = {"X-Purpose": "supervision", "X-Matter": "%E5%B7%AB%E5%B1%B11%E5%8F%B7"}
    assert ids(machine(clerk, "records:read").get(RECORDS, headers=said)) == of(shown, "public", "own")
    assert Access.objects.filter(matter="巫山1号").exists()


def test_the_credit_office_reads_all_sections(shown):
    office = make_user(CREDIT_OFFICE)
    assert ids(machine(office, "records:read").get(RECORDS, PURPOSE)) == of(shown, "public", "own", "foreign")


def test_another_sections_hidden_record_is_not_there(clerk, shown):
    client = machine(clerk, "records:read")
    assert client.get(f"{RECORDS}{shown['own'].public_id}/", PURPOSE).status_code == 200
    assert client.get(f"{RECORDS}{shown['foreign'].public_id}/", PURPOSE).status_code == 404
    assert client.get(f"{RECORDS}not-a-number/", PURPOSE).status_code == 404


def test_numbers_typed_into_a_title_are_masked(clerk, shown):
    answer = machine(clerk, "records:read").get(f"{RECORDS}{shown['own'].public_id}/", PURPOSE)
    assert answer.json()["title"].startswith("违规（5002")
    assert ID_NUMBER not in answer.content.decode()


def test_records_are_filtered(clerk, shown):
    client = machine(clerk, "records:read")
    assert ids(client.get(RECORDS, PURPOSE | {"disclosure": "shared"})) == of(shown, "own")
    assert ids(client.get(RECORDS, PURPOSE | {"subject": str(shown["public"].subject.public_id)})) == of(
        shown, "public"
    )
    assert ids(client.get(RECORDS, PURPOSE | {"since": "2026-09-08"})) == set()


@pytest.mark.parametrize(
    ("query", "field"),
    [("subject=7", "subject"), ("nature=bad", "nature"), ("since=2026-02-30", "since"), ("since=20260301", "since"), ("page_size=0", "page_size"),
     ("page_size=201", "page_size"), ("page_size=x", "page_size"), ("cursor=MTI", "cursor"), ("cursor=%00", "cursor"),
     ("since=2026-09-02&until=2026-09-01", "since"), (f"kind={'x' * 300}", "kind")],
)  # fmt: skip
def test_unreadable_parameters_are_refused_in_words(clerk, query, field):
    answer = machine(clerk, "records:read").get(f"{RECORDS}?purpose=audit&matter=某号事项&{query}")
    assert answer.status_code == 400
    assert answer.json()["field"] == field


def test_pages_hold_each_record_once_and_a_cursor_fits_its_own_list_only(clerk):
    made = {str(record_of(clerk.section).public_id) for _ in range(7)}
    client, seen = machine(clerk, "records:read"), []
    url = f"{RECORDS}?purpose=audit&matter=巫山1号&page_size=3"
    while url:
        answer = client.get(url).json()
        assert len(answer["results"]) <= 3
        seen += [row["id"] for row in answer["results"]]
        last, url = url, answer["next"]
    assert sorted(seen) == sorted(made)
    for damaged in (last.replace("records", "subjects") + "&kind=law_firm", last + "&nature=adverse", last[:-3]):
        refused = machine(clerk, "records:read", "subjects:read").get(damaged)
        assert (refused.status_code, refused.json()["code"]) == (400, "bad_cursor")


def test_pages_are_full_though_much_is_hidden(clerk):
    kept = [record_of(clerk.section, disclosure="shared") for _ in range(2)]
    for _ in range(5):
        record_of(make_section("approval"), disclosure="shared")
    kept.append(record_of(clerk.section, disclosure="shared"))
    answer = machine(clerk, "records:read").get(RECORDS, PURPOSE | {"page_size": 2}).json()
    assert [row["id"] for row in answer["results"]] == [str(kept[2].public_id), str(kept[1].public_id)]


def test_an_unchanged_answer_is_not_sent_again_but_the_look_is_registered(clerk, shown):
    client, url = machine(clerk, "records:read"), f"{RECORDS}{shown['own'].public_id}/"
    first = client.get(url, PURPOSE)
    again = client.get(url, PURPOSE, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Access.objects.filter(deed="view").count() == 2
    assert "private" in first["Cache-Control"] and "Authorization" in first["Vary"]
    shown["own"].title = "改过的事由"
    shown["own"].save()
    assert client.get(url, PURPOSE, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_queries_do_not_grow_with_the_page(clerk, django_assert_max_num_queries):
    for _ in range(12):
        record_of(clerk.section, disclosure="shared")
    client = machine(clerk, "records:read")
    client.get(RECORDS, PURPOSE | {"page_size": 1})
    with django_assert_max_num_queries(14):
        client.get(RECORDS, PURPOSE | {"page_size": 12})


# -- subjects --------------------------------------------------------------------------------------------------------
@pytest.fixture
def town():
    firm = make_subject("重庆夔门律师事务所", uscc="31500000MD02017538", address="广东中路100号")
    lawyer = make_subject(
        "张建国",
        kind="lawyer",
        uscc="",
        id_hash="d" * 64,
        id_number=ID_NUMBER,
        address="平湖西路隐秘巷七号",
        institution=firm,
    )
    citizen = make_subject("李小明", kind="other_person", uscc="", id_hash="e" * 64, id_number=ID_NUMBER)
    return {"firm": firm, "lawyer": lawyer, "citizen": citizen}


def test_without_a_purpose_only_subjects_with_a_public_page(clerk, town):
    client = machine(clerk, "subjects:read")
    assert ids(client.get(SUBJECTS)) == of(town, "firm", "lawyer")
    assert not Access.objects.exists()
    assert client.get(f"{SUBJECTS}{town['firm'].public_id}/").json()["address"] == "广东中路100号"
    refused = client.get(f"{SUBJECTS}{town['citizen'].public_id}/")
    assert (refused.status_code, refused.json()["code"]) == (403, "E-AUD-02")


def test_with_a_purpose_everybody_and_each_one_is_registered(clerk, town):
    client = machine(clerk, "subjects:read")
    assert ids(client.get(SUBJECTS, PURPOSE)) == of(town, "firm", "lawyer", "citizen")
    assert Access.objects.filter(deed="search", purpose="日常监管").count() == 3
    assert client.get(f"{SUBJECTS}{town['citizen'].public_id}/", PURPOSE).json()["name"] == "李小明"
    assert Access.objects.filter(deed="view", object_id=str(town["citizen"].pk)).count() == 1


def test_no_number_and_no_home_of_a_person(clerk, town):
    text = machine(clerk, "subjects:read").get(SUBJECTS, PURPOSE).content.decode()
    assert ID_NUMBER not in text and "隐秘巷" not in text and "d" * 64 not in text


@pytest.mark.parametrize(
    ("query", "found"),
    [({"q": "夔门"}, {"firm"}), ({"q": "张建国"}, {"lawyer"}), ({"q": "建国"}, set()), ({"uscc": "31500000md02017538"}, {"firm"}),
     ({"q": "31500000MD02017538"}, {"firm"}), ({"kind": "lawyer"}, {"lawyer"}), ({"licence_number": "1"}, set())],
)  # fmt: skip
def test_subjects_are_found(clerk, town, query, found):
    assert ids(machine(clerk, "subjects:read").get(SUBJECTS, query)) == of(town, *found)


def test_an_identity_number_in_the_query_is_refused_and_not_repeated(clerk, town):
    answer = machine(clerk, "subjects:read").get(SUBJECTS, {"q": ID_NUMBER})
    assert (answer.status_code, answer.json()["code"]) == (400, "identity_number")
    assert ID_NUMBER not in answer.content.decode()


# -- who may -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("url", [SUBJECTS, RECORDS])
def test_scope_and_right_are_both_needed(clerk, url):
    scopes = ("subjects:read", "records:read")
    assert machine(clerk, *scopes).get(url, PURPOSE).status_code == 200
    assert machine(clerk, "decisions:read").get(url, PURPOSE).status_code == 403
    assert machine(make_user(AUDITOR), *scopes).get(url, PURPOSE).status_code == 403
    assert machine(make_user(""), *scopes).get(url, PURPOSE).status_code == 403


def test_each_token_has_its_own_allowance(clerk, monkeypatch):
    from accounts.api_views import TokenRateThrottle

    monkeypatch.setattr(TokenRateThrottle, "THROTTLE_RATES", {"user": "2/min"})
    one, other = machine(clerk, "subjects:read"), machine(clerk, "subjects:read")
    answers = [one.get(SUBJECTS) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert other.get(SUBJECTS).status_code == 200


def test_an_address_of_the_api_that_does_not_exist_is_refused_in_json(client):
    answer = client.get("/api/v1/no-such-thing/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "text/html" in client.get("/no-such-thing/")["Content-Type"]
