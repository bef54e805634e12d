"""Check a workbook of decisions against the data standard. Reads only; writes nothing to the database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import NotUnderstood
from core.sheets.reading import read_workbook
from publicity.standard import rules_file
from publicity.standard.context import context_for
from publicity.standard.headers import HeaderBook
from publicity.standard.reports import write_marked
from publicity.standard.sheets import WorkbookReport, check_workbook
from publicity.standard.surroundings import standards_in_use

GOOD, SOME_REFUSED, UNREADABLE = 0, 1, 2
_SHOWN = 200


class Command(BaseCommand):
    help = "按数据标准检查工作簿，不写入数据库。全部通过返回 0，有行需修改返回 1，文件或表头读不懂返回 2。"
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="要检查的工作簿（.xlsx、.xls、.csv）")
        parser.add_argument("--kind", required=True, help="决定种类的代码：licence 许可，penalty 处罚……")
        parser.add_argument("--edition", default="", help="数据标准版本，如 2018；不写则按表头判断")
        parser.add_argument("--report", type=Path, metavar="OUT.xlsx", help="写出标注好的工作簿")
        parser.add_argument(
            "--ignore-column", action="append", default=[], metavar="表头", help="确认不导入的列，可写多次"
        )
        parser.add_argument("--json", action="store_true", help="只输出一个 JSON 对象")

    def handle(self, *args: Any, **options: Any) -> None:
        answer, code = self._check(options)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(_lines(answer)))
        if code:
            sys.exit(code)

    def _check(self, options: dict[str, Any]) -> tuple[dict[str, Any], int]:
        """The answer and the exit code."""
        path, kind, edition = options["file"], options["kind"], options["edition"]
        standards = standards_in_use()
        known = [one.edition for one in standards if one.kind == kind]
        if not known:
            listed = "、".join(dict.fromkeys(one.kind for one in standards))
            return _unreadable(
                f"没有“{kind}”这个决定种类，可选：{listed}。", rules_file.UNKNOWN_COLUMN.code
            ), UNREADABLE
        if edition and edition not in known:
            words = f"{HeaderBook(standards).name_of(kind)}没有“{edition}”这个标准版本，可选：{'、'.join(known)}。"
            return _unreadable(words, rules_file.UNKNOWN_COLUMN.code), UNREADABLE
        try:
            workbook = read_workbook(path)
        except NotUnderstood as problem:
            return _unreadable(problem.message, rules_file.NO_FILE.code), UNREADABLE
        book, context = HeaderBook(standards), context_for(kind)
        report = check_workbook(workbook, book, context, kind, edition, ignore=options["ignore_column"], keep=False)
        if options["report"] and report.sheets:
            _write_report(path, report, options["report"])
        if not report.readable:
            return report.as_json(), UNREADABLE
        return report.as_json(), SOME_REFUSED if report.total("refused") else GOOD


def _write_report(path: Path, report: WorkbookReport, target: Path) -> None:
    try:
        write_marked(path.read_bytes(), path.name, report, target)
    except OSError as problem:
        raise CommandError(
            f"标注好的工作簿写不到“{target}”：请确认文件夹存在、可写，且文件没有被打开。", returncode=2
        ) from problem


def _unreadable(message: str, code: str) -> dict[str, Any]:
    error = {"row": 0, "column": "", "code": code, "message": message}
    return {"rows": 0, "good": 0, "refused": 0, "warnings": 0, "errors": [error], "warning_details": [], "notes": []}


def _lines(answer: dict[str, Any]) -> list[str]:
    """The answer for reading: counts first, then what to mend, row by row."""
    if answer["rows"]:
        lines = [
            f"共 {answer['rows']} 行：{answer['good']} 行通过，{answer['refused']} 行需修改，{answer['warnings']} 处提醒。"
        ]
    else:
        lines = ["没有读取任何一行，原因如下。"]
    for title, entries in (("需修改", answer["errors"]), ("请核对", answer["warning_details"])):
        lines += [_line(title, entry) for entry in entries[:_SHOWN]]
        if len(entries) > _SHOWN:
            lines.append(f"{title}还有 {len(entries) - _SHOWN} 处未列出，用 --report 写出标注好的工作簿查看。")
    return lines + [f"说明：{note}" for note in answer["notes"]]


def _line(title: str, entry: dict[str, Any]) -> str:
    place = f"第 {entry['row']} 行" if entry["row"] else "文件"
    column = f"“{entry['column']}”" if entry["column"] else ""
    return f"{title}　{place}{column}　{entry['code']}　{entry['message']}"
