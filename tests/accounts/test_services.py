"""Who may open, change and close accounts, and give roles: the three-way split, as services."""

import threading
from datetime import date

import pytest

from accounts import services
from accounts.models import ApiToken, Section, User
from accounts.roles import (
    AUDITOR,
    CLERK,
    CREDIT_OFFICE,
    FIRM_USER,
    LEADER,
    REVIEWER,
    ROLES,
    SECURITY_ADMIN,
    SYSTEM_ADMIN,
    conflict,
)  # fmt: skip
from accounts.services import users
from audit.models import Action
from audit.services import SYSTEM, Visitor
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition
from tests import factories as make
from tests.audit.tampering import raw
from tests.support.together import together

pytestmark = pytest.mark.django_db
IDENTITY = "500237199003071234"
NOBODY = Visitor("无权者")


@pytest.fixture
def system():
    return make.make_user(SYSTEM_ADMIN)


@pytest.fixture
def security():
    return make.make_user(SECURITY_ADMIN)


@pytest.fixture
def nothing_written():
    """Whatever is refused leaves neither an action nor a history row."""

    def count():
        return Action.objects.count(), User.pgh_event_model.objects.count(), ApiToken.pgh_event_model.objects.count()

    before: list = []
    yield lambda: before.append(count())
    assert before
    assert before[-1] == count()


# -- users -------------------------------------------------------------------------------------------------------------
def test_a_new_user_has_no_role_and_a_first_password_that_must_be_changed(system):
    user, password = services.user_create(
        actor=system, username="wang", display_name="王某", section=make.make_section(), email="w@example.gov.cn"
    )
    assert user.check_password(password)
    assert (user.must_change_password, user.is_staff, user.role_names) == (True, False, [])
    action = Action.objects.get()
    assert (action.code, action.actor_id, action.object_id) == ("accounts.user.created", system.pk, str(user.pk))
    assert password not in str(action.extra)


@pytest.mark.parametrize("role", [role.name for role in ROLES if role.name != SYSTEM_ADMIN])
def test_only_the_system_administrator_opens_accounts(role, nothing_written):
    actor = make.make_user(role)
    nothing_written()
    with pytest.raises(Forbidden):
        services.user_create(actor=actor, username="x", display_name="某人")


@pytest.mark.parametrize(
    ("username", "display_name"), [(IDENTITY, "某人"), ("x", f"某人{IDENTITY}"), ("13800138000", "某人")]
)
def test_identity_and_telephone_numbers_are_no_names(system, nothing_written, username, display_name):
    nothing_written()
    with pytest.raises(DomainError, match="身份证号") as refusal:
        services.user_create(actor=system, username=username, display_name=display_name)
    assert IDENTITY not in str(refusal.value)


@pytest.mark.parametrize(
    ("username", "display_name", "field"), [("有 空格", "某人", "username"), ("ok", "", "display_name")]
)
def test_what_is_wrong_with_a_new_user_is_said_at_its_field(system, nothing_written, username, display_name, field):
    nothing_written()
    with pytest.raises(DomainError) as refusal:
        services.user_create(actor=system, username=username, display_name=display_name)
    assert refusal.value.field == field


def test_changing_a_user_keeps_before_and_after_in_history(system):
    user = make.make_user(display_name="旧名")
    services.user_change(actor=system, user=user, display_name="新名", reason="更正")
    names = list(user.history.order_by("pgh_id").values_list("display_name", flat=True))
    assert names == ["旧名", "新名"]
    assert user.history.latest("pgh_id").pgh_context["actor"] == system.pk


def test_roles_and_rights_cannot_be_slipped_into_a_change(system, nothing_written):
    user = make.make_user()
    nothing_written()
    with pytest.raises(DomainError):
        services.user_change(actor=system, user=user, is_superuser=True)


def test_deactivating_ends_tokens_and_is_done_once(system, nothing_written):
    user = make.make_user()
    token, _ = services.token_issue(actor=system, user=user, name="对接", scopes=["decisions:read"])
    services.user_deactivate(actor=system, user=user, reason="调离")
    user.refresh_from_db()
    token.refresh_from_db()
    assert (user.is_active, token.is_live) == (False, False)
    nothing_written()
    with pytest.raises(InvalidTransition):
        services.user_deactivate(actor=system, user=user, reason="再来")


def test_nobody_deactivates_himself_or_without_a_reason(system, nothing_written):
    nothing_written()
    with pytest.raises(Forbidden):
        services.user_deactivate(actor=system, user=system, reason="误操作")
    with pytest.raises(DomainError, match="理由"):
        services.user_deactivate(actor=system, user=system, reason=" ")


def test_the_last_one_who_can_grant_roles_stays(system, security, nothing_written):
    nothing_written()
    with pytest.raises(DomainError, match="最后一位"):
        services.user_deactivate(actor=system, user=security, reason="调离")


def test_a_closed_account_can_be_opened_again(system):
    user = make.make_user(is_active=False)
    assert services.user_reactivate(actor=system, user=user, reason="返岗").is_active
    with pytest.raises(InvalidTransition):
        services.user_reactivate(actor=system, user=user, reason="返岗")


# -- roles -------------------------------------------------------------------------------------------------------------
def test_the_security_administrator_gives_roles(security):
    user = make.make_user("")
    services.roles_grant(actor=security, user=user, roles=[CLERK, REVIEWER], reason="任命")
    user = User.objects.get(pk=user.pk)
    assert (set(user.role_names), user.is_staff) == ({CLERK, REVIEWER}, True)
    assert user.has_perm("publicity.enter_decision")
    action = Action.objects.get(code="accounts.roles.granted")
    assert action.extra == {"before": [], "after": sorted([CLERK, REVIEWER])}


def test_roles_given_or_taken_by_raw_sql_are_history_too(security):
    user = make.make_user(CLERK)
    raw("DELETE FROM accounts_user_groups WHERE user_id = %s", [user.pk])
    labels = raw("SELECT pgh_label FROM accounts_userroleevent WHERE user_id = %s ORDER BY pgh_id", [user.pk])
    assert labels == [("insert",), ("delete",)]


@pytest.mark.parametrize("role", [role.name for role in ROLES if role.name != SECURITY_ADMIN])
def test_nobody_else_gives_roles_least_of_all_the_system_administrator(role, nothing_written):
    actor, user = make.make_user(role), make.make_user("")
    nothing_written()
    with pytest.raises(Forbidden):
        services.roles_grant(actor=actor, user=user, roles=[CLERK], reason="任命")


def test_nobody_gives_roles_to_himself_not_even_a_superuser(security, nothing_written):
    boss = make.make_superuser()
    nothing_written()
    for actor in (security, boss):
        with pytest.raises(Forbidden, match="自己"):
            services.roles_grant(actor=actor, user=actor, roles=[LEADER], reason="任命")


@pytest.mark.parametrize(
    "roles",
    [
        (AUDITOR, SYSTEM_ADMIN), (AUDITOR, SECURITY_ADMIN), (SYSTEM_ADMIN, SECURITY_ADMIN), (AUDITOR, CLERK),
        (AUDITOR, LEADER), (SYSTEM_ADMIN, REVIEWER), (SECURITY_ADMIN, CREDIT_OFFICE), (FIRM_USER, CLERK),
    ],
)  # fmt: skip
def test_roles_that_control_each_other_are_not_held_by_one_person(security, nothing_written, roles):
    user = make.make_user("")
    nothing_written()
    with pytest.raises(DomainError, match="不能由同一个人担任"):
        services.roles_grant(actor=security, user=user, roles=roles, reason="任命")


def test_every_single_role_and_business_roles_together_are_allowed():
    assert [role.name for role in ROLES if conflict([role.name])] == []
    assert conflict([CLERK, REVIEWER, CREDIT_OFFICE]) == ""


def test_an_unknown_role_and_a_closed_account_are_refused(security, nothing_written):
    gone = make.make_user("", is_active=False)
    nothing_written()
    with pytest.raises(DomainError, match="没有“校长”"):
        services.roles_grant(actor=security, user=gone, roles=["校长"], reason="任命")
    with pytest.raises(DomainError, match="已停用"):
        services.roles_grant(actor=security, user=gone, roles=[CLERK], reason="任命")


def test_the_last_security_administrator_keeps_the_role(security, nothing_written):
    other = make.make_user(SECURITY_ADMIN)
    services.roles_grant(actor=other, user=security, roles=[], reason="调整")
    nothing_written()
    with pytest.raises(DomainError, match="最后一位"):
        services.roles_grant(actor=SYSTEM, user=other, roles=[], reason="调整")


# -- passwords, lock-out, leave, sections --------------------------------------------------------------------------------
def test_a_reset_password_works_once_and_the_own_one_clears_the_duty(system):
    user = make.make_user()
    password = services.password_reset(actor=system, user=user, reason="遗忘")
    user.refresh_from_db()
    assert (user.check_password(password), user.must_change_password) == (True, True)
    services.password_change(actor=user, password="静水流深-2026-巫峡")
    user.refresh_from_db()
    assert (user.check_password(password), user.must_change_password) == (False, False)
    assert [a.code for a in Action.objects.order_by("id")] == ["accounts.password.reset", "accounts.password.changed"]


@pytest.mark.parametrize("password", ["short", "1234567890123", "password1234"])
def test_a_weak_own_password_is_refused(password, nothing_written):
    user = make.make_user()
    nothing_written()
    with pytest.raises(DomainError):
        services.password_change(actor=user, password=password)


def test_unlocking_belongs_to_the_security_administrator_and_needs_a_lock(system, security, nothing_written, client):
    user = make.make_user()
    for _ in range(5):
        client.post("/admin/login/", {"username": user.username, "password": "falsch"})
    assert client.post("/admin/login/", {"username": user.username, "password": make.PASSWORD}).status_code == 429
    with pytest.raises(Forbidden):
        services.user_unlock(actor=system, user=user)
    assert services.user_unlock(actor=security, user=user) == 1
    assert client.post("/admin/login/", {"username": user.username, "password": make.PASSWORD}).status_code == 302
    nothing_written()
    with pytest.raises(InvalidTransition):
        services.user_unlock(actor=security, user=user)


def test_leave_is_one_s_own_business_or_the_administrator_s(system, nothing_written):
    user, deputy = make.make_user(), make.make_user()
    services.leave_set(actor=user, user=user, away_from=date(2026, 10, 1), away_until=None, deputy=deputy)
    services.leave_set(actor=system, user=user, away_from=None, away_until=None, deputy=None)
    nothing_written()
    refusals = [
        (deputy, {"away_from": date(2026, 10, 1), "away_until": None, "deputy": deputy}),
        (user, {"away_from": date(2026, 10, 2), "away_until": date(2026, 10, 1), "deputy": deputy}),
        (user, {"away_from": date(2026, 10, 2), "away_until": None, "deputy": None}),
        (user, {"away_from": date(2026, 10, 2), "away_until": None, "deputy": user}),
    ]
    for actor, facts in refusals:
        with pytest.raises(DomainError):
            services.leave_set(actor=actor, user=user, **facts)


def test_a_section_keeps_its_code_and_stays_while_people_work_in_it(system, nothing_written):
    section = services.section_save(actor=system, code="new", name="新科室")
    services.section_save(actor=system, section=section, code="new", name="改名的科室", order=5)
    make.make_user(section=section)
    nothing_written()
    with pytest.raises(DomainError, match="代码不能修改"):
        services.section_save(actor=system, section=section, code="other", name="改名的科室")
    with pytest.raises(DomainError, match="在用的账号"):
        services.section_save(actor=system, section=section, code="new", name="改名的科室", active=False)
    with pytest.raises(Forbidden):
        services.section_save(actor=NOBODY, code="x", name="x")
    assert Section.objects.get(pk=section.pk).name == "改名的科室"


# -- tokens ------------------------------------------------------------------------------------------------------------
def test_a_token_is_shown_once_and_kept_as_a_hash(system):
    owner = make.make_user()
    token, plain = services.token_issue(actor=system, user=owner, name="OA 对接", scopes=["decisions:write"], days=30)
    assert (token.digest, token.is_live) == (ApiToken.hash(plain), True)
    assert plain not in str(Action.objects.values()) + str(ApiToken.objects.values())


@pytest.mark.parametrize(
    "facts", [{"scopes": []}, {"scopes": ["all"]}, {"days": 0}, {"days": 400}, {"name": " "}], ids=str
)
def test_a_token_without_purpose_scope_or_end_is_refused(system, nothing_written, facts):
    owner = make.make_user()
    nothing_written()
    with pytest.raises(DomainError):
        services.token_issue(**{"actor": system, "user": owner, "name": "对接", "scopes": ["decisions:read"]} | facts)


def test_tokens_are_the_administrator_s_and_a_stopped_one_stays_stopped(system, nothing_written):
    owner = make.make_user()
    with pytest.raises(Forbidden):
        services.token_issue(actor=owner, user=owner, name="对接", scopes=["decisions:read"])
    token, _ = services.token_issue(actor=system, user=owner, name="对接", scopes=["decisions:read"])
    services.token_revoke(actor=owner, token=token, reason="不再使用")
    nothing_written()
    with pytest.raises(InvalidTransition):
        services.token_revoke(actor=system, token=token, reason="不再使用")
    with pytest.raises(Forbidden):
        services.token_revoke(actor=NOBODY, token=token, reason="不再使用")


# -- two at once -------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_administrators_opening_the_same_account_get_one_and_one_refusal(system):
    def create():
        try:
            return services.user_create(actor=SYSTEM, username="same", display_name="同名")[0].pk
        except (Duplicate, DomainError) as refusal:
            return refusal.message

    results = together(create, create)
    assert sorted(isinstance(result, int) for result in results) == [False, True]
    assert Action.objects.filter(code="accounts.user.created").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_deactivations_at_once_are_one_deed(system):
    user = make.make_user()

    def close():
        try:
            services.user_deactivate(actor=SYSTEM, user=user, reason="调离")
            return "done"
        except InvalidTransition:
            return "refused"

    assert sorted(together(close, close)) == ["done", "refused"]
    assert Action.objects.filter(code="accounts.user.deactivated").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_two_security_administrators_cannot_both_be_closed_at_once(system, security, monkeypatch):
    second, meeting = make.make_user(SECURITY_ADMIN), threading.Barrier(2)
    read_row = users.locked

    def read_row_together(user):
        row = read_row(user)
        meeting.wait(5)  # both are past the point where each holds his own row
        return row

    monkeypatch.setattr(users, "locked", read_row_together)

    def close(user):
        def work():
            try:
                services.user_deactivate(actor=SYSTEM, user=user, reason="调离")
                return "done"
            except DomainError:
                return "refused"

        return work

    assert sorted(together(close(security), close(second))) == ["done", "refused"]
