"""The own file in plain words: every record about oneself, public or not, with why it is shown and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from core.clock import local_date
from core.pieces import Row
from core.words import cn_date
from portal.rights import Right, rights_for
from records.asof import marked_public
from records.choices import Disclosure, EvidenceVariant
from records.models import Evidence
from records.selectors_marks import Beside, beside
from records.subject_file import HEAD_FIELDS

if TYPE_CHECKING:
    from records.models import CreditRecord, Subject

MOST_RECORDS = 2000


@dataclass
class OwnLine:
    """One record as its subject sees it. `state` is a word of the vocabulary, `why` a sentence."""

    record: CreditRecord
    state: str
    why: str
    beside: Beside = field(default_factory=Beside)
    papers: list[Evidence] = field(default_factory=list)
    rights: list[Right] = field(default_factory=list)


def own_records(subject: Subject, on: date) -> list[Any]:
    """All records about the subject, newest first, each with `is_public`."""
    rows = marked_public(subject.records.select_related("item", "rule_version"), on).order_by("-event_date", "-id")
    return list(rows[:MOST_RECORDS])


def own_lines(subject: Subject, records: list[Any], on: date) -> list[OwnLine]:
    """The lines of one page: marks, replies, papers and rights of all its records, in a fixed number of queries."""
    ids = [record.pk for record in records]
    marks, papers, rights = beside(ids), _papers(ids), rights_for(subject, records, on)
    return [
        OwnLine(record, *explained(record, on), marks.get(record.pk, Beside()), papers.get(record.pk, []), rights.get(record.pk, []))
        for record in records
    ]  # fmt: skip


def explained(record: Any, on: date) -> tuple[str, str]:
    """State and sentence: is it shown to the public, on what ground, until which day."""
    if record.repaired_at:
        return "已修复", f"{cn_date(local_date(record.repaired_at))}完成信用修复，已停止公示和共享，只留存备查。"
    if record.withdrawn_at:
        return (
            "已撤下",
            f"{cn_date(local_date(record.withdrawn_at))}撤下公示。理由：{_words(record.withdrawn_reason)}。",
        )
    if record.suspended_at:
        return (
            "暂停公示",
            f"{cn_date(local_date(record.suspended_at))}起暂停公示。理由：{_words(record.suspended_reason)}。",
        )
    if record.disclosure == Disclosure.SHARED:
        return "仅共享", f"不对社会公示，只在国家机关之间共享。依据：{_words(record.disclosure_reason)}。"
    if record.disclosure == Disclosure.WITHHELD:
        return "不公示", f"不对社会公示，也不共享。依据：{_words(record.disclosure_reason)}。"
    if on < record.publish_from:
        return "待公示", f"从{cn_date(record.publish_from)}起公示，到{cn_date(record.publish_until)}为止。"
    if on > record.publish_until:
        return "公示期满", f"公示已在{cn_date(record.publish_until)}期满，不再对社会显示，只留存备查。"
    ground = f"依据：{_words(record.disclosure_reason)}，期限按{record.rule_version.name}。"
    return "公示中", f"正在对社会公示，到{cn_date(record.publish_until)}（含当日）自动停止。{ground}"


def _words(reason: str) -> str:
    """A reason inside a sentence: without the stop at its end."""
    return reason.rstrip("。；，;,. ")


def head(subject: Subject) -> list[Row]:
    """Who the file is about, as the bureau has it."""
    rows = []
    for name in HEAD_FIELDS:
        show = getattr(subject, f"get_{name}_display", None)
        value = show() if show else getattr(subject, name)
        if value:
            rows.append(Row(str(subject._meta.get_field(name).verbose_name), value))
    if subject.id_hash:
        rows.append(Row("证件号码", f"{subject.id_type or '身份证件'}，已加密保存，不显示"))
    return rows


def _papers(ids: Iterable[int]) -> dict[int, list[Evidence]]:
    """The redacted copies in use; the originals may name third persons and are read at the window."""
    found: dict[int, list[Evidence]] = {}
    for paper in own_papers().filter(record_id__in=list(ids)).order_by("uploaded_at", "pk"):
        found.setdefault(paper.record_id, []).append(paper)
    return found


def own_papers() -> Any:
    """Papers a subject may have of its own records."""
    return Evidence.objects.filter(variant=EvidenceVariant.REDACTED, withdrawn_at__isnull=True)
