"""Recompute the seals over all history. Exit 0 when everything fits, 1 when something was tampered with."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.services import SYSTEM, history_checked
from audit.verification import Verdict


class Command(BaseCommand):
    help = "核验变更历史：封存链、每一行历史、现有数据与历史是否一致。发现问题时退出码为 1，并指出第一处。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--json", action="store_true", help="只输出一个 JSON 对象")
        parser.add_argument("--expect", default="", metavar="摘要", help="以前抄录的封存链末端摘要，核对它仍在链中")

    def handle(self, **options: Any) -> None:
        verdict = history_checked(actor=SYSTEM, expect="".join(options["expect"].split()))
        if options["json"]:
            self.stdout.write(json.dumps(verdict.as_json(), ensure_ascii=False))
            if not verdict.ok:
                raise SystemExit(1)
            return
        self._tell(verdict)

    def _tell(self, verdict: Verdict) -> None:
        self.stdout.write(f"核对了 {verdict.seals} 个封存、{verdict.rows} 行历史、{verdict.live_rows} 行现有数据。")
        waiting = sum(verdict.unsealed.values())
        if waiting:
            self.stdout.write(f"另有 {waiting} 行历史还没有封存，下次封存时计入。")
        if verdict.head:
            self.stdout.write(f"封存链末端：{verdict.head}")
        if verdict.first is None:
            self.stdout.write("核验通过：历史完整，没有被改动。")
            return
        rest = len(verdict.findings) - 1
        more = f"\n另有 {rest} 处不一致，用 --json 查看全部。" if rest else ""
        raise CommandError(f"核验没有通过。第一处：{verdict.first.message}{more}", returncode=1)
