"""Coverage of the catalogue, and the register of exports."""

from __future__ import annotations

from typing import Any

from tests.architecture.doors import OWN, READERS, Door

DOORS = {
    "admin:records_coverage": Door(READERS, "归集覆盖"),
    "admin:records_coverage_workbook": Door(READERS, "下载归集覆盖表"),
    "admin:records_coverage_gaps": Door(READERS, "归集明细"),
    "admin:records_coverage_cell": Door(OWN, "一个事项一个期间的归集情况"),
}
SAMPLES = {
    "admin:records_coverage_cell": lambda w: {"code": "DJ-ZC", "section": w.section.pk, "month": "2026-08"},
}


def furnish(world: Any) -> None:
    """The sampled cell belongs to the section of the world, as its catalogue says."""
    from records.models import CatalogueItem

    assert CatalogueItem.objects.filter(code="DJ-ZC", section=world.section).exists()
