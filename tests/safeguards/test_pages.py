"""The keepers' pages of alerts and incidents: who opens them, what they say, what a refused step keeps."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.roles import AUDITOR, ROLES, SECURITY_ADMIN
from audit.context import request_context
from audit.services import saw_many
from core import clock
from safeguards.models import Alert, Incident
from safeguards.services import watch
from tests import factories as make

pytestmark = pytest.mark.django_db
ALERTS, INCIDENTS = reverse("admin:safeguards_alerts"), reverse("admin:safeguards_incidents")
NEW = reverse("admin:safeguards_incident_new")


@pytest.fixture
def alert():
    clerk = make.make_user(display_name="赵经办")
    with request_context(channel="admin"):
        saw_many(
            actor=clerk,
            deed="view",
            seen=[(make.make_subject("被查律师所"), "")] * 50,
            purpose="日常监管",
            matter="A-1",
        )
    return next(one for one in watch() if one.rule == "bulk")


def page_of(client, role, path):
    client.force_login(make.make_user(role))
    return client.get(path)


@pytest.mark.parametrize("role", [role.name for role in ROLES])
def test_only_the_auditor_and_the_security_administrator_see_alerts_and_incidents(client, role, alert):
    paths = {ALERTS: {AUDITOR, SECURITY_ADMIN}, INCIDENTS: {AUDITOR, SECURITY_ADMIN}, NEW: {SECURITY_ADMIN}}
    paths[reverse("admin:safeguards_alert", args=[alert.pk])] = {AUDITOR, SECURITY_ADMIN}
    for path, roles in paths.items():
        assert page_of(client, role, path).status_code == (200 if role in roles else 403), path


def test_the_auditor_reads_the_looks_and_closes_the_alert(client, alert):
    path = reverse("admin:safeguards_alert", args=[alert.pk])
    page = page_of(client, AUDITOR, path).content.decode()
    assert "赵经办" in page and "被查律师所" in page and "登记为安全事件" not in page
    again = client.post(path, {"finding": "work", "note": "好"})
    assert "至少 4 个字" in again.content.decode()
    assert client.post(path, {"finding": "work", "note": "月度核查，已核实"}).status_code == 302
    assert Alert.objects.get(pk=alert.pk).state == "closed"
    assert "月度核查，已核实" in client.get(path).content.decode()
    assert client.get(f"{ALERTS}?state=open&rule=bulk").status_code == 200


def test_the_security_administrator_sees_that_it_happened_but_not_what_was_read(client, alert):
    """Reading the register of looks is the auditor's; the alert alone is enough to act."""
    path = reverse("admin:safeguards_alert", args=[alert.pk])
    page = page_of(client, SECURITY_ADMIN, path).content.decode()
    assert "赵经办" in page and "被查律师所" not in page and "登记核查结论" not in page
    client.post(path, {"finding": "work", "note": "月度核查，已核实"})
    assert Alert.objects.get(pk=alert.pk).state == "open"


def test_from_the_alert_to_the_incident_the_list_and_the_drafts(client, alert):
    client.force_login(make.make_user(SECURITY_ADMIN))
    page = client.get(f"{NEW}?alert={alert.pk}").content.decode()
    assert "短时间内查看不公开信息 50 次" in page
    given = {
        "kind": "abuse", "level": "common", "title": "批量查阅", "facts": "经过", "data_kinds": "姓名",
        "discovered_at": f"{clock.now() - timedelta(minutes=1):%Y-%m-%dT%H:%M}",
        "since": f"{clock.now() - timedelta(hours=1):%Y-%m-%dT%H:%M}", "until": f"{clock.now() + timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "suspect": alert.person_id,
    }  # fmt: skip
    assert "请填写事件名称" in client.post(f"{NEW}?alert={alert.pk}", given | {"title": ""}).content.decode()
    answer = client.post(f"{NEW}?alert={alert.pk}", given)
    incident = Incident.objects.get()
    path = reverse("admin:safeguards_incident", args=[incident.pk])
    assert (answer["Location"], incident.alert) == (path, alert)
    client.post(path, {"deed": "collect"})
    assert "被查律师所" in client.get(path).content.decode()
    amend = reverse("admin:safeguards_incident_amend", args=[incident.pk])
    assert "请写明根据什么" in client.post(amend, given).content.decode()
    assert client.post(amend, given | {"harm": "姓名被转给他人", "reason": "查明"})["Location"] == path
    drafts = client.get(reverse("admin:safeguards_incident_notices", args=[incident.pk])).content.decode()
    assert "网络安全事件报告" in drafts and "个人信息安全事件告知书" in drafts and "被查律师所" in drafts
    assert "姓名被转给他人" in drafts


def test_a_refused_step_says_why_and_keeps_what_was_typed(client):
    client.force_login(make.make_user(SECURITY_ADMIN))
    from safeguards.services import Facts, incident_open

    actor = make.make_user(SECURITY_ADMIN)
    facts = Facts(kind="leak", title="样例", facts="样例", data_kinds="姓名", discovered_at=clock.now())
    incident = incident_open(actor=actor, facts=facts)
    path = reverse("admin:safeguards_incident", args=[incident.pk])
    page = client.post(path, {"deed": "close", "conclusion": "原因是账号外借，已经整改完毕"}).content.decode()
    assert "还不能办结" in page and "原因是账号外借，已经整改完毕" in page
    assert (
        "请写明" in client.post(path, {"deed": "told", "whom": "persons", "needed": "1", "note": "好"}).content.decode()
    )
    assert "没有认出" in client.post(path, {"deed": "delete"}).content.decode()
    assert client.post(path, {"deed": "step", "step": "stop", "note": "已停用账号"}).status_code == 302
    auditor = page_of(client, AUDITOR, path).content.decode()
    assert "已停用账号" in auditor and 'name="deed"' not in auditor


def test_the_lists_ask_a_bounded_number_of_questions(client, alert, django_assert_max_num_queries):
    for role, path in ((AUDITOR, ALERTS), (SECURITY_ADMIN, INCIDENTS)):
        client.force_login(make.make_user(role))
        client.get(path)
        with django_assert_max_num_queries(12):
            client.get(path)
