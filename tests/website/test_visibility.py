"""A record is public from its first to its last day and not one minute longer, on every surface, with no job running."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core import clock
from tests.website.conftest import DAY, ON, publish

pytestmark = pytest.mark.django_db

FIRST, LAST = DAY + timedelta(days=1), DAY + timedelta(days=365)
NAME = "重庆夔门律师事务所"


def text_of(client, path: str) -> str:
    response = client.get(path)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode()


SURFACES = {
    "home": lambda record: "/",
    "list": lambda record: "/decisions/penalties/",
    "list by end": lambda record: "/decisions/penalties/?order=ending",
    "search by name": lambda record: "/search/?q=夔门",
    "search by number": lambda record: f"/search/?q={record.document_number}",
    "search by code": lambda record: "/search/?q=31500000MD02017538",
    "subject": lambda record: f"/subjects/{record.subject.public_id}/",
    "api list": lambda record: "/api/v1/public/decisions/?kind=penalty",
    "api search": lambda record: "/api/v1/public/decisions/?q=夔门",
    "api subject": lambda record: f"/api/v1/public/subjects/{record.subject.public_id}/",
    "csv": lambda record: "/api/v1/public/decisions.csv?kind=penalty",
}


@pytest.fixture
def record(firm):
    return publish("penalty", subject=firm, publish_from=FIRST, publish_until=LAST).record


def is_shown(client, record) -> set[str]:
    """The surfaces on which the record can be seen now."""
    found = {name for name, path in SURFACES.items() if str(record.public_id) in text_of(client, path(record))}
    for name, path in (
        ("page", f"/decisions/{record.public_id}/"),
        ("api", f"/api/v1/public/decisions/{record.public_id}/"),
    ):
        status = client.get(path).status_code
        assert status in (200, 404)
        found |= {name} if status == 200 else set()
    return found


EVERYWHERE = {*SURFACES, "page", "api"}


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (FIRST - timedelta(days=1), False), (FIRST, True), (ON, True), (LAST, True), (LAST + timedelta(days=1), False),
        (LAST + timedelta(days=400), False),
    ],
    ids=["day before the first", "first day", "between", "last day", "day after", "long after"],
)  # fmt: skip
def test_public_by_date_on_every_surface(client, record, day, shown):
    with clock.override(day):
        assert is_shown(client, record) == (EVERYWHERE if shown else set())


def test_midnight_in_shanghai_ends_it(client, record):
    last_minute = datetime(LAST.year, LAST.month, LAST.day, 23, 59)
    with clock.override(last_minute):
        assert is_shown(client, record) == EVERYWHERE
    with clock.override(last_minute + timedelta(minutes=1)):
        assert is_shown(client, record) == set()


@pytest.mark.parametrize(
    "change",
    [
        {"suspended_at": clock.now, "suspended_reason": "决定被变更"},
        {"withdrawn_at": clock.now, "withdrawn_reason": "决定被撤销"},
        {"disclosure": lambda: "shared", "publish_from": lambda: None, "publish_until": lambda: None},
        {"disclosure": lambda: "withheld", "publish_from": lambda: None, "publish_until": lambda: None},
    ],
    ids=["suspended", "withdrawn", "shared only", "withheld"],
)
def test_what_is_taken_back_is_gone_at_once(client, record, change):
    for field, value in change.items():
        setattr(record, field, value() if callable(value) else value)
    record.save()
    with clock.override(ON):
        assert is_shown(client, record) == set()


def test_gone_and_never_existed_get_the_same_answer(client, record):
    never = "/decisions/00000000-0000-4000-8000-000000000000/"
    with clock.override(LAST + timedelta(days=1)):
        gone = client.get(f"/decisions/{record.public_id}/")
        for path in (never, "/decisions/guess/", "/decisions/1/"):
            other = client.get(path)
            assert other.status_code == gone.status_code == 404
            assert other.content.replace(path.encode(), b"") == gone.content.replace(
                f"/decisions/{record.public_id}/".encode(), b""
            )
        assert "公示期" in gone.content.decode()
        api_gone = client.get(f"/api/v1/public/decisions/{record.public_id}/")
        assert api_gone.json() == client.get(f"/api/v1/public{never}").json()


def test_an_adverse_decision_is_kept_from_search_engines(client, town):
    adverse, licence = client.get(town["penalty"].path), client.get(town["licence"].path)
    assert adverse["X-Robots-Tag"] == "noindex"
    assert 'content="noindex"' in adverse.content.decode()
    assert "X-Robots-Tag" not in licence
    sitemap = text_of(client, "/sitemap.xml")
    assert str(town["licence"].record.public_id) in sitemap
    assert str(town["penalty"].record.public_id) not in sitemap
    assert str(town["person"].record.public_id) not in sitemap
    robots = text_of(client, "/robots.txt")
    assert "Disallow: /decisions/penalties/" in robots
    assert "Disallow: /search/" in robots


# -- caches ----------------------------------------------------------------------------------------------------------
CACHED = ["/", "/decisions/penalties/", "/search/?q=夔门", "/api/v1/public/decisions/"]


@pytest.mark.parametrize("path", CACHED)
def test_nobody_keeps_a_page_past_midnight(client, town, path):
    with clock.override(datetime(2026, 9, 20, 12, 0)):
        assert "max-age=30" in client.get(path)["Cache-Control"]
    with clock.override(datetime(2026, 9, 20, 23, 59, 50)):
        answer = client.get(path)
        assert "max-age=10" in answer["Cache-Control"]
        assert "must-revalidate" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize("path", [*CACHED, "decision"])
def test_an_unchanged_page_is_confirmed_today_but_not_tomorrow(client, town, path):
    path = town["licence"].path if path == "decision" else path
    etag = client.get(path)["ETag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert not again.content
    with clock.override(ON + timedelta(days=1)):
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_a_refusal_is_never_kept(client, town):
    assert "no-store" in client.get("/search/?since=never")["Cache-Control"]
    assert "no-store" in client.get("/api/v1/public/decisions/?since=never")["Cache-Control"]
