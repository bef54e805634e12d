"""What the file of one subject holds for one person: head, names, ties, timeline, changes, looks. A bounded number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.urls import reverse

from audit.telling import story
from core.clock import SHANGHAI
from core.pieces import Entry, Row
from records.asof import marked_public
from records.choices import EvidenceVariant, Nature
from records.models import Affiliation, CreditRecord, Evidence, Subject
from records.record_links import RecordLink, links_for
from records.selectors_marks import Beside, beside
from records.sources import papers

MOST_RECORDS = 2000
MOST_STORIES = 8
PLAIN = "历史记录没有载明登记人"
HEAD_FIELDS = (
    "name", "kind", "uscc", "licence_number", "legal_representative", "institution", "address", "founded_on", "state",
)  # fmt: skip


@dataclass
class Line:
    """One record on the timeline with its paper, who entered it, and its evidence."""

    record: CreditRecord
    public: bool
    paper: str
    entered: str = ""
    beside: Beside = field(default_factory=Beside)
    links: list[RecordLink] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)


@dataclass(frozen=True)
class Wanted:
    """Filters of the timeline; "" keeps everything."""

    kind: str = ""
    nature: str = ""
    public: str = ""
    year: str = ""

    def keeps(self, line: Line) -> bool:
        record = line.record
        return (
            self.kind in ("", record.kind)
            and self.nature in ("", record.nature)
            and self.public in ("", "yes" if line.public else "no")
            and self.year in ("", str(record.event_date.year))
        )


def visible_lines(subject: Subject, user: Any, on: date) -> tuple[list[Line], int]:
    """Lines this person may see, newest first, and how many non-public ones of other sections were left out."""
    rows = marked_public(subject.records.select_related("item", "rule_version"), on).order_by("-event_date", "-id")
    records = list(rows[:MOST_RECORDS])
    seen = papers(user, records)
    lines = [
        Line(record, record.is_public, seen.get((record.source_type, record.source_id), ""))
        for record in records
        if record.is_public or (record.source_type, record.source_id) in seen
    ]
    return lines, len(records) - len(lines)


def completed(lines: list[Line], user: Any) -> list[Line]:
    """The lines of one page with who entered each record, its papers, and its marks and reply of now; three queries."""
    ids = [line.record.pk for line in lines]
    entered, near = _entered(ids), beside(ids)
    evidence: dict[int, list[Evidence]] = {}
    for paper in Evidence.objects.filter(record_id__in=ids).select_related("uploaded_by"):
        if paper.variant == EvidenceVariant.REDACTED or user.has_perm("records.read_original"):
            evidence.setdefault(paper.record_id, []).append(paper)
    for line in lines:
        line.entered = entered.get(line.record.pk, PLAIN)
        line.beside = near.get(line.record.pk, Beside())
        line.links = links_for(user, line.record)
        line.evidence = evidence.get(line.record.pk, [])
    return lines


def choices(lines: Iterable[Line]) -> dict[str, list[tuple[str, str, int]]]:
    """What the timeline can be filtered by: (value, label, count) that occur, for each filter."""
    kinds: dict[str, list[Any]] = {}
    natures: dict[str, list[Any]] = {}
    years: dict[str, list[Any]] = {}
    public: dict[str, list[Any]] = {}
    for line in lines:
        record = line.record
        _count(kinds, record.kind, record.item.name)
        _count(natures, record.nature, Nature(record.nature).label)
        _count(years, str(record.event_date.year), f"{record.event_date.year}年")
        _count(public, "yes" if line.public else "no", "公示中" if line.public else "不公示")
    found = {"kind": kinds, "nature": natures, "public": public, "year": years}
    return {name: [(value, label, number) for value, (label, number) in tally.items()] for name, tally in found.items()}


def _count(tally: dict[str, list[Any]], value: str, label: str) -> None:
    entry = tally.setdefault(value, [label, 0])
    entry[1] += 1


def _entered(ids: list[int]) -> dict[int, str]:
    """Record id → who entered it, when, how: from the event that the database wrote at its birth."""
    events: Any = apps.get_model("records", "CreditRecordEvent").objects
    rows = events.filter(pgh_obj_id__in=ids, pgh_label="insert").order_by("pgh_id")
    return {row.pgh_obj_id: _told(row) for row in rows}


def _told(row: Any) -> str:
    facts = row.pgh_context or {}
    who = " ".join(part for part in (facts.get("section"), facts.get("actor_name")) if part)
    when = f"{row.pgh_created_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    parts = [when, who or "未经本系统页面", facts.get("action_label") or ""]
    return " ".join(part for part in parts if part)


def head_rows(subject: Subject) -> list[Row]:
    """The subject's own fields, each with who gave it its present value and when."""
    sources = _field_sources(subject)
    rows = []
    for name in HEAD_FIELDS:
        model_field = subject._meta.get_field(name)
        show = getattr(subject, f"get_{name}_display", None)
        value = show() if show else getattr(subject, name)
        if name == "name" or value:
            rows.append(Row(str(model_field.verbose_name), value, sources.get(model_field.attname, "")))
    if subject.id_hash:
        rows.append(Row("证件号码", f"{subject.id_type or '身份证件'}，已加密保存，不显示", ""))
    return rows


def _field_sources(subject: Subject) -> dict[str, str]:
    """Column → the event that gave it the value it has now."""
    events: Any = apps.get_model("records", "SubjectEvent").objects
    found: dict[str, str] = {}
    before: Any = None
    for row in events.filter(pgh_obj_id=subject.pk).order_by("pgh_id"):
        for name in HEAD_FIELDS:
            column = subject._meta.get_field(name).attname
            if before is None or getattr(before, column) != getattr(row, column):
                found[column] = _told(row)
        before = row
    return found


def ties_of(subject: Subject) -> list[Affiliation]:
    """Ties of a person or to an institution: open ones first, then by their end."""
    ties = Affiliation.objects.filter(Q(person=subject) | Q(institution=subject)).select_related(
        "person", "institution"
    )
    return sorted(ties, key=lambda tie: (tie.until is None, tie.until or tie.since, tie.pk), reverse=True)


def change_entries(user: Any, subject: Subject, ties: list[Affiliation], lines: list[Line]) -> list[Entry]:
    """What changed in the file, newest first: the subject itself, its ties, and the records that were changed afterwards."""
    entries = story(user, subject)
    for tie in ties[:MOST_STORIES]:
        entries += [replace(entry, detail=str(tie)) for entry in story(user, tie)]
    for record in _changed([line.record for line in lines])[:MOST_STORIES]:
        where = reverse("admin:records_creditrecord_history", args=[record.pk])
        entries += [replace(entry, detail=str(record), url=where) for entry in story(user, record) if entry.changes]
    return sorted(entries, key=lambda entry: entry.when, reverse=True)


def _changed(records: list[CreditRecord]) -> list[CreditRecord]:
    events: Any = apps.get_model("records", "CreditRecordEvent").objects
    ids = set(
        events.filter(pgh_obj_id__in=[record.pk for record in records], pgh_label="update").values_list(
            "pgh_obj_id", flat=True
        )
    )
    return [record for record in records if record.pk in ids]
