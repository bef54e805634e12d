"""What supervision brings to the files out: its matters, the results of one, and the look-ups behind a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from exchange.lists import Found, ListExport, Told, chosen, register_list
from supervision import workbook  # noqa: F401 – registers its exports
from supervision.choices import MatterState, Scene
from supervision.models import Matter
from supervision.querysets import ALL_SECTIONS, OWN_SECTION

MATTERS = "supervision.matters"


def _matters(user: Any, params: Mapping[str, str]) -> Found:
    rows, said = Matter.objects.visible_to(user).select_related("section", "opened_by"), []
    for name, labels in (("state", MatterState.choices), ("scene", Scene.choices)):
        value, label = chosen(params, name, labels)
        if value:
            rows = rows.filter(**{name: value})
            said.append(label)
    if words := params.get("q", "").strip():
        rows = rows.filter(Q(number__icontains=words) | Q(title__icontains=words))
        said.append(f"检索“{words}”")
    return rows.newest(), said


register_list(
    ListExport(
        MATTERS, "查询事项", "supervision_matters", (OWN_SECTION, ALL_SECTIONS), _matters,
        (
            Told("事项编号", "number", 20), Told("场景", "get_scene_display", 16), Told("事项名称", "title", 40, free=True), Told("科室", "section.name", 20),
            Told("经办人", "opened_by", 14), Told("开立时间", "opened_at", 18), Told("状态", "get_state_display", 12), Told("决定", "get_decision_display", 12),
            Told("决定日期", "decided_on", 14), Told("例外理由", "exception_reason", 30, free=True), Told("办结时间", "closed_at", 18),
        ),
        ("state", "scene", "q"),
    ),
)  # fmt: skip
