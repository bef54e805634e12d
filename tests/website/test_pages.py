"""The public's pages as people use them: finding, reading, leafing, and typing nonsense."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.vocabulary import find
from publicity.models import LinkedEvent, MonthClose
from records.models import SubjectName
from tests.factories import make_section, make_subject, make_user
from tests.website.conftest import DAY, ON, publish
from website import kinds
from website.shown_subjects import STATE_WORDS
from website.views import reading

pytestmark = pytest.mark.django_db


def get(client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


# -- finding ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    [
        "夔门",
        "chongqingkuimen",
        "cqkm",
        "31500000MD02017538",
        "巫山司罚决字[2026]3号",
        "３１５０００００ＭＤ０２０１７５３８",
    ],
)
def test_two_characters_a_code_or_a_number_lead_to_the_decision(client, town, typed):
    page = get(client, f"/search/?q={typed}")
    assert town["penalty"].path in page


def test_the_old_name_leads_to_the_firm_and_is_named(client, town, firm):
    SubjectName.objects.create(subject=firm, name="四川三峡律师事务所", valid_until=date(2020, 12, 31))
    page = get(client, "/search/?q=三峡")
    assert f"/subjects/{firm.public_id}/" in page
    assert "曾用名：四川三峡律师事务所" in page
    assert "至 2020年12月31日" in get(client, f"/subjects/{firm.public_id}/")


def test_a_wrong_character_with_the_right_sound_is_understood(client, town, firm):
    page = get(client, "/search/?q=葵门")
    assert "您要找的是不是" in page
    assert f"/subjects/{firm.public_id}/" in page


def test_nothing_found_says_why_that_may_be(client, town):
    page = get(client, "/search/?q=查无此名")
    assert "没有找到" in page
    assert "公示期已经届满" in page


def test_one_character_is_answered_in_words(client, town):
    page = get(client, "/search/?q=夔")
    assert "至少输入名称中相连的两个字" in page
    assert 'value="夔"' in page


@pytest.mark.parametrize(
    ("kind", "name"), [("law_firm", "重庆夔门律师事务所"), ("service_office", "巫山县巫峡基层法律服务所")]
)
def test_the_register_of_a_kind_can_be_leafed(client, town, kind, name):
    page = get(client, f"/search/?kind={kind}")
    assert name in page
    assert page.count("<h3>") == 1


def test_practitioners_are_asked_for_not_leafed(client, town):
    page = get(client, "/search/?kind=person")
    assert "张建国" not in page
    assert "姓名全名" in page


@pytest.mark.parametrize(("choice", "name"), [("licence", "licence"), ("penalty", "penalty"), ("others", "inspection")])
def test_tabs_narrow_the_search_to_a_kind_of_decision(client, town, choice, name):
    page = get(client, f"/search/?q=律师&kind={choice}") + get(client, f"/search/?q=法律服务&kind={choice}")
    shown = {key for key, item in town.items() if item.path in page}
    assert shown == {name}


def test_lists_hold_their_kinds(client, town):
    assert town["licence"].path in get(client, "/decisions/licences/")
    assert town["penalty"].path not in get(client, "/decisions/licences/")
    assert town["inspection"].path in get(client, "/decisions/others/")


def test_filters_by_day_and_authority(client, town, firm):
    other = publish("penalty", subject=firm, authority="重庆市司法局", event_date=DAY - timedelta(days=60))
    page = get(client, "/decisions/penalties/?since=2026-09-01&until=2026-09-30")
    assert town["penalty"].path in page
    assert other.path not in page
    page = get(client, "/decisions/penalties/?authority=重庆市司法局")
    assert other.path in page
    assert town["penalty"].path not in page
    assert "符合筛选条件" in page
    assert "清除筛选" in get(client, "/decisions/penalties/?since=2030年1月1日")


def test_lists_can_be_sorted_by_the_end_of_publicity(client, town, firm):
    soon = publish("penalty", subject=firm, publish_until=ON + timedelta(days=2), event_date=DAY - timedelta(days=90))
    page = get(client, "/decisions/penalties/?order=ending")
    assert page.index(soon.path) < page.index(town["penalty"].path)
    assert "还有 2 天" in page


def test_leafing_shows_every_decision_once_and_numbers_them_on(client, firm, today):
    made = {publish("licence", subject=firm, event_date=DAY - timedelta(days=n % 7)).path for n in range(25)}
    first = get(client, "/decisions/licences/?rows=10")
    assert "共 25 条" in first
    seen, numbers, path, pages = set(), [], "/decisions/licences/?rows=10", 0
    while path:
        page = get(client, path)
        found = re.findall(r'href="(/decisions/[0-9a-f-]{36}/)"', page)
        assert not seen & set(found)
        seen |= set(found)
        numbers += [int(number) for number in re.findall(r'data-label="序号">(\d+)', page)]
        older = re.search(r'href="(\?[^"]*)" rel="next"', page)
        path, pages = older and "/decisions/licences/" + older[1].replace("&amp;", "&"), pages + 1
    assert seen == made
    assert numbers == list(range(1, 26))
    assert pages == 3
    assert len(re.findall(r'data-label="序号"', get(client, "/decisions/licences/?rows=50"))) == 25


# -- reading ---------------------------------------------------------------------------------------------------------
def test_the_page_of_a_decision_says_until_when_and_what_one_can_do(client, town, firm):
    page = get(client, town["penalty"].path)
    for words in (
        "公示期至 2027年9月7日（还有 352 天）",
        "行政复议",
        "行政诉讼",
        "12348",
        "不代表",
        "更正",
        "巫山司罚决字〔2026〕3号",
        "0.2 万元",
        "长期",
        "警告、罚款",
    ):
        assert words in page
    assert f'href="/subjects/{firm.public_id}/"' in page
    assert "data-print" in page


def test_the_last_day_is_named_as_such(client, town):
    record = town["penalty"].record
    record.publish_until = ON
    record.save()
    assert "今天是最后一天" in get(client, town["penalty"].path)


def test_a_pending_review_is_shown_and_a_public_note_too(client, town):
    decision = town["penalty"].decision
    facts = {"decision": decision, "happened_on": ON, "reason": "申请行政复议", "entered_by": make_user()}
    LinkedEvent.objects.create(kind="review", public_note="当事人已申请行政复议，正在审理。", **facts)
    page = get(client, town["penalty"].path)
    assert "复议或诉讼中" in page
    assert "当事人已申请行政复议，正在审理。" in page
    assert "申请行政复议</" not in page


def test_every_practising_state_is_explained_in_thirty_characters():
    assert all(0 < len(text) <= 30 for text in STATE_WORDS.values())


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("normal", "可以依法执业"),
        ("suspended", "不得执业"),
        ("reorganising", "不得承办业务"),
        ("deregistered", "已注销"),
        ("revoked", "依法吊销"),
    ],
)
def test_a_visitor_sees_at_once_whether_a_firm_may_practise(client, today, state, words):
    firm = make_subject("重庆某某律师事务所", state=state)
    page = get(client, f"/subjects/{firm.public_id}/")
    assert words in page
    assert find(firm.get_state_display()).icon


def test_a_subject_without_decisions_is_not_called_spotless(client, today):
    page = get(client, f"/subjects/{make_subject().public_id}/")
    assert "没有公示信息不等于从未受过处罚" in page


def test_statements_of_months_are_public_until_taken_back(client, today):
    facts = {
        "kind_id": "penalty",
        "section": make_section(),
        "signed_by": make_user(),
        "counts": {"last_day": "2026-08-31"},
    }
    zero = MonthClose.objects.create(month=date(2026, 8, 1), zero=True, statement="2026年8月无行政处罚决定。", **facts)
    MonthClose.objects.create(month=date(2026, 7, 1), zero=False, statement="2026年7月行政处罚决定3件。", **facts)
    page = get(client, "/months/")
    assert "2026年8月无行政处罚决定。" in page
    assert "2026年7月行政处罚决定3件。" in page
    assert "2026年7月行政处罚决定3件。" not in get(client, "/months/?only=zero")
    zero.reopened_at, zero.reopened_reason = "2026-09-10T10:00:00+08:00", "发现漏登"
    zero.save()
    assert "2026年8月无行政处罚决定。" not in get(client, "/months/")


def test_periods_come_with_their_basis_and_with_the_mark_of_what_is_not_confirmed(client, today):
    page = get(client, "/about/")
    assert "国家发展改革委令第36号" in page
    assert "12 个月" in page
    assert "待确认" in page


def test_numbers_on_the_home_page_open_their_lists(client, town):
    page = get(client, "/")
    assert re.search(r'href="/decisions/penalties/" class="figure.*?class="value">1<', page, re.S)
    assert '<input type="search"' in page
    for name in ("律所", "基层所", "公证", "鉴定", "人员"):
        assert name in page


@pytest.mark.parametrize(
    "path", ["/", "/decisions/licences/", "/decisions/penalties/", "/decisions/others/", "/search/", "/months/"]
)
def test_empty_pages_teach(client, today, path):
    page = get(client, path)
    assert any(words in page for words in ("目前没有正在公示", "要查什么", "还没有签署过"))


def test_pages_need_no_script_and_load_nothing_from_elsewhere(client, town):
    for path in ("/", "/search/?q=夔门", "/decisions/penalties/", town["penalty"].path):
        page = get(client, path)
        assert not re.search(r"<script(?! src)", page)
        assert " style=" not in page
        assert "onclick" not in page
        loading = re.sub(r"<a [^>]*>", "", page)  # a link loads nothing until somebody follows it
        assert not re.search(r'(?:src|href|action)="https?://(?!testserver)', loading)


def test_the_large_type_edition_reaches_every_page(client, town):
    client.cookies["elder"] = "1"
    assert "data-elder" in get(client, "/search/?q=夔门")
    assert "data-elder" in get(client, town["penalty"].path)


def _all_asked_anew():
    """Counts queries with nothing kept in the process: on a slow machine half a minute may pass between two of them."""
    kinds._names_at.cache_clear()
    reading._practising.cache_clear()
    return CaptureQueriesContext(connection)


# -- the number of questions to the database does not grow with the page ---------------------------------------------
@pytest.mark.parametrize(
    "path",
    [
        "/decisions/licences/?rows=50",
        "/search/?q=夔门&rows=50",
        "/search/?kind=law_firm",
        "/",
        "/api/v1/public/decisions/?limit=50",
        "subject",
    ],
)
def test_as_many_queries_for_fifty_rows_as_for_one(client, firm, today, path):
    path = f"/subjects/{firm.public_id}/" if path == "subject" else path
    publish("licence", subject=firm)
    publish("penalty", subject=firm)
    client.get(path)
    with _all_asked_anew() as few:
        client.get(path)
    for _ in range(30):
        publish("licence", subject=firm)
        publish("penalty", subject=make_subject())
    with _all_asked_anew() as many:
        client.get(path)
    assert len(many) <= len(few) + 2  # the capped counts, once there is more than one page
    assert len(many) <= 12


# -- nonsense --------------------------------------------------------------------------------------------------------
HOSTILE = [
    "q=" + "夔" * 5000, "q=%00%00", "q=夔门%00", "q=😀😀", "q=%25%25", "q=__", "q='; DROP TABLE records_subject; --", "q=<script>alert(1)</script>",
    "q=\\\\", "q=|||", "q=%FF%FE", "q[]=1", "after=garbage", "after=" + "A" * 5000, "after=%00", "after=MjAyNi0wOS0wNy45OTk5OTk5OTk5OTk5OTk5OTk5",
    "since=2026-13-45", "since=9999-99-99", "until=0000-00-00", "since=x" * 50, "since=2026-09-02&until=2026-09-01", "kind=nothing", "kind=%00",
    "rows=999999999999999999999", "rows=-1", "rows=abc", "n=99999999999999999999", "n=-5", "order=;--", "page=99999999999999", "page=x",
    "authority=" + "机" * 5000, "authority=%00", "limit=0", "limit=1e9",
]  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        "/search/",
        "/decisions/penalties/",
        "/months/",
        "/api/v1/public/decisions/",
        "/api/v1/public/subjects/",
        "/api/v1/public/decisions.csv",
    ],
)
def test_nonsense_is_answered_never_crashed_upon(client, town, path):
    for query in HOSTILE:
        response = client.get(f"{path}?{query}")
        assert response.status_code in (200, 302, 400), query[:60]
        body = b"".join(response.streaming_content) if response.streaming else response.content
        text = body.decode()
        assert "<script>alert" not in text
        if response.status_code == 400:
            assert "请" in text, query[:60]


@pytest.mark.parametrize(
    ("query", "words"),
    [("since=2026-13-45", "起始日期不是一个日期"), ("until=x", "截止日期不是一个日期"), ("since=2026-09-02&until=2026-09-01", "起始日期晚于截止日期"),
     ("after=garbage", "翻页位置不对"), ("kind=nothing", "没有这种类别"), ("rows=abc", "每页条数")],
)  # fmt: skip
def test_what_is_wrong_is_said(client, town, query, words):
    assert words in get(client, f"/search/?q=夔门&{query}", 400)


@pytest.mark.parametrize(
    "path",
    [
        "/decisions/x/",
        "/decisions/%00/",
        "/decisions/../admin/",
        "/subjects/1/",
        "/subjects/00000000-0000-4000-8000-000000000000/",
        "/decisions/penalty/",
    ],
)
def test_guesses_find_nothing(client, town, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/search/", "/decisions/licences/", "/api/v1/public/decisions/"])
def test_the_public_can_only_read(client, today, path):
    assert client.post(path).status_code == 405
