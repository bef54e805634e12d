"""Lists that are changed in a workbook and sent back."""

from __future__ import annotations

from typing import Any

from tests.architecture.doors import WORKERS, Door

DOORS = {
    "admin:exchange_again": Door(WORKERS + "S", "改好再传"),
    "admin:exchange_again_job": Door("CR", "核对改好的表带来的差异（本科室）"),
    "admin:exchange_again_marked": Door("C", "下载标注的表（限本人）"),
}
SAMPLES = {
    "admin:exchange_again_job": lambda w: {"public_id": w.changed_workbook.public_id},
    "admin:exchange_again_marked": lambda w: {"public_id": w.changed_workbook.public_id},
}


def furnish(world: Any) -> None:
    """The clerk's workbook of one kind of subjects, with a good row and a refused one."""
    from records.models import Subject
    from tests.exchange.trips import changed, send_back, take_out

    clerk = world.people["clerk"]
    first, second = Subject.objects.filter(kind="law_firm").order_by("pinyin", "id")[:2]
    content = take_out(clerk, "subjects", kind__exact="law_firm")[1]
    edits = ((first.name, "住所", "巫山县净坛路2号"), (second.name, "名称", "改不了的名称"))
    world.changed_workbook = send_back(clerk, "subjects", changed(content, *edits, sheet="信用主体"))
