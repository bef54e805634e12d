"""What commitments bring to the files in and out: the catalogue and the wordings that come back changed, promises and checks taken out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from commitments.catalogue_trips import MatterTrip, TemplateTrip
from commitments.choices import FULFILMENT, Kind, State
from commitments.models import Promise, PromiseCheck
from commitments.querysets import ALL_SECTIONS, OWN_SECTION
from core.text import clean
from exchange.lists import Found, ListExport, Told, chosen, register_list
from exchange.roundtrip import register_roundtrip

PROMISES, CHECKS = "commitments.promises", "commitments.checks"
SEE = (OWN_SECTION, ALL_SECTIONS)


def _promises(user: Any, params: Mapping[str, str]) -> Found:
    rows, said = Promise.objects.visible_to(user).select_related("template", "section"), []
    for name, labels in (("state", State.choices), ("kind", Kind.choices), ("fulfilment", FULFILMENT)):
        value, label = chosen(params, name, labels)
        if value:
            rows = rows.filter(**{name: value})
            said.append(label)
    if words := clean(params.get("q", ""))[:100]:
        rows = rows.filter(Q(code__startswith=words) | Q(party_name__icontains=words) | Q(reason__icontains=words))
        said.append(f"检索“{words}”")
    return rows.newest(), said


def _checks(user: Any, params: Mapping[str, str]) -> Found:
    done = params.get("show") == "done"
    seen = Promise.objects.visible_to(user).exclude(state=State.TAKEN_BACK)
    rows = PromiseCheck.objects.filter(promise__in=seen, done_at__isnull=not done)
    rows = rows.select_related("promise__template", "promise__section", "done_by")
    return rows.order_by("-done_at" if done else "due_on", "pk"), ["已核查" if done else "待核查"]


register_list(
    ListExport(
        PROMISES, "承诺台账", "commitments_promises", SEE, _promises,
        (
            Told("承诺编码", "code", 20), Told("承诺人名称", "party_name", 34, free=True), Told("承诺人代码", "party_code", 22, free=True),
            Told("承诺类型", "get_kind_display", 16), Told("承诺书", "template.title", 30), Told("承诺事由", "reason", 40, free=True),
            Told("承诺作出日期", "signed_on", 14), Told("签署方式", "get_signature_display", 12), Told("受理科室", "section.name", 20),
            Told("承诺有效期", "valid_until", 14), Told("核查期限", "check_due", 14), Told("状态", "get_state_display", 12),
            Told("承诺履行状态", "get_fulfilment_display", 14), Told("履行状态认定日期", "found_on", 14), Told("公开类型", "get_public_level_display", 12),
        ),
        ("state", "kind", "fulfilment", "q"),
    ),
    ListExport(
        CHECKS, "承诺核查", "commitments_checks", SEE, _checks,
        (
            Told("承诺编码", "promise.code", 20), Told("承诺人名称", "promise.party_name", 34, free=True), Told("承诺书", "promise.template.title", 30),
            Told("受理科室", "promise.section.name", 20), Told("缘由", "get_cause_display", 12), Told("核查期限", "due_on", 14),
            Told("核查方式", "method", 26, free=True), Told("核查结果", "get_result_display", 14), Told("核查情况", "finding", 44, free=True),
            Told("核查人", "done_by", 14), Told("核查时间", "done_at", 18),
        ),
        ("show",),
    ),
)  # fmt: skip
for trip in (MatterTrip(), TemplateTrip()):
    register_roundtrip(trip)
