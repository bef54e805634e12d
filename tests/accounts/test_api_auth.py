"""Machines sign in by token: live ones only, within their scopes, and refused in words."""

from datetime import timedelta

import pytest
from django.urls import path
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import scopes, services
from accounts.api_auth import HasScope, TokenAuthentication
from accounts.models import ApiToken
from audit.services import SYSTEM
from core import clock
from core.errors import DomainError, Duplicate
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class Door(APIView):
    authentication_classes = (TokenAuthentication,)
    permission_classes = (HasScope,)
    read_scope, write_scope = scopes.READ, scopes.WRITE

    def get(self, request):
        return Response({"who": request.user.username, "name": request.auth.name})

    def post(self, request):
        raise Duplicate("已经登记过了，不需要再次登记。", code="E-DUP-01", field="number")


class Closed(Door):
    read_scope = write_scope = ""


class Many(APIView):
    authentication_classes = permission_classes = ()

    def post(self, request):
        error = DomainError("有 2 处错误。", code="E-ALL")
        error.errors = [DomainError("甲错", code="E-1", field="a"), DomainError("乙错", code="E-2")]
        raise error


urlpatterns = [path("door/", Door.as_view()), path("closed/", Closed.as_view()), path("many/", Many.as_view())]


@pytest.fixture
def issued():
    return services.token_issue(actor=SYSTEM, user=make.make_user(), name="对接", scopes=[scopes.READ])


def ask(client, plain, where="/door/", method="get", keyword="Token"):
    return getattr(client, method)(where, HTTP_AUTHORIZATION=f"{keyword} {plain}")


def test_a_live_token_acts_for_its_owner(client, issued):
    token, plain = issued
    assert ask(client, plain).json() == {"who": token.user.username, "name": "对接"}
    assert ask(client, plain, keyword="token").status_code == 200


def test_the_use_is_noted_at_most_once_a_minute(client, issued):
    token, plain = issued
    ask(client, plain)
    first = ApiToken.objects.get(pk=token.pk).last_used_at
    ask(client, plain)
    assert ApiToken.objects.get(pk=token.pk).last_used_at == first
    ApiToken.objects.filter(pk=token.pk).update(last_used_at=first - timedelta(seconds=61))
    ask(client, plain)
    assert ApiToken.objects.get(pk=token.pk).last_used_at > first
    assert ApiToken.pgh_event_model.objects.filter(pgh_obj_id=token.pk).count() == 1


@pytest.mark.parametrize("why", ["revoked", "expired", "closed", "unknown", "malformed", "none"])
def test_every_other_token_is_refused_with_401_in_words(client, issued, why):
    token, plain = issued
    if why == "revoked":
        services.token_revoke(actor=SYSTEM, token=token, reason="停用")
    elif why == "expired":
        ApiToken.objects.filter(pk=token.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    elif why == "closed":
        type(token.user).objects.filter(pk=token.user_id).update(is_active=False)
    plain = {"unknown": "x" * 43, "malformed": "a b", "none": None}.get(why, plain)
    answer = client.get("/door/") if plain is None else ask(client, plain)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")
    body = answer.json()
    assert set(body) == {"code", "message", "errors"}
    assert any(word in body["message"] for word in ("令牌无效", "请求头"))


def test_a_token_stays_within_its_scopes_and_out_of_views_without_any(client, issued):
    _, plain = issued
    for answer in (ask(client, plain, method="post"), ask(client, plain, where="/closed/")):
        assert answer.status_code == 403
        assert "权限范围" in answer.json()["message"]


def test_a_rule_s_refusal_has_code_message_and_field(client):
    _, plain = services.token_issue(actor=SYSTEM, user=make.make_user(), name="写", scopes=[scopes.WRITE])
    answer = ask(client, plain, method="post")
    error = {"code": "E-DUP-01", "message": "已经登记过了，不需要再次登记。", "field": "number"}
    assert (answer.status_code, answer.json()) == (409, error | {"errors": [error]})


def test_all_errors_of_one_request_are_listed(client):
    answer = client.post("/many/")
    assert (answer.status_code, [e["code"] for e in answer.json()["errors"]]) == (400, ["E-1", "E-2"])
