"""The auditor reads the trail in sentences, finds by person, day and object, checks the seals, and changes nothing."""

import re
from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Section
from accounts.roles import AUDITOR, CLERK, ROLES, SYSTEM_ADMIN
from accounts.services import roles_grant
from audit.models import Action, Seal
from audit.services import SYSTEM, deed, saw, seal_history
from notices.models import Delivery, Notice
from tests import factories as make
from tests.audit.tampering import raw, tamper

pytestmark = pytest.mark.django_db
ACTIONS, ACCESSES, SEALS = (reverse(f"admin:audit_{name}") for name in ("actions", "accesses", "seals"))


@pytest.fixture
def auditor(client):
    user = make.make_user(AUDITOR, display_name="审计甲")
    client.force_login(user)
    return user


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("address", [ACTIONS, ACCESSES, SEALS])
@pytest.mark.parametrize("role", [role.name for role in ROLES if role.name != AUDITOR])
def test_only_the_auditor_reads_the_trail(client, address, role):
    client.force_login(make.make_user(role))
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("address", [ACTIONS, ACCESSES, SEALS])
def test_an_empty_trail_teaches_what_will_stand_here(client, auditor, address):
    assert "还没有" in text(client.get(address)) or address == ACCESSES


def test_an_action_reads_as_a_sentence_with_its_reason(client, auditor):
    user = make.make_user(display_name="王某")
    roles_grant(actor=SYSTEM, user=user, roles=[CLERK], reason="岗位调整")
    page = text(client.get(ACTIONS))
    assert "调整角色：王某" in page
    assert "理由：岗位调整" in page
    assert "现在：经办员" in page


def test_actions_are_found_by_person_day_object_matter_and_words(client, auditor):
    first, second = make.make_user(display_name="甲某"), make.make_user(display_name="乙某")
    section = make.make_section("x", name="唯一科")
    with deed(actor=first, code="accounts.section.changed", obj=section):
        pass
    with deed(actor=second, code="accounts.user.unlocked", obj=second):
        pass

    def found(**query):
        page = text(client.get(ACTIONS, query))
        return ("修改科室：唯一科" in page, "解除登录锁定：乙某" in page)

    today = date.today().isoformat()
    assert found() == (True, True)
    assert found(person=first.pk) == (True, False)
    assert found(code="accounts.user.unlocked") == (False, True)
    assert found(words="唯一") == (True, False)
    assert found(obj=f"accounts.section:{section.pk}") == (True, False)
    assert found(since=today, until=today) == (True, True)
    assert found(until="2020-01-01") == (False, False)


def test_a_filter_that_is_not_understood_is_said_and_filters_nothing(client, auditor):
    with deed(actor=SYSTEM, code="accounts.user.changed"):
        pass
    page = text(client.get(ACTIONS, {"since": "gestern", "person": "999999", "before": "x"}))
    assert "看不懂" in page
    assert page.count("修改用户") > 1


def test_long_lists_are_turned_by_key_without_losing_or_repeating_a_line(client, auditor):
    for number in range(120):
        with deed(actor=SYSTEM, code="accounts.user.changed", reason=f"第{number:03d}条"):
            pass
    seen, address = [], ACTIONS
    while address:
        answer = client.get(address)
        seen += [row["entry"].reason for row in answer.context["rows"]]
        address = ACTIONS + answer.context["older"] if answer.context["older"] else ""
    assert seen == [f"第{number:03d}条" for number in reversed(range(120))]
    back = client.get(ACTIONS + client.get(ACTIONS + client.get(ACTIONS).context["older"]).context["newer"])
    assert [row["entry"].reason for row in back.context["rows"]] == seen[:50]


def test_looks_are_listed_with_purpose(client, auditor):
    saw(
        actor=make.make_user(display_name="丙某"),
        deed="view",
        obj=make.make_subject("某律师事务所"),
        purpose="案件核查",
        matter="A-1",
    )
    page = text(client.get(ACCESSES))
    assert "查看信用主体：某律师事务所" in page
    assert "案件核查" in page
    assert "事项 A-1" in page


def test_script_in_a_title_is_shown_and_not_run(client, auditor):
    with deed(
        actor=SYSTEM, code="accounts.section.changed", obj=make.make_section("s", name="<script>alert(1)</script>")
    ):
        pass
    page = text(client.get(ACTIONS))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("address", [ACTIONS, ACCESSES, SEALS])
def test_nothing_can_be_changed_on_these_pages(client, auditor, address, method):
    assert getattr(client, method)(address).status_code == 405


# -- seals -------------------------------------------------------------------------------------------------------------
def verify(client):
    return client.post(reverse("admin:audit_seals_verify"), follow=True)


def test_the_button_checks_and_the_result_stays_on_the_page(client, auditor):
    make.make_section("y")
    seal_history()
    page = text(verify(client))
    assert "核验通过" in page
    assert "".join(re.findall(r'<span class="code">(\w{8})</span>', page)) == Seal.objects.latest("id").digest
    assert "科室的变更历史" in page
    assert Action.objects.get(code="audit.history.verified").actor_name == "审计甲"


@pytest.mark.django_db(transaction=True)
def test_a_break_is_shown_and_alarms_auditors_and_security(client, auditor):
    Section.objects.create(code="z", name="被改的科室")
    seal_history()
    row = raw("SELECT max(pgh_id) FROM accounts_sectionevent")[0][0]
    tamper("UPDATE accounts_sectionevent SET name = '假' WHERE pgh_id = %s", [row])
    page = text(verify(client))
    assert f"第 {row} 行的内容与封存时不同" in page
    notice = Notice.objects.get(recipient=auditor)
    assert str(row) in notice.body
    assert Delivery.objects.filter(notice=notice, state="sent").exists()
    verify(client)
    assert Notice.objects.filter(recipient=auditor).count() == 1


def test_only_who_may_verify_presses_the_button(client):
    client.force_login(make.make_user(SYSTEM_ADMIN))
    assert client.post(reverse("admin:audit_seals_verify")).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_very_long_history_is_checked_by_the_worker(client, auditor, monkeypatch):
    monkeypatch.setattr("audit.staff_seals._history_rows", lambda: 10**9)
    page = text(verify(client))
    assert "后台" in page
    assert Action.objects.get(code="audit.history.verified").actor_id == auditor.pk


@pytest.mark.parametrize("address", [ACTIONS, ACCESSES])
def test_the_last_day_of_the_calendar_hides_nothing_and_breaks_nothing(client, auditor, address):
    with deed(actor=make.make_user(display_name="甲某"), code="accounts.user.unlocked", obj=auditor):
        saw(actor=auditor, deed="view", obj=auditor, purpose="审计检查", matter="样例1号")
    assert "审计甲" in text(client.get(f"{address}?since=0001-01-01&until=9999-12-31"))
