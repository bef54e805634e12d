"""Open data by month: what is public today of the decisions of a month, as CSV and workbook, with a dictionary and SHA-256 sums.

Every file is made when it is asked for and holds only what is public on that day; none is kept, so none can outlive a publicity period.
The same state of the ledger gives the same bytes all day, so that the sums fit.
"""

from __future__ import annotations

import csv
import hashlib
import io
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Count
from django.db.models.functions import TruncMonth

from core import settings_store
from core.clock import SHANGHAI
from core.cycles import month_last
from core.errors import DomainError
from core.sheets.writing import Column, SheetSpec, guarded, write_workbook
from records.models import CreditRecord
from records.search import search_records
from website.api_schema import CSV_HEADERS, csv_row
from website.params import Params
from website.shown import shown_records

MOST_ROWS, PIECE, COUNT_SECONDS = 20_000, 100, 60
MEANINGS = {
    "编号": "公示记录的公开编号（UUID），与网页地址 /decisions/编号/ 相同。",
    "种类": "行政决定的种类，如行政许可、行政处罚。",
    "名称": "行政相对人名称；自然人只保留姓氏，其余以 * 代替。",
    "文号": "决定文书号。",
    "事由": "案件名称、违法行为或者许可内容；其中的证件号码、电话号码已打码。",
    "机关": "作出决定的机关全称。",
    "决定日期": "作出决定的日期，写作 2026-03-09。",
    "公示开始": "公示第一天，写作 2026-03-09。",
    "公示截止": "公示最后一天，当天仍公示；过后应当停止使用和转载。",
    "标注": "异议处理中、修复办理中；没有的为空。",
    "当事人回应": "当事人的回应，200 字以内；没有的为空。",
}


@dataclass(frozen=True)
class OpenMonth:
    """A month with public decisions: its first day and how many there are today."""

    first: date
    count: int

    @property
    def code(self) -> str:
        return f"{self.first:%Y-%m}"


def open_months(on: date) -> list[OpenMonth]:
    """Months whose decisions are public today, the newest first; counted once a minute in each process."""
    return list(
        _months_at(on, bool(settings_store.get("records.browse_persons")), int(time.monotonic() // COUNT_SECONDS))
    )


@lru_cache(maxsize=1)
def _months_at(on: date, persons: bool, tick: int) -> tuple[OpenMonth, ...]:
    public = CreditRecord.objects.public(on)
    rows = (public if persons else public.browsable()).annotate(month=TruncMonth("event_date")).order_by()
    counted = rows.values_list("month").annotate(number=Count("pk")).order_by("-month")
    return tuple(OpenMonth(month, number) for month, number in counted)


def month_file(first: date, form: str, on: date) -> bytes:
    """The file of one month: form csv, xlsx, sha256 or zip (all of them). DomainError when it would be too large."""
    rows = list(_rows(first, on))
    made = {"csv": lambda: _csv(rows), "xlsx": lambda: _xlsx(rows, on)}
    if form in made:
        return made[form]()
    files = {
        f"decisions-{first:%Y-%m}.csv": _csv(rows),
        f"decisions-{first:%Y-%m}.xlsx": _xlsx(rows, on),
        "dictionary.csv": dictionary(),
    }
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items()).encode()
    return sums if form == "sha256" else _zip(files | {"SHA256SUMS": sums}, on)


def dictionary() -> bytes:
    """What each column means, as CSV."""
    return _table(("列", "含义"), MEANINGS.items())


def _rows(first: date, on: date) -> Iterator[list[str]]:
    """Line by line what the list of decisions shows of the month."""
    params, number = Params(since=first, until=month_last(first), rows=PIECE), 0
    while True:
        page = search_records("", on=on, **params.filters())  # type: ignore[arg-type]
        number += len(page.items)
        if number > MOST_ROWS:
            raise DomainError(
                f"{first:%Y-%m} 的数据超过 {MOST_ROWS:,} 行，不能一次下载。请用公开接口分页读取。",
                code="too_many",
                field="month",
            )
        yield from map(csv_row, shown_records(page.items, on))
        if not page.next:
            return
        params = replace(params, after=page.next)


def _csv(rows: list[list[str]]) -> bytes:
    return _table(CSV_HEADERS, rows)


def _table(headers: tuple[str, ...], rows: object) -> bytes:
    """UTF-8 with a byte order mark, so that Excel and WPS read Chinese; no cell runs as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headers)
    writer.writerows([guarded(value) for value in row] for row in rows)  # type: ignore[attr-defined]
    return text.getvalue().encode("utf-8-sig")


def _xlsx(rows: list[list[str]], on: date) -> bytes:
    target = io.BytesIO()
    sheets = [
        SheetSpec("公示中的决定", [Column(header) for header in CSV_HEADERS], rows),
        SheetSpec("数据字典", [Column("列"), Column("含义", 80)], list(MEANINGS.items())),
    ]
    write_workbook(target, sheets, made_at=datetime(on.year, on.month, on.day, tzinfo=SHANGHAI))
    return target.getvalue()


def _zip(files: dict[str, bytes], on: date) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, (on.year, on.month, on.day, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
