"""承诺＋践诺 in the national template: column order and text codes are fixed there."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from django.db.models import Prefetch, QuerySet

from commitments.choices import Outcome, State
from commitments.models import Breach, Promise
from commitments.rules import kind_label
from core.sheets.writing import Column, SheetSpec, write_workbook
from core.words import iso_date

HEADERS: tuple[str, ...] = (
    "承诺编码", "承诺人名称", "承诺人类别", "承诺人代码", "承诺类型", "承诺事由", "承诺内容", "违诺责任", "承诺作出日期", "承诺有效期",
    "承诺履行状态", "未履行的承诺内容", "违诺责任追究内容", "承诺履行状态认定日期", "承诺履行状态认定单位", "承诺履行状态认定单位代码",
    "承诺受理单位", "承诺受理单位代码", "公开类型", "备注",
)  # fmt: skip
FOUND_SHEET, WAITING_SHEET = "承诺及履行情况", "尚未认定（不报送）"


def national_rows(promises: QuerySet) -> QuerySet:
    """Signed promises with what a row needs, oldest code first."""
    upheld = Breach.objects.filter(outcome=Outcome.UPHELD)
    return (
        promises.exclude(state=State.TAKEN_BACK)
        .select_related("subject")
        .prefetch_related(Prefetch("breaches", upheld, to_attr="upheld"))
        .order_by("code")
    )


def national_row(promise: Promise) -> list[str]:
    """One row, as text. The code of a natural person is the identity number: the file goes to the platform, not to people."""
    breach = promise.upheld[0] if promise.upheld else None
    found = bool(promise.fulfilment)
    code = str(promise.subject.id_number) if promise.subject.is_person else promise.party_code
    return [
        promise.code, promise.party_name, promise.get_party_class_display(), code, kind_label(promise.kind, promise.kind_other),
        promise.reason, promise.content, promise.liability, iso_date(promise.signed_on), iso_date(promise.valid_until),
        promise.get_fulfilment_display() if found else "", breach.unfulfilled if breach else "", breach.liabilities if breach else "",
        iso_date(promise.found_on), promise.accepted_by if found else "", promise.accepted_code if found else "",
        promise.accepted_by, promise.accepted_code, promise.get_public_level_display(), "",
    ]  # fmt: skip


def national_workbook(promises: Iterable[Promise]) -> tuple[bytes, int]:
    """The workbook and the number of rows that may be reported: those whose fulfilment was found."""
    found, waiting = [], []
    for promise in promises:
        (found if promise.fulfilment else waiting).append(promise)
    columns = [Column(header, width=24) for header in HEADERS]
    sheets = [SheetSpec(FOUND_SHEET, columns, _rows(found))]
    if waiting:
        sheets.append(SheetSpec(WAITING_SHEET, columns, _rows(waiting)))
    buffer = io.BytesIO()
    write_workbook(buffer, sheets)
    return buffer.getvalue(), len(found)


def _rows(promises: Iterable[Promise]) -> Iterator[list[str]]:
    return (national_row(promise) for promise in promises)
