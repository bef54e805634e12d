"""From nothing to an account that acts for a firm, without a script, and every wrong turn on the way."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from core import clock
from members import selectors
from members.models import BindingRequest, Invitation, Membership
from members.services import codes
from members.services.invitations import invite
from portal import limits
from tests import factories as make
from tests.members.people import make_lawyer, member, outsider

pytestmark = pytest.mark.django_db
GOOD = "静水流深-2026-巫峡"
ACCOUNT = {"display_name": "周未央", "username": "zhouweiyang", "password1": GOOD, "password2": GOOD, "email": ""}


def slip(subject, role="head"):
    return codes.code_issue(actor=make.make_user(), subject=subject, role=role, seen="执业许可证副本、身份证")[1]


def firm_form(firm, **facts):
    return {"code_number": firm.uscc, "name": firm.name, **facts}


def page(answer):
    return answer.content.decode()


def test_a_head_opens_his_account_in_two_steps_and_stands_on_the_home_page(client):
    firm = make.make_subject("巫山清风律师事务所")
    plain = slip(firm)
    assert "有窗口查验码" in page(client.get("/portal/bind/"))
    first = client.post("/portal/bind/firm/", firm_form(firm, code=plain.lower()))
    assert first["Location"] == "/portal/bind/account/"
    assert "巫山清风律师事务所" in page(client.get(first["Location"]))
    done = client.post(first["Location"], ACCOUNT)
    assert done["Location"] == "/portal/bind/done/"
    confirmed = page(client.get(done["Location"]))
    assert "绑定成功" in confirmed and "负责人账号" in confirmed
    assert "<h1>巫山清风律师事务所</h1>" in page(client.get("/portal/"))
    assert selectors.acts_for(User.objects.get(username="zhouweiyang"), firm, "head")


def test_a_practitioner_needs_no_name_twice(client):
    lawyer = make_lawyer("谭文静")
    form = {"code_number": lawyer.licence_number, "name": "谭文静", "code": slip(lawyer, "practitioner")}
    assert client.post("/portal/bind/person/", form)["Location"] == "/portal/bind/account/"
    assert "display_name" not in page(client.get("/portal/bind/account/"))
    account = {key: value for key, value in ACCOUNT.items() if key != "display_name"}
    assert client.post("/portal/bind/account/", account)["Location"] == "/portal/bind/done/"
    assert User.objects.get(username="zhouweiyang").display_name == "谭文静"


def test_who_is_signed_in_binds_at_once(client):
    firm, user = make.make_subject(), outsider()
    client.force_login(user)
    assert client.post("/portal/bind/firm/", firm_form(firm, code=slip(firm)))["Location"] == "/portal/bind/done/"
    assert selectors.acts_for(user, firm)


@pytest.mark.parametrize("path", ["firm", "ask", "person"])
def test_an_empty_form_says_what_is_missing_and_links_to_it(client, path):
    text = page(client.post(f"/portal/bind/{path}/", {}))
    assert 'class="error-summary"' in text and 'href="#id_code_number"' in text and 'href="#id_name"' in text


def test_what_was_typed_stays_and_the_wrong_field_is_named(client):
    firm = make.make_subject("巫山清风律师事务所")
    slip(firm)
    for form, field in (
        (firm_form(firm, code="AAAA2222"), "code"),
        (firm_form(firm, name="别家律师事务所", code="AAAA2222"), "name"),
        (firm_form(firm, code_number=make.make_uscc(), code="AAAA2222"), "code_number"),
    ):
        text = page(client.post("/portal/bind/firm/", form))
        assert (
            f'href="#id_{field}"' in text
            and f'value="{form["name"]}"' in text
            and f'value="{form["code_number"]}"' in text
        )
    assert not Membership.objects.exists()


def test_who_only_knows_the_firms_number_cannot_spoil_its_slip_and_is_stopped_at_the_door(client, monkeypatch):
    firm = make.make_subject()
    plain = slip(firm)
    monkeypatch.setattr(limits.too_often, "__kwdefaults__", {"tries": 8, "seconds": 600})
    for _ in range(8):
        assert "查验码不对" in page(client.post("/portal/bind/firm/", firm_form(firm, code="AAAA2222AAAA")))
    answer = client.post("/portal/bind/firm/", firm_form(firm, code="AAAA2222AAAA"))
    assert answer.status_code == 429 and "请 10 分钟后再试" in page(answer) and answer["Retry-After"] == "600"
    elsewhere = client.post("/portal/bind/firm/", firm_form(firm, code=plain), REMOTE_ADDR="192.0.2.77")
    assert elsewhere["Location"] == "/portal/bind/account/", "the slip in the right hands still opens"


def test_a_slip_that_was_guessed_at_is_dead(client):
    firm = make.make_subject()
    plain = slip(firm)
    for _ in range(5):
        client.post("/portal/bind/firm/", firm_form(firm, code=f"{plain[:6]}222222"))
    assert "查验码不对" in page(client.post("/portal/bind/firm/", firm_form(firm, code=plain)))


def test_the_second_step_opens_nothing_without_the_first(client):
    for method in (client.get, client.post):
        assert method("/portal/bind/account/", ACCOUNT)["Location"] == "/portal/bind/"
    assert not User.objects.filter(username="zhouweiyang").exists()


def test_a_code_used_by_another_between_the_steps_opens_no_account(client):
    firm = make.make_subject()
    plain = slip(firm)
    client.post("/portal/bind/firm/", firm_form(firm, code=plain))
    code = codes.good_code(subject=firm, use="binding", plain=plain, by=outsider())
    codes.spend(actor=outsider(), code=code)
    assert "查验码不对、已经用过" in page(client.post("/portal/bind/account/", ACCOUNT))
    assert not User.objects.filter(username="zhouweiyang").exists()


def test_a_bad_account_is_refused_beside_its_field_and_the_rest_stays(client):
    firm = make.make_subject()
    client.post("/portal/bind/firm/", firm_form(firm, code=slip(firm)))
    taken = outsider()
    for facts, field in (
        ({"username": taken.username}, "username"), ({"password2": "anders-2026-x"}, "password2"),
        ({"password1": "12345678901", "password2": "12345678901"}, "password1"), ({"display_name": ""}, "display_name"),
    ):  # fmt: skip
        text = page(client.post("/portal/bind/account/", ACCOUNT | facts))
        assert f'href="#id_{field}"' in text, field
        assert GOOD not in text


def test_asking_without_a_code_ends_with_a_number_a_track_and_a_way_back(client):
    firm = make.make_subject()
    member(firm)
    form = firm_form(firm, role="clerk", statement="本所行政内勤，负责申报")
    client.post("/portal/bind/ask/", form)
    done = client.post("/portal/bind/account/", ACCOUNT)
    text = page(client.get(done["Location"]))
    row = BindingRequest.objects.get()
    assert row.number in text and "负责人或司法局核对" in text
    assert client.get("/portal/")["Location"] == "/portal/bind/" and row.number in page(client.get("/portal/bind/"))
    client.post(reverse("portal:bind_withdraw", args=[row.public_id]))
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_nobody_sees_or_withdraws_anothers_request(client):
    row = BindingRequest.objects.create(
        number="BD-20260907-01", user=outsider(), subject=make.make_subject(), role="clerk", statement="行政内勤",
        asked_at="2026-09-07T09:00:00+08:00",
    )  # fmt: skip
    client.force_login(member(make.make_subject()))
    assert client.get(reverse("portal:bind_request", args=[row.public_id])).status_code == 404
    assert client.post(reverse("portal:bind_withdraw", args=[row.public_id])).status_code == 404


def test_the_head_answers_a_request_and_a_refusal_needs_its_reason(client):
    firm = make.make_subject()
    head, user = member(firm), outsider()
    client.force_login(user)
    client.post("/portal/bind/ask/", firm_form(firm, role="clerk", statement="本所行政内勤，负责申报"))
    row = BindingRequest.objects.get()
    client.force_login(head)
    url = reverse("portal:answer", args=[row.public_id])
    assert "负责申报" in page(client.get("/portal/people/")) and row.number in page(client.get(url))
    assert 'href="#id_reason"' in page(client.post(url, {"answer": "refuse"}))
    assert client.post(url, {"answer": "agree"})["Location"] == "/portal/people/"
    assert selectors.acts_for(user, firm, "clerk")
    assert client.get(url).status_code == 404


def test_an_invited_clerk_opens_the_link_and_is_in(client):
    firm = make.make_subject("巫山清风律师事务所")
    head = member(firm)
    client.force_login(head)
    text = page(client.post("/portal/people/invite/", {"name": "周未央"}))
    link = re.search(r"http://testserver(/portal/join/[^\"]+)", text)[1]
    assert "周未央" in page(client.get("/portal/people/"))
    client.logout()
    assert "巫山清风律师事务所" in page(client.get(link))
    assert client.post(link, ACCOUNT)["Location"] == "/portal/bind/done/"
    assert selectors.acts_for(User.objects.get(username="zhouweiyang"), firm, "clerk")
    client.logout()
    assert client.get(link).status_code == 410


def test_somebody_signed_in_accepts_with_his_own_account(client):
    firm = make.make_subject()
    _, token = invite(actor=member(firm), subject=firm, name="周未央")
    user = member(make.make_subject())
    client.force_login(user)
    client.post(f"/portal/join/{token}/")
    assert selectors.acts_for(user, firm, "clerk")
    assert f"<h1>{firm}</h1>" in page(client.get("/portal/"))


def test_only_the_head_manages_and_only_the_own_firm(client):
    firm, other = make.make_subject(), make.make_subject()
    clerk, stranger = member(firm, "clerk"), member(other)
    own = selectors.current(clerk)[0]
    row, _ = invite(actor=member(firm), subject=firm, name="周未央")
    urls = {
        "end": reverse("portal:person_end", args=[own.pk]),
        "over": reverse("portal:hand_over", args=[own.pk]),
        "cancel": reverse("portal:invitation_cancel", args=[row.pk]),
    }
    for user, wanted in ((stranger, 404), (clerk, 403)):
        client.force_login(user)
        for url in urls.values():
            assert client.post(url, {"reason": "不应成功", "stays": "yes"}).status_code == wanted
    assert Invitation.objects.filter(cancelled_at=None).exists() and selectors.acts_for(clerk, firm)


def test_the_head_ends_takes_back_and_hands_over(client):
    firm = make.make_subject()
    head, clerk, heir = member(firm), member(firm, "clerk"), member(firm, "clerk")
    row, _ = invite(actor=head, subject=firm, name="周未央")
    client.force_login(head)
    end = reverse("portal:person_end", args=[selectors.current(clerk)[0].pk])
    assert 'href="#id_reason"' in page(client.post(end, {"reason": ""}))
    client.post(end, {"reason": "已经离职"})
    client.post(reverse("portal:invitation_cancel", args=[row.pk]))
    assert not selectors.acts_for(clerk, firm) and not Invitation.objects.filter(cancelled_at=None).exists()
    assert "请先移交" in page(client.post("/portal/people/leave/"))
    client.post(reverse("portal:hand_over", args=[selectors.current(heir)[0].pk]), {"stays": "no"})
    assert selectors.head_of(firm).user == heir and selectors.current(head) == []
    assert client.get("/portal/people/")["Location"] == "/portal/bind/"


def test_a_clerk_may_leave(client):
    firm = make.make_subject()
    clerk = member(firm, "clerk")
    client.force_login(clerk)
    client.post("/portal/people/leave/")
    assert selectors.current(clerk) == []


def test_the_page_of_accounts_asks_no_more_with_more_people(client, django_assert_max_num_queries):
    firm = make.make_subject()
    head = member(firm)
    for _ in range(12):
        member(firm, "clerk")
    client.force_login(head)
    client.get("/portal/people/")
    with django_assert_max_num_queries(14):
        client.get("/portal/people/")


def test_who_wants_in_is_on_the_heads_home_page_and_nobody_elses(client):
    firm = make.make_subject()
    head, clerk = member(firm), member(firm, "clerk")
    client.force_login(outsider(display_name="邓嘉树"))
    client.post("/portal/bind/ask/", firm_form(firm, role="clerk", statement="本所行政内勤，负责申报"))
    for user, wanted in ((head, True), (clerk, False)):
        client.force_login(user)
        assert ("邓嘉树申请成为本机构的经办人" in page(client.get("/portal/"))) is wanted


def test_every_form_posted_empty_says_what_is_missing_and_links_to_it(client):
    firm = make.make_subject()
    head, clerk = member(firm), member(firm, "clerk")
    client.force_login(outsider())
    client.post("/portal/bind/ask/", firm_form(firm, role="clerk", statement="本所行政内勤，负责申报"))
    pk, asked = selectors.current(clerk)[0].pk, BindingRequest.objects.get().public_id
    client.logout()
    assert 'href="#id_username"' in page(client.post("/portal/sign-in/", {}))
    client.force_login(head)
    for url, field in (
        ("/portal/people/invite/", "name"), (reverse("portal:person_end", args=[pk]), "reason"),
        (reverse("portal:hand_over", args=[pk]), "stays"), (reverse("portal:answer", args=[asked]), "answer"),
        ("/portal/account/email/", "password"), ("/portal/second-factor/set-up/", "password"), ("/portal/password/", "old_password"), ("/portal/reports/", "purpose"),
    ):  # fmt: skip
        text = page(client.post(url, {}))
        assert 'class="error-summary"' in text and f'href="#id_{field}' in text, url


def test_what_was_proved_in_the_first_step_does_not_wait_for_ever(client):
    firm = make.make_subject()
    client.post("/portal/bind/firm/", firm_form(firm, code=slip(firm)))
    with clock.override(clock.now() + timedelta(minutes=31)):
        assert client.post("/portal/bind/account/", ACCOUNT)["Location"] == "/portal/bind/"
    assert not User.objects.filter(username="zhouweiyang").exists()


def test_one_address_opens_no_crowd_of_accounts(client, monkeypatch):
    monkeypatch.setattr("portal.binding.ACCOUNTS", 1)
    firm = make.make_subject()
    for number, wanted in ((1, 302), (2, 429)):
        client.post("/portal/bind/ask/", firm_form(firm, role="clerk", statement="本所行政内勤，负责申报"))
        answer = client.post("/portal/bind/account/", ACCOUNT | {"username": f"zhouweiyang{number}"})
        assert answer.status_code == wanted
        client.logout()
    assert User.objects.filter(username__startswith="zhouweiyang").count() == 1
