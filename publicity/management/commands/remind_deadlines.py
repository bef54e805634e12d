"""Run the deadline sweep by hand. Idempotent: a second run on the same day tells nobody anything."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from audit.context import request_context
from core import clock
from publicity.choices import Stage
from publicity.management.doors import as_json, day
from publicity.services.reminders import Reminded, remind


class Command(BaseCommand):
    help = "检查期限并提醒：提前5天、3天、1天、当日、逾期、无回执、应撤回。可以重复执行，同一件事不重复提醒。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=day, metavar="DATE", help="按这一天检查；不写为今天")
        parser.add_argument("--json", action="store_true", help="只输出一个 JSON 对象")

    def handle(self, *args: Any, **options: Any) -> None:
        on = options["on"] or clock.today()
        with request_context(channel="command"), clock.override(on):
            done = remind(on=on)
        self.stdout.write(as_json(done.as_json()) if options["json"] else "\n".join(_lines(done)))


def _lines(done: Reminded) -> list[str]:
    lines = [f"{done.on:%Y-%m-%d}：新提醒 {done.total} 件，发出消息 {done.notices} 条。"]
    lines += [f"　{Stage(stage).label}：{number} 件" for stage, number in done.made.items()]
    lines += [f"　缺少 {year} 年放假安排，涉及的期限暂按周末推算，请导入节假日表。" for year in done.missing_years]
    return lines
