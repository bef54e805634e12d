"""The staff's door: closed by default, menu by task, the desk in order of urgency."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.test import RequestFactory

from accounts.models import User
from core import staff
from core.clock import override
from core.staff import Badge, DeskItem, Figure, MenuEntry
from tests.support import look_urls

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.support.look_urls")]
DAY = date(2026, 9, 12)
assert look_urls.urlpatterns, "loaded before any test empties the register: addresses are made once"


@pytest.fixture
def clerk(db):
    user = User.objects.create_user("clerk", password="right-password-1", display_name="张晓梅", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_holiday"))
    return user


@pytest.fixture
def registry(monkeypatch):
    """A register of this test's own."""
    for name in ("_pages", "_desk", "_figures", "_badges", "_searches", "_history"):
        monkeypatch.setattr(staff, name, {} if name == "_pages" else [])
    return staff


@pytest.fixture
def site_with_page(registry):
    from wushan_credit.staff_site import StaffSite

    @registry.staff_page("try/", name="try_page", title="试一试", perm="core.view_holiday", group="系统", menu=False)
    def page(request):
        return TemplateResponse(request, "admin/base_site.html", {"content": "页面内容"})

    return StaffSite(name="admin")


def ask(site, user, path_name="try_page"):
    request = RequestFactory().get("/admin/try/")
    request.user = user
    request._messages = []
    view = next(pattern for pattern in site.get_urls() if pattern.name == path_name).callback
    return view(request)


def test_a_page_must_name_its_permission_and_a_known_group(registry):
    with pytest.raises(ValueError, match="permission"):
        registry.staff_page("x/", name="x", title="x", perm="")
    with pytest.raises(ValueError, match="menu group"):
        registry.staff_page("x/", name="x", title="x", perm="core.view_holiday", group="没有这一组")


def test_nobody_logged_in_is_sent_to_the_login_page(site_with_page):
    response = ask(site_with_page, AnonymousUser())
    assert response.status_code == 302
    assert response.url.startswith("/admin/login/?next=/admin/try/")


def test_staff_with_the_permission_get_the_page_with_title_and_menu(site_with_page, clerk):
    response = ask(site_with_page, clerk)
    response.render()
    text = response.content.decode()
    assert "<h1>试一试</h1>" in text
    assert "页面内容" in text
    assert "张晓梅" in text


def test_staff_without_the_permission_are_refused_in_words(site_with_page, clerk):
    from django.core.exceptions import PermissionDenied

    clerk.user_permissions.clear()
    with pytest.raises(PermissionDenied, match="试一试"):
        ask(site_with_page, User.objects.get(pk=clerk.pk))


def test_a_logged_in_person_who_is_not_staff_gets_a_clear_403(client):
    User.objects.create_user("firm", password="right-password-1", display_name="某所内勤")
    client.force_login(User.objects.get(username="firm"))
    response = client.get("/admin/")
    assert response.status_code == 403
    assert "不能进入" in response.content.decode()


@pytest.mark.parametrize("path", ["/admin/", "/admin/core/holiday/", "/admin/password_change/", "/admin/no/such/page/"])
def test_every_staff_address_asks_for_a_login(client, path):
    response = client.get(path)
    assert response.status_code == 302
    assert "/admin/login/" in response.url


def test_menu_shows_only_what_one_may_open_in_the_order_of_groups(registry, clerk):
    def view(request):
        return HttpResponse()

    registry.staff_page("b/", name="index", title="乙", perm="core.view_holiday", group="系统", order=2)(view)
    registry.staff_page("c/", name="c", title="丙", perm="core.add_holiday", group="系统", order=1)(view)
    registry.staff_page("d/<int:pk>/", name="d", title="丁", perm="core.view_holiday", group="系统")(view)
    entries = registry.page_entries(clerk)
    assert [(group, entry.title) for group, entry in entries] == [("系统", "乙")]
    groups = registry.menu(
        [("系统", MenuEntry("后", "/z/", 9)), ("我的待办", MenuEntry("先", "/a/")), ("系统", MenuEntry("前", "/y/", 1))]
    )
    assert [(group.title, [entry.title for entry in group.entries]) for group in groups] == [
        ("我的待办", ["先"]),
        ("系统", ["前", "后"]),
    ]


def test_models_without_a_menu_group_stay_out_of_the_menu(client, clerk):
    client.force_login(clerk)
    text = client.get("/admin/").content.decode()
    assert "节假日与调休" in text
    assert "日历年度" not in text  # no permission
    assert "Axes" not in text
    assert "Access attempts" not in text


def test_desk_puts_the_most_pressing_first(registry, clerk, client):
    @registry.desk_items
    def things(user, on):
        yield DeskItem("等我审核", count=3)
        yield DeskItem("后天", due=date(2026, 9, 14), url="/soon/")
        yield DeskItem("今天", due=DAY, url="/today/")
        yield DeskItem("前天", due=date(2026, 9, 10), url="/late/")
        yield DeskItem("大前天", due=date(2026, 9, 9), url="/later/")

    assert [item.title for item in registry.desk_for(clerk, DAY)] == ["大前天", "前天", "今天", "后天", "等我审核"]
    client.force_login(clerk)
    with override(DAY):
        text = client.get("/admin/").content.decode()
    assert "2026年9月12日" in text
    assert text.index("已经逾期 2") < text.index("今天到期 1") < text.index("其他待办 3")
    assert "逾期 3 天" in text


def test_an_empty_desk_says_what_will_come_here(registry, clerk, client):
    client.force_login(clerk)
    assert "今天没有要办的事" in client.get("/admin/").content.decode()


def test_figures_and_badges_open_their_lists(registry, clerk, client):
    registry.desk_figures(lambda user, on: [Figure("本月应报", 23, "件", "/due/")])
    registry.staff_badges(lambda user: Badge("未读消息", 120, "/inbox/"))
    registry.staff_badges(lambda user: None)
    client.force_login(clerk)
    text = client.get("/admin/").content.decode()
    assert 'href="/due/" class="figure"' in text
    assert 'href="/inbox/"' in text
    assert "99+" in text


def test_search_box_goes_where_this_person_may_search(registry, clerk, client):
    registry.staff_search(url_name="admin:no_such", label="没有", perm="core.view_holiday")
    registry.staff_search(url_name="admin:core_calendaryear_changelist", label="年度", perm="core.view_calendaryear")
    registry.staff_search(url_name="admin:core_holiday_changelist", label="节假日名称", perm="core.view_holiday")
    client.force_login(clerk)
    text = client.get("/admin/").content.decode()
    assert 'placeholder="节假日名称"' in text
    assert 'action="/admin/core/holiday/"' in text


def test_wrong_password_says_what_to_do_and_not_which_was_wrong(client, clerk):
    text = client.post("/admin/login/", {"username": "clerk", "password": "wrong"}).content.decode()
    assert "用户名或密码不对" in text
    assert 'role="alert"' in text


def test_after_five_wrong_passwords_the_pause_is_explained(client, clerk):
    for _ in range(5):
        response = client.post("/admin/login/", {"username": "clerk", "password": "wrong"})
    assert response.status_code == 429
    text = response.content.decode()
    assert "登录已暂停" in text
    assert "15 分钟" in text


def test_password_change_checks_and_confirms(client, clerk):
    client.force_login(clerk)
    wrong = {"old_password": "nope", "new_password1": "a-new-password-9", "new_password2": "another-password-9"}
    text = client.post("/admin/password_change/", wrong).content.decode()
    assert "原来的密码不对，请重新输入。" in text
    assert "两次输入的新密码不一致" in text
    good = {
        "old_password": "right-password-1",
        "new_password1": "a-new-password-9",
        "new_password2": "a-new-password-9",
    }
    assert "密码已修改" in client.post("/admin/password_change/", good, follow=True).content.decode()


def test_logging_out_needs_a_post_and_says_so_in_chinese(client, clerk):
    client.force_login(clerk)
    assert client.get("/admin/logout/").status_code == 405
    assert "已退出登录" in client.post("/admin/logout/").content.decode()


def test_elder_edition_is_kept_in_a_cookie_and_never_leaves_the_site(client):
    response = client.get("/elder/", {"on": "1", "next": "/gallery/"})
    assert response.url == "/gallery/"
    assert "data-elder" in client.get("/gallery/").content.decode()
    assert client.get("/elder/", {"on": "0", "next": "https://elsewhere.example/"}).url == "/"
    assert " data-elder>" not in client.get("/gallery/").content.decode()


def test_pages_that_are_not_there_teach_what_to_do(client, clerk):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "公示期已经届满" in response.content.decode()


def test_broken_server_page_needs_neither_database_nor_context():
    from django.template.loader import render_to_string

    for name in ("400.html", "500.html"):
        text = render_to_string(name)
        assert "怎么办" in text
        assert "{%" not in text
