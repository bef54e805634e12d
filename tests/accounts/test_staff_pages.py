"""The administrators' pages: each does its own work, in the browser, and leaves the rest alone."""

import io
import re
from html import unescape

import openpyxl
import pytest
from django.urls import reverse

from accounts import services
from accounts.models import ApiToken, Section, User
from accounts.roles import AUDITOR, CLERK, REVIEWER, ROLES, SECURITY_ADMIN, SYSTEM_ADMIN
from audit.models import Action
from audit.services import SYSTEM
from core import clock, settings_store
from core.calendar_hooks import Effect, calendar_effect
from core.models import CalendarYear, Holiday, Setting
from core.staff import desk_for
from tests import factories as make
from tests.accounts.test_holiday_paste import NOTICE_2026

pytestmark = pytest.mark.django_db
USERS = reverse("admin:accounts_user_changelist")


@pytest.fixture
def system(client):
    user = make.make_user(SYSTEM_ADMIN)
    client.force_login(user)
    return user


@pytest.fixture
def security(client):
    user = make.make_user(SECURITY_ADMIN)
    client.force_login(user)
    return user


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize("name", ["user", "section", "apitoken"])
def test_a_list_can_be_sorted_by_every_column_it_offers_and_a_guessed_one_breaks_nothing(client, system, name):
    services.token_issue(actor=system, user=make.make_user(CLERK), name="对接", scopes=["jobs:read"])
    address = reverse(f"admin:accounts_{name}_changelist")
    offered = set(re.findall(r'href="(\?[^"]*\bo=-?\d[^"]*)"', text(client.get(address))))
    assert offered
    for question in {unescape(one) for one in offered} | {f"?o={number}" for number in range(-9, 10)}:
        assert client.get(address + question).status_code == 200, question


def user_url(user):
    return reverse("admin:accounts_user_change", args=[user.pk])


def move(client, user, code, **data):
    return client.post(reverse("admin:accounts_user_move", args=[user.pk, code]), data)


# -- who may open what ---------------------------------------------------------------------------------------------------
PAGES = {
    USERS: {SYSTEM_ADMIN, SECURITY_ADMIN},
    reverse("admin:accounts_section_changelist"): {SYSTEM_ADMIN, SECURITY_ADMIN},
    reverse("admin:accounts_apitoken_changelist"): {SYSTEM_ADMIN},
    reverse("admin:accounts_roles"): {SYSTEM_ADMIN, SECURITY_ADMIN, AUDITOR},
    reverse("admin:parameters"): {SYSTEM_ADMIN, SECURITY_ADMIN, "信用办"},
    reverse("admin:parameter", args=["accounts.session_hours"]): {SECURITY_ADMIN},
    reverse("admin:parameter", args=["notices.quiet_from"]): {SYSTEM_ADMIN},
    reverse("admin:calendar"): {SYSTEM_ADMIN, "信用办"},
    reverse("admin:calendar_load"): {SYSTEM_ADMIN},
    reverse("admin:notices_templates"): {SYSTEM_ADMIN},
    reverse("admin:own_account"): {role.name for role in ROLES if role.staff},
    reverse("admin:inbox"): {role.name for role in ROLES if role.staff},
}


@pytest.mark.parametrize("role", [role.name for role in ROLES])
@pytest.mark.parametrize("address", PAGES)
def test_every_page_opens_for_its_roles_only(client, address, role):
    client.force_login(make.make_user(role))
    assert client.get(address).status_code == (200 if role in PAGES[address] else 403)


@pytest.mark.parametrize("address", PAGES)
def test_nobody_gets_in_without_signing_in(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer["Location"].startswith("/admin/login/")) == (302, True)


def test_raw_permission_lists_are_nobody_s_tool(client):
    client.force_login(make.make_superuser())
    for address in ("/admin/auth/group/", "/admin/axes/accessattempt/"):
        assert client.get(address).status_code == 404
    page = text(client.get(user_url(make.make_user())))
    assert "user_permissions" not in page
    assert "is_superuser" not in page


# -- users -------------------------------------------------------------------------------------------------------------
def test_a_new_account_shows_its_first_password_once_and_keeps_it_out_of_cookies(client, system):
    form = {"username": "wang", "display_name": "王某", "email": "", "section": make.make_section().pk}
    answer = client.post(reverse("admin:accounts_user_add"), form)
    page = text(answer)
    password = re.search(r'<strong class="code">(\w+)</strong>', page).group(1)
    user = User.objects.get(username="wang")
    assert user.check_password(password)
    assert (user.must_change_password, user.role_names) == (True, [])
    assert "no-store" in answer["Cache-Control"]
    assert password not in str(answer.cookies)
    assert password not in text(client.get(user_url(user)))


def test_a_refused_account_says_why_at_the_field(client, system):
    page = text(
        client.post(reverse("admin:accounts_user_add"), {"username": "500237199003071234", "display_name": "王某"})
    )
    assert "身份证号" in page
    assert not User.objects.filter(display_name="王某").exists()


def test_the_administrator_changes_names_and_sections_but_not_the_username(client, system):
    user, section = make.make_user(username="keep"), make.make_section("n", name="新科")
    client.post(
        user_url(user),
        {"username": "other", "display_name": "新名", "section": section.pk, "email": "a@example.gov.cn"},
    )
    user.refresh_from_db()
    assert (user.username, user.display_name, user.section) == ("keep", "新名", section)


def test_each_administrator_sees_the_buttons_of_his_own_work(client):
    user = make.make_user()
    shown = {}
    for role in (SYSTEM_ADMIN, SECURITY_ADMIN):
        client.force_login(make.make_user(role))
        shown[role] = set(re.findall(r"/move/(\w+)/", text(client.get(user_url(user)))))
    assert shown == {SYSTEM_ADMIN: {"leave", "password", "token", "close"}, SECURITY_ADMIN: {"roles"}}


def test_roles_are_given_on_the_page_of_the_person(client, security):
    user = make.make_user("")
    assert "经办员：登记" in text(client.get(reverse("admin:accounts_user_move", args=[user.pk, "roles"])))
    answer = move(client, user, "roles", roles=[CLERK, REVIEWER], reason="岗位任命")
    assert answer.status_code == 302
    assert set(User.objects.get(pk=user.pk).role_names) == {CLERK, REVIEWER}


def test_a_forbidden_pair_of_roles_is_explained_and_nothing_changes(client, security):
    user = make.make_user("")
    page = text(move(client, user, "roles", roles=[AUDITOR, CLERK], reason="岗位任命"))
    assert "不能由同一个人担任" in page
    assert User.objects.get(pk=user.pk).role_names == []


def test_the_system_administrator_cannot_reach_the_roles_by_address(client, system):
    user = make.make_user("")
    assert move(client, user, "roles", roles=[CLERK], reason="绕过").status_code == 302
    assert User.objects.get(pk=user.pk).role_names == []


def test_a_reset_password_and_a_token_are_shown_once(client, system):
    user = make.make_user()
    page = text(move(client, user, "password", reason="遗忘"))
    user.refresh_from_db()
    assert user.check_password(re.search(r'<strong class="code">([^<]+)</strong>', page).group(1))
    page = text(move(client, user, "token", name="对接", scopes=["decisions:read"], days=30))
    plain = re.search(r'<strong class="code">([^<]+)</strong>', page).group(1)
    assert ApiToken.objects.get().digest == ApiToken.hash(plain)


def test_an_account_is_closed_opened_and_put_on_leave(client, system):
    user, deputy = make.make_user(), make.make_user()
    move(client, user, "leave", away_from="2026-10-01", away_until="2026-10-08", deputy=deputy.pk)
    user.refresh_from_db()
    assert user.deputy == deputy
    move(client, user, "close", reason="调离")
    assert not User.objects.get(pk=user.pk).is_active
    move(client, user, "open", reason="返岗")
    assert User.objects.get(pk=user.pk).is_active


def test_a_locked_person_is_shown_and_let_in_again(client, security):
    user = make.make_user()
    other = type(client)()
    for _ in range(5):
        other.post("/admin/login/", {"username": user.username, "password": "falsch"})
    assert "已锁定" in text(client.get(user_url(user)))
    assert move(client, user, "unlock", reason="本人确认").status_code == 302
    assert "没有锁定" in text(client.get(user_url(user)))


def test_the_list_of_people_costs_the_same_for_two_and_for_twenty(client, system, django_assert_max_num_queries):
    for _ in range(20):
        make.make_user(CLERK, password=None)
    with django_assert_max_num_queries(20):
        text(client.get(USERS))


def test_the_history_of_a_person_can_be_read(client, system):
    user = make.make_user(display_name="旧名")
    services.user_change(actor=system, user=user, display_name="新名", reason="更正")
    page = text(client.get(reverse("admin:accounts_user_history", args=[user.pk])))
    assert "旧名" in page
    assert "理由" in page


# -- sections and tokens -----------------------------------------------------------------------------------------------
def test_a_section_is_opened_and_renamed(client, system):
    client.post(reverse("admin:accounts_section_add"), {"code": "neu", "name": "新设科", "order": 5, "active": "on"})
    section = Section.objects.get(code="neu")
    address = reverse("admin:accounts_section_change", args=[section.pk])
    client.post(address, {"name": "更名科", "order": 6, "active": "on"})
    section.refresh_from_db()
    assert (section.name, section.order) == ("更名科", 6)
    make.make_user(section=section)
    assert "在用的账号" in text(client.post(address, {"name": "更名科", "order": 6}))


def test_a_token_is_stopped_with_a_reason(client, system):
    token, _ = services.token_issue(actor=SYSTEM, user=make.make_user(), name="对接", scopes=["decisions:read"])
    assert "对接" in text(client.get(reverse("admin:accounts_apitoken_changelist")))
    address = reverse("admin:accounts_apitoken_move", args=[token.pk, "revoke"])
    assert "请写明理由" in text(client.post(address, {"reason": ""}))
    client.post(address, {"reason": "不再使用"})
    token.refresh_from_db()
    assert not token.is_live


# -- one's own account -------------------------------------------------------------------------------------------------
def test_everybody_notes_his_own_leave_and_sees_his_sign_ins(client):
    user, deputy = make.make_user(), make.make_user(display_name="代理人乙")
    client.post("/admin/login/", {"username": user.username, "password": make.PASSWORD})
    page = text(client.get(reverse("admin:own_account")))
    assert "127.0.0.1" in page
    client.post(reverse("admin:own_account"), {"away_from": "2026-10-01", "away_until": "", "deputy": deputy.pk})
    user.refresh_from_db()
    assert (user.deputy, user.is_away(clock.today())) == (deputy, True)
    page = text(client.post(reverse("admin:own_account"), {"away_from": "2026-10-01", "deputy": ""}))
    assert "请指定代理人" in page


def test_one_s_own_password_is_changed_by_the_service(client):
    user = make.make_user()
    client.force_login(user)
    page = reverse("admin:password_change")
    same = {"old_password": make.PASSWORD, "new_password1": make.PASSWORD, "new_password2": make.PASSWORD}
    assert "与现在的密码相同" in text(client.post(page, same))
    new = "静水流深-2026-巫峡"
    assert client.post(page, same | {"new_password1": new, "new_password2": new}).status_code == 302
    assert client.get("/admin/").status_code == 200
    assert Action.objects.filter(code="accounts.password.changed", actor=user).count() == 1


# -- parameters --------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_parameter_is_changed_with_basis_and_reason_and_loses_its_mark(client, system):
    address = reverse("admin:parameter", args=["notices.quiet_from"])
    page = text(client.get(address))
    assert "待确认" in page
    form = {"value": "21:00", "basis": "局务会纪要〔2026〕3号", "confirmed": "on", "seen": '"22:00"'}
    assert "请写明理由" in text(client.post(address, form))
    assert client.post(address, form | {"reason": "局务会决定"}).status_code == 302
    assert settings_store.get("notices.quiet_from") == "21:00"
    page = text(client.get(reverse("admin:parameters")))
    assert "局务会纪要〔2026〕3号" in page
    assert "默认 22:00" in page
    assert "别人刚刚改过" in text(client.post(address, form | {"reason": "旧页面", "value": "20:00"}))


def test_every_declared_parameter_can_be_opened_and_saved_as_it_is_by_its_keeper(client):
    keepers = [make.make_user(role) for role in (SYSTEM_ADMIN, SECURITY_ADMIN)]
    for key, declared in settings_store.DECLARED.items():
        client.force_login(next(person for person in keepers if person.has_perm(declared.perm)))
        address = reverse("admin:parameter", args=[key])
        initial = client.get(address).context["form"]
        data = {name: initial[name].value() for name in ("value", "basis", "seen")} | {"reason": "核对无变化"}
        answer = client.post(address, data)
        assert answer.status_code == 302, (key, answer.context["form"].errors, answer.context["problems"])
        assert Setting.objects.get(pk=key).value == settings_store.DECLARED[key].default


def test_parameters_to_confirm_are_on_the_administrator_s_desk(system):
    item = next(item for item in desk_for(system, clock.today()) if item.title == "规则参数待确认")
    assert item.count == len(settings_store.unconfirmed())


# -- calendar ----------------------------------------------------------------------------------------------------------
LOAD = reverse("admin:calendar_load")


def test_a_year_is_loaded_from_the_pasted_notice_after_a_preview(client, system):
    given = {"year": 2027, "source": "国办发明电〔2026〕9号", "text": NOTICE_2026.replace("（周", "（")}
    page = text(client.post(LOAD, given))
    assert "预览" in page
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_a_confirmed_preview_is_what_is_written(client, system):
    Holiday.objects.filter(date__year=2026).delete()
    CalendarYear.objects.filter(year=2026).delete()
    given = {"year": 2026, "source": "国办发明电〔2025〕7号", "text": NOTICE_2026}
    answer = client.post(LOAD, given)
    assert "预览：39 天" in text(answer)
    lines = answer.context["preview"].lines
    assert client.post(LOAD, given | {"text": lines, "confirm": "1"}).status_code == 302
    assert (Holiday.objects.filter(date__year=2026).count(), CalendarYear.objects.get(year=2026).source) == (
        39,
        given["source"],
    )
    assert "春节" in text(client.get(reverse("admin:calendar_year", args=[2026])))


def test_the_preview_says_how_many_deadlines_would_move(client, system, monkeypatch):
    monkeypatch.setattr("core.calendar_hooks._estimates", [])
    calendar_effect(lambda now, then: Effect("进行中的决定", 7 if 2027 in then.years and 2027 not in now.years else 0))
    given = {"year": 2027, "source": "国办", "text": NOTICE_2026.replace("周", "")}
    lines = "\n".join(f"2027-{month:02d}-{day:02d} 放假 节" for month in range(1, 12) for day in (1,))
    page = text(client.post(LOAD, given | {"text": lines}))
    assert "进行中的决定 <strong>7</strong> 件" in page


def test_what_is_wrong_with_a_notice_is_said_and_cannot_be_confirmed(client, system):
    given = {"year": 2027, "source": "国办", "text": "2027-01-01 放假 元旦\n2027-01-04 上班 元旦", "confirm": "1"}
    page = text(client.post(LOAD, given))
    assert "本来就上班" in page
    assert "少于法定" in page
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_a_year_is_loaded_from_a_table(client, system):
    book = openpyxl.Workbook()
    book.active.append(["日期", "性质", "名称"])
    for row in make_rows():
        book.active.append([row, "放假", "节日"])
    file = io.BytesIO()
    book.save(file)
    file.name = "2027.xlsx"
    file.seek(0)
    page = text(client.post(LOAD, {"year": 2027, "source": "国办", "file": file}))
    assert "预览：11 天" in page


def make_rows():
    return [f"2027-{month:02d}-01" for month in range(1, 12)]


@pytest.mark.parametrize(("on", "years"), [("2026-11-30", []), ("2026-12-01", ["2027"]), ("2028-03-01", ["2028"])])
def test_a_missing_year_is_on_the_desk_in_time(system, on, years):
    items = desk_for(system, clock.date.fromisoformat(on))
    assert [item.title[:4] for item in items if "节假日还没有录入" in item.title] == years
    assert [
        item for item in desk_for(make.make_user(CLERK), clock.date.fromisoformat(on)) if "节假日还没有" in item.title
    ] == []
