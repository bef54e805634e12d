"""Make a submission from the command line: the same plan, checks and locks as on the page."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from audit.context import request_context
from audit.services import Actor
from core.errors import DomainError
from publicity.management.doors import REFUSED, actor_named, as_json, day
from publicity.models import DecisionKind, Submission
from publicity.services.submissions import LeftOut, submission_make, submission_mark_sent, submission_open

_SHOWN = 50


class Command(BaseCommand):
    help = "把可报送的决定写成平台模板的报送文件，另存到 OUT.xlsx，并显示批次号、行数和未纳入的决定及原因。没有可报送的返回 2。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("out", metavar="OUT.xlsx", type=Path, help="报送文件另存到哪里")
        parser.add_argument("--kind", required=True, help="决定种类：licence 许可，penalty 处罚……")
        parser.add_argument("--since", type=day, metavar="DATE", help="决定日期自（含）；不写表示此前全部")
        parser.add_argument("--until", type=day, required=True, metavar="DATE", help="决定日期至（含）")
        parser.add_argument("--actor", default="", metavar="USERNAME", help="由谁生成（登录名）；不写记为系统")
        parser.add_argument("--mark-sent", type=day, metavar="DATE", help="同时标记为这一天已上报")
        parser.add_argument("--json", action="store_true", help="只输出一个 JSON 对象")

    def handle(self, *args: Any, **options: Any) -> None:
        with request_context(channel="command"):
            try:
                answer = _export(options)
            except DomainError as error:
                answer = {"submission": "", "rows": 0, "left_out": [], "remarks": [], "message": error.message}
        self.stdout.write(as_json(answer) if options["json"] else "\n".join(_lines(answer)))
        if not answer["submission"]:
            sys.exit(REFUSED)


def _export(options: dict[str, Any]) -> dict[str, Any]:
    actor = actor_named(options["actor"])
    if not DecisionKind.objects.filter(pk=options["kind"]).exists():
        known = "、".join(DecisionKind.objects.values_list("code", flat=True))
        raise DomainError(f"没有“{options['kind']}”这种决定，可用的有：{known}。")
    _check_writable(options["out"])
    made = submission_make(actor=actor, kind=options["kind"], since=options["since"], until=options["until"])
    _copy(actor, made.submission, options["out"])
    if options["mark_sent"]:
        submission_mark_sent(actor=actor, submission=made.submission, sent_on=options["mark_sent"])
    return {
        "submission": made.submission.number,
        "rows": made.submission.row_count,
        "sha256": made.submission.sha256,
        "sent_on": _iso(options["mark_sent"]),
        "left_out": [_left_out(one) for one in made.left_out],
        "remarks": list(made.remarks),
        "message": "",
    }


def _check_writable(out: Path) -> None:
    """Before anything is moved: a file that cannot be written would leave decisions exported and nobody holding the file."""
    if not out.parent.is_dir() or not os.access(out.parent, os.W_OK):
        raise DomainError(f"“{out}”所在的目录不存在或不能写入，请换一个位置。")


def _copy(actor: Actor, submission: Submission, out: Path) -> None:
    """The file holds identity numbers: only its owner may read it."""
    content = submission_open(actor=actor, submission=submission, purpose="命令行导出报送文件")
    out.write_bytes(content)
    out.chmod(0o600)


def _left_out(one: LeftOut) -> dict[str, str]:
    return {
        "number": one.decision.number,
        "state": one.decision.get_state_display(),
        "code": one.code,
        "reason": one.reason,
    }


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _lines(answer: dict[str, Any]) -> list[str]:
    if not answer["submission"]:
        return [answer["message"]]
    lines = [f"批次 {answer['submission']}，共 {answer['rows']} 行。"]
    if answer["sent_on"]:
        lines.append(f"已标记为 {answer['sent_on']} 上报。")
    lines += answer["remarks"]
    if answer["left_out"]:
        lines.append(f"未纳入 {len(answer['left_out'])} 件：")
        lines += [f"　{one['number']}（{one['state']}）：{one['reason']}" for one in answer["left_out"][:_SHOWN]]
    if len(answer["left_out"]) > _SHOWN:
        lines.append(f"　还有 {len(answer['left_out']) - _SHOWN} 件未列出。")
    return lines
