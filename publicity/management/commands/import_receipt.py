"""Take a receipt of the platform from the command line: matched and applied as on the page."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from audit.context import request_context
from core.errors import DomainError
from publicity.management.doors import REFUSED, actor_named, as_json
from publicity.models import Submission
from publicity.services.receipts import receipt_read, receipt_take

ALL_MATCHED, SOME_OPEN = 0, 1


class Command(BaseCommand):
    help = "登记平台回执。全部对上返回 0，有对不上的行返回 1（对上的照常登记），文件读不懂或一行都对不上返回 2。重复执行不改变结果。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="平台导出的回执（.xlsx、.xls、.csv）")
        parser.add_argument("--submission", required=True, metavar="NUMBER", help="批次号，如 BS-20261122-01")
        parser.add_argument("--actor", default="", metavar="USERNAME", help="由谁登记（登录名）；不写记为系统")
        parser.add_argument("--json", action="store_true", help="只输出一个 JSON 对象")

    def handle(self, *args: Any, **options: Any) -> None:
        with request_context(channel="command"):
            try:
                answer = _take(options)
                code = SOME_OPEN if answer["unmatched"] else ALL_MATCHED
            except DomainError as error:
                answer, code = {"submission": options["submission"], "message": error.message}, REFUSED
        self.stdout.write(as_json(answer) if options["json"] else "\n".join(_lines(answer)))
        if code:
            sys.exit(code)


def _take(options: dict[str, Any]) -> dict[str, Any]:
    submission = Submission.objects.filter(number=options["submission"]).first()
    if submission is None:
        raise DomainError(f"没有批次“{options['submission']}”，请核对批次号。")
    path: Path = options["file"]
    try:
        content = path.read_bytes()
    except OSError:
        raise DomainError(f"文件“{path.name}”打不开，请确认它存在并且有权读取。", code="file_missing") from None
    table = receipt_read(content, path.name)
    return receipt_take(actor=actor_named(options["actor"]), submission=submission, entries=table.entries).as_json()


def _lines(answer: dict[str, Any]) -> list[str]:
    if "message" in answer:
        return [answer["message"]]
    lines = [
        f"批次 {answer['submission']}：入库 {answer['accepted']} 件，退回 {answer['rejected']} 件，此前已登记 {answer['already']} 件，"
        f"尚无回执 {answer['unanswered']} 件，对不上 {len(answer['unmatched'])} 行。"
    ]
    if answer["sent_words"]:
        lines.append(answer["sent_words"])
    lines += [f"　退回　{one['number']}　{one['code']}　{one['message']}" for one in answer["rejections"]]
    lines += [f"　对不上　第 {one['row']} 行　{one['why']}" for one in answer["unmatched"]]
    return lines
