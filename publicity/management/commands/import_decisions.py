"""Import a workbook of decisions from the command line: the same check, confirmation and load as in the browser."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import User
from audit.context import request_context
from core.errors import DomainError
from exchange.models import Job, JobState
from exchange.services.running import run_now
from publicity.importing.confirming import import_confirm, start_check

ALL_IMPORTED, SOME_REFUSED, UNREADABLE = 0, 1, 2
_SHOWN = 200


class Command(BaseCommand):
    help = (
        "检查并导入工作簿。执行本命令即由 --actor 所指的人确认：文件中的决定均已审签。全部导入（或已存在）返回 0，有行被拒返回 1（未加 "
        "--good-rows 时不写入任何一行），文件或表头读不懂返回 2。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="要导入的工作簿（.xlsx、.xls、.csv）")
        parser.add_argument("--kind", required=True, help="决定种类的代码：licence 许可，penalty 处罚……")
        parser.add_argument("--actor", required=True, metavar="USERNAME", help="由谁导入（登录名）")
        parser.add_argument("--edition", default="", help="数据标准版本，如 2018；不写则按表头判断")
        parser.add_argument("--good-rows", action="store_true", help="有错误的行不导入，其余照常导入")
        parser.add_argument("--json", action="store_true", help="只输出一个 JSON 对象")

    def handle(self, *args: Any, **options: Any) -> None:
        with request_context(channel="command"):
            answer, code = self._import(options)
        self.stdout.write(json.dumps(answer, ensure_ascii=False) if options["json"] else "\n".join(_lines(answer)))
        if code:
            sys.exit(code)

    def _import(self, options: dict[str, Any]) -> tuple[dict[str, Any], int]:
        """The answer and the exit code."""
        job: Job | None = None
        try:
            actor = _actor(options["actor"])
            job = start_check(
                actor=actor, kind=options["kind"], file=_content(options["file"]), filename=options["file"].name,
                edition=options["edition"], queue=False,
            )  # fmt: skip
            job = run_now(job.pk)
            if job.state == JobState.CHECKED and job.good and (options["good_rows"] or not job.bad):
                mode = "good" if options["good_rows"] else "all"
                import_confirm(actor=actor, job=job, mode=mode, signed=True, queue=False)
                job = run_now(job.pk)
        except DomainError as error:
            return _answer(job, error.message), UNREADABLE
        return _answer(job, job.error), _exit_code(job)


def _actor(username: str) -> User:
    actor = User.objects.filter(username=username, is_active=True).first()
    if actor is None:
        raise DomainError(f"没有名为“{username}”的在用账号，请核对 --actor。", code="forbidden")
    return actor


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise DomainError(f"文件“{path.name}”打不开，请确认它存在并且有权读取。", code="file_missing") from None


def _exit_code(job: Job) -> int:
    if job.state == JobState.FAILED or not job.summary.get("readable", False):
        return UNREADABLE
    return ALL_IMPORTED if job.state == JobState.DONE and not job.bad else SOME_REFUSED


def _answer(job: Job | None, message: str) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "rows": 0, "good": 0, "refused": 0, "warnings": 0, "created": 0, "unchanged": 0, "job": "", "state": "",
        "errors": [], "message": message,
    }  # fmt: skip
    if job is None:
        return answer
    answer |= {
        "rows": job.total, "good": job.good, "refused": job.bad, "warnings": job.warnings, "created": job.created,
        "unchanged": job.unchanged, "job": job.public_id, "state": job.state,
    }  # fmt: skip
    answer["errors"] = [
        {"row": row.row, "column": one["header"], "code": one["code"], "message": one["message"], "sheet": row.sheet}
        for row in job.rows.filter(level="error").order_by("sheet", "row")
        for one in row.findings
        if one["level"] == "error"
    ]
    return answer


def _lines(answer: dict[str, Any]) -> list[str]:
    lines = [
        f"共 {answer['rows']} 行：新导入 {answer['created']}，已存在未变化 {answer['unchanged']}，需修改 {answer['refused']}。"
    ]
    if answer["refused"] and not answer["created"]:
        lines.append("没有写入任何一行。改正后再导，或加 --good-rows 只导入正确的行。")
    if answer["message"]:
        lines.append(answer["message"])
    for one in answer["errors"][:_SHOWN]:
        lines.append(f"需修改　第 {one['row']} 行“{one['column']}”　{one['code']}　{one['message']}")
    if len(answer["errors"]) > _SHOWN:
        lines.append(f"还有 {len(answer['errors']) - _SHOWN} 处未列出，请在系统的任务页下载标注好的表格。")
    return lines
