"""Data leave by one door: purpose, limit, watermark, register, a link for a day and for one person."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import openpyxl
import pytest
from django.db import Error, transaction
from django.urls import reverse

from accounts.roles import AUDITOR, CLERK, CREDIT_OFFICE, FIRM_USER, LEADER, REVIEWER, SECURITY_ADMIN, SYSTEM_ADMIN
from audit.models import Access, Action
from core import clock
from core.errors import DomainError, Forbidden
from core.models import Setting
from core.sheets.reading import read_workbook
from core.sheets.writing import Column, SheetSpec
from exchange.exporting import ExportKind, Extract, Seal, export_url, register_export
from exchange.models import Export
from exchange.services.exports import WATERMARK, Expired, drop_expired, export_fetch, export_make, row_limit
from publicity.exports import LEDGER
from tests.factories import make_decision, make_section, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 14, 10, 0)
STATED = {"purpose": "supervision", "matter": "巫山司发〔2026〕8号专项检查"}


@pytest.fixture(autouse=True)
def _on_a_monday():
    with clock.override(NOW):
        yield


@pytest.fixture
def clerk():
    return make_user(CLERK, display_name="陈晓溪")


@pytest.fixture
def decision():
    return make_decision(party_name="重庆云岫律师事务所")


def make(actor, **changes):
    return export_make(actor=actor, **({"kind": LEDGER, "params": {}} | STATED | changes))


def limit_to(rows, role="clerk"):
    Setting.objects.create(key=f"exchange.export_rows_{role}", group="导出", label="上限", value=rows)


def content_of(entry) -> bytes:
    with entry.file.open("rb") as stream:
        return stream.read()


class TestMaking:
    """What is asked before, what stands in the file, what stays in the register."""

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"purpose": ""}, "purpose"), ({"purpose": "curiosity"}, "purpose"), ({"matter": ""}, "matter"),
            ({"matter": "事 "}, "matter"), ({"matter": "长" * 101}, "matter"),
        ],
    )  # fmt: skip
    def test_without_a_purpose_and_a_case_nothing_leaves(self, clerk, decision, change, field):
        with pytest.raises(DomainError) as refused:
            make(clerk, **change)
        assert refused.value.field == field
        assert not Export.objects.exists() and not Access.objects.exists()

    def test_the_watermark_says_who_when_what_for_and_seals_the_data(self, clerk, decision):
        entry = make(clerk)
        book = openpyxl.load_workbook(io.BytesIO(content_of(entry)))
        assert book.sheetnames == ["决定", WATERMARK]
        facts = {row[0].value: row[1].value for row in book[WATERMARK].iter_rows(min_row=2)}
        assert facts["导出编号"] == entry.number and entry.number.startswith("DC-20260914-")
        assert facts["导出人"] == f"陈晓溪（{clerk.section}）"
        assert facts["导出时间"] == "2026-09-14 10:00"
        assert facts["用途"] == "日常监管" and facts["事项"] == STATED["matter"]
        assert facts["数据摘要"] == f"SHA-256 {entry.sha256}" and facts["行数"] == "1"
        assert facts["仅供"].startswith(f"仅供陈晓溪（{clerk.section}）用于“{STATED['matter']}”")

    def test_the_digest_can_be_taken_again_from_the_file_alone_and_shows_a_changed_cell(self, clerk, decision):
        make_decision(party_name="=1+1")
        entry = make(clerk)
        assert _digest(content_of(entry)) == entry.sha256
        book = openpyxl.load_workbook(io.BytesIO(content_of(entry)))
        book["决定"]["D2"] = "别的名称"
        changed = io.BytesIO()
        book.save(changed)
        assert _digest(changed.getvalue()) != entry.sha256

    @pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "＝1+1"])
    def test_no_cell_is_run_as_a_formula(self, clerk, text):
        make_decision(party_name=text, title=text)
        sheet = openpyxl.load_workbook(io.BytesIO(content_of(make(clerk))))["决定"]
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
        assert sheet["D2"].value == text and sheet["D2"].quotePrefix

    def test_the_register_knows_who_what_what_for_how_much(self, clerk, decision):
        entry = make(clerk, params={"q": "云岫", "due": "open", "page": "3", "csrf": "x"})
        assert (entry.actor, entry.section, entry.rows, entry.purpose) == (clerk, clerk.section, 1, "supervision")
        assert entry.conditions == "检索“云岫”；待上报" and entry.params == {"q": "云岫", "due": "open"}
        seen = Access.objects.get(deed="export")
        assert (seen.purpose, seen.matter, seen.actor_id) == ("日常监管", STATED["matter"], clerk.pk)
        assert entry.number in seen.object_title
        assert Action.objects.get(code="exchange.export.made").extra["sha256"] == entry.sha256

    def test_an_identity_number_typed_into_the_case_is_not_kept(self, clerk, decision):
        entry = make(clerk, matter="核查陈某500237199003070014的许可")
        assert "500237199003070014" not in entry.matter + str(content_of(entry))
        assert not Access.objects.filter(matter__contains="500237199003070014").exists()

    def test_nothing_to_take_out_makes_no_file(self, clerk):
        with pytest.raises(DomainError, match="没有任何数据"):
            make(clerk)

    def test_only_what_the_person_sees_leaves(self, clerk, decision):
        make_decision(section=make_section("approval"), party_name="他科的单位")
        sheet = openpyxl.load_workbook(io.BytesIO(content_of(make(clerk))))["决定"]
        assert [row[3] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["重庆云岫律师事务所"]


class TestLimits:
    """Each role has its own; the highest of a person's roles counts."""

    @pytest.mark.parametrize(
        ("roles", "rows"),
        [
            ((CLERK,), 2_000), ((REVIEWER,), 5_000), ((CLERK, CREDIT_OFFICE), 100_000), ((LEADER,), 5_000), ((AUDITOR,), 50_000),
            ((SYSTEM_ADMIN,), 2_000), ((SECURITY_ADMIN,), 2_000), ((FIRM_USER,), 0), (("",), 0),
        ],
    )  # fmt: skip
    def test_limits(self, roles, rows):
        assert row_limit(make_user(*roles)) == rows

    def test_one_row_too_many_is_refused_and_one_less_is_not(self, clerk):
        for _ in range(4):
            make_decision()
        limit_to(3)
        with pytest.raises(DomainError, match="共 4 行，超过您一次最多导出的 3 行"):
            make(clerk)
        limit_to(4, "reviewer")
        assert make(make_user(REVIEWER)).rows == 4

    def test_rows_that_come_between_counting_and_writing_do_not_slip_through(self, clerk):
        rows = [[str(n)] for n in range(5)]
        spec = SheetSpec("数据", [Column("编号")], rows)
        register_export(
            ExportKind(
                "test.grown",
                "增长的清单",
                "publicity.view_decision",
                (),
                lambda *_: Extract("增长的清单", 3, lambda: [spec]),
            )
        )
        limit_to(4)
        with pytest.raises(DomainError, match="超过您一次最多导出的 4 行"):
            make(clerk, kind="test.grown")
        assert not Export.objects.exists()

    @pytest.mark.parametrize("role", [AUDITOR, SYSTEM_ADMIN, SECURITY_ADMIN, FIRM_USER, ""])
    def test_without_the_right_to_see_the_ledger_none_of_it_leaves(self, decision, role):
        with pytest.raises(Forbidden):
            make(make_user(role))

    def test_the_right_to_export_is_no_right_to_see(self, decision):
        from django.contrib.auth.models import Permission

        person = make_user(AUDITOR)
        person.user_permissions.add(Permission.objects.get(codename="export_data"))
        with pytest.raises(Forbidden):
            make(type(person).objects.get(pk=person.pk))

    def test_an_unknown_list_is_refused(self, clerk):
        with pytest.raises(DomainError, match="没有这种导出"):
            make(clerk, kind="everything")


class TestLink:
    """For its maker, for a day."""

    def test_until_its_time_is_over(self, clerk, decision):
        entry = make(clerk)
        with clock.override(NOW + timedelta(hours=23, minutes=59)):
            assert export_fetch(actor=clerk, export=entry).read(2) == b"PK"
        with clock.override(NOW + timedelta(hours=24)), pytest.raises(Expired):
            export_fetch(actor=clerk, export=entry)
        entry.refresh_from_db()
        assert entry.fetches == 1 and Access.objects.filter(deed="download", matter=STATED["matter"]).count() == 1

    def test_nobody_else_gets_the_file_not_even_the_auditor(self, client, clerk, decision):
        url = reverse("admin:exchange_export_file", args=[make(clerk).public_id])
        for role, status in ((CLERK, 404), (CREDIT_OFFICE, 404), (AUDITOR, 404), (SYSTEM_ADMIN, 404), (FIRM_USER, 403)):
            client.force_login(make_user(role))
            assert client.get(url).status_code == status, role

    def test_a_maker_who_has_lost_the_right_gets_nothing(self, clerk, decision):
        entry = make(clerk)
        clerk.groups.clear()
        with pytest.raises(Forbidden):
            export_fetch(actor=type(clerk).objects.get(pk=clerk.pk), export=entry)

    def test_the_expired_link_answers_410_with_the_way_to_a_new_one(self, client, clerk, decision):
        entry = make(clerk, params={"q": "云岫"})
        client.force_login(clerk)
        url = reverse("admin:exchange_export_file", args=[entry.public_id])
        assert client.get(url).status_code == 200
        with clock.override(NOW + timedelta(hours=25)):
            client.force_login(clerk)
            page = client.get(url)
        assert page.status_code == 410
        text = page.content.decode()
        assert entry.number in text and export_url(LEDGER, {"q": "云岫"}).replace("&", "&amp;") in text

    def test_files_whose_time_is_over_are_deleted_and_the_register_stays(self, clerk, decision):
        entry, _ = make(clerk), make(clerk)
        name, storage = entry.file.name, entry.file.storage
        assert storage.exists(name) and drop_expired() == 0
        with clock.override(NOW + timedelta(hours=25)):
            assert (drop_expired(), drop_expired()) == (2, 0)
        assert not storage.exists(name)
        entry.refresh_from_db()
        assert entry.dropped_at and entry.sha256

    def test_the_hours_are_a_parameter(self, clerk, decision):
        Setting.objects.create(key="exchange.export_hours", group="导出", label="时间", value=1)
        assert make(clerk).expires_at == clock.now() + timedelta(hours=1)

    def test_path_and_address_tell_nothing(self, clerk, decision):
        entry = make(clerk, params={"q": "云岫"})
        assert entry.file.name == f"exports/{entry.public_id}.xlsx" and len(entry.public_id) >= 16

    @pytest.mark.parametrize(
        "change", [{"purpose": "audit"}, {"rows": 0}, {"matter": "别的事项"}, {"sha256": "0" * 64}]
    )
    def test_the_database_keeps_the_register_as_it_was_written(self, clerk, decision, change):
        entry = make(clerk)
        with pytest.raises(Error), transaction.atomic():
            Export.objects.filter(pk=entry.pk).update(**change)
        with pytest.raises(Error), transaction.atomic():
            entry.delete()


class TestPages:
    """From a list to the file, and the register."""

    def test_from_the_ledger_to_the_file(self, client, clerk, decision):
        client.force_login(clerk)
        ledger = client.get(reverse("admin:publicity_decision_changelist"), {"state__exact": "ready"}).content.decode()
        link = export_url(LEDGER, {"state__exact": "ready"})
        assert link.replace("&", "&amp;") in ledger
        page = client.get(link)
        assert "状态 可报送" in page.content.decode() and "1 行" in page.content.decode()
        here = {"what": LEDGER, "state__exact": "ready"}
        refused = client.post(reverse("admin:exchange_export_new"), here | {"purpose": "", "matter": "某某事项"})
        assert "请选择用途" in refused.content.decode() and "某某事项" in refused.content.decode()
        done = client.post(reverse("admin:exchange_export_new"), here | STATED, follow=True)
        entry = Export.objects.get()
        assert entry.number in done.content.decode() and "下载文件" in done.content.decode()
        answer = client.get(reverse("admin:exchange_export_file", args=[entry.public_id]))
        assert b"".join(answer.streaming_content)[:2] == b"PK" and "no-store" in answer["Cache-Control"]

    def test_a_get_with_everything_in_it_makes_no_file(self, client, clerk, decision):
        client.force_login(clerk)
        client.get(reverse("admin:exchange_export_new"), {"what": LEDGER} | STATED)
        assert not Export.objects.exists()

    def test_too_many_rows_are_said_before_anything_is_filled_in(self, client, clerk, decision):
        limit_to(0)
        limit_to(1, "reviewer")
        make_decision()
        client.force_login(make_user(REVIEWER))
        text = client.get(reverse("admin:exchange_export_new"), {"what": LEDGER}).content.decode()
        assert "超过您一次能导出的行数" in text and "生成文件" not in text

    def test_the_numbers_of_the_rates_can_be_taken_out(self, client, clerk, decision):
        client.force_login(clerk)
        query = {
            "measure": "due",
            "since": "2026-01-01",
            "until": "2026-12-31",
            "kind": "penalty",
            "section": clerk.section_id,
        }
        listed = client.get(reverse("admin:publicity_rates_list"), query)
        page = client.get(listed.context["export"])
        assert page.context["extract"].count == listed.context["page"].paginator.count == 1
        assert "三率明细：应报" in page.content.decode()
        for wrong in ({"measure": "all"}, {"measure": "due", "since": "昨天"}):
            assert (
                client.get(reverse("admin:exchange_export_new"), {"what": "publicity.measure"} | wrong).status_code
                == 404
            )

    def test_the_register_shows_ones_own_and_the_auditor_sees_all(self, client, clerk, decision):
        mine = make(clerk)
        other = make(make_user(REVIEWER), matter="另一件事项的核查")
        client.force_login(clerk)
        text = client.get(reverse("admin:exchange_exports")).content.decode()
        assert mine.number in text and other.number not in text
        assert client.get(reverse("admin:exchange_export", args=[other.public_id])).status_code == 404
        client.force_login(make_user(AUDITOR))
        text = client.get(reverse("admin:exchange_exports")).content.decode()
        assert mine.number in text and "另一件事项的核查" in text
        page = client.get(reverse("admin:exchange_export", args=[other.public_id])).content.decode()
        assert other.sha256 in page and "下载文件" not in page

    def test_the_register_needs_as_many_statements_for_many_as_for_few(
        self, client, clerk, decision, django_assert_max_num_queries
    ):
        for _ in range(12):
            make(clerk)
        client.force_login(clerk)
        with django_assert_max_num_queries(12):
            client.get(reverse("admin:exchange_exports"))


def _digest(content: bytes) -> str:
    """The digest by the rule of the register, from nothing but the workbook."""
    seal = Seal(limit=10**6)
    for sheet in read_workbook(content).sheets:
        if sheet.name != WATERMARK:
            seal.line([sheet.name])
            for row in sheet.rows:
                seal.line(row)
    return seal.sha256
