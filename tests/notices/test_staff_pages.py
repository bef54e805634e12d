"""The inbox is one's own; wordings are the administrator's."""

import pytest
from django.urls import reverse

from accounts.roles import SYSTEM_ADMIN
from core.staff import badges_for
from notices.models import MessageTemplate, Notice
from notices.registry import Message, register_messages
from notices.services import notify
from tests import factories as make

pytestmark = pytest.mark.django_db
CODE = "test.page"
INBOX = reverse("admin:inbox")


@pytest.fixture(autouse=True)
def _registered():
    register_messages(Message(CODE, "第 {n} 件", "请办理第 {n} 件。\n谢谢。", {"n": "序号"}))


@pytest.fixture
def user(client):
    person = make.make_user()
    client.force_login(person)
    return person


def tell(person, *numbers):
    for n in numbers:
        notify(recipients=[person], code=CODE, params={"n": n}, link="/admin/me/", key=f"k{n}")


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_inbox_teaches_what_will_come(client, user):
    assert "还没有消息" in text(client.get(INBOX))


def test_unread_comes_first_and_opening_is_reading(client, user):
    tell(user, 1, 2, 3)
    newest = Notice.objects.get(key="k3")
    page = text(client.get(reverse("admin:inbox_notice", args=[newest.pk])))
    assert "请办理第 3 件。<br>谢谢。" in page
    assert 'href="/admin/me/"' in page
    assert [n.key for n in client.get(INBOX).context["page"]] == ["k2", "k1", "k3"]
    assert [n.key for n in client.get(INBOX, {"show": "unread"}).context["page"]] == ["k2", "k1"]


def test_the_bell_counts_what_is_unread(client, user):
    tell(user, 1, 2)
    assert badges_for(user)[-1].count == 2
    assert "未读消息 2 条" in text(client.get("/admin/"))
    client.post(reverse("admin:inbox_read_all"))
    assert badges_for(user)[-1].count == 0


def test_receipt_is_confirmed_once_and_shown(client, user):
    tell(user, 1)
    pk = Notice.objects.get().pk
    client.post(reverse("admin:inbox_acknowledge", args=[pk]))
    assert "确认收到" in text(client.get(reverse("admin:inbox_notice", args=[pk])))
    assert Notice.objects.get().acknowledged_at is not None


def test_the_messages_of_others_do_not_exist_for_me(client, user):
    tell(make.make_user(), 1)
    pk = Notice.objects.get().pk
    assert client.get(reverse("admin:inbox_notice", args=[pk])).status_code == 404
    assert client.post(reverse("admin:inbox_acknowledge", args=[pk])).status_code == 404
    assert "第 1 件" not in text(client.get(INBOX))


def test_reading_by_a_link_in_a_page_of_another_site_is_impossible(client, user):
    tell(user, 1)
    pk = Notice.objects.get().pk
    assert client.get(reverse("admin:inbox_acknowledge", args=[pk])).status_code == 405
    assert client.get(reverse("admin:inbox_read_all")).status_code == 405


# -- wordings ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def system(client):
    person = make.make_user(SYSTEM_ADMIN)
    client.force_login(person)
    return person


def page_of(code=CODE, name="notices_template"):
    return reverse(f"admin:{name}", args=[code])


def test_the_preview_writes_nothing_and_shows_explanations(client, system):
    page = text(client.post(page_of(), {"title": "看 {n}", "body": "正文 {n}", "preview": "1"}))
    assert "看 〈序号〉" in page
    assert MessageTemplate.objects.count() == 0


def test_a_wording_is_saved_tried_and_given_up(client, system):
    facts = {"title": "看 {n}", "body": "正文 {n}", "reason": "更短"}
    assert client.post(page_of(), facts).status_code == 302
    assert "本局修改" in text(client.get(reverse("admin:notices_templates")))
    client.post(page_of(name="notices_template_try"))
    assert Notice.objects.get(recipient=system).title == "看 〈序号〉"
    client.post(page_of(name="notices_template_reset"))
    assert MessageTemplate.objects.count() == 0


def test_an_unknown_variable_is_refused_on_the_page_with_what_was_typed(client, system):
    page = text(client.post(page_of(), {"title": "看 {m}", "body": "正文", "reason": "更短"}))
    assert "“{m}”不是这种消息的变量" in page
    assert "看 {m}" in page


def test_a_wording_nobody_registered_is_not_found(client, system):
    assert client.get(page_of("test.nothing")).status_code == 404


def test_the_delivery_record_tells_the_fate_and_not_the_words(client, system):
    tell(make.make_user(), 77)
    page = text(client.get(reverse("admin:notices_delivery_changelist")))
    assert CODE in page
    assert "站内信" in page
    assert "第 77 件" not in page
