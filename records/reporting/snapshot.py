"""Everything one credit report prints, as plain data in canonical form. Made once, kept, and printed from for ever.

Sections follow the national report (报告标准 2022 年版). Nothing is scored or graded; only what this bureau found is reported.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from core.clock import SHANGHAI
from core.masking import mask_id, mask_name, scrub
from records.choices import (
    GOVERNMENT_PURPOSES,
    Disclosure,
    InfoClass,
    Nature,
    ReportForm,
    ReportPurpose,
    SubjectKind,
)
from records.models import CreditRecord, Subject
from records.querysets import public_condition
from records.selectors_marks import Beside

LAYOUT = "v3"
NOTHING, NO_VALUE = "查询期内无相关信息", "— —"
REGISTRATION = "登记注册基础信息"
NOT_RATED = "本报告不评分、不评级。"

#: Title and the catalogue classes it gathers, in the order of the national report; the first one also holds the register.
SECTIONS: tuple[tuple[str, tuple[InfoClass, ...]], ...] = (
    (REGISTRATION, (InfoClass.REGISTRATION,)),
    ("行政管理信息", (InfoClass.ADMINISTRATIVE,)),
    ("诚实守信相关荣誉信息", (InfoClass.HONOUR,)),
    ("严重失信主体名单信息", (InfoClass.SERIOUS,)),
    ("经营（活动）异常名录信息", (InfoClass.ABNORMAL,)),
    ("信用承诺信息", (InfoClass.COMMITMENT,)),
    ("信用评价信息", ()),
    ("司法判决及执行信息", (InfoClass.JUDICIAL,)),
    ("其他信息", (InfoClass.TITLES, InfoClass.CONTRACT, InfoClass.COMPLIANCE)),
    ("信用状况提升建议", ()),
)
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Order:
    """What was asked for: the subject and the scope of one report."""

    subject: Subject
    form: str
    purpose: str
    matter: str
    authority: str
    requested_by: str
    since: date
    until: date


@dataclass(frozen=True)
class Seal:
    """What the house adds: number, moment, its own name, and where the report can be verified."""

    number: str
    issued_at: datetime
    bureau: str
    verify_url: str
    verify_code: str


def reportable(order: Order, on: date) -> QuerySet[CreditRecord]:
    """Records this report may name: public on the day of issue and, for government purposes, those shared between
    government bodies. Never what is withheld, suspended, withdrawn, repaired, past its publicity, or a grade."""
    condition = public_condition(on)
    if order.purpose in GOVERNMENT_PURPOSES:
        condition |= (
            Q(disclosure=Disclosure.SHARED, suspended_at=None, withdrawn_at=None, repaired_at=None)
            & (Q(publish_until=None) | Q(publish_until__gte=on))
        )  # fmt: skip
    in_period = CreditRecord.objects.filter(
        condition, subject=order.subject, event_date__range=(order.since, order.until)
    )
    rows = in_period.exclude(item__info_class=InfoClass.RATING)
    return rows.select_related("item").order_by("-event_date", "-id")


def build(order: Order, seal: Seal, records: list[CreditRecord]) -> dict[str, Any]:
    """The whole content of the report as JSON data; the same arguments give the same data. Records carry `.beside`."""
    purpose, form = ReportPurpose(order.purpose), ReportForm(order.form)
    head = [
        ("报告编号", seal.number),
        ("出具时间", f"{seal.issued_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"),
        ("出具单位", seal.bureau),
        ("用途", purpose.label),
        ("事项编号", order.matter),
        ("申请方", order.requested_by),
        ("授权或者依据", order.authority or NO_VALUE),
        ("查询期", f"{order.since:%Y-%m-%d} 至 {order.until:%Y-%m-%d}"),
    ]
    sections = _sections(order.subject, records)
    return {
        "layout": LAYOUT,
        "title": form.label,
        "number": seal.number,
        "bureau": seal.bureau,
        "issued_at": seal.issued_at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "subject": shown_name(order.subject),
        "head": [list(row) for row in head],
        "conclusion": _conclusion(order, seal, records),
        "summary": [[part["title"], _counted(part)] for part in sections[1:9]],
        "sections": sections,
        "limits": _limits(order, seal),
        "verify_url": seal.verify_url,
        "verify_code": seal.verify_code,
    }


def canonical(snapshot: dict[str, Any]) -> bytes:
    """The one way to write a snapshot down: sorted keys, no blanks, UTF-8."""
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(snapshot: dict[str, Any]) -> str:
    """SHA-256 of the canonical form, in hex."""
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def shown_name(subject: Subject) -> str:
    """Institutions and registered practitioners by name; any other natural person by the surname only."""
    return mask_name(subject.name) if subject.kind == SubjectKind.OTHER_PERSON else subject.name


def _sections(subject: Subject, records: list[CreditRecord]) -> list[dict[str, Any]]:
    clean = _cleaner(subject)
    sections = []
    for numeral, (title, classes) in zip(_NUMERALS, SECTIONS, strict=True):
        rows = [record for record in records if record.item.info_class in classes]
        items = [_item(number, record, clean) for number, record in enumerate(rows, 1)]
        sections.append(
            {"numeral": numeral, "title": title, "count": len(items), "rows": [], "text": "", "items": items}
        )
    sections[0]["rows"] = _register_rows(subject)
    sections[6]["text"] = NOT_RATED
    sections[9]["text"] = _advice(records)
    for section in sections:
        if not (section["rows"] or section["items"] or section["text"]):
            section["text"] = NOTHING
    return sections


def _counted(section: dict[str, Any]) -> str:
    return "不评级" if section["text"] == NOT_RATED else f"{section['count']} 条"


def _register_rows(subject: Subject) -> list[list[str]]:
    """The six rows of the national report for institutions; for persons what identifies them without exposing them."""
    kind = SubjectKind(subject.kind).label
    founded = f"{subject.founded_on:%Y-%m-%d}" if subject.founded_on else ""
    if subject.is_person:
        institution = subject.institution.name if subject.institution else ""
        rows = [
            ("姓名", shown_name(subject)), ("证件号码", mask_id(subject.id_number)), ("执业证号", subject.licence_number),
            ("类型", kind), ("执业日期", founded), ("执业机构", institution),
        ]  # fmt: skip
    else:
        rows = [
            ("名称", subject.name), ("统一社会信用代码", subject.uscc), ("法定代表人（负责人）", subject.legal_representative),
            ("类型", kind), ("成立日期", founded), ("住所", scrub(subject.address)),
        ]  # fmt: skip
    return [[label, value or NO_VALUE] for label, value in rows]


def _item(number: int, record: CreditRecord, clean: Callable[[str], str]) -> dict[str, Any]:
    near: Beside = record.beside  # type: ignore[attr-defined]
    rows = [
        ("事项", record.item.name),
        ("文号", clean(record.document_number)),
        ("事由", clean(record.title)),
        ("性质", Nature(record.nature).label),
        ("认定机关", record.authority),
        ("认定日期", f"{record.event_date:%Y-%m-%d}"),
        ("公开方式", Disclosure(record.disclosure).label),
        ("公示截止", f"{record.publish_until:%Y-%m-%d}" if record.publish_until else ""),
    ]
    return {
        "heading": "".join([f"第 {number} 条", *(f"（{label}）" for label in near.labels)]),
        "rows": [[label, value or NO_VALUE] for label, value in rows],
        "id": str(record.public_id),
        "marks": list(near.marks),
        "reply": clean(near.reply),
    }


def _cleaner(subject: Subject) -> Callable[[str], str]:
    """Free text without numbers of persons, and without the full name of somebody who is not in the register."""
    name, shown = subject.name, shown_name(subject)
    return lambda text: scrub(text).replace(name, shown)


def _conclusion(order: Order, seal: Seal, records: list[CreditRecord]) -> str:
    adverse = sum(record.nature == Nature.ADVERSE for record in records)
    scope = f"在{seal.bureau}认定并且可以为本用途提供的信息中，{order.since:%Y-%m-%d} 至 {order.until:%Y-%m-%d}"
    if adverse:
        return f"{scope} 有失信信息 {adverse} 条，详见下文。"
    return f"{scope} 没有失信信息。"


def _advice(records: list[CreditRecord]) -> str:
    if any(record.nature == Nature.ADVERSE for record in records):
        return "请依法履行文书载明的义务，纠正失信行为；符合条件的，可以向认定机关申请信用修复。对信息有异议的，可以提出异议申请。"
    return NO_VALUE


def _limits(order: Order, seal: Seal) -> list[str]:
    scope = "正在公示的信息和政务共享信息" if order.purpose in GOVERNMENT_PURPOSES else "正在公示的信息"
    return [
        f"仅限本局认定信息：本报告只含{seal.bureau}登记、认定的信息，不含法院、市场监管、税务等其他机关的信息。",
        f"按本用途提供{scope}。依法不公示、已过公示期、暂停公示和已撤下的信息不在报告范围内。",
        "本报告按来源原样列出信息，不评分、不评级，不替代行政决定，也不表示对主体的推荐或者保证。",
        "本报告反映出具时的情况，仅供上列用途和事项使用。对内容有异议的，可以向出具单位提出。",
    ]
