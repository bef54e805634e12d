"""A page that is about to tell an identity number is masked on its way out; what somebody typed into a refused form comes back whole."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from core.last_look import LastLookMiddleware
from core.masking import mask_identities

NUMBER = "500237199001011231"


def seen(path="/admin/x/", method="get", content=f"<p>{NUMBER}</p>", kind="text/html; charset=utf-8") -> str:
    answer = LastLookMiddleware(lambda _: HttpResponse(content, content_type=kind))
    return answer(getattr(RequestFactory(), method)(path)).content.decode()


@pytest.mark.parametrize("path", ["/admin/records/", "/portal/own/"])
def test_pages_of_staff_and_members_tell_no_identity_number(path):
    assert seen(path) == "<p>5002************31</p>"
    assert "199001011231" not in seen(path, content="<p>500237 19900101 1231</p>")


@pytest.mark.parametrize(
    "same",
    [
        {"method": "post"},
        {"kind": "application/pdf"},
        {"path": "/healthz"},
        {"content": "31500000MD02017538 500237199001011232 13983271234"},
    ],
)
def test_everything_else_is_left_as_it_is(same):
    asked = {"path": "/admin/x/", "content": f"<p>{NUMBER}</p>"} | same
    assert seen(**asked) == asked["content"]


def test_only_numbers_that_pass_their_check_digit_are_taken_for_one():
    assert mask_identities(f"甲{NUMBER}乙500237199001011232丙") == "甲5002************31乙500237199001011232丙"
