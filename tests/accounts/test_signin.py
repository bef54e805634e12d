"""Signing in leaves a trail that an auditor can read and that holds no secret."""

import pytest
from axes.models import AccessAttempt
from django.urls import reverse

from audit.models import Access
from tests import factories as make

pytestmark = pytest.mark.django_db
IDENTITY = "500237199003071234"
LOGIN = "/admin/login/"


def sign_in(client, username, password=make.PASSWORD):
    return client.post(LOGIN, {"username": username, "password": password})


def test_sign_in_and_sign_out_are_registered_with_address(client):
    user = make.make_user()
    sign_in(client, user.username)
    client.post(reverse("admin:logout"))
    found = list(Access.objects.order_by("id").values_list("deed", "actor_id", "ip"))
    assert found == [("login", user.pk, "127.0.0.1"), ("logout", user.pk, "127.0.0.1")]


def test_a_failed_sign_in_of_a_known_name_is_registered_without_the_password(client):
    user = make.make_user()
    sign_in(client, user.username, "Geheim-12345")
    entry = Access.objects.get()
    assert (entry.deed, entry.actor_id, entry.actor_name) == ("login_failed", None, user.username)
    assert "Geheim" not in str(Access.objects.values()) + str(AccessAttempt.objects.values())


@pytest.mark.parametrize("typed", [IDENTITY, "13800138000", "MeinPasswort!2026"])
def test_what_is_typed_by_mistake_into_the_name_is_not_kept(client, typed):
    sign_in(client, typed, "x")
    entry = Access.objects.get()
    assert entry.actor_name == f"{typed[:2]}***"
    kept = str(list(Access.objects.values())) + str(list(AccessAttempt.objects.values()))
    assert typed not in kept or typed == "MeinPasswort!2026"


def test_a_first_password_opens_only_the_page_that_changes_it(client):
    user = make.make_user(must_change_password=True)
    sign_in(client, user.username)
    answer = client.get("/admin/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/password_change/")
    assert client.get("/api/v1/decisions/").status_code == 403
    assert client.get("/healthz").status_code == 200
    new = "静水流深-2026-巫峡"
    form = {"old_password": make.PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/admin/password_change/", form).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_a_closed_account_is_out_with_the_next_request(client):
    user = make.make_user()
    sign_in(client, user.username)
    assert client.get("/admin/").status_code == 200
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/admin/").status_code == 302
