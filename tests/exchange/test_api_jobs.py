"""Another system follows its own section's jobs, with a token made for that, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from accounts.models import ApiToken
from core import clock
from exchange.services import running
from exchange.services.jobs import job_open
from tests.factories import make_section, make_user

pytestmark = pytest.mark.django_db
URL = "/api/v1/jobs/"


def machine(user, *scopes) -> APIClient:
    plain = ApiToken.fresh()
    expires = clock.now() + timedelta(days=1)
    ApiToken.objects.create(
        user=user, name="试验", digest=ApiToken.hash(plain), scopes=list(scopes), expires_at=expires
    )
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {plain}")
    return client


def checked(actor):
    job = job_open(actor=actor, kind="fake", file=b"x", filename="a.csv", max_bytes=99, queue=False)
    return running.run_now(job.pk)


def test_own_jobs_are_listed_and_read(fake):
    clerk = make_user()
    job = checked(clerk)
    client = machine(clerk, "jobs:read")
    assert [one["id"] for one in client.get(URL).json()["results"]] == [job.public_id]
    answer = client.get(f"{URL}{job.public_id}/").json()
    assert (answer["state"], answer["good"]) == ("checked", 3)
    assert "file" not in answer


def test_another_sections_job_is_not_there(fake):
    job = checked(make_user(section=make_section("approval")))
    client = machine(make_user(), "jobs:read")
    assert client.get(URL).json()["results"] == []
    assert client.get(f"{URL}{job.public_id}/").status_code == 404


def test_a_token_without_the_scope_sees_nothing(fake):
    assert machine(make_user(), "decisions:read").get(URL).status_code == 403
    assert APIClient().get(URL).status_code == 401
