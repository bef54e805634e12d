"""A kind of decision that nobody thought of when the program was written: every door takes it, nothing is deployed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import Section
from accounts.roles import CLERK, CREDIT_OFFICE, REVIEWER
from core import clock
from core.errors import DomainError
from exchange.models import Job
from exchange.services.running import run_now
from notices.models import Notice
from publicity.importing.confirming import import_confirm, start_check
from publicity.importing.template import write_template
from publicity.models import Decision, DecisionKind
from publicity.services.entry import decision_enter
from publicity.services.moves import decision_approve
from publicity.services.reminders import remind
from publicity.services.standard_import import standard_adopt_job, standard_hand_in
from publicity.services.standards import header_book
from records.models import CreditRecord
from records.services import catalogue
from tests.factories import make_section, make_user
from tests.publicity.rows import workbook as decisions_workbook
from tests.publicity.standard_files import (
    FILING,
    FILING_FIELDS,
    FIRST_DAY,
    filing,
    filing_facts,
    filing_workbook,
    open_filing,
)

pytestmark = pytest.mark.django_db
REASON = "行政备案纳入归集范围"


@pytest.fixture(autouse=True)
def _the_day_before():
    with clock.override(date(2026, 8, 31)):
        yield


@pytest.fixture
def office(db):
    return make_user(CREDIT_OFFICE)


def said(job: Job) -> list[str]:
    return [one["code"] for row in job.rows.all() for one in row.findings]


def problems(job: Job) -> str:
    return "".join(one["message"] for one in job.summary["problems"])


def test_a_new_kind_is_entered_by_form_without_deployment(office, client):
    open_filing(office)
    with clock.override(FIRST_DAY):
        clerk = make_user(CLERK, section=make_section("public-legal-service"))
        client.force_login(clerk)
        url = reverse("admin:publicity_enter_kind", args=["filing"])
        page = client.get(url).content.decode()
        assert "备案类型" in page and "变更备案" in page and "巫山县司法局" in page
        refused = client.post(url, filing(BA_LX="变更备案") | {"submit": "1"}).content.decode()
        assert "没有填写变更内容" in refused
        client.post(url, filing() | {"submit": "1"})
        decision = Decision.objects.get()
        assert (decision.kind_id, decision.number, decision.state) == ("filing", "巫山司备〔2026〕1号", "pending")
        decision_approve(actor=make_user(REVIEWER, section=clerk.section), decision=decision)
    assert decision.due_internal == date(2026, 9, 10)
    record = CreditRecord.objects.get()
    assert (record.item.code, record.nature, record.disclosure) == ("XZ-QR", "neutral", "public")


def test_a_new_kind_is_imported_by_workbook_and_by_its_own_template(office, tmp_path):
    edition = open_filing(office)
    headers = {row["code"]: row["header"] for row in FILING_FIELDS}
    with clock.override(FIRST_DAY):
        clerk = make_user(CLERK, section=make_section("public-legal-service"))
        content = decisions_workbook("filing", [filing(1), filing(2, BA_LX="变更"), filing(3)], headers=headers)
        job = run_now(start_check(actor=clerk, kind="filing", file=content, filename="备案.xlsx", queue=False).pk)
        assert (job.total, job.good, job.bad) == (3, 2, 1)
        assert job.rows.get(level="error").findings[0]["header"] == "变更内容"
        import_confirm(actor=clerk, job=job, mode="good", signed=True, queue=False)
        assert run_now(job.pk).created == 2
        template = write_template(DecisionKind.objects.get(pk="filing"), edition)
        empty = run_now(start_check(actor=clerk, kind="filing", file=template, filename="模板.xlsx", queue=False).pk)
    assert set(Decision.objects.values_list("number", flat=True)) == {"巫山司备〔2026〕1号", "巫山司备〔2026〕3号"}
    assert empty.summary["unknown_headers"] == []


def test_a_sheet_of_another_kind_is_told_by_the_new_kinds_own_name(office):
    open_filing(office)
    headers = {row["code"]: row["header"] for row in FILING_FIELDS}
    with clock.override(FIRST_DAY):
        clerk = make_user(CLERK)
        content = decisions_workbook("filing", [filing(1)], headers=headers)
        job = run_now(start_check(actor=clerk, kind="penalty", file=content, filename="备案.xlsx", queue=False).pk)
        assert "行政备案" in str(job.summary["groups"])
        reading = header_book().read(["备案人名称", "备案文号", "备案日期", "违法事实"], "filing")
    assert "这是行政处罚的表头，标准的行政备案表里没有这一列" in reading.unknown[0].reason


def test_the_reminders_of_its_cycle_count_the_new_kind(office):
    open_filing(office)
    section = Section.objects.get(code="public-legal-service")
    clerk = make_user(CLERK, section=section)
    with clock.override(FIRST_DAY):
        decision_enter(actor=clerk, kind="filing", raw_values=filing())
    with clock.override(date(2026, 9, 8)):
        remind(on=date(2026, 9, 8))
    told = Notice.objects.filter(recipient=clerk)
    assert any("行政备案" in f"{notice.title}{notice.body}" for notice in told)


def test_a_kind_without_ground_in_the_catalogue_is_refused(office):
    stated = filing_facts(new_kind=replace(FILING, item_code="XZ-BA"))
    job = standard_hand_in(actor=office, facts=stated, file=filing_workbook(), filename="行政备案.xlsx")
    assert "没有施行中的目录事项“XZ-BA”" in problems(job)
    with pytest.raises(DomainError, match="还有错误"):
        standard_adopt_job(actor=office, job=job, reason=REASON)
    assert not DecisionKind.objects.filter(pk="filing").exists()


@pytest.mark.parametrize(
    ("code", "name", "words"),
    [("reward", "行政备案", "已经是"), ("new", "行政备案", "保留的词"), ("filing", "行政奖励", "已经有叫")],
)
def test_a_kind_needs_a_code_and_a_name_of_its_own(office, code, name, words):
    stated = filing_facts(kind=code, new_kind=replace(FILING, code=code, name=name))
    job = standard_hand_in(actor=office, facts=stated, file=filing_workbook(), filename="行政备案.xlsx")
    assert words in problems(job)


def test_identity_numbers_of_a_new_kind_are_kept_encrypted(office):
    bad = [row | ({"role": ""} if row["code"] == "BA_XDR_ZJHM" else {}) for row in FILING_FIELDS]
    job = standard_hand_in(actor=office, facts=filing_facts(), file=filing_workbook(bad), filename="行政备案.xlsx")
    assert "E-STD-06" in said(job)
    open_filing(office)
    with clock.override(FIRST_DAY):
        person = filing(BA_XDR_MC="周明远", BA_XDR_LB="自然人", BA_XDR_ZJLX="身份证", BA_XDR_ZJHM="110101199003074530")
        person.pop("BA_XDR_SHXYM")
        decision = decision_enter(actor=make_user(CLERK), kind="filing", raw_values=person)
    assert "BA_XDR_ZJHM" not in decision.data and "110101199003074530" not in str(decision.data)
    assert decision.subject is None or decision.subject.id_hash


def test_a_catalogue_edition_warns_of_kinds_that_would_lose_their_item(office):
    base = catalogue.newest_edition("national")
    items = [item for item in catalogue.edition_items(base) if item.code != "XZ-QZ"]
    stated = catalogue.EditionFacts("national-2027", "national", "新目录", "文号", date(2027, 1, 1))
    plan = catalogue.catalogue_plan(facts=stated, items=items)
    assert any("行政强制" in remark for remark in plan.remarks)


def test_the_commands_know_the_new_kind_and_say_which_kinds_there_are(office, tmp_path, capsys):
    open_filing(office)
    headers = {row["code"]: row["header"] for row in FILING_FIELDS}
    path = tmp_path / "备案.xlsx"
    path.write_bytes(decisions_workbook("filing", [filing(1)], headers=headers))
    with clock.override(FIRST_DAY):
        call_command("check_workbook", str(path), kind="filing", json=True)
        assert json.loads(capsys.readouterr().out)["good"] == 1
        with pytest.raises(SystemExit) as stopped:
            call_command("check_workbook", str(path), kind="filling", json=True)
    assert stopped.value.code == 2 and "filing" in capsys.readouterr().out
