"""Who comes into the portal, and for whom they act there."""

import pytest
from django.urls import reverse

from accounts.roles import CREDIT_OFFICE
from audit.models import Access
from audit.services import SYSTEM
from core.clock import today
from core.staff import DeskItem
from members.services import end, grant
from portal import menu, todo
from tests import factories as make

pytestmark = pytest.mark.django_db
HOME, SIGN_IN = "/portal/", "/portal/sign-in/"


def member(subject=None, role="head", **fields):
    """A person who acts for the subject."""
    user = make.make_user("", section=None, **fields)
    grant(actor=SYSTEM, user=user, subject=subject or make.make_subject(), role=role)
    return user


def sign_in(client, user, password=make.PASSWORD, **more):
    return client.post(SIGN_IN, {"username": user.username, "password": password, **more})


def test_nobody_signed_in_is_led_to_the_sign_in_page_and_back(client):
    answer = client.get(HOME)
    assert (answer.status_code, answer["Location"]) == (302, "/portal/sign-in/?next=%2Fportal%2F")
    user = member(make.make_subject("巫山某某律师事务所"))
    assert sign_in(client, user, next="/portal/password/")["Location"] == "/portal/password/"
    page = client.get(HOME)
    assert "巫山某某律师事务所" in page.content.decode() and page["Cache-Control"] == "no-store, private"
    assert Access.objects.filter(deed="login", actor=user).exists()


def test_the_way_back_never_leads_out_of_the_house(client):
    assert sign_in(client, member(), next="https://example.org/")["Location"] == HOME


def test_a_wrong_password_says_what_to_do_and_five_shut_the_door(client):
    user = member()
    page = sign_in(client, user, "falsch-falsch-1")
    assert "用户名或密码不对" in page.content.decode() and page.status_code == 200
    for _ in range(4):
        answer = sign_in(client, user, "falsch-falsch-1")
    assert answer.status_code == 429 and "登录已暂停" in answer.content.decode()
    assert sign_in(client, user).status_code == 429


def test_staff_are_told_kindly_where_their_pages_are(client):
    clerk = make.make_user()
    assert "这是工作人员的账号" in sign_in(client, clerk).content.decode()
    client.force_login(clerk)
    for url in (HOME, SIGN_IN, "/portal/password/"):
        answer = client.get(url)
        assert answer.status_code == 403 and "回到工作台" in answer.content.decode(), url


def test_a_firms_user_who_signs_in_at_the_staff_door_is_led_to_the_portal(client):
    user = member()
    answer = client.post("/admin/login/", {"username": user.username, "password": make.PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, HOME)
    assert client.get("/admin/").status_code == 403
    assert client.get("/admin/login/")["Location"] == HOME


def test_who_acts_for_nobody_is_led_to_binding(client):
    client.force_login(make.make_user("", section=None))
    assert client.get(HOME)["Location"] == reverse("portal:bind")
    assert client.get(reverse("portal:bind")).status_code == 200


def test_an_ended_right_counts_with_the_next_request(client):
    user = member()
    client.force_login(user)
    assert client.get(HOME).status_code == 200
    end(actor=make.make_user(CREDIT_OFFICE), membership=user.memberships.get(), reason="机构注销")
    assert client.get(HOME)["Location"] == reverse("portal:bind")


def test_who_acts_for_two_firms_chooses_and_nobody_chooses_a_stranger(client):
    one, two, other = (make.make_subject(f"巫山第{word}律师事务所") for word in "甲乙丙")
    user = member(one, "clerk")
    grant(actor=SYSTEM, user=user, subject=two, role="clerk")
    client.force_login(user)
    heading = "<h1>{}</h1>"
    assert heading.format(one) in client.get(HOME).content.decode()
    client.post("/portal/switch/", {"subject": two.pk})
    assert heading.format(two) in client.get(HOME).content.decode()
    for wrong in (other.pk, "", "x"):
        client.post("/portal/switch/", {"subject": wrong})
        assert heading.format(two) in client.get(HOME).content.decode()


def test_the_own_password_is_changed_here_and_under_the_rules_of_the_house(client):
    user = member()
    sign_in(client, user)
    form = {"old_password": make.PASSWORD, "new_password1": "12345", "new_password2": "12345"}
    assert "error-summary" in client.post("/portal/password/", form).content.decode()
    new = "静水流深-2026-巫峡"
    assert client.post("/portal/password/", form | {"new_password1": new, "new_password2": new})["Location"] == HOME
    assert client.get(HOME).status_code == 200
    user.refresh_from_db()
    assert user.check_password(new)


def test_a_reset_password_is_changed_in_the_portal_first(client):
    client.force_login(member(must_change_password=True))
    assert client.get(HOME)["Location"] == "/portal/password/"
    assert client.get("/portal/password/").status_code == 200


def test_signing_out_is_a_post_and_ends_the_session(client):
    client.force_login(member())
    assert client.get("/portal/sign-out/").status_code == 405
    assert "请关闭浏览器窗口" in client.post("/portal/sign-out/").content.decode()
    assert SIGN_IN in client.get(HOME)["Location"]


def test_what_is_to_be_done_comes_with_the_most_pressing_first(client, monkeypatch):
    monkeypatch.setattr(todo, "_sources", [])
    late, later = (
        DeskItem(title, due=today().replace(year=year)) for title, year in (("早该办", 2020), ("不急", 2090))
    )
    todo.todo_items(lambda subject, user, on: [later])
    todo.todo_items(lambda subject, user, on: [late])
    user = member()
    assert todo.todo_for(user.memberships.get().subject, user, today()) == [late, later]
    client.force_login(user)
    page = client.get(HOME).content.decode()
    assert page.index("早该办") < page.index("不急")


def test_the_menu_shows_what_the_role_may_use_and_marks_the_present_page(monkeypatch):
    monkeypatch.setattr(menu, "_entries", {})
    menu.register("首页", "portal:home", 10)
    menu.register("修改密码", "portal:password", 20, roles=("head",))
    assert [(one.title, one.here) for one in menu.shown("/portal/", "clerk")] == [("首页", True)]
    assert [(one.title, one.here) for one in menu.shown("/portal/password/", "head")] == [
        ("首页", False), ("修改密码", True),
    ]  # fmt: skip
