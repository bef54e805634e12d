"""Machines hand decisions in: with a token, exactly once, judged by the rules of the form and the workbook."""

from __future__ import annotations

import re
import threading
from datetime import date, timedelta

import pytest
from rest_framework.test import APIClient

from accounts.models import ApiToken
from accounts.roles import AUDITOR
from core import clock
from exchange.models import IdempotencyKey
from exchange.services.running import run_now
from publicity.importing.confirming import start_check
from publicity.models import Decision
from publicity.services.checking import check_values
from publicity.services.standards import edition_for
from tests.factories import make_section, make_subject, make_user
from tests.publicity.rows import row_of, workbook

pytestmark = pytest.mark.django_db
URL = "/api/v1/decisions/"
CHECK = "/api/v1/decisions/check/"
ID_NUMBER = "110101199003074530"


@pytest.fixture(autouse=True)
def _demo_day():
    with clock.override(date(2026, 9, 1)):
        yield


def client(user=None, scopes=("decisions:read", "decisions:write")) -> APIClient:
    plain = ApiToken.fresh()
    ApiToken.objects.create(
        user=user or make_user(), name="试验", digest=ApiToken.hash(plain), scopes=list(scopes),
        expires_at=clock.now() + timedelta(days=400),
    )  # fmt: skip
    machine = APIClient()
    machine.credentials(HTTP_AUTHORIZATION=f"Token {plain}")
    return machine


def body(**change) -> dict:
    return {"kind": "penalty", "fields": row_of(**change)}


def post(machine, data, key="k-1", url=URL):
    return machine.post(url, data, format="json", headers={"Idempotency-Key": key})


def test_a_good_decision_is_registered_and_shown_without_identity_numbers():
    answer = post(client(), {"kind": "penalty", "fields": row_of(party="natural")})
    assert answer.status_code == 201, answer.json()
    decision = Decision.objects.get()
    assert (decision.state, decision.channel) == ("pending", "api")
    assert answer.json()["id"] == str(decision.public_id)
    assert answer.json()["due_internal"] == "2026-03-09"
    assert ID_NUMBER not in answer.content.decode()


def test_a_draft_is_taken_with_open_fields():
    answer = post(client(), {"kind": "penalty", "state": "draft", "fields": row_of(basis="")})
    assert answer.status_code == 201
    assert answer.json()["state"] == "draft"


def test_refusals_list_every_field_with_code_and_proposal():
    answer = post(client(), body(basis="", uscc="31500000MD0000009D", decided_on="2027-01-01"))
    assert answer.status_code == 400
    errors = {one["field"]: one for one in answer.json()["errors"] if one["level"] == "error"}
    assert {"CF_YJ", "CF_XDR_SHXYM", "CF_JDRQ"} <= set(errors)
    assert set(errors["CF_YJ"]) == {"field", "header", "code", "level", "message", "suggestion", "overridable"}
    assert errors["CF_YJ"]["header"] == "处罚依据"
    assert not Decision.objects.exists()


#: The same bad rows at every door; more rules are proven one by one in the tests of the standard.
BAD = {
    "check digit": {"uscc": "31500000MD0000009D"},
    "missing": {"basis": "", "facts": ""},
    "future": {"decided_on": "2027-01-01"},
    "fine without amount": {"category": "罚款", "content": "罚款2000元", "fine": ""},
    "unknown word": {"party_kind": "社会团体"},
    "wrong column": {"category": "巫山县司法局"},
    "yuan for wan": {"category": "罚款", "content": "罚款2100元", "fine": "2100元"},
    "prefix": {"uscc": "91500237MA5U00011Y"},
    "float code": {"uscc": 9.15002372e17},
    "near name": {"party_name": "重庆巫峡律师事务所"},
    "name of another": {"party_name": "重庆夔门律师事务所", "uscc": "31500000MD0000016Y"},
    "no catalogue": {"decided_on": "1995-03-02", "doc_number": "巫山司罚决字〔1995〕1号"},
}


@pytest.mark.parametrize("name", BAD)
def test_the_same_bad_row_gives_the_same_codes_at_all_three_doors(name):
    make_subject("重庆巫霞律师事务所", uscc="31500000MD0000024P")
    make_subject("重庆大昌律师事务所", uscc="31500000MD0000016Y")
    clerk = make_user()
    values = row_of(**BAD[name])
    form = {f.code for f in check_values(edition=edition_for("penalty"), values=values).of_level("error")}
    answer = post(client(clerk), {"kind": "penalty", "fields": values})
    api = {one["code"] for one in answer.json()["errors"] if one["level"] == "error"}
    content = workbook("penalty", [values])
    job = run_now(start_check(actor=clerk, kind="penalty", file=content, filename="a.xlsx", queue=False).pk)
    sheet = {one["code"] for one in job.rows.get(level="error").findings if one["level"] == "error"}
    assert form == api == sheet
    assert form
    assert job.bad == 1


def test_the_key_is_required():
    answer = client().post(URL, body(), format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_required")


def test_the_same_request_again_gets_the_same_answer_and_no_second_effect():
    machine = client()
    first, second = post(machine, body()), post(machine, body())
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert Decision.objects.count() == 1


def test_the_same_key_for_something_else_is_refused_with_words():
    machine = client()
    post(machine, body())
    answer = post(machine, body(doc_number="巫山司罚决字〔2026〕2号"))
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")
    assert Decision.objects.count() == 1


def test_a_refused_request_may_be_mended_under_the_same_key():
    machine = client()
    assert post(machine, body(basis="")).status_code == 400
    assert post(machine, body()).status_code == 201


def test_keys_of_two_users_do_not_meet():
    assert post(client(), body()).status_code == 201
    assert post(client(), body(doc_number="巫山司罚决字〔2026〕2号")).status_code == 201


def test_the_same_decision_under_a_new_key_changes_nothing():
    machine = client()
    first = post(machine, body())
    again = post(machine, body(), key="k-2")
    assert again.status_code == 200
    assert (again.json()["id"], again.json()["unchanged"]) == (first.json()["id"], True)
    assert Decision.objects.count() == 1


def test_another_sections_identical_decision_is_not_shown():
    post(client(make_user(section=make_section("approval"))), body())
    answer = post(client(), body())
    assert answer.status_code == 409
    assert "id" not in answer.json()


def test_a_trial_run_writes_nothing():
    answer = client().post(CHECK, body(basis=""), format="json")
    assert answer.status_code == 200
    assert answer.json()["good"] is False
    assert client().post(CHECK, body(), format="json").json()["good"] is True
    assert not Decision.objects.exists()
    assert not IdempotencyKey.objects.exists()


def test_proposals_for_identity_numbers_are_masked():
    answer = client().post(
        CHECK, {"kind": "penalty", "fields": row_of(party="natural", id_number="11010119900307453Ｘ")}, format="json"
    )
    assert "110101199003074" not in answer.content.decode()


@pytest.mark.parametrize("scopes", [("decisions:read",), ()])
def test_a_token_without_the_scope_writes_nothing(scopes):
    assert post(client(scopes=scopes), body()).status_code == 403
    assert client(scopes=scopes).post(CHECK, body(), format="json").status_code == 403


def test_no_token_no_entry_and_a_token_gives_no_right_its_owner_lacks():
    assert APIClient().post(URL, body(), format="json").status_code == 401
    auditor = client(make_user(AUDITOR))
    assert post(auditor, body()).status_code == 403
    assert auditor.get(URL).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "field"), [({"kind": "nonsense"}, "kind"), ({"fields": "text"}, "fields"), ({"state": "ready"}, "state")]
)
def test_a_body_of_the_wrong_form_is_told_with_its_field(wrong, field):
    answer = post(client(), body() | wrong)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field


def test_an_unknown_field_is_an_error_not_ignored():
    answer = post(client(), {"kind": "penalty", "fields": row_of() | {"CF_NEW": "x"}})
    assert "E-HDR-01" in {one["code"] for one in answer.json()["errors"]}


@pytest.mark.parametrize("value", [None, 10**30, "=1+1", "\x00", "字" * 5000])
def test_no_value_breaks_the_check(value):
    answer = client().post(CHECK, {"kind": "penalty", "fields": row_of() | {"CF_XDR_MC": value}}, format="json")
    assert answer.status_code == 200


@pytest.mark.parametrize("value", [["a"], {"b": 1}, True])
def test_a_thing_that_is_no_text_is_refused_and_never_stored_as_its_name(value):
    answer = post(client(), body() | {"fields": row_of() | {"CF_SY": value}})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "fields.CF_SY")
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"note": "x"}, "note"),
        ({"answers": {"secrets": True}}, "answers.secrets"),
        ({"edition": "9999"}, "edition"),
        ({"state": "sent"}, "state"),
    ],
)
def test_what_is_not_known_is_refused_not_left_out(more, field):
    answer = post(client(), body() | more)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert answer.json()["message"].count("。") >= 1


@pytest.mark.parametrize(
    "raw",
    [
        b'{"kind":"penalty","fields":{"CF_SY":"\\ud800"}}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"kind":"penalty","fields":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
        b"null",
        b"[]",
        b"1",
        b"",
        b"\xff\xfe",
    ],
)
def test_no_body_breaks_the_door(raw):
    machine = client()
    for url in (URL, CHECK):
        answer = machine.post(url, raw, content_type="application/json", headers={"Idempotency-Key": "k"})
        assert answer.status_code == 400
        assert not re.search(r"[A-Za-z]{4,} [A-Za-z]{2,}", answer.json()["message"]), "no English sentence"


def test_a_body_beyond_all_measure_is_called_too_large(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
    answer = post(client(), body(facts="长" * 1_000_000))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_own_decisions_are_read_back_and_nobody_elses():
    machine, stranger = client(), client(make_user(section=make_section("approval")))
    number = post(machine, body()).json()["id"]
    assert machine.get(f"{URL}{number}/").json()["number"] == "巫山司罚决字〔2026〕1号"
    assert [one["id"] for one in machine.get(URL, {"kind": "penalty"}).json()["results"]] == [number]
    assert stranger.get(f"{URL}{number}/").status_code == 404
    assert stranger.get(URL).json()["results"] == []


def test_the_list_costs_the_same_for_one_and_for_many(django_assert_max_num_queries):
    machine = client()
    for n in range(1, 12):
        post(machine, body(doc_number=f"巫山司罚决字〔2026〕{n}号"), key=f"k{n}")
    with django_assert_max_num_queries(10):
        assert len(machine.get(URL, {"page_size": 10}).json()["results"]) == 10


def test_the_document_names_every_answer():
    from drf_spectacular.generators import SchemaGenerator

    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    assert set(paths[URL]["post"]["responses"]) >= {"200", "201", "400", "401", "403", "409"}
    assert "Idempotency-Key" in {one["name"] for one in paths[URL]["post"]["parameters"]}


@pytest.mark.django_db(transaction=True)
def test_two_at_once_have_one_effect():
    user = make_user()
    machines = [client(user), client(user)]
    gate, answers = threading.Barrier(2), []

    def send(machine):
        from django.db import connection

        with clock.override(date(2026, 9, 1)):
            gate.wait()
            answers.append(post(machine, body()).status_code)
        connection.close()

    threads = [threading.Thread(target=send, args=(machine,)) for machine in machines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [201, 201]
    assert Decision.objects.count() == 1
    assert IdempotencyKey.objects.count() == 1
