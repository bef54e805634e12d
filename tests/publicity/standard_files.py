"""Workbooks of data standards for tests: a downloaded edition changed, and a whole new kind (行政备案)."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

from openpyxl import load_workbook

from core.sheets.tables import write_table
from publicity.models import StandardEdition
from publicity.services.kinds import KindFacts
from publicity.services.standard_import import StandardFacts, newest_standard, standard_adopt_job, standard_hand_in
from publicity.services.standards import spec_of
from publicity.standard_sheet import COLUMNS, write_standard

FIRST_DAY = date(2026, 9, 1)
ORGANS = "法人及非法人组织、个体工商户"
KEYS = [column.key for column in COLUMNS]


def facts(kind: str = "reward", **change) -> StandardFacts:
    """A new edition of a kind from the first of September."""
    known = {
        "kind": kind,
        "code": "2026",
        "name": "数据标准（2026版）",
        "basis": "渝信平台〔2026〕5号",
        "valid_from": FIRST_DAY,
    }
    return StandardFacts(**(known | change))


def workbook(kind: str = "reward", change: Callable[[list[list]], None] | None = None) -> bytes:
    """The newest edition as downloaded; `change` gets the rows (the header first)."""
    target = io.BytesIO()
    write_standard(target, spec_of(newest_standard(kind)))
    book = load_workbook(target)
    sheet = book["字段"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    if change:
        change(rows)
    sheet.delete_rows(1, sheet.max_row)
    for row in rows:
        sheet.append(row)
    changed = io.BytesIO()
    book.save(changed)
    return changed.getvalue()


def field_row(rows: list[list], code: str) -> list:
    return next(row for row in rows if row[0] == code)


def put(rows: list[list], code: str, /, **cells: str | None) -> None:
    """Change cells of one field by column key."""
    row = field_row(rows, code)
    for key, value in cells.items():
        row[KEYS.index(key)] = value


def new_row(code: str, header: str, type_: str, need: str = "必填", **cells: str) -> dict[str, str]:
    """A field as a row of words."""
    known = {"public_level": "公开", "help": f"填{header}。", "applies_to": "全部"}
    return known | {"code": code, "header": header, "type": type_, "required": need} | cells


FILING = KindFacts("filing", "行政备案", "month", "XZ-QR", "neutral", ("public-legal-service",), 95)
PERSON = "条件必填：相对人是自然人"
FILING_FIELDS = (
    new_row("BA_XDR_MC", "备案人名称", "文字", role="相对人名称", max_length="200", public_level="公开（自然人脱敏）", synonyms="申请人名称"),
    new_row("BA_XDR_LB", "备案人类别", "单选", role="相对人类别"),
    new_row("BA_XDR_SHXYM", "统一社会信用代码", "统一社会信用代码", "条件必填：相对人是" + ORGANS, role="统一社会信用代码", max_length="18", applies_to=ORGANS),
    new_row("BA_XDR_ZJLX", "证件类型", "单选", PERSON, role="证件类型", applies_to="自然人", public_level="不公开"),
    new_row("BA_XDR_ZJHM", "证件号码", "证件号码", PERSON, role="证件号码", applies_to="自然人", public_level="不公开"),
    new_row("BA_WSH", "备案文号", "文号", role="文号", max_length="128"),
    new_row("BA_SX", "备案事项", "文字", role="事项名称", max_length="300"),
    new_row("BA_LX", "备案类型", "单选", role="决定类别", enum="设立备案\n变更备案=变更\n其他[须注明]"),
    new_row("BA_BGNR", "变更内容", "长文字", "条件必填：BA_LX含：变更"),
    new_row("BA_RQ", "备案日期", "日期", role="决定日期"),
    new_row("BA_JG", "备案机关", "文字", role="决定机关", max_length="200"),
    new_row("BA_JGDM", "备案机关代码", "统一社会信用代码", role="决定机关代码", max_length="18"),
)  # fmt: skip


def filing_workbook(fields=FILING_FIELDS) -> bytes:
    """The fields of the new kind as a workbook."""
    target = io.BytesIO()
    write_table(target, "字段", COLUMNS, fields, ["说明"])
    return target.getvalue()


def filing_facts(kind: str = "filing", **change) -> StandardFacts:
    known = {
        "code": "local-1",
        "name": "行政备案信息数据项（本局版）",
        "basis": "《行政备案管理办法》",
        "new_kind": FILING,
    }
    return facts(kind, **(known | change))


def filing(number: int = 1, **change: str) -> dict[str, str]:
    """A good decision of the new kind."""
    return {
        "BA_XDR_MC": "重庆晨光律师事务所", "BA_XDR_LB": "法人及非法人组织", "BA_XDR_SHXYM": "31500000MD0000008D",
        "BA_WSH": f"巫山司备〔2026〕{number}号", "BA_SX": "律师事务所分所负责人备案", "BA_LX": "设立备案", "BA_RQ": "2026-08-28",
        "BA_JG": "巫山县司法局", "BA_JGDM": "115002370091012384",
    } | change  # fmt: skip


def open_filing(office) -> StandardEdition:
    """Bring the new kind in as the credit office does."""
    job = standard_hand_in(actor=office, facts=filing_facts(), file=filing_workbook(), filename="行政备案.xlsx")
    assert (job.error, job.rows.count(), job.summary.get("problems")) == ("", 0, [])
    return standard_adopt_job(actor=office, job=job, reason="行政备案纳入归集")
