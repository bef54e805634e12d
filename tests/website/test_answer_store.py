"""A kept page is the page the database would give now: one commit of anybody, or midnight, and it is made anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from core import clock
from core.models import Setting
from records.services.records import record_suspend
from tests.factories import make_user
from tests.website.conftest import DAY, ON, publish
from website import answer_store

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/decisions/penalties/"


@pytest.fixture(autouse=True)
def empty_store():
    answer_store.forget_all()


@pytest.fixture
def record():
    return publish("penalty", publish_from=DAY, publish_until=ON).record


def queries_of(client, count, path=PATH):
    """How many statements the page costs, and whether it names the record."""
    with count(connection) as counted:
        response = client.get(path)
    return len(counted), response.content.decode()


@pytest.fixture
def count():
    from django.test.utils import CaptureQueriesContext

    return CaptureQueriesContext


def test_second_visitor_gets_the_kept_page_for_one_question_about_the_snapshot(client, record, count):
    with clock.override(ON):
        first, page = queries_of(client, count)
        again, same = queries_of(client, count)
    assert str(record.public_id) in page
    assert same == page
    assert (first > 1, again) == (True, 1)


def test_suspended_record_is_gone_for_the_very_next_visitor(client, record):
    with clock.override(ON):
        assert str(record.public_id) in client.get(PATH).content.decode()
        record_suspend(actor=make_user(), record=record, reason="复议机关要求暂停公示")
        assert str(record.public_id) not in client.get(PATH).content.decode()


def test_raw_sql_of_somebody_else_is_seen_too(client, record):
    with clock.override(ON):
        assert str(record.public_id) in client.get(PATH).content.decode()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE records_creditrecord SET suspended_at = now(), suspended_reason = '核实中' WHERE id = %s",
                [record.pk],
            )
        assert str(record.public_id) not in client.get(PATH).content.decode()


def test_midnight_ends_publicity_though_nobody_wrote_anything(client, record):
    with clock.override(ON):
        assert str(record.public_id) in client.get(PATH).content.decode()
    with clock.override(ON + timedelta(days=1)):
        assert str(record.public_id) not in client.get(PATH).content.decode()


def test_pages_of_people_with_a_session_are_never_kept(client, record, count):
    client.force_login(make_user())
    with clock.override(ON):
        client.get(PATH)
        again, _ = queries_of(client, count)
    assert again > 1
    assert not answer_store._store


def test_elder_version_and_plain_version_do_not_mix(client, record):
    with clock.override(ON):
        plain = client.get(PATH).content.decode()
        client.cookies["elder"] = "1"
        large = client.get(PATH).content.decode()
    assert "退出长者版" in large
    assert "退出长者版" not in plain


def test_nothing_is_kept_inside_an_open_transaction(client, record):
    from django.db import transaction

    with clock.override(ON), transaction.atomic():
        assert str(record.public_id) in client.get(PATH).content.decode()
        Setting.objects.count()
    assert not answer_store._store


def test_store_keeps_a_bounded_number_of_answers(client, record, monkeypatch):
    monkeypatch.setattr(answer_store, "KEPT", 3)
    with clock.override(ON):
        for number in range(6):
            client.get(f"/search/?q=夔门{number}")
    assert len(answer_store._store) == 3
