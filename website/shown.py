"""What the public is shown, field by field: an allow-list. Pages, API and CSV are all made from these records and nothing else.

A field of the data standard is shown when its publish level says so (`public`, or `masked`); what is not named here does not exist for
the public. Names of natural persons are masked everywhere in a decision; free text is scrubbed of identity, telephone and bank-card
numbers that somebody may have typed into it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from core.masking import find_private, mask_id, mask_name, scrub
from core.words import cn_date, longterm, wan
from publicity.choices import Effect, EventKind
from publicity.models import Decision, FieldSpec
from records.choices import Nature
from records.models import CreditRecord
from records.selectors_marks import Beside, beside
from website.kinds import kind_name
from website.shown_papers import ShownPaper, papers_of

SOURCE = "decision"
"""`source_type` of the records that stand for a decision."""
EXPIRING_DAYS = 30
_LISTS = ("；", "、")
_STATUS_WORDS = {"valid": "有效", "invalid": "无效"}
_MASKS: dict[str, Callable[[str], str]] = {"party_name": mask_name, "legal_rep": mask_name}


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """One line of a list. `party` is masked for a natural person; `marks` (disputed, repairing) and the subject's `reply` are of now."""

    id: UUID
    kind: str
    kind_name: str
    party: str
    document_number: str
    title: str
    authority: str
    decided_on: date
    publish_from: date
    publish_until: date
    days_left: int
    adverse: bool
    marks: tuple[str, ...] = ()
    reply: str = ""

    @property
    def url(self) -> str:
        return f"/decisions/{self.id}/"

    @property
    def status(self) -> str:
        """Code of the status chip."""
        return "expiring" if self.days_left <= EXPIRING_DAYS else "published"

    @property
    def period_text(self) -> str:
        left = f"还有 {self.days_left} 天" if self.days_left else "今天是最后一天"
        return f"公示期至 {cn_date(self.publish_until)}（{left}）"


@dataclass(frozen=True, slots=True)
class ShownField:
    """One field of the data standard: its national code, its header, its value as text."""

    code: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """A decision's own page. `subject` only where the party is an organisation with a page of its own."""

    record: ShownRecord
    fields: tuple[ShownField, ...]
    edition: str
    subject: UUID | None
    effect: str
    under_review: bool
    notes: tuple[str, ...]
    papers: tuple[ShownPaper, ...] = ()


def shown_records(records: Iterable[CreditRecord], on: date) -> list[ShownRecord]:
    """Public records as lines, with what stands beside each of them now: one query for all."""
    rows = list(records)
    near = beside(record.pk for record in rows)
    return [shown_record(record, on, near.get(record.pk)) for record in rows]


def shown_record(record: CreditRecord, on: date, near: Beside | None = None) -> ShownRecord:
    """A public record as a line; the caller has made sure that it is public on the day."""
    clean = _cleaner(record)
    near = near or Beside()
    return ShownRecord(
        id=record.public_id,
        kind=record.kind,
        kind_name=kind_name(record.kind),
        party=mask_name(record.party_name) if record.party_is_person else scrub(record.party_name),
        document_number=scrub(record.document_number),
        title=clean(record.title),
        authority=scrub(record.authority),
        decided_on=record.event_date,
        publish_from=record.publish_from,
        publish_until=record.publish_until,
        days_left=(record.publish_until - on).days,
        adverse=record.nature == Nature.ADVERSE,
        marks=tuple(near.marks),
        reply=clean(near.reply),
    )


def find_shown(public_id: UUID, on: date) -> ShownDecision | None:
    """The decision with this opaque number, when it is public on the day; None otherwise, for whatever reason. Six queries."""
    public = CreditRecord.objects.public(on).select_related("subject").defer("subject__id_number")
    record = public.filter(public_id=public_id).first()
    if record is None:
        return None
    decision = None
    if record.source_type == SOURCE:
        decision = Decision.objects.select_related("edition").defer("secrets").filter(pk=record.source_id).first()
    fields = _fields(record, decision) if decision else ()
    events = list(decision.events.filter(public_note__gt="").order_by("happened_on")) if decision else []
    reviews = decision.events.filter(kind=EventKind.REVIEW, done_at=None).exists() if decision else False
    linked = not record.party_is_person and not record.subject.is_person
    clean = _cleaner(record)
    return ShownDecision(
        record=shown_records([record], on)[0],
        fields=fields,
        edition=decision.edition.name if decision else "",
        subject=record.subject.public_id if linked else None,
        effect=decision.get_effect_display() if decision and decision.effect != Effect.IN_FORCE else "",
        under_review=reviews,
        notes=tuple(clean(event.public_note) for event in events),
        papers=papers_of(record.public_id, on),
    )


def _fields(record: CreditRecord, decision: Decision) -> tuple[ShownField, ...]:
    specs = FieldSpec.objects.filter(edition_id=decision.edition_id, public_level__in=("public", "masked"))
    clean = _cleaner(record)
    shown = []
    for spec in specs.order_by("order"):
        level = (spec.spec.get("public_level_natural", "") if record.party_is_person else "") or spec.public_level
        raw = decision.data.get(spec.code)
        if level in ("public", "masked") and raw not in (None, ""):
            shown.append(ShownField(spec.code, spec.header, _value(spec, level, str(raw), clean)))
    return tuple(shown)


def _value(spec: FieldSpec, level: str, raw: str, clean: Callable[[str], str]) -> str:
    role = spec.spec.get("role", "")
    if level == "masked":
        return _MASKS.get(role, mask_id)(raw)
    if spec.type == "date_or_long" or spec.type == "date":
        return _day(raw)
    if spec.type == "money_wan":
        return wan(raw)
    if spec.type == "multi_enum":
        return _LISTS[1].join(part.strip() for part in raw.replace(";", _LISTS[0]).split(_LISTS[0]))
    if spec.type == "enum":
        return _enum(spec, raw)
    return _code(raw) if spec.type == "code" else clean(raw)


def _day(raw: str) -> str:
    try:
        return longterm(raw)
    except ValueError:
        return raw


def _enum(spec: FieldSpec, raw: str) -> str:
    keys: dict[str, Any] = {item["value"]: item.get("key") for item in spec.spec.get("enum", ())}
    return _STATUS_WORDS.get(keys.get(raw) or "", raw) if spec.spec.get("role") == "status" else raw


def _code(raw: str) -> str:
    """Codes of organisations and certificates stay whole; an identity number used as one does not."""
    return mask_id(raw) if any(span.kind == "id" for span in find_private(raw)) else raw


def _cleaner(record: CreditRecord) -> Callable[[str], str]:
    """What free text goes through: numbers of persons are masked, and so is the person's own name."""
    if not record.party_is_person:
        return scrub
    masked = mask_name(record.party_name)
    return lambda text: scrub(text).replace(record.party_name, masked)
