"""The entry pages as a clerk meets them: prefilled, checked while typing, nothing typed is lost, nothing secret is shown."""

from datetime import date

import pytest
from django.urls import reverse

from accounts import roles
from core import clock
from publicity.models import Decision
from publicity.services import moves
from publicity.services.ledger import record_of
from tests.factories import make_section, make_user
from wushan_credit.demo import cast, rows

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 7)
PLACES = cast.institutions()
FIRM = PLACES[0]
WORKER = cast.people(PLACES)[40]


@pytest.fixture(autouse=True)
def _today():
    with clock.override(date(2026, 9, 8)):
        yield


@pytest.fixture
def clerk(client):
    user = make_user(roles.CLERK)
    client.force_login(user)
    return user


@pytest.fixture
def reviewer():
    return make_user(roles.REVIEWER)


def penalty(number=1, **changes):
    row = rows.penalty(FIRM, rows.number("penalty", 2026, number), DAY, 1) | changes
    return {key: value.split(";") if key == "CF_CFLB" else value for key, value in row.items() if value}


def licence(number=1, **changes):
    return rows.worker_licence(WORKER, FIRM, rows.number("licence", 2026, number), DAY, change=False) | changes


def enter(client, row, button="submit", kind="penalty"):
    return client.post(reverse("admin:publicity_enter_kind", args=[kind]), row | {button: "1"})


def test_three_clicks_register_a_decision_and_say_by_when_it_must_be_reported(client, clerk):
    start = client.get(reverse("admin:publicity_enter"))
    assert reverse("admin:publicity_enter_kind", args=["penalty"]) in start.content.decode()
    answer = client.post(
        reverse("admin:publicity_enter_kind", args=["penalty"]), penalty() | {"submit": "1"}, follow=True
    )
    page = answer.content.decode()
    decision = Decision.objects.get()
    assert decision.state == "pending" and decision.channel == "form"
    assert "最迟 2026年9月14日 报送" in page and decision.number in page


def test_the_form_comes_with_today_the_bureau_and_the_next_number(client, clerk):
    enter(client, penalty(number=4))
    page = client.get(reverse("admin:publicity_enter_kind", args=["penalty"])).content.decode()
    assert "巫山司罚决字〔2026〕5号" in page and "2026-09-08" in page and "巫山县司法局" in page


def test_the_last_entry_can_be_copied_without_its_party(client, clerk):
    enter(client, penalty())
    page = client.get(reverse("admin:publicity_enter_kind", args=["penalty"]), {"copy": 1}).content.decode()
    assert "《中华人民共和国律师法》第五十条第一款第八项" in page
    assert FIRM.uscc not in page


def test_an_empty_form_comes_back_with_a_summary_that_links_to_each_field(client, clerk):
    page = enter(client, {}).content.decode()
    assert 'href="#id_CF_XDR_MC"' in page and 'href="#id_CF_JDRQ"' in page
    assert "还不能保存" in page and "操作失败" not in page
    assert not Decision.objects.exists()


def test_nothing_typed_is_lost_when_a_value_is_wrong(client, clerk):
    page = enter(client, penalty(CF_XDR_SHXYM="31500000MD9001007", CF_SY="经查，事实如此这般。")).content.decode()
    assert "31500000MD9001007" in page and "经查，事实如此这般。" in page
    assert "checked" in page and "罚款" in page


def test_a_wrong_check_digit_can_be_kept_with_a_reason_and_only_with_one(client, clerk):
    wrong = FIRM.uscc[:-1] + ("1" if FIRM.uscc[-1] != "1" else "2")
    page = enter(client, penalty(CF_XDR_SHXYM=wrong)).content.decode()
    assert 'name="override-CF_XDR_SHXYM"' in page and not Decision.objects.exists()
    enter(client, penalty(CF_XDR_SHXYM=wrong) | {"override-CF_XDR_SHXYM": "批"})
    assert not Decision.objects.exists()
    enter(client, penalty(CF_XDR_SHXYM=wrong) | {"override-CF_XDR_SHXYM": "登记机关核发的证照即为此代码"})
    assert Decision.objects.get().overrides["CF_XDR_SHXYM"] == "登记机关核发的证照即为此代码"


def test_a_draft_may_be_incomplete_but_not_without_number_party_and_day(client, clerk):
    few = {key: value for key, value in penalty().items() if key in ("CF_XDR_MC", "CF_WSH", "CF_JDRQ")}
    enter(client, few, button="draft")
    assert Decision.objects.get().state == "draft"
    enter(client, {"CF_XDR_MC": FIRM.name}, button="draft")
    assert Decision.objects.count() == 1


def test_the_answers_while_typing_name_field_level_message_and_mend(client, clerk):
    answer = client.post(
        reverse("admin:publicity_check", args=["penalty"]), penalty(CF_WSH="巫山司罚决字[2026]3号", CF_NR_FK="")
    ).json()
    assert answer["fields"]["CF_NR_FK"]["level"] == "error"
    assert answer["fields"]["CF_NR_FK"]["fix"] == "1"
    assert answer["fields"]["CF_XDR_MC"]["level"] == "ok"
    assert client.get(reverse("admin:publicity_check", args=["penalty"])).status_code == 404


def test_an_identity_number_is_in_no_page_after_saving(client, clerk, reviewer):
    enter(client, licence(), kind="licence")
    decision = Decision.objects.get()
    for url in (
        reverse("admin:publicity_decision_change", args=[decision.pk]), reverse("admin:publicity_edit", args=[decision.pk]),
        reverse("admin:publicity_decision_changelist"), reverse("admin:publicity_decision_history", args=[decision.pk]),
    ):  # fmt: skip
        assert WORKER.id_number not in client.get(url).content.decode(), url
    moves.decision_return(actor=reviewer, decision=decision, reason="请补充许可内容后再提交")
    raw = decision.data | {"XK_NR": "准予执业，从事基层法律服务工作，执业机构不变。", "XK_XDR_ZJHM": ""}
    client.post(reverse("admin:publicity_edit", args=[decision.pk]), raw)
    decision.refresh_from_db()
    assert decision.data["XK_NR"].startswith("准予执业，从事")
    assert WORKER.id_number in decision.secrets


def test_a_correction_through_the_page_needs_its_reason(client, clerk, reviewer):
    enter(client, penalty())
    decision = moves.decision_approve(actor=reviewer, decision=Decision.objects.get())
    url = reverse("admin:publicity_edit", args=[decision.pk])
    raw = penalty(CF_FRDB="新负责人")
    refused = client.post(url, raw).content.decode()
    assert "理由" in refused and "新负责人" in refused
    client.post(url, raw | {"reason": "法定代表人录入错误，按许可证更正"})
    decision.refresh_from_db()
    assert decision.data["CF_FRDB"] == "新负责人" and decision.events.get().kind == "correction"


def test_the_reviewer_revokes_and_withdraws_with_a_public_reason(client, clerk, reviewer):
    enter(client, penalty())
    decision = moves.decision_approve(actor=reviewer, decision=Decision.objects.get())
    client.force_login(reviewer)
    client.post(reverse("admin:publicity_event", args=[decision.pk]), {
        "kind": "revocation", "happened_on": "2026-09-08", "document_number": "巫山府复〔2026〕9号", "reason": "复议机关撤销原处罚",
    })  # fmt: skip
    assert record_of(decision).suspended_at is not None
    page = client.get(reverse("admin:publicity_decision_change", args=[decision.pk])).content.decode()
    assert "公示已暂停" in page
    client.post(
        reverse("admin:publicity_event_done", args=[decision.events.get().pk]),
        {"public_note": "原处罚已被撤销，现撤回公示。"},
    )
    assert record_of(decision).withdrawn_at is not None


def test_a_major_penalty_gets_its_legal_review_on_the_page(client, clerk, reviewer):
    raw = rows.major_penalty(FIRM, rows.number("penalty", 2026, 1), DAY)
    enter(client, raw | {"CF_CFLB": raw["CF_CFLB"].split(";")})
    decision = Decision.objects.get()
    client.force_login(reviewer)
    url = reverse("admin:publicity_legal_review", args=[decision.pk])
    assert (
        "缺法制审核意见" in client.get(reverse("admin:publicity_decision_change", args=[decision.pk])).content.decode()
    )
    client.post(url, {"number": "巫山司法审〔2026〕1号", "on": "2026-09-04", "opinion": "事实清楚，同意处罚意见"})
    decision.refresh_from_db()
    assert decision.legal_reviewer == reviewer


def test_another_section_gets_404_and_a_visitor_the_login_page(client, clerk):
    enter(client, penalty())
    decision = Decision.objects.get()
    names = ("publicity_edit", "publicity_legal_review", "publicity_event")
    client.force_login(make_user(roles.REVIEWER, section=make_section("approval")))
    for name in names:
        assert client.get(reverse(f"admin:{name}", args=[decision.pk])).status_code == 404, name
    assert client.get(reverse("admin:publicity_decision_change", args=[decision.pk])).status_code in (302, 404)
    client.logout()
    for name in names:
        answer = client.get(reverse(f"admin:{name}", args=[decision.pk]))
        assert answer.status_code == 302 and "/admin/login/" in answer.url


def test_the_ledger_finds_by_two_characters_number_and_code(client, clerk):
    enter(client, penalty())
    url = reverse("admin:publicity_decision_changelist")
    for words in ("云岫", "岫律师", "巫山司罚决字[2026]1号", FIRM.uscc, "重庆云岫律师事务所"):
        assert FIRM.name in client.get(url, {"q": words}).content.decode(), words
    assert FIRM.name not in client.get(url, {"q": "丹崖"}).content.decode().split("<table")[-1]


@pytest.mark.parametrize("words", ["云", "%", "_", "''", "\\", "😀😀", "a" * 500, "〔2026〕"])
def test_no_search_in_the_ledger_breaks_the_page(client, clerk, words):
    assert client.get(reverse("admin:publicity_decision_changelist"), {"q": words}).status_code == 200
