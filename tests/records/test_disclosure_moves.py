"""公开方式: the chief decides with a cited rule, the period follows from the class, the database keeps the limit."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.roles import CLERK, CREDIT_OFFICE, LEADER, REVIEWER
from audit.models import Action
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition
from records.models import CreditRecord, RuleVersion
from records.services import records
from tests.factories import make_record, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 20)
REASON = "涉及他人隐私，行政处罚法第四十八条"


@pytest.fixture(autouse=True)
def _today():
    with clock.override(TODAY):
        yield


@pytest.fixture
def record(db):
    """A general penalty of 7 September 2026 under 36号: a year at most."""
    return make_record(rule_version=RuleVersion.objects.get(code="R-36"), publish_until=date(2027, 9, 7))


@pytest.fixture
def chief(db):
    return make_user(REVIEWER)


def decided(actor, record, disclosure, reason=REASON):
    return records.record_decide_disclosure(actor=actor, record=record, disclosure=disclosure, reason=reason)


def classed(record, severity, basis="法制部门认定的类别"):
    return records.record_confirm_class(actor=make_user(CREDIT_OFFICE), record=record, severity=severity, basis=basis)


def move(record, code):
    return reverse("admin:records_creditrecord_move", args=[record.pk, code])


@pytest.mark.parametrize("disclosure", ["shared", "withheld"])
def test_the_chief_takes_a_record_out_of_the_publics_sight_with_a_cited_rule(chief, record, disclosure):
    assert CreditRecord.objects.public().filter(pk=record.pk).exists()
    after = decided(chief, record, disclosure)
    assert (after.disclosure, after.disclosure_reason, after.disclosure_by_id) == (disclosure, REASON, chief.pk)
    assert (after.publish_from, after.publish_until) == (None, None)
    assert not CreditRecord.objects.public().filter(pk=record.pk).exists()
    action = Action.objects.get(code="records.record.disclosure_decided")
    assert (action.actor_id, action.reason, action.extra["before"]) == (chief.pk, REASON, "公示")


def test_made_public_again_it_starts_today_and_ends_with_its_class(chief, record):
    decided(chief, record, "shared")
    after = decided(chief, record, "public", "隐私内容已隐去，恢复公示")
    assert (after.publish_from, after.publish_until) == (TODAY, date(2027, 9, 7))


@pytest.mark.parametrize("role", [CLERK, LEADER])
def test_who_is_no_chief_changes_nothing(role, record):
    with pytest.raises(Forbidden):
        decided(make_user(role), record, "shared")
    record.refresh_from_db()
    assert record.disclosure == "public"


@pytest.mark.parametrize(
    ("disclosure", "reason", "words"),
    [
        ("shared", "", "至少 5 个字"),
        ("shared", "好的", "至少 5 个字"),
        ("secret", REASON, "选择一项"),
        ("public", REASON, "没有变化"),
    ],
)
def test_without_reason_or_without_change_nothing_is_decided(chief, record, disclosure, reason, words):
    with pytest.raises(DomainError, match=words):
        decided(chief, record, disclosure, reason)
    assert not Action.objects.filter(code="records.record.disclosure_decided").exists()


@pytest.mark.parametrize(("severity", "last"), [("general", date(2027, 9, 7)), ("serious", date(2029, 9, 7))])
def test_the_period_follows_from_the_confirmed_class(record, severity, last):
    after = classed(record, severity)
    assert (after.severity, after.severity_confirmed, after.publish_until) == (severity, True, last)


def test_a_slight_penalty_is_shared_and_no_longer_public(record):
    after = classed(record, "minor")
    assert (after.disclosure, after.publish_from, after.publish_until) == ("shared", None, None)
    assert "R-36" in after.disclosure_reason
    assert not CreditRecord.objects.public().filter(pk=record.pk).exists()


def test_not_even_the_chief_publishes_a_class_that_the_rule_does_not_publish(chief, record):
    classed(record, "minor")
    with pytest.raises(DomainError, match="“轻微”类按信用修复管理办法不公示"):
        decided(chief, record, "public", "社会影响较大，申请公示")
    record.refresh_from_db()
    assert record.disclosure == "shared"


def test_the_database_refuses_a_period_longer_than_the_class_allows(record):
    with pytest.raises(DatabaseError, match="longer than the class allows"), transaction.atomic():
        CreditRecord.objects.filter(pk=record.pk).update(publish_until=date(2027, 9, 8))
    with pytest.raises(DatabaseError, match="longer than the class allows"), transaction.atomic():
        CreditRecord.objects.filter(pk=record.pk).update(severity="minor")


def test_a_withdrawn_record_is_closed_for_good(chief, record):
    records.record_withdraw(actor=chief, record=record, reason="决定已被撤销，撤回公示")
    with pytest.raises(InvalidTransition, match="已经撤下"):
        decided(chief, record, "shared")
    with pytest.raises(InvalidTransition, match="已经撤下"):
        classed(record, "serious")


def test_the_page_of_a_record_shows_outcome_rule_and_the_chiefs_button(client, chief, record):
    page_url = reverse("admin:records_creditrecord_change", args=[record.pk])
    client.force_login(chief)
    page = client.get(page_url).content.decode()
    assert "依法公示" in page and "最短3个月，最长12个月" in page and "36号令" in page
    assert move(record, "decide_disclosure") in page and move(record, "confirm_class") not in page
    client.force_login(make_user(CLERK))
    assert move(record, "decide_disclosure") not in client.get(page_url).content.decode()


def test_the_chief_decides_on_the_page_and_is_asked_why(client, chief, record):
    client.force_login(chief)
    assert (
        "请写明理由"
        in client.post(move(record, "decide_disclosure"), {"disclosure": "shared", "reason": ""}).content.decode()
    )
    done = client.post(move(record, "decide_disclosure"), {"disclosure": "shared", "reason": REASON}, follow=True)
    assert "已决定公开方式" in done.content.decode()
    record.refresh_from_db()
    assert record.disclosure == "shared"


def test_a_clerk_who_knows_the_address_is_turned_away(client, record):
    client.force_login(make_user(CLERK))
    page = client.post(move(record, "decide_disclosure"), {"disclosure": "withheld", "reason": REASON}, follow=True)
    assert "不能办理" in page.content.decode()
    record.refresh_from_db()
    assert record.disclosure == "public"
