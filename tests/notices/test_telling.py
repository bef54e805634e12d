"""People are told once for each cause, in the inbox at once, in words that hold no private number."""

import pytest

from accounts.roles import CREDIT_OFFICE, SYSTEM_ADMIN
from audit.models import Action
from audit.services import SYSTEM
from core.errors import DomainError, Forbidden, Stale
from notices.models import Delivery, MessageTemplate, Notice
from notices.registry import Message, check_wording, fill, messages, register_messages
from notices.services import Telling, notify, notify_many, template_change, template_reset, template_try
from notices.services.wording import preview, wording_of
from tests import factories as make
from tests.support.together import together

pytestmark = pytest.mark.django_db
IDENTITY = "500237199003071234"
CODE = "test.due"


@pytest.fixture(autouse=True)
def _registered():
    register_messages(
        Message(CODE, "{number} 快到期", "{number} 还有 {left} 天。\n请办理。", {"number": "文号", "left": "剩余天数"})
    )


def tell(*people, key="k1", **params):
    return notify(recipients=people, code=CODE, params={"number": "1号", "left": 2} | params, link="/admin/", key=key)


def test_a_notice_is_in_the_inbox_at_once():
    user = make.make_user()
    (pk,) = tell(user)
    notice = Notice.objects.get(pk=pk)
    assert (notice.recipient, notice.title, notice.body) == (user, "1号 快到期", "1号 还有 2 天。\n请办理。")
    delivery = notice.deliveries.get()
    assert (delivery.channel, delivery.state, delivery.sent_at is None) == ("inbox", "sent", False)


def test_the_same_cause_speaks_once_to_each_person():
    first, second = make.make_user(), make.make_user()
    assert len(tell(first)) == 1
    assert len(tell(first, second, second)) == 1
    assert tell(first, second) == []
    assert Notice.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_tell_it_once(settings):
    people = [make.make_user(email=f"u{n}@example.gov.cn") for n in range(5)]
    results = together(*[lambda: tell(*people)] * 4)
    assert sum(map(len, results)) == 5
    assert (Notice.objects.count(), Delivery.objects.filter(channel="email").count()) == (5, 5)


def test_many_are_told_in_one_statement_for_each_thousand(django_assert_max_num_queries):
    people = [make.make_user("", password=None) for _ in range(40)]
    tellings = [Telling(p.pk, CODE, f"k{n}", {"number": n, "left": 1}) for p in people for n in range(30)]
    with django_assert_max_num_queries(6):
        assert len(notify_many(tellings)) == 1200


def test_nobody_without_an_active_account_is_told():
    assert tell(make.make_user(is_active=False)) == []


def test_other_channels_wait_only_where_they_exist(settings):
    reachable = make.make_user(email="a@example.gov.cn")
    tell(reachable, make.make_user())
    assert list(Delivery.objects.exclude(channel="inbox").values_list("channel", "notice__recipient")) == [
        ("email", reachable.pk)
    ]
    settings.WEBHOOK_URL = "http://127.0.0.1:9/"
    tell(reachable, key="k2")
    assert Delivery.objects.filter(channel="webhook", state="waiting").count() == 1


def test_private_numbers_are_masked_in_everything_that_is_kept():
    tell(make.make_user(), number=f"{IDENTITY} 13800138000")
    kept = str(list(Notice.objects.values()))
    assert IDENTITY not in kept
    assert "13800138000" not in kept
    assert "5002" in kept


@pytest.mark.parametrize("link", ["https://example.com/", "//example.com", f"/subjects/{IDENTITY}/"])
def test_a_link_leads_into_this_system_and_names_no_person(link):
    with pytest.raises(DomainError):
        notify(recipients=[make.make_user()], code=CODE, params={"number": 1, "left": 1}, link=link, key="k")


def test_an_unknown_message_or_a_missing_value_is_refused():
    user = make.make_user()
    with pytest.raises(DomainError, match="没有登记"):
        notify(recipients=[user], code="test.nothing", params={}, key="k")
    with pytest.raises(DomainError, match="缺少变量 left"):
        notify(recipients=[user], code=CODE, params={"number": 1}, key="k")
    assert Notice.objects.count() == 0


def test_a_value_that_looks_like_a_wording_is_not_read_as_one():
    assert fill("{a}与{b}", {"a": "{b}", "b": "{0.__class__}"}) == "{b}与{0.__class__}"


# -- wordings ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("title", "body", "says", "field"),
    [
        ("{nummer}", "正文", "“{nummer}”不是这种消息的变量", "title"),
        ("标题", "{number.__class__}", "不是这种消息的变量", "body"),
        ("标题", "还有 {left 天", "不成对的花括号", "body"),
        ("标题", "还有 {} 天", "不是这种消息的变量", "body"),
        ("", "正文", "不能为空", "title"),
        ("题" * 121, "正文", "最多 120", "title"),
    ],
)
def test_a_mistake_in_a_wording_is_refused_with_the_known_variables(title, body, says, field):
    admin = make.make_user(SYSTEM_ADMIN)
    with pytest.raises(DomainError, match=says) as refusal:
        template_change(actor=admin, code=CODE, title=title, body=body, reason="更清楚")
    assert refusal.value.field == field
    if "变量" in says or "花括号" in says:
        assert "{left}（剩余天数）" in refusal.value.message
    assert (MessageTemplate.objects.count(), Action.objects.count()) == (0, 0)


def test_the_bureau_s_own_wording_is_used_and_can_be_given_up():
    admin = make.make_user(SYSTEM_ADMIN)
    template_change(actor=admin, code=CODE, title="请办 {number}", body="余 {left} 天", reason="更短")
    (pk,) = tell(make.make_user())
    assert (Notice.objects.get(pk=pk).title, wording_of(CODE)[2]) == ("请办 1号", True)
    template_reset(actor=admin, code=CODE, reason="恢复")
    assert wording_of(CODE) == ("{number} 快到期", "{number} 还有 {left} 天。\n请办理。", False)
    assert [a.code for a in Action.objects.order_by("id")] == ["notices.template.changed", "notices.template.reset"]
    labels = MessageTemplate.pgh_event_model.objects.order_by("pgh_id").values_list("pgh_label", flat=True)
    assert list(labels) == ["insert", "update", "delete"]


def test_only_the_administrator_changes_wordings_and_says_why():
    with pytest.raises(Forbidden):
        template_change(actor=make.make_user(CREDIT_OFFICE), code=CODE, title="a", body="b", reason="c")
    with pytest.raises(DomainError, match="理由"):
        template_change(actor=make.make_user(SYSTEM_ADMIN), code=CODE, title="a", body="b", reason=" ")
    with pytest.raises(DomainError, match="默认文字"):
        template_reset(actor=make.make_user(SYSTEM_ADMIN), code=CODE, reason="恢复")


@pytest.mark.django_db(transaction=True)
def test_two_changes_on_the_same_wording_are_one_change_and_one_refusal():
    seen = {"seen_title": "{number} 快到期", "seen_body": "{number} 还有 {left} 天。\n请办理。"}

    def work(title):
        def run():
            try:
                return template_change(actor=SYSTEM, code=CODE, title=title, body="正文", reason="更清楚", **seen).title
            except Stale:
                return "refused"

        return run

    assert "refused" in together(work("甲"), work("乙"))
    assert Action.objects.count() == 1


def test_the_preview_shows_explanations_in_place_of_values():
    wanted = next(message for message in messages() if message.code == CODE)
    assert preview(wanted, "{number} 到期", "余 {left}") == ("〈文号〉 到期", "余 〈剩余天数〉")


def test_a_wording_can_be_tried_on_oneself():
    admin = make.make_user(SYSTEM_ADMIN)
    template_try(actor=admin, code=CODE)
    assert Notice.objects.get().title == "〈文号〉 快到期"
    with pytest.raises(Forbidden):
        template_try(actor=make.make_user(), code=CODE)


def test_every_registered_message_is_sound_and_in_chinese():
    for message in messages():
        check_wording(message, message.title, message.body)
        assert any("一" <= char <= "鿿" for char in message.title), message.code


def test_an_opaque_page_number_is_not_taken_for_a_telephone_number():
    link = "/portal/replies/ed0ccff9-478a-4574-9005-d17836112173/"
    assert notify(
        recipients=[make.make_user()], code=CODE, params={"number": "1号", "left": 2}, link=link, key="opaque"
    )
    with pytest.raises(DomainError):
        notify(
            recipients=[make.make_user()],
            code=CODE,
            params={"number": "1号", "left": 2},
            link=f"/x/{IDENTITY}/",
            key="id",
        )
