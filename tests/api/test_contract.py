"""The whole interface keeps what its description promises, whatever is asked of it: with a token that may do everything, and without."""

from __future__ import annotations

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from rest_framework.throttling import SimpleRateThrottle
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from wushan_credit.wsgi import application

pytestmark = pytest.mark.slow
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
BOUNDED = settings(
    max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None,
    phases=[Phase.explicit, Phase.generate],
)  # fmt: skip


@pytest.fixture
def whole_schema(town, monkeypatch):
    """The server is called inside the test's transaction, so it must not close its connection, as Django's client knows."""
    monkeypatch.setattr(SimpleRateThrottle, "allow_request", lambda *_: True)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/schema/", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


schema = schemathesis.pytest.from_fixture("whole_schema")


@schema.parametrize()
@BOUNDED
def test_the_interface_keeps_its_word(case, headers):
    case.call_and_validate(headers=headers if "/public/" not in case.path else {}, checks=CHECKS)


behind_tokens = schema.exclude(path_regex="/public/")


@behind_tokens.parametrize()
@settings(BOUNDED, max_examples=3)
def test_without_a_token_everything_is_refused_as_described(case):
    answer = case.call()
    assert answer.status_code == 401
    case.validate_response(answer, checks=CHECKS)


def test_what_is_there_is_told_as_described(whole_schema, headers, town, chief, job):
    """Random numbers find nothing; so each address of one thing is asked for something that is there."""
    from supervision.services.lookups import counterparts_add, run
    from supervision.services.matters import matter_open

    matter = matter_open(actor=chief, scene="approval", title="律师事务所变更负责人")
    counterparts_add(actor=chief, matter=matter, text="重庆夔门律师事务所\n查无此所律师事务所")
    run(matter.pk)
    record = town["penalty"].record
    there = {
        "decisions/{public_id}/": town["penalty"].decision.public_id, "jobs/{public_id}/": job.public_id,
        "matters/{public_id}/": matter.public_id, "records/{public_id}/": record.public_id,
        "subjects/{public_id}/": record.subject.public_id, "public/decisions/{public_id}/": record.public_id,
        "public/subjects/{public_id}/": record.subject.public_id, "public/commitments/{public_id}/": _promise().public_id,
    }  # fmt: skip
    described = {path.removeprefix("/api/v1/") for path in whole_schema if "{" in path}
    assert described == set(there), "an address of one thing without a thing to ask for"
    for path, number in there.items():
        case = whole_schema[f"/api/v1/{path}"]["GET"].Case(path_parameters={"public_id": str(number)})
        answer = case.call_and_validate(headers={} if path.startswith("public") else headers, checks=CHECKS)
        assert answer.status_code == 200, path
        kept = {"If-None-Match": answer.headers["etag"][0]} | headers
        assert case.call_and_validate(headers=kept, checks=CHECKS).status_code == 304, path


def test_every_list_is_told_as_described(whole_schema, headers, town):
    for path in whole_schema:
        if "{" in path or path.endswith("check/"):
            continue
        case = whole_schema[path]["GET"].Case()
        answer = case.call_and_validate(headers={} if "/public/" in path else headers, checks=CHECKS)
        assert answer.status_code == 200, path


def test_every_address_is_described_in_chinese_with_its_refusals(whole_schema):
    for path, item in whole_schema.raw_schema["paths"].items():
        for method, operation in item.items():
            where = f"{method} {path}"
            assert any("一" <= char <= "鿿" for char in operation["summary"]), where
            assert "429" in operation["responses"], where
            assert all(parameter["description"] for parameter in operation.get("parameters", ())), where
            if "/public/" not in path:
                assert {"401", "403"} <= set(operation["responses"]), where
                examples = operation["responses"]["403"]["content"]["application/json"]["examples"]
                assert all(example["value"]["errors"][0]["message"] for example in examples.values()), where
            for status, answer in operation["responses"].items():
                assert status in ("200", "201", "304") or "application/json" in answer["content"], where


def _promise():
    from tests.commitments.conftest import draft_of, sign
    from tests.factories import make_subject
    from tests.members.people import member

    firm = make_subject()
    head = member(firm)
    return sign(head, draft_of(head, firm))
