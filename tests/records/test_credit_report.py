"""Credit reports: only what may be told, sealed, printed the same for ever, and accounted for."""

import hashlib
import io
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.db.utils import InternalError
from pypdf import PdfReader

from accounts.roles import CLERK, REVIEWER
from audit.models import Access
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition, NotReady
from records.models import CreditReport
from records.reporting import pdf, snapshot
from records.reporting.paper import paper
from records.services.reports import report_issue, report_use, report_withdraw
from tests.factories import make_decision, make_record, make_section, make_subject, make_user, next_number

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 20, 9, 0, tzinfo=clock.SHANGHAI)
ON = NOW.date()
CANARY_ID, CANARY_PHONE = "500237199001011234", "13983271234"


@pytest.fixture(autouse=True)
def _september():
    with clock.override(NOW):
        yield


@pytest.fixture
def reviewer():
    return make_user(REVIEWER, section=make_section("legal-affairs", name="法制科"))


@pytest.fixture
def firm():
    return make_subject(
        "重庆霁川律师事务所",
        legal_representative="冉怀瑾",
        founded_on=date(2014, 5, 6),
        address="巫山县高唐街道广东中路100号",
    )


def record_of(subject, **fields):
    decision = make_decision(subject=subject)
    return make_record(subject=subject, source_type="decision", source_id=decision.pk, **fields)


def issue(actor, subject, **facts):
    wanted = {"purpose": "approval", "matter": "巫司受〔2026〕18号", "since": ON - timedelta(days=1000), "until": ON}
    wanted |= {"requested_by": "巫山县司法局公共法律服务管理科"} | facts
    return report_issue(actor=actor, subject=subject, **wanted)


def content_of(report):
    with report.pdf.open("rb") as file:
        return file.read()


def text_of(content):
    """The words on the paper, as a reader of the PDF gets them."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def font_names(content):
    """The fonts embedded in the paper."""
    pages = PdfReader(io.BytesIO(content)).pages
    return {str(font.get_object()["/BaseFont"]) for page in pages for font in page["/Resources"]["/Font"].values()}


def test_a_report_has_its_sections_in_the_national_order_and_says_when_there_is_nothing(reviewer, firm):
    record_of(firm, title="违规接受委托")
    report = issue(reviewer, firm)
    sections = report.snapshot["sections"]
    assert [part["title"][:4] for part in sections] == [
        "登记注册",
        "行政管理",
        "诚实守信",
        "严重失信",
        "经营（活",
        "信用承诺",
        "信用评价",
        "司法判决",
        "其他信息",
        "信用状况",
    ]
    assert sections[1]["items"][0]["heading"] == "第 1 条"
    assert sections[2]["text"] == "查询期内无相关信息"
    assert len(report.snapshot["summary"]) == 8 and report.snapshot["summary"][0] == ["行政管理信息", "1 条"]
    assert "仅限本局认定信息" in "".join(report.snapshot["limits"])
    assert re.fullmatch(r"\d{14}[0-9A-Z]{8}", report.number) and len(report.verify_code) >= 12


def test_the_paper_carries_what_the_snapshot_says_in_chinese_letters(reviewer, firm):
    record_of(firm, title="违规接受委托")
    report = issue(reviewer, firm)
    content = content_of(report)
    words = text_of(content)
    for wanted in (
        "专项信用报告",
        report.number,
        "重庆霁川律师事务所",
        "违规接受委托",
        "查询期内无相关信息",
        "仅限本局认定信息",
    ):
        assert wanted in words.replace("\n", "")
    assert "不评级" in words, "no word of the summary is broken over two lines"
    assert any("CJK" in name for name in font_names(content))
    assert hashlib.sha256(content).hexdigest() == report.pdf_sha256


def test_the_same_snapshot_prints_the_same_paper_again(reviewer, firm):
    record_of(firm)
    report = CreditReport.objects.get(pk=issue(reviewer, firm).pk)
    with clock.override(NOW + timedelta(days=3650)):
        assert pdf.render(report.snapshot) == content_of(report)
    assert snapshot.digest(report.snapshot) == report.snapshot_digest


@pytest.mark.parametrize("found", [None, b"%PDF-1.7 somebody else's"])
def test_a_lost_or_changed_file_is_printed_anew_from_the_snapshot(reviewer, firm, found):
    report = CreditReport.objects.get(pk=issue(reviewer, firm).pk)
    file = Path(report.pdf.path)
    file.unlink()
    if found:
        file.write_bytes(found)
    with clock.override(NOW + timedelta(days=3650)):
        assert hashlib.sha256(paper(report)).hexdigest() == report.pdf_sha256


def test_a_snapshot_that_is_not_what_was_issued_is_not_printed(reviewer, firm):
    report = CreditReport.objects.get(pk=issue(reviewer, firm).pk)
    Path(report.pdf.path).unlink()
    report.snapshot["conclusion"] = "没有失信信息。"
    with pytest.raises(NotReady):
        paper(report)


def test_without_a_chinese_font_nothing_is_printed(reviewer, firm):
    report = issue(reviewer, firm)
    with pytest.raises(NotReady, match="中文字体"):
        pdf.render(report.snapshot, families=frozenset({"DejaVu Sans"}))


def test_government_purposes_see_what_is_shared_others_only_what_is_public(reviewer, firm):
    record_of(firm, title="公开的处罚")
    record_of(firm, title="共享的处罚", disclosure="shared", publish_from=None, publish_until=None)
    record_of(firm, title="不公示的处罚", disclosure="withheld", publish_from=None, publish_until=None)
    told = {purpose: str(issue(reviewer, firm, purpose=purpose).snapshot) for purpose in ("approval", "self")}
    assert "公开的处罚" in told["approval"] and "共享的处罚" in told["approval"]
    assert "公开的处罚" in told["self"] and "共享的处罚" not in told["self"]
    assert "不公示的处罚" not in told["approval"] + told["self"]


def test_suspended_withdrawn_and_expired_records_are_not_told(reviewer, firm):
    record_of(firm, title="暂停的处罚", suspended_at=NOW, suspended_reason="核查中")
    record_of(firm, title="撤下的处罚", withdrawn_at=NOW, withdrawn_reason="决定已撤销")
    record_of(firm, title="期满的处罚", publish_from=date(2026, 9, 8), publish_until=date(2026, 9, 19))
    record_of(firm, title="查询期外的处罚")
    report = issue(reviewer, firm, until=date(2026, 9, 1))
    assert "查询期外" not in str(report.snapshot)
    assert not any(word in str(issue(reviewer, firm).snapshot) for word in ("暂停的处罚", "撤下的处罚", "期满的处罚"))


def test_numbers_of_persons_are_neither_in_the_snapshot_nor_on_the_paper(reviewer):
    person = make_subject(
        "谭静姝", kind="other_person", id_hash=f"{next_number():064d}", id_number=CANARY_ID, address="隐秘巷七号"
    )
    record_of(person, title=f"谭静姝（{CANARY_ID}，电话{CANARY_PHONE}）违规", party_is_person=True)
    report = issue(reviewer, person, authority=f"授权书 {CANARY_ID}", matter=f"受理 {CANARY_PHONE}")
    told = str(report.snapshot) + text_of(content_of(report)).replace("\n", "")
    for canary in (CANARY_ID, CANARY_PHONE, "谭静姝", "隐秘巷"):
        assert canary not in told
    assert "谭**" in told


def test_the_look_at_a_person_needs_an_authority(reviewer):
    person = make_subject("田致远", kind="lawyer", id_hash=f"{next_number():064d}")
    with pytest.raises(DomainError) as refused:
        issue(reviewer, person)
    assert refused.value.field == "authority"


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [
        (date(2021, 9, 19), ON, "since"),
        (date(2026, 9, 21), date(2026, 9, 1), "since"),
        (date(2026, 9, 1), date(2026, 9, 21), "until"),
        (date(5, 9, 1), date(3, 9, 1), "since"),
    ],
)
def test_a_period_is_at_most_five_years_that_have_passed(reviewer, firm, since, until, field):
    with pytest.raises(DomainError) as refused:
        issue(reviewer, firm, since=since, until=until)
    assert refused.value.field == field and not CreditReport.objects.exists()


def test_a_slip_into_the_first_years_of_the_calendar_is_no_fault_of_the_program(reviewer, firm):
    assert issue(reviewer, firm, since=date(1, 1, 1), until=date(3, 1, 1)).since == date(1, 1, 1)


def test_five_whole_years_are_allowed(reviewer, firm):
    assert issue(reviewer, firm, since=date(2021, 9, 20)).pk


def test_a_clearance_is_refused_when_there_is_something_to_tell(reviewer, firm):
    clear = issue(reviewer, firm, form="clearance")
    assert "没有失信信息" in clear.snapshot["conclusion"] and clear.snapshot["title"] == "无违法违规记录核查单"
    record_of(firm, nature="adverse")
    with pytest.raises(DomainError, match="专项信用报告"):
        issue(reviewer, firm, form="clearance")


def test_nothing_in_a_report_is_a_grade(reviewer, firm):
    words = str(issue(reviewer, firm).snapshot)
    assert "不评分、不评级" in words and not re.search(r"[A-D]级|信用等级|\d+分", words)


def test_each_report_is_registered_as_a_look(reviewer, firm):
    issue(reviewer, firm)
    look = Access.objects.get(deed="export")
    assert (look.purpose, look.matter) == ("行政审批", "巫司受〔2026〕18号")


def test_who_has_no_right_issues_nothing(firm):
    with pytest.raises(Forbidden):
        issue(make_user(CLERK), firm)


def test_a_report_never_changes_and_is_never_deleted(reviewer, firm):
    report = issue(reviewer, firm)
    for act in (lambda: CreditReport.objects.update(matter="别的"), lambda: CreditReport.objects.all().delete()):
        with pytest.raises(InternalError), transaction.atomic():
            act()
    report.refresh_from_db()
    assert report.matter == "巫司受〔2026〕18号"


def test_a_use_is_registered_and_not_using_is_explained(reviewer, firm):
    report = issue(reviewer, firm)
    use = {"actor": reviewer, "report": report, "scene": "award", "matter": "2026年度先进集体评选", "used_on": ON}
    assert report_use(**use, usage="used", outcome="作为评选依据，通过资格审查").scene == "award"
    with pytest.raises(DomainError, match="为什么没有应用"):
        report_use(**use, usage="unused", outcome="无")
    with pytest.raises(DomainError, match="应用日期"):
        report_use(**use | {"used_on": ON - timedelta(days=1)}, usage="used", outcome="作为评选依据")


def test_a_withdrawn_report_cannot_be_used_or_withdrawn_again(reviewer, firm):
    report = report_withdraw(actor=reviewer, report=issue(reviewer, firm), reason="主体选择有误，已重新出具")
    with pytest.raises(InvalidTransition):
        report_withdraw(actor=reviewer, report=report, reason="主体选择有误，已重新出具")
    with pytest.raises(InvalidTransition):
        report_use(
            actor=reviewer,
            report=report,
            scene="award",
            matter="评选",
            usage="used",
            outcome="作为评选依据",
            used_on=ON,
        )
