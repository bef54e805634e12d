"""The second factor: set up, asked at every sign-in, good once, limited, reset with a reason, and kept secret."""

import base64
import re
import time
from datetime import timedelta
from io import StringIO
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django_otp.oath import TOTP

from accounts import services, totp
from accounts.models import RecoveryCode, SecondFactor, User
from accounts.roles import AUDITOR, CLERK, SECURITY_ADMIN, SYSTEM_ADMIN
from accounts.services import second_factor
from audit.models import Access, Action
from core import clock
from core.errors import DomainError, Forbidden, NotReady
from tests import factories as make
from tests.support.together import together

CODE, SETUP = reverse("admin:second_factor"), reverse("admin:second_factor_setup")


def code_of(user, steps=0, field="secret"):
    secret = getattr(SecondFactor.objects.get(user=user), field)
    return f"{TOTP(base64.b32decode(str(secret)), drift=steps).token():06d}"


def enable(user):
    """With the step of the last minute, so that the present code is still unused."""
    services.factor_begin(actor=user, password=make.PASSWORD)
    codes = services.factor_confirm(actor=user, code=code_of(user, field="pending"))
    SecondFactor.objects.filter(user=user).update(last_step=0)
    return codes


def sign_in(client, user, follow=False):
    return client.post(reverse("admin:login"), {"username": user.username, "password": make.PASSWORD}, follow=follow)


# -- the arithmetic ----------------------------------------------------------------------------------------------------
def test_the_codes_are_those_of_rfc_6238():
    """The RFC's own test secret; its eight digits end in our six."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    for at, code in ((59, "287082"), (1111111109, "081804"), (2000000000, "279037")):
        assert totp.check(secret, code, after=0, drift=0, tolerance=0, at=at)
    assert totp.check(secret, "287083", after=0, drift=0, tolerance=0, at=59) is None


def test_a_slow_clock_is_borne_and_remembered_but_only_so_far():
    secret = totp.fresh_secret()
    at = time.time()
    late = f"{TOTP(base64.b32decode(secret), drift=-1).token():06d}"
    found = totp.check(secret, late, after=0, drift=0, tolerance=1, at=at)
    assert found is not None and found.drift == -1
    later = TOTP(base64.b32decode(secret), drift=-2)
    later.time = at + 60
    assert totp.check(secret, f"{later.token():06d}", after=found.step, drift=found.drift, tolerance=1, at=at + 60)
    assert totp.check(secret, f"{later.token():06d}", after=0, drift=0, tolerance=1, at=at + 60) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "１２３４５６", "abcdef", "-12345", "12 345"])
def test_what_is_no_code_is_refused(typed):
    assert totp.check(totp.fresh_secret(), typed, after=0, drift=0, tolerance=1) is None


# -- services ----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_it_begins_with_the_password_and_ends_with_a_first_code():
    user = make.make_user()
    with pytest.raises(DomainError) as wrong:
        services.factor_begin(actor=user, password="nicht")
    assert wrong.value.field == "password"
    with pytest.raises(NotReady):
        services.factor_confirm(actor=user, code="123456")
    services.factor_begin(actor=user, password=make.PASSWORD)
    with pytest.raises(DomainError):
        services.factor_confirm(actor=user, code="000000")
    assert second_factor.factor_of(user) is None
    codes = services.factor_confirm(actor=user, code=code_of(user, field="pending"))
    assert second_factor.factor_of(user) is not None
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert Action.objects.filter(code="accounts.factor.enabled", actor_id=user.pk).count() == 1


@pytest.mark.django_db
def test_nothing_readable_lies_in_the_database():
    user = make.make_user()
    codes = enable(user)
    secret = str(SecondFactor.objects.get(user=user).secret)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret, pending FROM accounts_secondfactor")
        stored = str(cursor.fetchall())
        cursor.execute("SELECT * FROM accounts_secondfactorevent")
        kept = str(cursor.fetchall())
    assert "v1:" in stored and secret not in stored + kept
    digests = str(list(RecoveryCode.objects.values()))
    assert not any(code in digests or code.replace("-", "") in digests for code in codes)
    assert secret not in str(list(Action.objects.values()))


@pytest.mark.django_db
def test_the_same_code_is_refused_the_second_time():
    user = make.make_user()
    enable(user)
    code = code_of(user)
    assert services.factor_check(actor=user, code=f"{code[:3]} {code[3:]}") is None
    with pytest.raises(DomainError, match="已经用过"):
        services.factor_check(actor=user, code=code)


@pytest.mark.django_db
def test_the_code_that_proved_the_set_up_does_not_sign_in():
    user = make.make_user()
    services.factor_begin(actor=user, password=make.PASSWORD)
    code = code_of(user, field="pending")
    services.factor_confirm(actor=user, code=code)
    with pytest.raises(DomainError):
        services.factor_check(actor=user, code=code)


@pytest.mark.django_db
def test_a_recovery_code_works_once_and_only_for_its_owner():
    user, other = make.make_user(), make.make_user()
    codes = enable(user)
    enable(other)
    with pytest.raises(DomainError):
        services.factor_check(actor=other, code=codes[0])
    assert services.factor_check(actor=user, code=codes[0].upper()) == second_factor.RECOVERY_CODES - 1
    with pytest.raises(DomainError):
        services.factor_check(actor=user, code=codes[0])


@pytest.mark.django_db
def test_guesses_are_counted_and_then_even_the_right_code_waits():
    user = make.make_user()
    enable(user)
    for _ in range(5):
        with pytest.raises(DomainError):
            services.factor_check(actor=user, code="000000")
    with pytest.raises(Forbidden, match="分钟后"):
        services.factor_check(actor=user, code=code_of(user))
    SecondFactor.objects.filter(user=user).update(locked_until=clock.real_now() - timedelta(seconds=1))
    assert services.factor_check(actor=user, code=code_of(user)) is None
    assert Access.objects.filter(deed="factor_failed", actor_id=user.pk).count() == 5


@pytest.mark.django_db(transaction=True)
def test_the_same_code_typed_in_two_windows_opens_one_of_them():
    user = make.make_user()
    enable(user)
    code, gate = code_of(user), Barrier(2)

    def attempt():
        gate.wait()
        try:
            services.factor_check(actor=User.objects.get(pk=user.pk), code=code)
            return "in"
        except DomainError:
            return "out"

    assert sorted(together(attempt, attempt)) == ["in", "out"]


@pytest.mark.django_db
def test_only_the_security_administrator_resets_with_a_reason_and_never_his_own():
    user, security = make.make_user(), make.make_user(SECURITY_ADMIN)
    enable(user)
    enable(security)
    for wrong in (make.make_user(SYSTEM_ADMIN), make.make_user(AUDITOR), user):
        with pytest.raises(Forbidden):
            services.factor_reset(actor=wrong, user=user, reason="丢失")
    with pytest.raises(DomainError, match="理由"):
        services.factor_reset(actor=security, user=user, reason=" ")
    with pytest.raises(Forbidden, match="自己"):
        services.factor_reset(actor=security, user=security, reason="丢失")
    services.factor_reset(actor=security, user=user, reason="手机丢失，已当面核对工作证")
    assert second_factor.factor_of(user) is None
    assert not RecoveryCode.objects.filter(user=user).exists()
    with pytest.raises(DomainError, match="没有启用"):
        services.factor_reset(actor=security, user=user, reason="再来一次")
    assert Action.objects.get(code="accounts.factor.reset").reason.startswith("手机丢失")


@pytest.mark.django_db
def test_who_is_obliged_cannot_switch_it_off(settings):
    settings.SECOND_FACTOR_ENFORCED = True
    auditor, clerk = make.make_user(AUDITOR), make.make_user(CLERK)
    enable(auditor)
    enable(clerk)
    with pytest.raises(Forbidden):
        services.factor_remove(actor=auditor, code=code_of(auditor))
    services.factor_remove(actor=clerk, code=code_of(clerk))
    assert second_factor.factor_of(clerk) is None


# -- the way through the door ------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_after_the_password_nothing_opens_before_the_code(client):
    user = make.make_user()
    enable(user)
    sign_in(client, user)
    for path in ("/admin/", reverse("admin:own_account"), SETUP, reverse("admin:password_change")):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, CODE), path
    assert client.get("/api/v1/decisions/").json()["code"] == "second_factor"
    page = client.get(CODE).content.decode()
    assert "第二重验证" in page and "staff-menu" not in page and user.section.name not in page
    answer = client.post(CODE, {"code": "000000", "next": "/admin/inbox/"})
    assert answer.status_code == 200 and "已经用过" in answer.content.decode()
    before = client.session.session_key
    answer = client.post(CODE, {"code": code_of(user), "next": "/admin/me/"})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/me/")
    assert client.session.session_key != before
    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db
def test_the_next_page_is_never_elsewhere(client):
    user = make.make_user()
    enable(user)
    sign_in(client, user)
    answer = client.post(CODE, {"code": code_of(user), "next": "https://evil.example/"})
    assert answer["Location"] == "/admin/"


@pytest.mark.django_db
def test_where_it_is_enforced_the_keepers_must_set_it_up_first(client, settings):
    settings.SECOND_FACTOR_ENFORCED = True
    auditor = make.make_user(AUDITOR)
    sign_in(client, auditor)
    assert client.get("/admin/audit/accesses/")["Location"].split("?")[0] == SETUP
    client.post(SETUP, {"step": "begin", "password": make.PASSWORD})
    page = client.get(SETUP).content.decode()
    assert 'src="data:image/svg+xml' in page
    answer = client.post(SETUP, {"step": "confirm", "code": code_of(auditor, field="pending")})
    codes = re.findall(r'<strong class="code">(\w{5}-\w{5})</strong>', answer.content.decode())
    assert len(codes) == 10 and "no-store" in answer["Cache-Control"]
    assert not any(code in str(answer.cookies) for code in codes)
    assert client.get("/admin/audit/accesses/").status_code == 200


@pytest.mark.django_db
def test_clerks_and_rehearsals_sign_in_with_the_password_alone(client, settings):
    assert settings.SECOND_FACTOR_ENFORCED is False
    sign_in(client, make.make_user(AUDITOR))
    assert client.get("/admin/").status_code == 200
    settings.SECOND_FACTOR_ENFORCED = True
    sign_in(client, make.make_user(CLERK))
    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db
def test_after_a_reset_the_open_session_is_out_and_the_password_is_enough(client):
    user = make.make_user()
    enable(user)
    sign_in(client, user)
    client.post(CODE, {"code": code_of(user)})
    services.factor_reset(actor=make.make_user(SECURITY_ADMIN), user=user, reason="手机丢失，已核对")
    assert client.get("/admin/").status_code == 302
    sign_in(client, user)
    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db
def test_the_reset_is_a_button_of_the_security_administrator_where_there_is_something_to_reset(client):
    user = make.make_user()
    client.force_login(make.make_user(SECURITY_ADMIN))
    page = reverse("admin:accounts_user_change", args=[user.pk])
    assert "/move/factor/" not in client.get(page).content.decode()
    enable(user)
    assert "/move/factor/" in client.get(page).content.decode()
    client.post(reverse("admin:accounts_user_move", args=[user.pk, "factor"]), {"reason": "手机丢失，已核对"})
    assert second_factor.factor_of(user) is None


@pytest.mark.django_db
def test_the_operator_can_reset_the_only_security_administrator_and_that_is_in_the_trail():
    security = make.make_user(SECURITY_ADMIN)
    enable(security)
    with pytest.raises(CommandError, match="没有这个用户名"):
        call_command("reset_second_factor", "nobody", reason="局长批准")
    with pytest.raises(CommandError, match="理由"):
        call_command("reset_second_factor", security.username, reason=" ")
    call_command("reset_second_factor", security.username, reason="局长批准，手机丢失", stdout=StringIO())
    assert second_factor.factor_of(security) is None
    entry = Action.objects.get(code="accounts.factor.reset")
    assert (entry.actor_name, entry.channel, entry.reason) == ("系统", "command", "局长批准，手机丢失")
    with pytest.raises(CommandError, match="没有启用"):
        call_command("reset_second_factor", security.username, reason="再来一次")
