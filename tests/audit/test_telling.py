"""The history of an object reads like sentences and never shows what must not be shown."""

from datetime import date

import pytest

from audit import codes
from audit.services import SYSTEM, deed
from audit.telling import story
from core.models import Holiday
from tests.factories import make_decision, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def actions(monkeypatch):
    monkeypatch.setattr(
        codes, "ACTIONS", {**codes.ACTIONS, "test.day.changed": "调整节假日", "test.day.printed": "打印"}
    )
    monkeypatch.setattr("audit.telling.ACTIONS", codes.ACTIONS)


@pytest.fixture
def day():
    return Holiday.objects.create(date=date(2031, 1, 1), kind="off", name="元旦")


def change(actor, day, reason="国办通知", **fields):
    with deed(actor=actor, code="test.day.changed", obj=day, reason=reason):
        for name, value in fields.items():
            setattr(day, name, value)
        day.save()


def test_a_change_names_who_why_and_both_values(day):
    user = make_user(display_name="王主任")
    change(user, day, kind="makeup")
    newest = story(user, day)[0]
    assert newest.title == "调整节假日"
    assert newest.who == f"王主任 · {user.section_name}"
    assert newest.reason == "国办通知"
    assert [(c.label, c.before, c.after) for c in newest.changes] == [("性质", "放假", "调休上班")]


def test_newest_first_down_to_the_beginning(day):
    change(SYSTEM, day, name="元旦节")
    change(SYSTEM, day, name="新年")
    told = story(make_user(), day)
    assert [entry.title for entry in told] == ["调整节假日", "调整节假日", "建立"]
    assert told[0].changes[0].before == "元旦节"
    assert told[-1].changes == []


def test_rows_of_one_deed_are_one_entry(day):
    with deed(actor=SYSTEM, code="test.day.changed", obj=day):
        day.name = "甲"
        day.save()
        day.name = "乙"
        day.save()
    newest = story(make_user(), day)[0]
    assert [(c.before, c.after) for c in newest.changes] == [("元旦", "乙")]


def test_changes_made_past_the_pages_are_shown_as_such(day):
    Holiday.objects.filter(pk=day.pk).update(name="悄悄改")
    newest = story(make_user(), day)[0]
    assert newest.title == "修改"
    assert newest.who == "未经本系统页面"


def test_deeds_without_a_row_change_are_told_too(day):
    with deed(actor=SYSTEM, code="test.day.printed", obj=day):
        pass
    assert "打印" in [entry.title for entry in story(make_user(), day)]


def test_identity_numbers_in_changed_values_are_masked(day):
    change(SYSTEM, day, name="证件 500237199001011234")
    assert "199001" not in str(story(make_user(), day))


def test_references_are_told_by_name_and_technical_columns_left_out():
    decision = make_decision()
    reviewer = make_user(display_name="李科长")
    with deed(actor=SYSTEM, code="test.day.changed", obj=decision):
        type(decision).objects.filter(pk=decision.pk).update(reviewed_by=reviewer, content_digest="0" * 64)
    newest = story(reviewer, decision)[0]
    assert [(c.label, c.after) for c in newest.changes] == [("审核人", "李科长")]
