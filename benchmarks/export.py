"""Export of the ledger to a workbook, 28 columns: ours with its seal, beside what a user would pick instead.

ours       rows from a database cursor, formula-safe text cells, SHA-256 over every cell, watermark sheet: as staff get it
peers      the same rows by xlsxwriter (constant memory) and openpyxl (write-only), and django-import-export from the model (up to
           20,000 rows; it keeps everything in memory)
limit      rustpy-xlsxwriter, the fastest writer that keeps codes as text: no styles, no apostrophes, no seal
"""

from __future__ import annotations

import itertools
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from common import Scratch, arguments, cpu_seconds, django, emit, peak_mb, say
from ledger import fill

COLUMNS = 28
PEERS = ("xlsxwriter", "openpyxl", "import_export")
SMALL_ONLY, SMALL = ("import_export",), 20_000
REPEATS = 3


def table(rows: int) -> Any:
    """The query: 28 columns of the ledger, dates as text."""
    from publicity.exports import _FIELDS
    from publicity.models import Decision

    names = [name for _, name, _ in _FIELDS] + [
        "party_key",
        "sequence",
        "channel",
        "due_provisional",
        "major",
        "act_by",
        "source_sheet",
        "id",
    ]
    assert len(names) == COLUMNS
    return Decision.objects.order_by("-decided_on", "-id").values_list(*names)[:rows]


def texts(rows: int) -> Iterator[list[str]]:
    """Every cell as text, one row after the other."""
    from core.sheets.cells import cell_text

    for line in table(rows).iterator(chunk_size=2_000):
        yield [value if type(value) is str else cell_text(value) for value in line]


def ours(rows: int, target: Path) -> None:
    """The writer and the seal of the exports."""
    from core.sheets.writing import Column, SheetSpec, write_workbook
    from exchange.exporting import Seal

    seal = Seal(rows)
    spec = SheetSpec("决定", [Column(f"列{n}") for n in range(COLUMNS)], table(rows).iterator(chunk_size=2_000))
    note = SheetSpec("用途与水印", [Column("项目"), Column("内容")], (["数据摘要", seal.sha256] for _ in range(1)))
    write_workbook(target, [seal.over(spec, counted=True), note])
    assert seal.rows == rows


def rust(rows: int, target: Path) -> None:
    """Dicts are what it takes."""
    from rustpy_xlsxwriter import FastExcel

    heads = [f"列{n}" for n in range(COLUMNS)]
    FastExcel(str(target)).sheet("决定", (dict(zip(heads, line, strict=True)) for line in texts(rows))).save()


def xlsxwriter(rows: int, target: Path) -> None:
    """Text cells in constant memory."""
    from xlsxwriter import Workbook

    book = Workbook(str(target), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("决定")
    for number, line in enumerate(texts(rows)):
        for place, text in enumerate(line):
            sheet.write_string(number, place, text)
    book.close()


def openpyxl(rows: int, target: Path) -> None:
    """Its write-only mode."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("决定")
    for line in texts(rows):
        sheet.append(line)
    book.save(target)


def import_export(rows: int, target: Path) -> None:
    """A model resource, as its admin would make it."""
    from import_export import resources

    from publicity.models import Decision

    class Ledger(resources.ModelResource):
        class Meta:
            model = Decision
            fields = [field.name for field in Decision._meta.concrete_fields][:COLUMNS]

    found = Ledger().export(Decision.objects.order_by("-decided_on", "-id")[:rows])
    target.write_bytes(found.xlsx)


def fetch(rows: int, target: Path) -> None:
    """The rows alone."""
    for _ in texts(rows):
        pass


WAYS: dict[str, Callable[[int, Path], None]] = {
    one.__name__: one for one in (ours, rust, xlsxwriter, openpyxl, import_export, fetch)
}


def measure(way: str, rows: int) -> dict[str, Any]:
    """The middle one of some runs, CPU of both sides beside the clock; peak memory of the process."""
    fill(rows)
    times = []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(REPEATS):
            target = Path(folder) / f"{turn}.xlsx"
            cpu, start = cpu_seconds(), time.perf_counter()
            WAYS[way](rows, target)
            seconds = time.perf_counter() - start
            after = cpu_seconds()
            times.append((seconds, round(after - cpu, 3) if after and cpu else None))
        size = os.path.getsize(target) if target.exists() else 0
    seconds, cpu_used = sorted(times, key=lambda one: one[0])[len(times) // 2]
    return {"seconds": seconds, "cpu": cpu_used, "peak": peak_mb(), "mb": round(size / 1e6, 1)}


def main() -> None:
    asked = arguments(__doc__ or "", 10_000)
    if asked.part:
        django()
        print(json.dumps(measure(asked.part, asked.rows)))
        return
    found: dict[str, dict[str, Any]] = {}
    with Scratch("export") as scratch:
        for way in itertools.chain(("fetch", "ours", "rust"), PEERS):
            if way in SMALL_ONLY and asked.rows > SMALL:
                continue
            found[way] = scratch.child(__file__, way, "--rows", str(asked.rows))
            one = found[way]
            say(
                asked.json,
                f"  {way:<14} {one['seconds']:7.2f} s  CPU {one['cpu']} s  {one['peak']:7.1f} MB  file {one['mb']} MB",
            )
    emit(
        name="export",
        rows=asked.rows,
        ours_s=found["ours"]["seconds"],
        peers={way: found[way]["seconds"] for way in PEERS if way in found},
        limit_s=found["rust"]["seconds"],
        peak=found["ours"]["peak"],
        fetch_s=found["fetch"]["seconds"],
        cpu={way: one["cpu"] for way, one in found.items()},
        peaks={way: one["peak"] for way, one in found.items()},
    )


if __name__ == "__main__":
    main()
