"""The own account in the portal: reached, proved, signed in elsewhere, taken along; a forgotten password; the second factor."""

import base64
import io
import re

import pytest
from django.urls import reverse
from django_otp.oath import TOTP
from openpyxl import load_workbook

from accounts.models import SecondFactor
from accounts.roles import SECURITY_ADMIN
from accounts.services import factor_reset
from accounts.services.second_factor import factor_of
from core.models import Setting
from core.settings_store import forget
from members.parameters import HEAD_FACTOR
from members.services import channels
from notices.models import Notice
from tests import factories as make
from tests.members.people import make_lawyer, member, outsider

pytestmark = pytest.mark.django_db
NEW = "山高水长-2026-神女"
ACCOUNT = "/portal/account/"


@pytest.fixture
def person():
    return member(make.make_subject("巫山清风律师事务所"), email="yi@example.cn")


def page(answer):
    return answer.content.decode()


def digits(code):
    return re.search(r"\d{4} \d{4}", Notice.objects.filter(code=f"members.{code}").latest("pk").body)[0]


def sign_in(client, user, password=make.PASSWORD):
    return client.post("/portal/sign-in/", {"username": user.username, "password": password})


def token(secret):
    return f"{TOTP(base64.b32decode(secret.replace(' ', ''))).token():06d}"


def prove(client):
    sent = client.post("/portal/account/confirm/email/", {"deed": "send"})
    return client.post(sent["Location"], {"code": digits("confirm_code")})


def switch_on(client):
    """Set the second factor up as a browser does; gives secret and recovery codes."""
    setup = reverse("portal:second_factor_setup")
    client.post(setup, {"step": "begin", "password": make.PASSWORD})
    secret = re.search(r'factor-secret">([^<]+)<', page(client.get(setup)))[1]
    shown = page(client.post(setup, {"step": "confirm", "code": token(secret)}))
    return secret, re.findall(r"\b[a-z2-9]{5}-[a-z2-9]{5}\b", shown)


# -- the page -----------------------------------------------------------------------------------------------------------
def test_the_account_page_says_who_how_reached_and_where_signed_in(client, person):
    sign_in(client, person)
    shown = page(client.get(ACCOUNT))
    assert person.username in shown and "y***@example.cn" in shown and "未确认" in shown
    assert "这台电脑" in shown and reverse("portal:password") in shown
    assert "我的账号" in page(client.get("/portal/"))


def test_somebody_not_bound_yet_has_the_page_too(client):
    client.force_login(outsider())
    shown = page(client.get(ACCOUNT))
    assert "带走我的资料" in shown and reverse("portal:file_download") not in shown


def test_an_address_is_proved_in_two_posts_and_a_wrong_code_is_named(client, person):
    sign_in(client, person)
    assert "确认邮箱或者短信" in page(client.get("/portal/"))
    sent = client.post("/portal/account/confirm/email/", {"deed": "send"})
    assert "y***@example.cn" in page(client.get(sent["Location"]))
    assert 'href="#id_code"' in page(client.post(sent["Location"], {"code": "0000 0000"}))
    assert 'href="#id_code"' in page(client.post(sent["Location"], {"code": ""}))
    assert client.post(sent["Location"], {"code": digits("confirm_code")})["Location"] == ACCOUNT
    assert "已确认" in page(client.get(ACCOUNT)) and "确认邮箱或者短信" not in page(client.get("/portal/"))


def test_changing_the_address_sends_the_code_at_once(client, person):
    sign_in(client, person)
    answer = client.post("/portal/account/email/", {"email": "neu@example.cn", "password": make.PASSWORD})
    assert answer["Location"] == "/portal/account/confirm/email/"
    client.post(answer["Location"], {"code": digits("confirm_code")})
    person.refresh_from_db()
    assert person.email == "neu@example.cn" and channels.ways_of(person)[0].confirmed_at


def test_an_unknown_way_is_404_and_one_that_is_off_is_told(client, person, settings):
    settings.WEBHOOK_URL = ""
    sign_in(client, person)
    assert client.post("/portal/account/confirm/pigeon/", {"deed": "send"}).status_code == 404
    told = page(client.post("/portal/account/confirm/webhook/", {"deed": "send"}, follow=True))
    assert "没有开通" in told


def test_the_own_sign_ins_are_listed_and_one_elsewhere_is_ended(client, person, django_user_model):
    from django.test import Client

    elsewhere, stranger = Client(HTTP_USER_AGENT="Mozilla/5.0 Firefox/128.0"), Client()
    sign_in(elsewhere, person)
    sign_in(client, person)
    there, other = person.sign_ins.order_by("started_at").first(), member(make.make_subject())
    sign_in(stranger, other)
    assert "没有找到" in page(stranger.post("/portal/account/sign-ins/end/", {"sign_in": str(there.pk)}, follow=True))
    assert elsewhere.get("/portal/").status_code == 200
    assert "已结束" in page(client.post("/portal/account/sign-ins/end/", {"sign_in": str(there.pk)}, follow=True))
    assert "/portal/sign-in/" in elsewhere.get("/portal/")["Location"]
    assert "没有找到" in page(client.post("/portal/account/sign-ins/end/", {"sign_in": "x"}, follow=True))


def test_the_own_data_come_along_as_workbooks(client, person):
    sign_in(client, person)
    book = load_workbook(io.BytesIO(client.get("/portal/account/download/").content), read_only=True)
    assert book.sheetnames[:5] == ["账号", "代表的机构", "消息", "登录和查阅", "办过的事"]
    said = str([[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()])
    assert person.username in said and "巫山清风律师事务所" in said and "登录" in said
    file = client.get(reverse("portal:file_download"))
    assert file["Content-Disposition"].startswith("attachment")
    assert "巫山清风律师事务所" in str(
        [[cell.value for cell in row] for row in load_workbook(io.BytesIO(file.content))["基本信息"].iter_rows()]
    )


def test_the_account_page_asks_a_bounded_number_of_questions(client, person, django_assert_max_num_queries):
    for _ in range(6):
        sign_in(client, person)
    client.get(ACCOUNT)
    with django_assert_max_num_queries(16):
        client.get(ACCOUNT)


# -- a forgotten password -----------------------------------------------------------------------------------------------
def test_a_forgotten_password_is_chosen_anew_from_the_sign_in_page(client, person):
    sign_in(client, person)
    prove(client)
    client.logout()
    assert "/portal/forgotten/" in page(client.get("/portal/sign-in/"))
    asked = client.post("/portal/forgotten/", {"username": person.username})
    assert asked["Location"] == "/portal/forgotten/code/"
    form = {"code": digits("recover_code"), "password1": NEW, "password2": NEW}
    assert 'href="#id_password2"' in page(client.post(asked["Location"], form | {"password2": "anders"}))
    assert 'href="#id_password1"' in page(client.post(asked["Location"], form | {"password1": "a", "password2": "a"}))
    assert client.post(asked["Location"], form)["Location"] == "/portal/sign-in/"
    assert "密码已重设" in page(client.get("/portal/sign-in/"))
    assert sign_in(client, person, NEW)["Location"] == "/portal/"


def test_every_name_gets_the_same_answer(client, person):
    from django.test import Client

    sign_in(client, person)
    prove(client)
    answers = set()
    for number, name in enumerate([person.username, "nobody-there", make.make_user().username]):
        fresh = Client(REMOTE_ADDR=f"192.0.2.{number}")
        asked = fresh.post("/portal/forgotten/", {"username": name})
        form = {"code": "00000000", "password1": NEW, "password2": NEW}
        texts = [page(fresh.get(asked["Location"])), page(fresh.post(asked["Location"], form))]
        answers.add(
            (
                asked.status_code,
                asked["Location"],
                *(re.sub(r'value="[^"]{30,}"|nonce="[^"]*"', "", text) for text in texts),
            )
        )
    assert len(answers) == 1


def test_the_code_page_opens_nothing_without_the_first_step(client, person):
    form = {"code": "00000000", "password1": NEW, "password2": NEW}
    for answer in (client.get("/portal/forgotten/code/"), client.post("/portal/forgotten/code/", form)):
        assert answer["Location"] == "/portal/forgotten/"


def test_asking_for_one_name_again_and_again_is_stopped_at_the_door(client):
    codes = [client.post("/portal/forgotten/", {"username": "nobody-there"}).status_code for _ in range(4)]
    assert codes == [302, 302, 302, 429]
    elsewhere = client.post("/portal/forgotten/", {"username": "nobody-there"}, REMOTE_ADDR="192.0.2.9")
    assert elsewhere.status_code == 302


def test_an_installation_that_sends_nothing_says_so(client, settings):
    settings.WEBHOOK_URL, settings.EMAIL_BACKEND = "", "django.core.mail.backends.dummy.EmailBackend"
    shown = page(client.get("/portal/forgotten/"))
    assert "不能在网上重设密码" in shown and 'name="username"' not in shown
    assert 'class="error-summary"' not in shown


# -- the second factor --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["head", "clerk", "practitioner"])
def test_whoever_wants_sets_it_up_and_is_asked_at_the_next_sign_in(client, role):
    user = member(make_lawyer() if role == "practitioner" else make.make_subject(), role)
    sign_in(client, user)
    secret, recovery = switch_on(client)
    assert len(recovery) == 10 and "恢复码还剩 10 个" in page(client.get(ACCOUNT))
    client.logout()
    assert sign_in(client, user)["Location"] == "/portal/"
    asked = client.get("/portal/file/")
    assert asked["Location"] == "/portal/second-factor/?next=%2Fportal%2Ffile%2F"
    assert 'href="#id_code"' in page(client.post("/portal/second-factor/", {"code": "000000"}))
    SecondFactor.objects.update(last_step=0)
    passed = client.post("/portal/second-factor/", {"code": token(secret), "next": "/portal/file/"})
    assert passed["Location"] == "/portal/file/" and client.get("/portal/file/").status_code == 200
    client.logout()
    sign_in(client, user)
    away = client.post("/portal/second-factor/", {"code": recovery[0], "next": "https://example.cn/"})
    assert away["Location"] == "/portal/" and "还剩 9 个" in page(client.get("/portal/"))


def test_it_is_voluntary_and_can_be_given_up_again(client, person):
    sign_in(client, person)
    assert client.get("/portal/file/").status_code == 200
    secret, old = switch_on(client)
    SecondFactor.objects.update(last_step=0)
    renewed = page(client.post("/portal/second-factor/codes/", {"code": token(secret)}))
    assert old[0] not in renewed and len(re.findall(r"\b[a-z2-9]{5}-[a-z2-9]{5}\b", renewed)) == 10
    assert 'href="#id_code"' in page(client.post("/portal/second-factor/off/", {"code": "000000"}))
    SecondFactor.objects.update(last_step=0)
    assert client.post("/portal/second-factor/off/", {"code": token(secret)})["Location"] == ACCOUNT
    assert factor_of(person) is None


def oblige(on=True):
    Setting.objects.update_or_create(key=HEAD_FACTOR, defaults={"value": on})
    forget()


def test_heads_who_are_obliged_set_it_up_before_anything_else_and_others_do_not(client, person):
    clerk = member(make.make_subject(), "clerk")
    oblige()
    sign_in(client, clerk)
    assert client.get("/portal/file/").status_code == 200
    client.logout()
    sign_in(client, person)
    assert client.get("/portal/")["Location"].startswith("/portal/second-factor/set-up/")
    assert "负责人账号须用两种办法" in page(client.get("/portal/second-factor/set-up/"))
    switch_on(client)
    assert client.get("/portal/").status_code == 200
    assert "不能停用" in page(client.post("/portal/second-factor/off/", {"code": "000000"}))
    assert factor_of(person) is not None
    assert client.get(ACCOUNT).status_code == 200 and "/second-factor/off/" not in page(client.get(ACCOUNT))


def test_nobody_is_obliged_as_delivered(client, person):
    sign_in(client, person)
    assert client.get("/portal/").status_code == 200


def test_the_security_administrator_resets_what_is_lost(client, person):
    sign_in(client, person)
    switch_on(client)
    factor_reset(actor=make.make_user(SECURITY_ADMIN), user=person, reason="手机丢失，窗口核对身份证")
    assert "/portal/sign-in/" in client.get("/portal/")["Location"]
    assert sign_in(client, person)["Location"] == "/portal/" and client.get("/portal/").status_code == 200


def test_a_new_password_does_not_go_round_the_second_factor(client, person):
    sign_in(client, person)
    prove(client)
    switch_on(client)
    client.logout()
    asked = client.post("/portal/forgotten/", {"username": person.username})
    client.post(asked["Location"], {"code": digits("recover_code"), "password1": NEW, "password2": NEW})
    sign_in(client, person, NEW)
    assert client.get("/portal/")["Location"].startswith("/portal/second-factor/")
