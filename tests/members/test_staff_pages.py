"""The window: a code on a slip, an account ended, a request answered."""

import re

import pytest
from django.urls import reverse

from accounts.roles import AUDITOR, CLERK, REVIEWER
from core import clock
from core.staff import desk_for
from members import selectors
from members.models import OneTimeCode
from members.services import codes
from members.services.requests import request_ask
from tests import factories as make
from tests.members.people import make_lawyer, member, outsider

pytestmark = pytest.mark.django_db


def page(answer):
    return answer.content.decode()


def test_a_clerk_prints_a_slip_whose_code_works_and_is_shown_once(client):
    firm = make.make_subject("巫山清风律师事务所")
    client.force_login(make.make_user(CLERK))
    assert "巫山清风律师事务所" in page(client.get("/admin/members/?q=清风"))
    url = reverse("admin:members_code_new", args=[firm.pk])
    assert 'href="#id_seen"' in page(client.post(url, {"role": "head", "seen": ""}))
    answer = client.post(url, {"role": "head", "seen": "执业许可证副本、身份证原件"})
    plain = re.search(r'plain-code code">([0-9A-Z ]+)<', page(answer))[1]
    assert "no-store" in answer["Cache-Control"] and firm.uscc in page(answer) and "/portal/bind/firm/" in page(answer)
    assert codes.good_code(subject=firm, use="binding", plain=plain, by=outsider())
    listed = page(client.get(reverse("admin:members_subject", args=[firm.pk])))
    assert "有效" in listed and plain not in listed
    code = OneTimeCode.objects.get()
    client.post(reverse("admin:members_code_cancel", args=[code.pk]), {"reason": "纸条遗失"})
    code.refresh_from_db()
    assert code.cancelled_at


def test_a_practitioners_slip_names_the_practitioner(client):
    lawyer = make_lawyer("谭文静")
    client.force_login(make.make_user(CLERK))
    answer = client.post(
        reverse("admin:members_code_new", args=[lawyer.pk]), {"role": "practitioner", "seen": "执业证、身份证原件"}
    )
    assert "谭文静" in page(answer) and "/portal/bind/person/" in page(answer)


def test_no_code_for_a_place_that_is_taken(client):
    firm = make.make_subject()
    member(firm)
    client.force_login(make.make_user(CLERK))
    text = page(client.post(reverse("admin:members_code_new", args=[firm.pk]), {"role": "head", "seen": "身份证原件"}))
    assert "已有账号" in text and not OneTimeCode.objects.exists()


def test_who_may_do_what_at_the_window(client):
    firm = make.make_subject()
    user = member(firm)
    end = reverse("admin:members_end", args=[selectors.current(user)[0].pk])
    urls = ["/admin/members/", reverse("admin:members_subject", args=[firm.pk])]
    for role, seen, ends in ((CLERK, 200, 403), (REVIEWER, 200, 200), (AUDITOR, 403, 403)):
        client.force_login(make.make_user(role))
        assert [client.get(url).status_code for url in urls] == [seen, seen], role
        assert client.get(end).status_code == ends, role
    client.force_login(make.make_user(REVIEWER))
    client.post(end, {"reason": "机构已经注销"})
    assert not selectors.acts_for(user, firm)


def test_requests_are_on_the_desk_and_answered_with_what_was_checked(client):
    firm = make.make_subject()
    user, reviewer = outsider(), make.make_user(REVIEWER)
    row = request_ask(actor=user, subject=firm, role="head", statement="本所主任，首次开通")
    items = [item for item in desk_for(reviewer, clock.today()) if row.number in item.detail]
    assert len(items) == 1 and not [
        item for item in desk_for(make.make_user(CLERK), clock.today()) if row.number in item.detail
    ]
    client.force_login(reviewer)
    assert row.number in page(client.get("/admin/members/requests/"))
    url = items[0].url
    assert "本所主任" in page(client.get(url)) and 'href="#id_reason"' in page(client.post(url, {"answer": "agree"}))
    client.post(url, {"answer": "agree", "reason": "致电登记电话核实"})
    assert selectors.head_of(firm).user == user
    assert "致电登记电话核实" in page(client.get(url))
    assert row.number not in page(client.get("/admin/members/requests/"))
    assert row.number in page(client.get("/admin/members/requests/?show=all"))


def test_agreeing_to_another_head_warns_of_what_it_does(client):
    firm = make.make_subject()
    member(firm)
    row = request_ask(actor=outsider(), subject=firm, role="head", statement="新任主任，原主任离任")
    client.force_login(make.make_user(REVIEWER))
    assert "将更换负责人" in page(client.get(reverse("admin:members_request", args=[row.public_id])))


def test_the_list_asks_no_more_with_more_firms(client, django_assert_max_num_queries):
    for _ in range(20):
        member(make.make_subject())
    client.force_login(make.make_user(REVIEWER))
    client.get("/admin/members/")
    with django_assert_max_num_queries(16):
        client.get("/admin/members/")
