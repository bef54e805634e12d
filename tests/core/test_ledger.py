"""Lists over big tables: paged by key, newest first, without counting the table."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.models import Holiday

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.support.look_urls")]
LIST = "/admin/core/holiday/"


@pytest.fixture
def boss(client):
    user = User.objects.create_superuser("boss", password="right-password-1", display_name="王主任")
    client.force_login(user)
    return user


@pytest.fixture
def days(boss):
    """Twelve days, two of them alike in their first key only by date order."""
    Holiday.objects.all().delete()
    return [Holiday.objects.create(date=date(2026, 1, n), kind="off", name=f"第{n}天") for n in range(1, 13)]


def shown(response) -> list[int]:
    return [row.date.day for row in response.context["cl"].result_list]


def test_pages_follow_one_another_and_back_without_gap_or_double(client, days):
    first = client.get(LIST)
    assert shown(first) == [12, 11, 10, 9, 8]
    second = client.get(LIST + first.context["cl"].older_url)
    assert shown(second) == [7, 6, 5, 4, 3]
    third = client.get(LIST + second.context["cl"].older_url)
    assert shown(third) == [2, 1]
    assert third.context["cl"].older_url == ""
    back = client.get(LIST + third.context["cl"].newer_url)
    assert shown(back) == [7, 6, 5, 4, 3]
    assert shown(client.get(LIST + back.context["cl"].newer_url)) == [12, 11, 10, 9, 8]


def test_a_row_that_arrives_meanwhile_moves_nothing(client, days):
    older = client.get(LIST).context["cl"].older_url
    Holiday.objects.create(date=date(2026, 1, 20), kind="off", name="新的")
    assert shown(client.get(LIST + older)) == [7, 6, 5, 4, 3]


def test_filter_and_search_start_at_the_newest_page_again(client, days):
    older = client.get(LIST).context["cl"].older_url
    response = client.get(LIST + older)
    links = [
        choice["query_string"]
        for spec in response.context["cl"].filter_specs
        for choice in spec.choices(response.context["cl"])
    ]
    assert links
    assert all("before" not in link for link in links)
    assert 'name="before"' not in response.content.decode()


def test_search_uses_the_lists_own_way_and_says_what_it_looked_for(client, days):
    response = client.get(LIST, {"q": " 第1 "})
    assert shown(response) == [12, 11, 10, 1]
    assert "第1" in response.content.decode()
    assert "没有找到符合条件的记录" in client.get(LIST, {"q": "不存在"}).content.decode()


def test_filters_keep_their_place_while_paging(client, days):
    Holiday.objects.filter(date__day__in=[1, 2]).update(kind="makeup")
    response = client.get(LIST, {"kind__exact": "off"})
    assert shown(response) == [12, 11, 10, 9, 8]
    older = response.context["cl"].older_url
    assert "kind__exact=off" in older
    assert shown(client.get(LIST + older)) == [7, 6, 5, 4, 3]


def test_totals_are_said_honestly(client, days):
    assert client.get(LIST).context["cl"].total_text == "共 12 条，新的在前"
    assert client.get(LIST, {"q": "第12"}).context["cl"].total_text == "共 1 条"


@pytest.mark.parametrize("cursor", ["x", "2026-01-01", "2026-01-01~", "a~b", "2026-13-45~1", "1~2~3"])
def test_a_broken_cursor_leads_back_to_the_list(client, days, cursor):
    response = client.get(LIST, {"before": cursor})
    assert response.status_code == 302
    assert client.get(response.url).status_code == 200


def test_a_big_table_is_never_counted(client, boss):
    Holiday.objects.bulk_create(
        Holiday(date=date.fromordinal(date(1900, 1, 1).toordinal() + n), kind="off", name="天") for n in range(11_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE core_holiday")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(LIST)
    assert response.context["cl"].total_text.startswith("约 11,")
    assert not [q for q in queries if "count(" in q["sql"].lower() and "core_holiday" in q["sql"]]
    assert not [q for q in queries if "offset" in q["sql"].lower()]


def test_cells_name_their_column_for_the_narrow_screen(client, days):
    text = client.get(LIST).content.decode()
    assert 'data-label="性质"' in text
    assert 'data-label="日期"' in text
    assert "2026-01-12" in text
