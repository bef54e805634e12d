"""The API refuses in one shape and in Chinese, whoever refuses: a rule, a serializer, the framework."""

import re

import pytest
from django.http import Http404
from rest_framework import exceptions, serializers

from core.api import exception_handler
from core.errors import DomainError, Forbidden, InvalidTransition, NotReady, NotUnderstood, Stale


def answer(error):
    response = exception_handler(error, {})
    return response.status_code, response.data


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (DomainError("x"), 400),
        (NotUnderstood("x"), 400),
        (Forbidden("x"), 403),
        (InvalidTransition("x"), 409),
        (Stale("x"), 409),
        (NotReady("x"), 409),
    ],
)
def test_each_kind_of_refusal_has_its_status(error, status):
    assert answer(error)[0] == status


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Http404("No Decision matches"), 404, "not_found"),
        (exceptions.NotFound(), 404, "not_found"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.ParseError("JSON parse error - Expecting value"), 400, "parse_error"),
        (exceptions.UnsupportedMediaType("text/xml"), 415, "unsupported_media_type"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.PermissionDenied(), 403, "permission_denied"),
    ],
)
def test_the_framework_s_own_refusals_are_put_into_words(error, status, code):
    number, body = answer(error)
    assert (number, body["code"]) == (status, code)
    assert body["message"].count("。") >= 2
    known = {"JSON", "UTF", "Accept", "Authorization", "Token", "application", "json"}
    assert set(re.findall(r"[A-Za-z]+", body["message"])) <= known


def test_nested_serializer_errors_name_their_fields():
    class Line(serializers.Serializer):
        code = serializers.CharField()

    class Body(serializers.Serializer):
        name = serializers.CharField(max_length=2)
        lines = Line(many=True)

    body = Body(data={"name": "三个字", "lines": [{"code": "a"}, {}]})
    with pytest.raises(exceptions.ValidationError) as failure:
        body.is_valid(raise_exception=True)
    errors = answer(failure.value)[1]["errors"]
    assert [(e["field"], e["code"]) for e in errors] == [("name", "max_length"), ("lines.1.code", "required")]


def test_too_many_requests_say_when_to_come_back():
    response = exception_handler(exceptions.Throttled(wait=12.4), {})
    assert (response.status_code, response["Retry-After"], response.data["code"]) == (429, "13", "throttled")
    assert "13 秒" in response.data["message"]


@pytest.mark.parametrize("error", [ValueError("boom"), exceptions.APIException("boom")])
def test_a_fault_of_the_program_is_not_dressed_up(error):
    assert exception_handler(error, {}) is None
