"""How long a sign-in lasts, where somebody is signed in, and what a password must be."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.browser_words import browser_words
from accounts.models import OldPassword, SignIn
from accounts.password_rules import kinds_in
from accounts.roles import SECURITY_ADMIN, SYSTEM_ADMIN
from accounts.selectors import live_sign_ins, locked_usernames
from accounts.services import sign_ins
from audit.services import SYSTEM
from core import clock, settings_store
from core.errors import DomainError, Forbidden, InvalidTransition
from core.models import Setting
from tests import factories as make

pytestmark = pytest.mark.django_db
LOGIN = reverse("admin:login")


def sign_in(client, user, password=make.PASSWORD):
    return client.post(LOGIN, {"username": user.username, "password": password})


def put(key, value):
    Setting.objects.update_or_create(key=key, defaults={"group": "g", "label": "l", "value": value})
    settings_store.forget()


def long_ago(user, **ago):
    """As if that much time had passed since; the cached minute is over too."""
    for row in SignIn.objects.filter(user=user):
        for name, span in ago.items():
            setattr(row, name, getattr(row, name) - span)
        row.save()
        sign_ins._forget([str(row.pk)])


def test_who_does_nothing_for_long_is_signed_out_and_told_why(client):
    user = make.make_user()
    sign_in(client, user)
    long_ago(user, last_seen_at=timedelta(minutes=29))
    assert client.get("/admin/").status_code == 200
    long_ago(user, last_seen_at=timedelta(minutes=31))
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[0][0].startswith(LOGIN)
    assert "较长时间没有操作" in answer.content.decode()
    assert SignIn.objects.get().why == "idle"


def test_a_sign_in_ends_after_its_hours_however_busy(client):
    user = make.make_user()
    sign_in(client, user)
    long_ago(user, started_at=timedelta(hours=10, minutes=1))
    assert "最长有效时间" in client.get("/admin/", follow=True).content.decode()


def test_one_account_in_one_place_when_the_bureau_wants_it(client):
    user, elsewhere = make.make_user(), Client()
    sign_in(elsewhere, user)
    sign_in(client, user)
    assert elsewhere.get("/admin/").status_code == 200
    put("accounts.one_session", True)
    third = Client()
    assert "已退出" in str(sign_in(third, user).wsgi_request._messages._queued_messages[0])
    for old in (client, elsewhere):
        assert "在别处重新登录" in old.get("/admin/", follow=True).content.decode()
    assert third.get("/admin/").status_code == 200


def test_i_end_a_sign_in_elsewhere_and_nobody_ends_mine(client):
    user, elsewhere, stranger = make.make_user(), Client(), Client()
    sign_in(elsewhere, user)
    other = SignIn.objects.get()
    sign_in(stranger, make.make_user())
    stranger.post(reverse("admin:sign_in_end"), {"sign_in": other.pk})
    assert elsewhere.get("/admin/").status_code == 200
    sign_in(client, user)
    assert str(other.pk) in client.get(reverse("admin:own_account")).content.decode()
    client.post(reverse("admin:sign_in_end"), {"sign_in": other.pk})
    assert elsewhere.get("/admin/").status_code == 302
    assert [row.pk for row in live_sign_ins(user)] == [SignIn.objects.exclude(pk=other.pk).get(user=user).pk]
    with pytest.raises(InvalidTransition):
        services.sign_in_end(actor=user, sign_in=other)
    with pytest.raises(Forbidden):
        services.sign_in_end(actor=make.make_user(), sign_in=other)


def test_leaving_closes_the_sign_in(client):
    user = make.make_user()
    sign_in(client, user)
    client.post(reverse("admin:logout"))
    assert SignIn.objects.get().why == "logout"


def test_a_session_without_a_sign_in_is_worth_nothing(client):
    client.force_login(make.make_user())
    session = client.session
    del session["sign_in"]
    session.save()
    assert client.get("/admin/").status_code == 302


def test_public_pages_and_the_next_minute_cost_no_query_and_then_one(client, django_assert_num_queries):
    user = make.make_user()
    sign_in(client, user)
    pk = str(SignIn.objects.get().pk)
    settings_store.get("accounts.session_hours")
    with django_assert_num_queries(0):
        assert sign_ins.sign_in_seen(pk) == ""
        client.get("/healthz")
    sign_ins._forget([pk])
    with django_assert_num_queries(1):
        assert sign_ins.sign_in_seen(pk) == ""


def test_a_new_password_ends_the_other_sign_ins_and_keeps_this_one(client):
    user, elsewhere = make.make_user(), Client()
    sign_in(elsewhere, user)
    sign_in(client, user)
    new = "静水流深-2026-巫峡"
    client.post("/admin/password_change/", {"old_password": make.PASSWORD, "new_password1": new, "new_password2": new})
    assert client.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302
    assert set(SignIn.objects.values_list("why", flat=True)) == {"", "password"}


# -- lock-out ----------------------------------------------------------------------------------------------------------
def test_the_bureau_sets_after_how_many_wrong_passwords_the_door_closes(client):
    put("accounts.lockout_attempts", 2)
    put("accounts.lockout_minutes", 7)
    user = make.make_user()
    for _ in range(2):
        answer = sign_in(client, user, "falsch")
    assert answer.status_code == 429
    assert "连续 2 次" in answer.content.decode() and "7 分钟" in answer.content.decode()
    assert sign_in(client, user).status_code == 429
    assert list(locked_usernames()) == [user.username]


def test_a_limit_of_zero_locks_nobody_out_for_ever(client):
    put("accounts.lockout_attempts", 0)
    assert sign_in(client, make.make_user()).status_code == 302


# -- passwords ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("password", "kinds"), [("abc", 1), ("abC1", 3), ("abC1-", 4), ("静水-1", 3), ("ａｂ！", 2)])
def test_kinds_of_characters_are_counted(password, kinds):
    assert kinds_in(password) == kinds


@pytest.mark.parametrize(("password", "says"), [("aB3-x", "至少要 10 位"), ("riverwushan2026", "至少要 3 类")])
def test_a_weak_password_is_refused_with_the_rule(password, says):
    with pytest.raises(DomainError, match=says):
        services.password_change(actor=make.make_user(), password=password)


def test_the_rules_follow_the_parameters():
    put("accounts.password_length", 16)
    with pytest.raises(DomainError, match="至少要 16 位"):
        services.password_change(actor=make.make_user(), password="Wushan-river-9")


def test_none_of_the_last_passwords_comes_back():
    put("accounts.password_history", 3)
    user = make.make_user()
    for word in ("Xiajiang-2026-a", "Xiajiang-2026-b", "Xiajiang-2026-c"):
        services.password_change(actor=user, password=word)
        user.refresh_from_db()
    with pytest.raises(DomainError, match="最近用过"):
        services.password_change(actor=user, password="Xiajiang-2026-a")
    assert OldPassword.objects.filter(user=user).count() == 3
    services.password_change(actor=user, password=make.PASSWORD)
    assert make.PASSWORD not in str(list(OldPassword.objects.values()))


def test_a_password_grown_too_old_opens_only_the_page_that_changes_it(client):
    user = make.make_user()
    services.password_change(actor=user, password="Xiajiang-2026-a")
    OldPassword.objects.update(set_at=clock.real_now() - timedelta(days=91))
    sign_in(client, user, "Xiajiang-2026-a")
    answer = client.get("/admin/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/password_change/")
    new = "Xiajiang-2026-b"
    client.post(
        "/admin/password_change/", {"old_password": "Xiajiang-2026-a", "new_password1": new, "new_password2": new}
    )
    assert client.get("/admin/").status_code == 200


def test_a_password_nobody_dated_does_not_expire(client):
    """So accounts from before the rule, and those of a rehearsal, go on."""
    user = make.make_user()
    sign_in(client, user)
    assert client.get("/admin/").status_code == 200


def test_a_new_account_s_first_password_is_dated():
    user, _ = services.user_create(actor=make.make_user(SYSTEM_ADMIN), username="neu", display_name="新人")
    assert OldPassword.objects.filter(user=user).count() == 1
    assert SYSTEM.pk is None


def test_a_browser_is_named_in_two_words():
    assert browser_words("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537") == "Windows · Chrome"
    assert browser_words("<script>") == "未知浏览器"


# -- who keeps the limits ----------------------------------------------------------------------------------------------
def test_the_limits_of_safety_are_the_security_administrator_s_and_no_others(client):
    """The system administrator could otherwise switch off what watches over him."""
    system, security = make.make_user(SYSTEM_ADMIN), make.make_user(SECURITY_ADMIN)
    change = {"value": 20, "basis": "", "confirmed": False, "reason": "测试"}
    with pytest.raises(Forbidden, match="安全管理员"):
        services.setting_change(actor=system, key="accounts.session_idle_minutes", **change)
    with pytest.raises(Forbidden, match="系统管理员"):
        services.setting_change(actor=security, key="publicity.internal_days", **change)
    services.setting_change(actor=security, key="accounts.session_idle_minutes", **change)
    assert settings_store.get("accounts.session_idle_minutes") == 20
    client.force_login(security)
    page = client.get(reverse("admin:parameters")).content.decode()
    assert "多久没有操作自动退出" in page and "内部期限" not in page
    assert client.get(reverse("admin:parameter", args=["publicity.internal_days"])).status_code == 403
    client.force_login(system)
    page = client.get(reverse("admin:parameters")).content.decode()
    assert reverse("admin:parameter", args=["accounts.session_idle_minutes"]) not in page


def test_every_limit_of_safety_is_in_those_hands():
    keys = [key for key, item in settings_store.DECLARED.items() if item.group in ("登录安全", "异常查阅", "安全事件")]
    assert len(keys) > 25
    assert {settings_store.DECLARED[key].perm for key in keys} == {"accounts.change_security_rules"}
