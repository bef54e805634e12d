"""The rates of a period from the ledger, for people and for machines."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.services import SYSTEM
from core.errors import DomainError
from publicity.management.doors import as_json, day
from publicity.services.rates import RatesReport, rates_json, rates_report


class Command(BaseCommand):
    help = "计算三率：上报率、合规率、及时率（内控、国标）。应报数来自决定台账。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=day, required=True, metavar="DATE", help="决定日期自（含）")
        parser.add_argument("--until", type=day, required=True, metavar="DATE", help="决定日期至（含）")
        parser.add_argument("--kind", default="", help="只算一种决定，如 penalty")
        parser.add_argument("--on", type=day, metavar="DATE", help="截至哪一天看是否到期；不写为今天")
        parser.add_argument("--json", action="store_true", help="只输出一个 JSON 对象")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = rates_report(
                actor=SYSTEM, since=options["since"], until=options["until"], kind=options["kind"], on=options["on"]
            )
        except DomainError as error:
            raise CommandError(error.message) from None
        self.stdout.write(as_json(rates_json(report)) if options["json"] else "\n".join(_lines(report)))


def _lines(report: RatesReport) -> list[str]:
    counts = report.counts
    lines = [
        f"决定日期 {report.since:%Y-%m-%d} 至 {report.until:%Y-%m-%d}，截至 {report.on:%Y-%m-%d}",
        f"应报 {counts.due} 件，已报 {counts.sent} 件，入库 {counts.accepted} 件，漏报 {counts.missing} 件（其中未到期 {counts.not_due} 件），"
        f"迟报 {counts.late_internal} 件（内控）、{counts.late_official} 件（国标），不报送 {counts.exempt} 件，零申报 {report.zero_months} 个月",
    ]
    lines += [f"{rate.label}　{rate.text}　（{rate.formula}：{rate.part} ÷ {rate.whole}）" for rate in report.rates]
    for group in report.by_kind():
        lines.append(
            f"　{group.label}　应报 {group.counts.due}　" + "　".join(f"{r.label} {r.text}" for r in group.rates[:4])
        )
    lines += [f"　不报送　{why}　{number} 件" for why, number in report.exempt]
    return lines
