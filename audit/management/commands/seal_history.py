"""Seal what the history has grown; Celery beat does the same every ten minutes."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from audit.services import SYSTEM, seal_history


class Command(BaseCommand):
    help = "封存变更历史、操作记录和查询登记中还没有封存的部分。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--json", action="store_true", help="只输出一个 JSON 对象")

    def handle(self, **options: Any) -> None:
        report = seal_history(actor=SYSTEM)
        if options["json"]:
            answer = {
                "rows": report.rows,
                "seals": report.seals,
                "sealed": report.sealed,
                "postponed": report.postponed,
            }
            self.stdout.write(json.dumps(answer | {"head": report.head}, ensure_ascii=False))
            return
        self.stdout.write(
            f"已封存 {report.rows} 行，新增封存 {report.seals} 个。" if report.seals else "没有新增历史需要封存。"
        )
        for table in report.postponed:
            self.stdout.write(f"表 {table} 正在大量写入，留待下次封存。")
        if report.head:
            self.stdout.write(f"封存链末端：{report.head}")
