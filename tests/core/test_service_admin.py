"""Forms and moves of the staff site go through services; refusals come back in words with everything typed."""

import re
from datetime import date

import pytest

from accounts.models import User
from core.models import Holiday

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.support.look_urls")]


@pytest.fixture
def boss(client):
    user = User.objects.create_superuser("boss", password="right-password-1", display_name="王主任")
    client.force_login(user)
    return user


@pytest.fixture
def day(boss):
    return Holiday.objects.create(date=date(2030, 1, 1), kind="off", name="元旦")


def test_an_empty_form_shows_a_linked_summary(client, boss):
    text = client.post("/admin/core/holiday/add/", {}).content.decode()
    assert '<a href="#id_date">日期：请填写这一项。</a>' in text
    assert "<title>有误：" in text


def test_a_rule_names_its_field_and_nothing_typed_is_lost(client, boss):
    typed = {"date": "2030年5月1日", "kind": "off", "name": "不行"}
    text = client.post("/admin/core/holiday/add/", typed).content.decode()
    assert '<a href="#id_name">名称：名称不能写“不行”' in text
    assert 'value="2030年5月1日"' in text
    assert not Holiday.objects.filter(date=date(2030, 5, 1)).exists()


def test_a_rule_about_the_whole_stands_in_the_summary(client, boss):
    typed = {"date": "2030-05-01", "kind": "off", "name": "整体不行"}
    text = client.post("/admin/core/holiday/add/", typed).content.decode()
    assert "<li>这一年的表已经锁定。</li>" in text


@pytest.mark.parametrize("written", ["2030-05-01", "2030/5/1", "2030.5.1", "2030年5月1日", "20300501"])
def test_every_usual_writing_of_a_date_is_understood(client, boss, written):
    response = client.post("/admin/core/holiday/add/", {"date": written, "kind": "off", "name": "劳动节"})
    assert response.status_code == 302
    assert Holiday.objects.get(name="劳动节", date__year=2030).date == date(2030, 5, 1)


def test_only_legal_moves_are_offered(client, day):
    text = client.get(f"/admin/core/holiday/{day.pk}/change/").content.decode()
    assert f"/admin/core/holiday/{day.pk}/move/to_makeup/" in text
    assert "改为放假" not in text
    assert 'name="kind"' in text
    assert "删除" not in text


def test_a_move_tells_its_consequence_and_wants_a_reason(client, day):
    url = f"/admin/core/holiday/{day.pk}/move/to_makeup/"
    text = client.get(url).content.decode()
    assert "这一天将按工作日计算期限。" in text
    text = client.post(url, {"reason": " "}).content.decode()
    assert "请写明理由" in text
    day.refresh_from_db()
    assert day.kind == "off"


def test_a_refused_move_says_why_and_keeps_the_reason(client, day):
    url = f"/admin/core/holiday/{day.pk}/move/to_makeup/"
    text = client.post(url, {"reason": "请拒绝这次修改"}).content.decode()
    assert "现在不能改：已有决定按这一天计算过期限。" in text
    assert "请拒绝这次修改" in text
    assert "没有改为上班" in text


def test_a_move_is_done_and_confirmed(client, day):
    response = client.post(f"/admin/core/holiday/{day.pk}/move/to_makeup/", {"reason": "国办通知调整"}, follow=True)
    day.refresh_from_db()
    assert day.kind == "makeup"
    assert "已改为上班" in response.content.decode()


def test_a_move_that_is_no_longer_legal_leads_back_with_words(client, day):
    response = client.post(f"/admin/core/holiday/{day.pk}/move/to_off/", {"reason": "x"}, follow=True)
    assert "这一步现在不能办理" in response.content.decode()
    day.refresh_from_db()
    assert day.kind == "off"


def test_moves_of_a_thing_that_is_not_there_are_404(client, boss):
    assert client.get("/admin/core/holiday/999999/move/to_off/").status_code == 404


def test_nothing_can_be_deleted(client, day):
    assert client.post(f"/admin/core/holiday/{day.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post("/admin/core/holiday/", {"action": "delete_selected", "_selected_action": [day.pk], "post": "yes"})
    assert Holiday.objects.filter(pk=day.pk).exists()


def test_history_is_told_by_the_registered_sources(client, day, monkeypatch):
    from core import staff
    from core.pieces import Change, Entry

    entry = Entry(
        "2026-09-01", "改为上班", "王主任 · 办公室", reason="国办通知", changes=[Change("性质", "放假", "调休上班")]
    )
    monkeypatch.setattr(staff, "_history", [lambda user, obj: [entry]])
    text = client.get(f"/admin/core/holiday/{day.pk}/history/").content.decode()
    assert "将“性质”由 <del>放假</del> 改为 <ins>调休上班</ins>" in re.sub(r"\s+", " ", text)
    assert "理由：国办通知" in text
    monkeypatch.setattr(staff, "_history", [])
    assert "还没有办理历史" in client.get(f"/admin/core/holiday/{day.pk}/history/").content.decode()


def test_history_needs_the_right_to_see_the_thing(client, day):
    stranger = User.objects.create_user("other", password="right-password-1", display_name="某人", is_staff=True)
    client.force_login(stranger)
    assert client.get(f"/admin/core/holiday/{day.pk}/history/").status_code == 403
    assert client.get(f"/admin/core/holiday/{day.pk}/move/to_makeup/").status_code == 403
