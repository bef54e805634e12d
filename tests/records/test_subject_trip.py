"""信用主体 as a workbook that is changed and sent back: identity of the round trip, stale rows, refusals, two at once."""

from __future__ import annotations

import io
import random
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import AUDITOR, CLERK, LEADER, REVIEWER
from audit.models import Action
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition
from exchange.models import Export, Job
from exchange.roundtrip import version_of
from exchange.services.roundtrips import roundtrip_confirm, roundtrip_look_again
from records.models import Subject
from records.services.subject_file import subject_change, subject_rename
from records.subject_trip import COLUMNS
from tests.exchange.trips import STATED, changed, codes, send_back, take_out
from tests.factories import make_section, make_subject, make_user
from tests.support.together import together
from wushan_credit.demo import cast

WHY = "核对名册，按执业许可证更正"
ID_NUMBER = "110101199003074530"
ODD = (
    "=1+1",
    "'单引号",
    "-5号楼",
    "＋号",
    "  前后空格 ",
    "换\n行",
    "０１２",
    "@某路",
    "_x0041_路",
    "a\u200bb",
    "💠路",
    "1e5",
    "00123",
)


@pytest.fixture(autouse=True)
def _today():
    with clock.override(date(2026, 9, 8)):
        yield


@pytest.fixture
def clerk(db):
    return make_user(CLERK, section=make_section())


@pytest.fixture
def firm(db):
    return make_subject("重庆云岫律师事务所", legal_representative="陈晓溪", address="巫山县广东中路1号")


@pytest.fixture
def lawyer(firm):
    person = make_subject("易知秋", kind="lawyer", uscc="", id_hash="h1", id_type="身份证", institution=firm)
    person.licence_number, person.licence_serial = "15002202010123456", "123456"
    person.id_number = ID_NUMBER
    person.save()
    return person


def edited(content, *edits, more=None):
    return changed(content, *edits, sheet="信用主体", more=more)


def demo_rows():
    """Everybody of the demo's cast, with odd texts strewn in."""
    dice = random.Random(7)
    places = cast.institutions()
    kept = {}
    for place in places:
        kept[place.name] = make_subject(
            place.name, kind=place.kind, uscc=place.uscc, legal_representative=place.head, address=dice.choice(ODD),
            founded_on=dice.choice((None, date(2019, 3, 1))),
        )  # fmt: skip
    for number, person in enumerate(cast.people(places)[:40]):
        make_subject(
            person.name, kind=person.kind, uscc="", id_hash=f"demo{number}", id_number=person.id_number, licence_number=person.licence_number,
            institution=dice.choice(list(kept.values())), state=dice.choice(("normal", "suspended")),
        )  # fmt: skip


@pytest.mark.django_db
class TestIdentity:
    def test_sent_back_untouched_nothing_changes_for_every_row_of_the_demo(self, clerk):
        demo_rows()
        before = list(Subject.objects.order_by("pk").values())
        entry, content = take_out(clerk, "subjects")
        job = send_back(clerk, "subjects", content)
        assert (job.state, job.good, job.bad, job.unchanged) == ("checked", 0, 0, len(before))
        assert entry.rows == len(before) and list(Subject.objects.order_by("pk").values()) == before
        assert send_back(clerk, "subjects", edited(content)).unchanged == len(before), "saved by another program"
        with pytest.raises(DomainError):
            roundtrip_confirm(actor=clerk, job=job, reason=WHY)

    @pytest.mark.parametrize("text", ODD)
    def test_a_text_that_came_back_reads_as_the_one_that_left(self, text, clerk):
        make_subject("奇字事务所", address=text)
        _, content = take_out(clerk, "subjects")
        assert send_back(clerk, "subjects", edited(content)).unchanged == 1

    def test_the_version_moves_with_every_column_that_counts_and_no_other(self):
        cells = {column.key: "一" for column in COLUMNS}
        for column in COLUMNS:
            moved = version_of(COLUMNS, cells) != version_of(COLUMNS, cells | {column.key: "二"})
            assert moved == column.versioned, column.key

    def test_no_identity_number_leaves_not_even_one_inside_an_address(self, clerk, lawyer):
        make_subject("远山律师事务所", address=f"巫山县（{ID_NUMBER}）")
        _, content = take_out(clerk, "subjects")
        book = load_workbook(io.BytesIO(content))
        texts = [str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value]
        assert book.sheetnames[:2] == ["填表说明", "信用主体"] and not any(ID_NUMBER in text for text in texts)
        assert send_back(clerk, "subjects", content).unchanged == 3
        masked = send_back(clerk, "subjects", edited(content, ("远山律师事务所", "住所", "巫山县新址")))
        assert codes(masked) == {"E-RT-04"} and not masked.good

    def test_what_may_not_be_changed_looks_locked(self, clerk, firm):
        page = load_workbook(io.BytesIO(take_out(clerk, "subjects")[1]))["信用主体"]
        looks = {
            cell.value: (page.cell(1, cell.column).fill.fgColor.rgb, page.cell(2, cell.column).fill.fgColor.rgb)
            for cell in page[1]
        }
        assert looks["编号"] == looks["版本"] == looks["名称"] == ("FFE7E6E6", "FFE7E6E6")
        assert looks["住所"][0] == "FFC6E0B4" and looks["住所"][1] != "FFE7E6E6"


@pytest.mark.django_db
class TestWriting:
    def test_the_difference_first_then_one_deed_for_each_row(self, clerk, firm, lawyer):
        _, content = take_out(clerk, "subjects")
        job = send_back(
            clerk, "subjects",
            edited(content, (firm.name, "负责人", "周敏"), (firm.name, "住所", "巫山县净坛路2号"), (lawyer.name, "执业状态", "停止执业")),
        )  # fmt: skip
        assert (job.good, job.bad) == (2, 0) and Subject.objects.get(pk=firm.pk).legal_representative == "陈晓溪"
        lines = {
            line["label"]: (line["before"], line["after"]) for one in job.summary["changes"] for line in one["lines"]
        }
        assert lines["负责人"] == ("陈晓溪", "周敏") and lines["执业状态"] == ("正常执业", "停止执业")
        done = roundtrip_confirm(actor=clerk, job=job, reason=WHY)
        firm.refresh_from_db()
        lawyer.refresh_from_db()
        assert (done.state, done.created, firm.legal_representative, lawyer.state) == ("done", 2, "周敏", "suspended")
        assert lawyer.id_number == ID_NUMBER, "the secret stays"
        deeds = Action.objects.filter(code="records.subject.changed")
        assert deeds.count() == 2 and {one.reason for one in deeds} == {WHY}

    def test_the_same_file_twice_changes_nothing(self, clerk, firm):
        content = edited(take_out(clerk, "subjects")[1], (firm.name, "负责人", "周敏"))
        job = send_back(clerk, "subjects", content)
        roundtrip_confirm(actor=clerk, job=job, reason=WHY)
        with pytest.raises(InvalidTransition):
            roundtrip_confirm(actor=clerk, job=job, reason=WHY)
        again = send_back(clerk, "subjects", content)
        assert (again.good, again.bad, again.unchanged) == (0, 0, 1)
        assert Action.objects.filter(code="records.subject.changed").count() == 1

    def test_a_stale_row_is_refused_with_the_three_values(self, clerk, firm):
        _, content = take_out(clerk, "subjects")
        subject_change(actor=make_user(REVIEWER), subject=firm, reason="变更登记核准", legal_representative="易知秋")
        job = send_back(clerk, "subjects", edited(content, (firm.name, "负责人", "周敏")))
        assert (job.good, job.bad, codes(job)) == (0, 1, {"E-RT-02"})
        assert job.summary["stale"][0]["lines"] == [
            {"label": "负责人", "exported": "陈晓溪", "now": "易知秋", "typed": "周敏"}
        ]
        page = load_workbook(job.report.open())["信用主体"]
        told = " ".join(str(cell.value) for cell in page[2])
        assert "导出时“陈晓溪”，现在“易知秋”，您填的“周敏”" in told
        version = next(one["suggestion"] for row in job.rows.all() for one in row.findings)
        fixed = edited(content, (firm.name, "负责人", "周敏"), (firm.name, "版本", version))
        assert send_back(clerk, "subjects", fixed).good == 1, "looked at and meant"

    def test_a_row_that_others_changed_and_the_person_did_not_is_left_alone(self, clerk, firm):
        _, content = take_out(clerk, "subjects")
        subject_change(actor=make_user(REVIEWER), subject=firm, reason="变更登记核准", legal_representative="易知秋")
        job = send_back(clerk, "subjects", content)
        assert (job.good, job.bad, job.unchanged) == (0, 0, 1)

    def test_changed_between_look_and_confirmation_only_the_others_are_written(self, clerk, firm):
        other = make_subject("远山律师事务所", legal_representative="吴平")
        content = edited(take_out(clerk, "subjects")[1], (firm.name, "负责人", "周敏"), (other.name, "负责人", "郑安"))
        job = send_back(clerk, "subjects", content)
        subject_change(actor=make_user(REVIEWER), subject=firm, reason="变更登记核准", address="巫山县新址")
        done = roundtrip_confirm(actor=clerk, job=job, reason=WHY)
        firm.refresh_from_db()
        other.refresh_from_db()
        assert (done.created, done.bad, codes(done)) == (1, 1, {"E-RT-02"}) and done.report
        assert (firm.legal_representative, other.legal_representative) == ("陈晓溪", "郑安")

    def test_a_refusal_under_lock_leaves_the_row_and_writes_the_next(self, clerk, firm):
        numbers = ("15002202010777777", "15002202010777777")
        people = [make_subject(f"律师{n}", kind="lawyer", uscc="", id_hash=f"p{n}", institution=firm) for n in range(2)]
        _, content = take_out(clerk, "subjects", kind__exact="lawyer")
        edits = [(one.name, "执业证号", number) for one, number in zip(people, numbers, strict=True)]
        job = send_back(clerk, "subjects", edited(content, *edits))
        assert job.good == 2, "each alone is right"
        done = roundtrip_confirm(actor=clerk, job=job, reason=WHY)
        assert (done.created, done.bad, codes(done)) == (1, 1, {"E-ID-05"})
        assert Subject.objects.filter(licence_number=numbers[0]).count() == 1


@pytest.mark.django_db
class TestRefusing:
    @pytest.mark.parametrize(
        ("who", "header", "value", "code"),
        [
            ("firm", "名称", "别的名字", "E-RT-03"), ("firm", "统一社会信用代码", "31500000MD0000008D", "E-RT-03"),
            ("firm", "类型", "公证处", "E-ID-03"), ("firm", "类型", "律师", "E-ID-22"), ("firm", "类型", "律所", "E-TAB-06"),
            ("firm", "成立或执业日期", "2027-01-01", "E-ID-21"), ("firm", "成立或执业日期", "去年", "E-ID-21"),
            ("firm", "执业证号", "15002202010123456", "E-ID-08"), ("firm", "住所", "长" * 201, "E-TAB-08"),
            ("lawyer", "负责人", "周敏", "E-ID-08"), ("lawyer", "执业证号", "15002202010999999", "E-ID-08"),
            ("lawyer", "执业证号", "123", "E-ID-06"), ("lawyer", "执业机构代码", "31500000MD0000008D", "E-ID-22"),
        ],
    )  # fmt: skip
    def test_what_the_form_refuses_is_refused_here_by_the_same_rule(
        self, clerk, firm, lawyer, who, header, value, code
    ):
        subject = {"firm": firm, "lawyer": lawyer}[who]
        job = send_back(clerk, "subjects", edited(take_out(clerk, "subjects")[1], (subject.name, header, value)))
        assert job.good == 0 and job.bad == 1 and code in codes(job)

    def test_a_doubt_that_only_a_reason_lifts_is_sent_to_the_page(self, clerk, firm):
        job = send_back(clerk, "subjects", edited(take_out(clerk, "subjects")[1], (firm.name, "类型", "公证处")))
        assert "请到这一件的页面上修改" in job.rows.get().findings[0]["message"]

    def test_unknown_and_doubled_rows_are_refused(self, clerk, firm):
        _, content = take_out(clerk, "subjects")

        def spoil(page):
            page.append(["7d4b7a3e-0000-4000-8000-000000000000", "x" * 16, "没有的"])
            page.append([cell.value for cell in page[2]])
            page.cell(4, 6).value = "周敏"
            page.cell(2, 6).value = "郑安"

        assert codes(send_back(clerk, "subjects", edited(content, more=spoil))) == {"E-RT-01", "E-RT-05"}

    def test_a_deleted_column_or_row_means_no_change_and_a_foreign_column_is_told(self, clerk, firm):
        _, content = take_out(clerk, "subjects")
        assert send_back(clerk, "subjects", edited(content, more=lambda page: page.delete_cols(7))).unchanged == 1
        foreign = send_back(
            clerk, "subjects", edited(content, (firm.name, "负责人", "周敏"), more=lambda p: p.cell(1, 13, "备注"))
        )
        assert foreign.good == 0 and "E-TAB-02" in codes(foreign)

    def test_another_file_is_refused_in_words(self, clerk, firm):
        job = send_back(clerk, "subjects", "名称,住所,电话\n甲,乙,丙\n".encode())
        assert job.state == "failed" and "编号" in job.error

    def test_too_many_changes_in_one_file_are_refused(self, clerk, firm, monkeypatch):
        monkeypatch.setattr("exchange.comparing.MOST", 0)
        job = send_back(clerk, "subjects", edited(take_out(clerk, "subjects")[1], (firm.name, "负责人", "周敏")))
        assert job.state == "failed" and "一次最多 0 行" in job.error

    def test_too_long_a_file_is_refused_before_it_is_compared(self, clerk, firm, monkeypatch):
        monkeypatch.setattr("exchange.comparing.MOST_ROWS", 0)
        job = send_back(clerk, "subjects", take_out(clerk, "subjects")[1])
        assert job.state == "failed" and "请删去不改的行" in job.error

    def test_without_the_right_nothing_leaves_and_nothing_comes_in(self, clerk, firm):
        _, content = take_out(clerk, "subjects")
        content = edited(content, (firm.name, "负责人", "周敏"))
        for role in (LEADER, AUDITOR):
            other = make_user(role)
            with pytest.raises(Forbidden):
                take_out(other, "subjects")
            with pytest.raises(Forbidden):
                send_back(other, "subjects", content)
        job = send_back(clerk, "subjects", content)
        for colleague in (make_user(CLERK), make_user(CLERK, section=make_section("notary"))):
            with pytest.raises(Forbidden):
                roundtrip_confirm(actor=colleague, job=job, reason=WHY)
        with pytest.raises(DomainError) as refused:
            roundtrip_confirm(actor=clerk, job=job, reason="改")
        assert refused.value.field == "reason"

    def test_a_renamed_firm_makes_its_lawyers_rows_not_stale(self, clerk, firm, lawyer):
        _, content = take_out(clerk, "subjects", kind__exact="lawyer")
        subject_rename(
            actor=clerk, subject=firm, name="重庆白帝律师事务所", since=date(2026, 9, 1), reason="变更登记核准"
        )
        job = send_back(
            clerk, "subjects", edited(content, (lawyer.name, "执业机构", firm.name), (lawyer.name, "执业状态", "注销"))
        )
        assert codes(job) == {"E-RT-03"}, "the name of the institution is only shown"

    def test_as_many_queries_for_many_rows_as_for_few(self, clerk, django_assert_max_num_queries):
        for number in range(30):
            make_subject(f"第{number}律师事务所")
        _, content = take_out(clerk, "subjects")
        with django_assert_max_num_queries(45):
            send_back(clerk, "subjects", content)
        others = make_user(REVIEWER)
        for subject in Subject.objects.all():
            subject_change(actor=others, subject=subject, reason="批量核对名册", address="巫山县新址")
        stale = edited(content, more=lambda page: [page.cell(n, 6, "周敏") for n in range(2, 32)])
        with django_assert_max_num_queries(50):
            assert len(send_back(clerk, "subjects", stale).summary["stale"]) == 30


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_end_with_one_of_them(clerk, firm):
    other = make_user(CLERK)
    jobs = []
    for who, head in ((clerk, "周敏"), (other, "郑安")):
        jobs.append(
            (who, send_back(who, "subjects", edited(take_out(who, "subjects")[1], (firm.name, "负责人", head))))
        )
    done = together(*(lambda w=who, j=job: roundtrip_confirm(actor=w, job=j, reason=WHY) for who, job in jobs))
    assert sorted(job.created for job in done) == [0, 1] and sorted(job.bad for job in done) == [0, 1]
    assert Action.objects.filter(code="records.subject.changed").count() == 1


@pytest.mark.django_db
class TestPages:
    def test_out_back_look_confirm_by_the_pages(self, client, clerk, firm):
        client.force_login(clerk)
        start = client.get(reverse("admin:exchange_again")).content.decode()
        assert "律师事务所" in start and "what=again.subjects" in start
        made = client.post(
            reverse("admin:exchange_export_new"), STATED | {"what": "again.subjects", "kind__exact": "law_firm"}
        )
        assert made.status_code == 302
        content = edited(Export.objects.get().file.open().read(), (firm.name, "负责人", "周敏"))
        page = client.post(
            reverse("admin:exchange_again"), {"what": "subjects", "file": io_file(content)}, follow=True
        ).content.decode()
        assert "会写入 1 行" in page and "陈晓溪" in page and "周敏" in page and "还没有写入" in page
        here = reverse("admin:exchange_again_job", args=[Job.objects.get().public_id])
        assert "请写明理由" in client.post(here, {"write": "1", "reason": ""}).content.decode()
        assert "已写入 1 行" in client.post(here, {"write": "1", "reason": WHY}, follow=True).content.decode()
        assert Subject.objects.get().legal_representative == "周敏"

    def test_a_colleague_sees_no_differences_and_has_no_button(self, client, clerk, firm):
        job = send_back(clerk, "subjects", edited(take_out(clerk, "subjects")[1], (firm.name, "负责人", "周敏")))
        client.force_login(make_user(CLERK))
        page = client.get(reverse("admin:exchange_again_job", args=[job.public_id])).content.decode()
        assert "周敏" not in page and 'name="write"' not in page and "同事上传" in page
        for button in ({"write": "1", "reason": WHY}, {"again": "1"}, {"cancel": "1"}):
            answer = client.post(reverse("admin:exchange_again_job", args=[job.public_id]), button)
            assert "由上传人自己核对和确认" in answer.content.decode()
        assert Job.objects.get().state == "checked"
        client.force_login(make_user(CLERK, section=make_section("notary")))
        assert client.get(reverse("admin:exchange_again_job", args=[job.public_id])).status_code == 404

    def test_look_again_and_put_aside(self, client, clerk, firm):
        job = send_back(clerk, "subjects", edited(take_out(clerk, "subjects")[1], (firm.name, "负责人", "周敏")))
        subject_change(actor=clerk, subject=firm, reason="变更登记核准", legal_representative="易知秋")
        assert roundtrip_look_again(actor=clerk, job=job).summary["stale"]
        client.force_login(clerk)
        here = reverse("admin:exchange_again_job", args=[job.public_id])
        page = client.get(here).content.decode()
        assert "导出时" in page and "易知秋" in page
        marked = client.get(reverse("admin:exchange_again_marked", args=[job.public_id]))
        assert marked.status_code == 200 and "attachment" in marked["Content-Disposition"]
        client.post(here, {"cancel": "1"})
        assert Job.objects.get().state == "cancelled"


def io_file(content):
    file = io.BytesIO(content)
    file.name = "改好.xlsx"
    return file
