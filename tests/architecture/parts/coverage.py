"""Coverage of the catalogue, and the register of exports."""

from __future__ import annotations

from typing import Any

from tests.architecture.doors import OWN, READERS, Door

TAKERS = "CORKL"

DOORS = {
    "admin:records_coverage": Door(READERS, "归集覆盖"),
    "admin:records_coverage_workbook": Door(READERS, "下载归集覆盖表"),
    "admin:records_coverage_gaps": Door(READERS, "归集明细"),
    "admin:records_coverage_cell": Door(OWN, "一个事项一个期间的归集情况"),
    "admin:exchange_export_new": Door(TAKERS, "导出（先说明用途）"),
    "admin:exchange_exports": Door(TAKERS + "USX", "导出登记"),
    "admin:exchange_export": Door("CU", "一次导出"),
    "admin:exchange_export_file": Door("C", "下载导出文件（限本人）"),
    "admin:exchange_export_progress": Door("C", "后台导出的进度（限本人）"),
}
SAMPLES = {
    "admin:records_coverage_cell": lambda w: {"code": "DJ-ZC", "section": w.section.pk, "month": "2026-08"},
    "admin:exchange_export": lambda w: {"public_id": w.export.public_id},
    "admin:exchange_export_file": lambda w: {"public_id": w.export.public_id},
    "admin:exchange_export_progress": lambda w: {"public_id": w.ordered.public_id},
}
QUERIES = {"admin:exchange_export_new": "?what=publicity.ledger"}


def furnish(world: Any) -> None:
    """The sampled cell belongs to the section of the world, as its catalogue says."""
    from exchange.services.big_exports import export_order
    from exchange.services.exports import export_check, export_make
    from publicity.exports import LEDGER
    from records.models import CatalogueItem

    assert CatalogueItem.objects.filter(code="DJ-ZC", section=world.section).exists()
    asked = {
        "actor": world.people["clerk"],
        "kind": LEDGER,
        "params": {},
        "purpose": "audit",
        "matter": "样例〔2026〕1号核查",
    }
    world.export = export_make(**asked)
    world.ordered = export_order(actor=asked["actor"], wish=export_check(**asked))
