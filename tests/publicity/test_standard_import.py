"""A data standard comes in as a workbook: read, put before the engine, compared, adopted; every door goes by it from its day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.models import Section
from accounts.roles import CLERK, CREDIT_OFFICE
from audit.models import Action
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition, NotReady
from exchange.models import Job
from publicity.models import DecisionKind, StandardEdition
from publicity.services.checking import check_values
from publicity.services.kinds import kind_change
from publicity.services.standard_import import standard_adopt_job, standard_hand_in
from publicity.services.standards import edition_for, header_book, spec_of
from publicity.standard.spec import shipped_specs
from publicity.standard_sheet import read_standard, write_standard
from tests.factories import make_decision, make_subject, make_user
from tests.publicity.rows import row_of
from tests.publicity.standard_files import (
    FIRST_DAY,
    facts,
    new_row,
    put,
    workbook,
)
from tests.support.together import together

pytestmark = pytest.mark.django_db
REASON = "市信用平台2026版数据标准启用"


@pytest.fixture(autouse=True)
def _the_day_before():
    with clock.override(date(2026, 8, 31)):
        yield


@pytest.fixture
def office(db):
    return make_user(CREDIT_OFFICE)


def handed_in(office, change=None, kind="reward", **more) -> Job:
    return standard_hand_in(actor=office, facts=facts(kind, **more), file=workbook(kind, change), filename="标准.xlsx")


def said(job: Job) -> list[str]:
    return [one["code"] for row in job.rows.all() for one in row.findings]


def problems(job: Job) -> str:
    return "".join(one["message"] for one in job.summary["problems"])


# -- reading and comparing ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spec", shipped_specs(), ids=lambda spec: f"{spec['kind']}-{spec['edition']}")
def test_a_standard_downloaded_and_sent_back_untouched_is_the_same_to_the_last_code(spec, tmp_path):
    path = tmp_path / "standard.xlsx"
    with path.open("wb") as target:
        write_standard(target, spec)
    read = read_standard(path.read_bytes(), path.name, spec, {}, sure=False)
    assert (read.table.findings, read.fields) == ([], spec["fields"])


def test_the_difference_names_each_field_that_changes_and_nothing_is_written(office):
    def change(rows):
        put(rows, "JL_MC", max_length="200", help="填荣誉的全称。")
        rows.remove(next(row for row in rows if row[0] == "JL_YXJZQ"))
        rows.append(
            [
                "JL_JE",
                "奖金金额(万元)",
                "其他金额",
                "金额（万元）",
                None,
                "选填",
                "全部",
                None,
                "奖金",
                "公开",
                None,
                None,
            ]
        )

    job = handed_in(office, change)
    found = job.summary["diff"]
    assert [line["name"] for line in found["added"]] == ["奖金金额(万元)"]
    assert [line["code"] for line in found["ended"]] == ["JL_YXJZQ"]
    assert [(one["label"], one["before"], one["after"]) for one in found["changed"][0]["changes"]] == [
        ("最长", "300", "200"), ("填报说明", "填奖励或荣誉的名称。", "填荣誉的全称。"),
    ]  # fmt: skip
    assert not StandardEdition.objects.filter(code="2026").exists()


@pytest.mark.parametrize(
    ("code", "cells", "finding"),
    [
        ("JL_MC", {"type": "图片"}, "E-TAB-06"),
        ("JL_MC", {"max_length": "很长"}, "E-TAB-07"),
        ("JL_MC", {"required": "看情况"}, "E-STD-04"),
        ("JL_MC", {"required": "条件必填：相对人是外星人"}, "E-STD-04"),
        ("JL_MC", {"required": "条件必填：JL_XX已填"}, "E-STD-04"),
        ("JL_MC", {"required": "条件必填：JL_JDRQ含：年"}, "E-STD-04"),
        ("JL_MC", {"required": "条件必填：JL_MC涉及：罚款"}, "E-STD-04"),
        ("JL_MC", {"help": None}, "E-STD-07"),
        ("JL_MC", {"code": "jl mc"}, "E-STD-01"),
        ("JL_MC", {"code": "JL_SX"}, "E-TAB-10"),
        ("JL_MC", {"role": "依据", "enum": "甲\n乙"}, "E-STD-05"),
        ("JL_MC", {"synonyms": "认定文书号"}, "E-STD-08"),
        ("JL_JDRQ", {"type": "文字"}, "E-STD-03"),
        ("JL_WSH", {"max_length": "300"}, "E-STD-03"),
        ("JL_XS", {"enum": None}, "E-STD-05"),
        ("JL_XS", {"enum": "甲\n甲"}, "E-STD-04"),
        ("JL_XS", {"enum": "甲[重要]"}, "E-STD-04"),
        ("JL_XDR_LB", {"enum": "企业\n个人"}, "E-STD-05"),
        ("JL_XDR_ZJHM", {"public_level": "公开"}, "E-STD-06"),
        ("BZ", {"type": "证件号码"}, "E-STD-03"),
        ("JL_SX", {"role": "奖励名称"}, "E-TAB-06"),
        ("JL_SX", {"role": "事项名称"}, "E-STD-02"),
    ],
)
def test_a_declaration_that_could_not_work_is_named_by_row_and_stops_the_standard(office, code, cells, finding):
    job = handed_in(office, lambda rows: put(rows, code, **cells))
    assert finding in said(job) and job.report
    with pytest.raises(DomainError, match="还有错误"):
        standard_adopt_job(actor=office, job=job, reason=REASON)


@pytest.mark.parametrize("gone", ["JL_XDR_MC", "JL_WSH", "JL_JDRQ", "JL_JGMC"])
def test_a_standard_without_what_the_ledger_needs_is_refused(office, gone):
    def remove(rows):
        rows.remove(next(row for row in rows if row[0] == gone))

    job = handed_in(office, remove)
    assert said(job) == ["E-STD-02"] and job.bad == 1


# -- from its day ---------------------------------------------------------------------------------------------------------


def test_the_new_edition_counts_from_its_day_by_every_door_and_the_old_until_the_day_before(office):
    def change(rows):
        put(rows, "JL_MC", required="选填")
        rows.insert(
            1,
            [
                "JL_JX",
                "奖项级别",
                None,
                "单选",
                None,
                "必填",
                "全部",
                "国家级\n市级\n县级",
                "级别",
                "公开",
                "填奖项的级别。",
                None,
            ],
        )

    edition = standard_adopt_job(actor=office, job=handed_in(office, change), reason=REASON)
    old = StandardEdition.objects.get(kind="reward", code="local-1")
    assert (old.valid_until, edition.valid_until) == (FIRST_DAY - timedelta(days=1), None)
    assert edition_for("reward") == old
    with pytest.raises(NotReady):
        edition_for("reward", code="2026", on=clock.today())
    assert [index.standard.edition for index in header_book().of_kind("reward")] == ["local-1"]
    with clock.override(FIRST_DAY):
        assert edition_for("reward") == edition
        assert [index.standard.edition for index in header_book().of_kind("reward")] == ["2026", "local-1"]
        verdict = check_values(edition=edition, values={"JL_JX": "宇宙级"})
        assert "E-ENUM-01" in verdict.codes
    action = Action.objects.get(code="publicity.standard.adopted")
    assert (action.actor_id, action.reason, action.extra["before"]) == (office.pk, REASON, old.name)


def test_the_platform_templates_follow_the_fields(office):
    def change(rows):
        rows.remove(next(row for row in rows if row[0] == "JL_YXJZQ"))
        rows.insert(3, ["JL_JX", "奖项级别", None, "文字", "20", "选填", "全部", None, None, "公开", None, None])

    edition = standard_adopt_job(actor=office, job=handed_in(office, change), reason=REASON)
    template = spec_of(edition)["templates"]["full_reward"]
    codes = [code for code, _ in template["columns"]]
    assert codes[2] == "JL_JX" and "JL_YXJZQ" not in codes and template["label"] == "行政奖励（单表17列）"


def test_what_words_cannot_say_survives_a_change_beside_it(office):
    def change(rows):
        put(rows, "CF_CFLB", help="按处罚决定书勾选。")

    before = {field["code"]: field for field in spec_of(edition_for("penalty"))["fields"]}
    edition = standard_adopt_job(actor=office, job=handed_in(office, change, kind="penalty"), reason=REASON)
    after = {field["code"]: field for field in spec_of(edition)["fields"]}
    assert after["CF_CFLB"]["enum"] == before["CF_CFLB"]["enum"]
    assert after["CF_XDR_MC"] == before["CF_XDR_MC"]
    with clock.override(FIRST_DAY):
        assert "E-CL-04" in check_values(edition=edition, values=row_of(category="罚款", content="罚款2000元")).codes


def test_a_word_added_to_a_closed_list_is_accepted_from_then_on(office):
    def change(rows):
        put(rows, "JL_XS", enum="通报表扬=表扬\n授予称号\n授牌=挂牌\n其他[须注明]")

    edition = standard_adopt_job(actor=office, job=handed_in(office, change), reason=REASON)
    with clock.override(FIRST_DAY):
        verdict = check_values(edition=edition, values={"JL_XS": "挂牌"})
        assert verdict.values["JL_XS"] == "授牌"
        assert "E-ENUM-01" in check_values(edition=edition, values={"JL_XS": "颁发奖金"}).codes


def test_decisions_keep_the_edition_under_which_they_were_registered(office):
    decision = make_decision(kind=DecisionKind.objects.get(pk="reward"), edition=edition_for("reward"))
    standard_adopt_job(actor=office, job=handed_in(office), reason=REASON)
    decision.refresh_from_db()
    assert decision.edition.code == "local-1"


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2026, 8, 30), "已经过去"), (date(2022, 8, 29), "最早从 2022-08-30"), (date(2020, 1, 1), "最早从")],
)
def test_a_day_that_is_past_or_before_the_former_edition_is_refused(office, day, words):
    assert words in problems(handed_in(office, valid_from=day))


def test_a_code_cannot_be_used_twice(office):
    assert "已经用过" in problems(handed_in(office, code="local-1"))


def test_only_the_credit_office_and_only_with_a_reason_and_only_once(office):
    with pytest.raises(Forbidden):
        handed_in(make_user(CLERK))
    job = handed_in(office)
    with pytest.raises(DomainError, match="至少 5 个字"):
        standard_adopt_job(actor=office, job=job, reason="换")
    standard_adopt_job(actor=office, job=job, reason=REASON)
    with pytest.raises(InvalidTransition):
        standard_adopt_job(actor=office, job=job, reason=REASON)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_start_one_edition():
    people = make_user(CREDIT_OFFICE), make_user(CREDIT_OFFICE)
    jobs = handed_in(people[0]), handed_in(people[1], code="2026b")

    def adopt(number):
        with clock.override(date(2026, 8, 31)):
            try:
                standard_adopt_job(actor=people[number], job=jobs[number], reason=REASON)
            except DomainError as error:
                return error
        return None

    results = together(lambda: adopt(0), lambda: adopt(1))
    assert len([result for result in results if result is None]) == 1
    assert StandardEdition.objects.filter(kind="reward", valid_until=None).count() == 1


# -- how a kind is handled here -----------------------------------------------------------------------------------------


def test_a_kind_is_switched_and_given_to_sections_with_its_trail(office):
    kind = DecisionKind.objects.get(pk="levy")
    aid = Section.objects.get(code="legal-aid")
    change = {"four_eyes": True, "active": False, "sections": [aid], "order": 70, "reason": "本局没有征收职能"}
    kind_change(actor=office, kind=kind, **change)
    kind.refresh_from_db()
    assert (kind.four_eyes, kind.active, list(kind.sections.all())) == (True, False, [aid])
    action = Action.objects.get(code="publicity.kind.changed")
    assert action.extra["before"]["启用"] is True and action.extra["after"]["责任科室"] == ["法律援助中心"]
    with pytest.raises(Forbidden):
        kind_change(actor=make_user(CLERK), kind=kind, **change)
    with pytest.raises(DomainError, match="至少 5 个字"):
        kind_change(actor=office, kind=kind, **(change | {"reason": ""}))


def test_a_kind_with_decisions_on_their_way_stays_in_use(office):
    make_subject()
    make_decision(state="ready")
    kind = DecisionKind.objects.get(pk="penalty")
    with pytest.raises(DomainError, match="还有 1 件决定没有报送完"):
        kind_change(
            actor=office, kind=kind, four_eyes=False, active=False, sections=[], order=20, reason="不再办理这类决定"
        )


def test_a_field_of_the_bureaus_own_needs_no_role(office):
    def change(rows):
        row = new_row("JL_BZDW", "颁证单位", "文字", "选填")
        rows.append(
            [
                row.get(key)
                for key in (
                    "code",
                    "header",
                    "role",
                    "type",
                    "max_length",
                    "required",
                    "applies_to",
                    "enum",
                    "synonyms",
                    "public_level",
                    "help",
                    "example",
                )
            ]
        )

    edition = standard_adopt_job(actor=office, job=handed_in(office, change), reason=REASON)
    assert edition.fields.get(code="JL_BZDW").spec["role"] == "own_jl_bzdw"
