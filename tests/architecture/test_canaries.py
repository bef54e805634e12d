"""Identity numbers, telephones and homes of persons, typed everywhere, come out nowhere: page, API, file, list, log line, notice, file name.

Every address is found by itself: a new page of the public or a new answer of the API is walked on the day it is made.
"""

from __future__ import annotations

import io
import logging
import os

import pytest
import structlog
from django.db import transaction
from django.urls import reverse

from notices.models import Notice
from publicity.services.reminders import remind
from tests.architecture import canaries, walk
from tests.architecture.routes import door_of
from tests.architecture.test_routes import NAMED, world  # noqa: F401 - the bureau of all routes
from tests.architecture.walk import QUERIES
from tests.support import demo

PURPOSE = "purpose=audit&matter=样例〔2026〕1号"
PUBLIC = [route for route in NAMED if (door := door_of(route.name)) and "A" in door.who and 200 in door.answers]
MACHINES = [route for route in NAMED if route.name.startswith("api-") and route not in PUBLIC]
LISTS = [route for route in NAMED if route.name.startswith("admin:") and not route.params]
NUMBERS = {canary for canary in canaries.SUNG if canaries.PHONE[:9] not in canary and canary != canaries.HOME}
#: Files that carry what was typed on purpose: what must be reported to the platform, and the clerk's own workbook handed back.
AS_TYPED = {"admin:publicity_submission_file", "admin:exchange_job_source", "admin:exchange_job_report"}
OBJECTS = [route for route in NAMED if route.name.startswith("admin:") and route.params and route.name not in AS_TYPED]
#: Files of the public that hang on a name rather than on an object.
FILES = ("decisions-{month}.csv", "decisions-{month}.xlsx", "decisions-{month}.zip")
#: Public addresses worth asking for in more ways than one.
MORE = (
    "/search/?q=律师事务所", "/search/?kind=law_firm", "/search/?kind=person&q={lawyer}", "/search/?q={number}", "/decisions/licences/?rows=50",
    "/api/v1/public/decisions/?limit=100", "/api/v1/public/subjects/?limit=100", "/api/v1/public/decisions.csv?kind=penalty",
)  # fmt: skip


@pytest.fixture(scope="module")
def seeded(world):  # noqa: F811
    """The bureau with canaries in it, and everything that it logs."""
    lines = io.StringIO()
    catching = logging.StreamHandler(lines)
    catching.setFormatter(next(h.formatter for h in logging.root.handlers if _is_ours(h)))
    root, level = logging.root, logging.root.level
    root.addHandler(catching)
    root.setLevel(logging.DEBUG)
    point = transaction.savepoint()
    planted = canaries.seed()
    world.report = walk._report(world)
    yield world, planted, lines
    transaction.savepoint_rollback(point)
    root.removeHandler(catching)
    root.setLevel(level)


def _is_ours(handler: logging.Handler) -> bool:
    return type(handler.formatter).__name__ == "ProcessorFormatter"


@pytest.fixture
def bureau(seeded, settings, monkeypatch):
    """The seeded world, with its own folder of files again."""
    settings.MEDIA_ROOT = seeded[0].media
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_CLASSES": []}
    monkeypatch.setenv("WUSHAN_TODAY", demo.DAY)
    return seeded[0]


def address(route, bureau) -> str:
    url = reverse(route.name, kwargs=bureau.sample(route)) + QUERIES.get(route.name, "")
    if route.name.startswith("api-") and "purpose=" not in url:
        url += ("&" if "?" in url else "?") + PURPOSE
    return url


def sung(bureau, letter: str, url: str) -> list[str]:
    """The canaries heard in the answer to one question, which is undone afterwards."""
    point = transaction.savepoint()
    try:
        response = bureau.clients[letter].get(url)
        assert response.status_code < 500, url
        return canaries.singing(canaries.heard(response))
    finally:
        transaction.savepoint_rollback(point)


def test_the_canaries_sit_where_people_type(seeded):
    planted = seeded[1]
    for place in (
        *("records.creditrecord.title", "records.creditrecord.disclosure_reason", "records.subject.address"),
        *("publicity.decision.title", "publicity.decision.data", "supervision.matter.title"),
    ):
        assert planted[place] > 0, f"{place} was not seeded"


@pytest.mark.parametrize("route", PUBLIC, ids=lambda route: route.name)
def test_no_page_of_the_public_tells_them(route, bureau):
    assert sung(bureau, "A", address(route, bureau)) == []


def test_no_other_way_of_asking_and_no_file_of_the_public_tells_them(bureau):
    from records.models import CreditRecord, Subject

    record = CreditRecord.objects.public().filter(party_is_person=False).latest("pk")
    lawyer = Subject.objects.filter(kind="lawyer").latest("pk").name.replace(canaries.TYPED, "")
    urls = [more.format(lawyer=lawyer, number=record.document_number) for more in MORE]
    urls += [f"/open-data/{name.format(month=f'{record.event_date:%Y-%m}')}" for name in FILES]
    public = CreditRecord.objects.public()
    for kind in public.values_list("kind", flat=True).distinct().order_by("kind"):
        for person in (True, False):
            one = public.filter(kind=kind, party_is_person=person).first()
            urls += [f"{door}/decisions/{one.public_id}/" for door in ("", "/api/v1/public")] if one else []
    assert {url: found for url in urls if (found := sung(bureau, "A", url))} == {}


@pytest.mark.parametrize("route", MACHINES, ids=lambda route: route.name)
def test_no_answer_of_the_api_tells_them(route, bureau):
    for letter in ("api C", "api K"):
        assert sung(bureau, letter, address(route, bureau)) == [], letter


@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.name)
def test_no_list_of_the_staff_tells_numbers(route, bureau):
    """Telephones and addresses of offices are work; identity numbers stand in no list, whoever asks."""
    for letter in ("C", "K", "S"):
        assert [
            found
            for found in sung(bureau, letter, address(route, bureau))
            if found not in (canaries.PHONE, canaries.PHONE[:9])
        ] == [], letter


@pytest.mark.parametrize("route", OBJECTS, ids=lambda route: route.name)
def test_no_page_and_no_file_of_the_staff_tells_an_identity_number(route, bureau):
    """Pages of one thing show the texts as they are, so that they can be mended, but never an identity number; the same for files and prints."""
    for letter in ("C", "K"):
        assert [found for found in sung(bureau, letter, address(route, bureau)) if found in NUMBERS] == [], letter


def test_no_notice_tells_them(bureau):
    point = transaction.savepoint()
    last = Notice.objects.latest("pk").pk
    remind()
    said = [f"{notice}\n{vars(notice)}" for notice in Notice.objects.filter(pk__gt=last)]
    transaction.savepoint_rollback(point)
    assert said, "the morning's reminders say nothing, so this proves nothing"
    assert canaries.singing(said) == []


def test_no_log_line_and_no_file_name_tells_them(bureau, seeded):
    """The last test: it reads what all the others have made."""
    lines = seeded[2].getvalue()
    assert canaries.singing([lines]) == []
    structlog.get_logger("probe").debug("typed", text=canaries.TYPED)
    assert "probe" in seeded[2].getvalue(), "nothing is being listened to"
    assert canaries.singing([seeded[2].getvalue()]) == []
    names = [name for folder in os.walk(bureau.media) for name in (*folder[1], *folder[2])]
    assert names
    assert canaries.singing(names) == []
