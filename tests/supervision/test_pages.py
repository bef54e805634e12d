"""The pages as a clerk meets them: three clicks, plain words, nothing secret, nobody else's matters."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import roles
from audit.models import Access
from records.services.subjects import person_hash
from supervision.models import LookUp, Matter
from supervision.services.lookups import run
from tests.factories import make_record, make_section, make_subject, make_user

pytestmark = pytest.mark.django_db
IDENTITY = "500237199003070014"
PAGES = ("matter", "progress", "print")


def url(name, matter):
    return reverse(f"admin:supervision_{name}", args=[matter.public_id])


def taken_out(client, matter, **stated):
    """The results as a workbook, through the door of exports with what the page proposes."""
    here = reverse("admin:exchange_export_new")
    asked = {"what": "supervision.result", "case": str(matter.public_id)}
    proposed = client.get(here, asked).context["form"].initial
    page = client.post(here, asked | proposed | stated, follow=True)
    entry = page.context["entry"]
    content = b"".join(client.get(reverse("admin:exchange_export_file", args=[entry.public_id])).streaming_content)
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture
def at_work(client, clerk):
    client.force_login(clerk)
    return client


def start(client, **changes):
    return client.post(
        reverse("admin:supervision_start"),
        {"scene": "approval", "title": "变更负责人", "names": "某某有限公司"} | changes,
    )


def test_one_form_opens_the_matter_and_looks_up(at_work, firm, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = start(at_work, names=firm.name)
    page = at_work.get(answer.url).content.decode()
    assert "有失信记录 1 条" in page and "已采取惩戒措施" in page and "CX-20260914-01" in page


def test_a_list_that_cannot_be_read_leaves_no_matter_and_keeps_what_was_typed(at_work):
    page = start(at_work, names=" ", title="变更负责人二").content.decode()
    assert "没有认出任何名称或代码" in page and "变更负责人二" in page and not Matter.objects.exists()


def test_a_table_is_taken_by_its_header(at_work, firm):
    book = openpyxl.Workbook()
    for row in (
        ["查询名单"],
        ["序号", "单位名称", "统一社会信用代码", "电话"],
        [1, firm.name, firm.uscc, "13800138000"],
        [2, "某某有限公司", "", ""],
    ):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    start(at_work, names="", file=SimpleUploadedFile("名单.xlsx", buffer.getvalue()))
    assert list(LookUp.objects.values_list("name", "code")) == [(firm.name, firm.uscc), ("某某有限公司", "")]


def test_progress_says_how_far_it_is(at_work):
    start(at_work, names="某某有限公司\n另一有限公司")
    matter = Matter.objects.get()
    assert at_work.get(url("progress", matter)).json() == {
        "percent": 0,
        "text": "0 / 2 个（0%）",
        "running": True,
        "state": "查询中",
    }
    assert "data-progress" in at_work.get(url("matter", matter)).content.decode()
    run(matter.pk)
    assert at_work.get(url("progress", matter)).json()["running"] is False


def test_feedback_is_given_in_the_row(at_work, look, firm):
    matter = look(firm.uscc)
    row = matter.lookups.get()
    send = {"deed": "feedback", "row": row.pk, "what": "measure_taken", "note": "不予评优", "basis": ""}
    refused = at_work.post(url("matter", matter), send).content.decode()
    assert "须有依据" in refused and 'value="不予评优"' in refused
    done = at_work.post(url("matter", matter), send | {"basis": "考核办法第十条"}, follow=True).content.decode()
    assert "已反馈：已采取惩戒措施" in done and "考核办法第十条" in done


def test_choice_decision_and_closing_go_by_buttons(at_work, look, firm):
    matter = look("重庆夔明律师事务所")
    row = matter.lookups.get()
    assert "待选定" in at_work.post(url("matter", matter), {"deed": "decide", "decision": "granted"}).content.decode()
    at_work.post(url("matter", matter), {"deed": "choose", "row": row.pk, "subject": "none"})
    at_work.post(url("matter", matter), {"deed": "decide", "decision": "granted"})
    at_work.post(url("matter", matter), {"deed": "close"})
    matter.refresh_from_db()
    assert (matter.state, matter.decision) == ("closed", "granted")


@pytest.mark.parametrize("name", PAGES)
def test_another_section_finds_nothing_there(client, look, stranger, firm, name):
    matter = look(firm.uscc)
    client.force_login(stranger)
    assert client.get(url(name, matter)).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [(roles.CREDIT_OFFICE, 200), (roles.LEADER, 200), (roles.AUDITOR, 403), (roles.SYSTEM_ADMIN, 403)],
)
def test_who_sees_all_sections(client, look, firm, role, status):
    matter = look(firm.uscc)
    client.force_login(make_user(role, section=None))
    assert {client.get(url(name, matter)).status_code for name in PAGES} == {status}
    assert client.get(reverse("admin:supervision_figures")).status_code == status


def test_a_leader_reads_and_does_nothing(client, look, firm):
    matter = look(firm.uscc)
    client.force_login(make_user(roles.LEADER, section=None))
    page = client.get(url("matter", matter)).content.decode()
    assert "已采取惩戒措施" not in page and "登记决定" not in page
    send = {"deed": "feedback", "row": matter.lookups.get().pk, "what": "not_applicable", "note": "无关的处罚"}
    assert "需要相应权限" in client.post(url("matter", matter), send).content.decode()


@pytest.mark.parametrize("name", ["matter", "print"])
def test_reading_is_registered_with_its_purpose(client, look, firm, name):
    matter = look(firm.uscc)
    client.force_login(make_user(roles.LEADER, section=None))
    client.get(url(name, matter))
    seen = Access.objects.get(object_type="supervision.matter", deed="view")
    assert (seen.matter, seen.purpose) == (matter.number, "行政审批")


def test_taking_out_is_registered_with_the_matter(client, look, firm):
    matter = look(firm.uscc)
    client.force_login(make_user(roles.LEADER, section=None))
    taken_out(client, matter)
    seen = Access.objects.get(object_type="supervision.matter", deed="export")
    assert matter.number in seen.matter and seen.purpose == "审批、评优、资助等事项核查"


def test_other_sections_results_are_not_taken_out(client, look, firm):
    matter = look(firm.uscc)
    client.force_login(make_user(roles.CLERK, section=make_section("finance")))
    asked = {"what": "supervision.result", "case": str(matter.public_id)}
    page = client.get(reverse("admin:exchange_export_new"), asked)
    assert page.status_code == 404 and "属于其他科室" in page.content.decode()
    assert (
        client.post(reverse("admin:exchange_export_new"), asked | {"purpose": "case", "matter": "某某事项"}).status_code
        == 404
    )


def test_the_look_ups_behind_a_number_are_taken_out(at_work, look, firm):
    look(f"{firm.uscc}\n某某有限公司")
    listed = at_work.get(reverse("admin:supervision_figures_list"), {"measure": "looked"})
    page = at_work.get(listed.context["export"])
    assert page.context["extract"].count == 2 and "查询明细：查询量" in page.content.decode()


def test_the_workbook_says_who_took_it_when_and_for_what(at_work, clerk, look, firm):
    matter = look(f"{firm.uscc}\n=cmd|某某有限公司")
    book = taken_out(at_work, matter)
    assert book.sheetnames == ["查询结果", "记录明细", "用途与水印"]
    facts = {row[0].value: row[1].value for row in book["用途与水印"].iter_rows(min_row=2)}
    assert (
        facts["导出人"].startswith(clerk.display_name)
        and facts["用途"].startswith("审批")
        and matter.number in facts["事项"]
    )
    assert facts["导出时间"] == "2026-09-14 10:00"
    assert {cell.data_type for row in book["查询结果"].iter_rows() for cell in row} <= {"s", "n"}
    assert book["记录明细"].max_row == 2


def test_no_identity_number_reaches_page_paper_workbook_or_register(at_work, look):
    person = make_subject("陈怀瑾", kind="lawyer", uscc="", id_hash=person_hash(IDENTITY), id_number=IDENTITY)
    make_record(subject=person, disclosure="shared", party_is_person=True, title=f"陈怀瑾（{IDENTITY}）违规收案")
    matter = look(f"陈怀瑾 {IDENTITY}\n误写在名称里的{IDENTITY}")
    for name in ("matter", "print", "progress"):
        assert IDENTITY not in at_work.get(url(name, matter)).content.decode()
    book = taken_out(at_work, matter)
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if IDENTITY in cell] and any("违规收案" in cell for cell in cells)
    assert not Access.objects.filter(object_title__contains=IDENTITY).exists()


def test_the_page_needs_as_many_statements_for_many_rows_as_for_few(at_work, look, django_assert_max_num_queries):
    firms = [make_subject() for _ in range(40)]
    for firm in firms:
        make_record(subject=firm)
    matter = look("\n".join(firm.uscc for firm in firms))
    with django_assert_max_num_queries(35):
        at_work.get(url("matter", matter))


def test_numbers_of_the_figures_open_their_lists(at_work, look, firm):
    look(f"{firm.uscc}\n某某有限公司")
    page = at_work.get(reverse("admin:supervision_figures")).content.decode()
    assert "触发反馈率" in page and "0%" in page and "measure=silent" in page
    listed = at_work.get(reverse("admin:supervision_figures_list"), {"measure": "silent"}).content.decode()
    assert firm.name in listed or firm.uscc in listed
    assert "某某有限公司" not in listed
    assert at_work.get(reverse("admin:supervision_figures_list"), {"measure": "nothing"}).status_code == 404
    assert at_work.get(reverse("admin:supervision_figures_list"), {"measure": "decided"}).status_code == 200


def test_the_list_of_matters_can_be_narrowed(at_work, look, firm):
    look(firm.uscc)
    page = at_work.get(reverse("admin:supervision_matters"), {"state": "open", "q": "负责人"}).content.decode()
    assert "CX-20260914-01" in page
    assert (
        "没有符合条件的事项" in at_work.get(reverse("admin:supervision_matters"), {"state": "closed"}).content.decode()
    )
