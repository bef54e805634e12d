"""The register of subjects as a workbook that is changed and sent back. Identity numbers are not in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps

from core.errors import DomainError
from core.text import clean, clean_code
from exchange.roundtrip import Listing, Present, Roundtrip, TripColumn
from records.choices import PERSON_KINDS, REGISTER_INSTITUTIONS, PractisingState, SubjectKind
from records.models import Subject
from records.search_plan import MANY, subject_ids
from records.search_query import read
from records.services.subject_file import PERM, subject_change, subject_change_check
from records.subject_rules import E_NAME, E_PAPER, E_PLACE

_INSTITUTIONS = (*REGISTER_INSTITUTIONS, SubjectKind.OTHER_ORG)
_CHUNK = 2000
_OF_ORGANISATIONS, _OF_PERSONS = ("legal_representative", "address"), ("institution", "licence_number")
COLUMNS = (
    TripColumn("name", "名称", "名称用档案页面上的“更名”办理，旧名称才留得住。", free=True, width=34),
    TripColumn("uscc", "统一社会信用代码", "代码是单位的身份，不能改成另一个。", width=22),
    TripColumn("kind", "类型", "单位不能改成个人，个人也不能改成单位。", True, listed=tuple(SubjectKind.labels), width=18),
    TripColumn("legal_representative", "负责人", "只有单位填写。", True, longest=80, free=True, width=14),
    TripColumn("address", "住所", "只有单位填写。", True, longest=200, free=True, width=40),
    TripColumn("institution", "执业机构代码", "只有从业人员填写：执业机构的统一社会信用代码；没有的留空。", True, longest=18, width=22),
    TripColumn("institution_name", "执业机构", "由执业机构代码带出。", versioned=False, width=34),
    TripColumn("licence_number", "执业证号", "只有从业人员填写；转所后号码会变，最后六位序列号不变。", True, longest=40, width=22),
    TripColumn("state", "执业状态", "执业证、许可证的状态。", True, listed=tuple(PractisingState.labels), width=12),
    TripColumn("founded_on", "成立或执业日期", "写成 2026-03-02 这样；不清楚的留空。", True, longest=10, width=16),
)  # fmt: skip
_KIND_OF = {kind.label: kind.value for kind in SubjectKind}
_STATE_OF = {state.label: state.value for state in PractisingState}


class SubjectTrip(Roundtrip):
    """信用主体. Everybody on the staff sees all subjects; whoever may enter them may change them."""

    slug, title, noun, perm = "subjects", "信用主体", "主体", PERM
    pages = ("records_subject_changelist",)
    params = ("q", "kind__exact")
    guide = ("单位填负责人、住所；从业人员填执业机构代码、执业证号。名称和代码不在这里改。",)

    def ways_out(self, user: Any) -> Sequence[tuple[str, Mapping[str, str]]]:
        held = set(Subject.objects.order_by().values_list("kind", flat=True).distinct())
        return [(kind.label, {"kind__exact": kind.value}) for kind in SubjectKind if kind.value in held]

    def listing(self, user: Any, params: Mapping[str, str], limit: int) -> Listing:
        rows, said = Subject.objects.all(), []
        if words := clean(params.get("q", "")):
            query = read(words)
            code = query.kind == "code"
            rows = (
                rows.filter(uscc__startswith=query.folded.upper())
                if code
                else rows.filter(pk__in=subject_ids(query, MANY))
            )
            said.append(f"检索“{words}”")
        if (kind := params.get("kind__exact", "")) in SubjectKind.values:
            rows = rows.filter(kind=kind)
            said.append(f"类型 {SubjectKind(kind).label}")
        count = rows.order_by().values("pk")[: 2 * limit + 1].count()
        ordered = _with_institution(rows).order_by("pinyin", "id")
        return Listing("", count, lambda: (self._row(one) for one in ordered.iterator(_CHUNK)), "；".join(said))

    def variant_of(self, ids: Collection[UUID]) -> str:
        return ""

    def columns(self, variant: str) -> tuple[TripColumn, ...]:
        return COLUMNS

    def rows(self, user: Any, variant: str, ids: Collection[UUID]) -> Iterable[Present]:
        if not user.has_perm("records.view_subject"):
            return []
        return [self._row(one) for one in _with_institution(Subject.objects.filter(public_id__in=ids))]

    def past(self, variant: str, pks: Collection[int]) -> Iterator[tuple[int, Mapping[str, str]]]:
        events: Any = apps.get_model("records", "SubjectEvent").objects
        rows = list(events.filter(pgh_obj_id__in=list(pks)).order_by("-pgh_id"))
        places = Subject.objects.only("uscc", "name").in_bulk(
            {row.institution_id for row in rows if row.institution_id}
        )
        for row in rows:
            yield row.pgh_obj_id, _cells(row, places.get(row.institution_id))

    def judge(self, user: Any, row: Present, changes: Mapping[str, str]) -> bool:
        subject = _with_institution(Subject.objects).get(pk=row.pk)
        return subject_change_check(actor=user, subject=subject, **_values(subject, changes))

    def apply(self, user: Any, variant: str, row: Present, changes: Mapping[str, str], reason: str) -> None:
        subject = _with_institution(Subject.objects).get(pk=row.pk)

        def still(locked: Subject) -> None:
            self.check_still(row, self._row(locked))

        subject_change(actor=user, subject=subject, reason=reason, still=still, **_values(subject, changes))

    def _row(self, subject: Subject) -> Present:
        return self.present(COLUMNS, subject.pk, subject.public_id, subject.name, _cells(subject, subject.institution))


def _with_institution(rows: Any) -> Any:
    return rows.select_related("institution").defer("id_number", "institution__id_number")


def _cells(subject: Any, institution: Subject | None) -> dict[str, str]:
    """The texts of a subject, or of a former state of it."""
    return {
        "name": subject.name, "uscc": subject.uscc, "kind": str(SubjectKind(subject.kind).label),
        "legal_representative": subject.legal_representative, "address": subject.address,
        "institution": institution.uscc if institution else "", "institution_name": institution.name if institution else "",
        "licence_number": subject.licence_number, "state": str(PractisingState(subject.state).label),
        "founded_on": subject.founded_on.isoformat() if subject.founded_on else "",
    }  # fmt: skip


def _values(subject: Subject, changes: Mapping[str, str]) -> dict[str, Any]:
    """The typed texts as the service takes them. DomainError for what the form would not take."""
    person = subject.kind in PERSON_KINDS
    for key in _OF_ORGANISATIONS if person else _OF_PERSONS:
        if changes.get(key):
            words = (
                "个人档案没有这一栏，负责人、住所只有单位填写。" if person else "单位档案没有这一栏，只有从业人员填写。"
            )
            raise DomainError(f"{words}请清空。", code=E_PAPER, field=key)
    read_as: dict[str, Callable[[str], Any]] = {
        "kind": _KIND_OF.__getitem__, "state": _STATE_OF.__getitem__, "founded_on": _day, "institution": _institution,
    }  # fmt: skip
    return {key: read_as.get(key, clean)(text) for key, text in changes.items()}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.replace("/", "-")) if text else None
    except ValueError:
        raise DomainError("日期写法不对，请写成 2026-03-02 这样。", code=E_NAME, field="founded_on") from None


def _institution(text: str) -> Subject | None:
    """The institution with this code, as the form offers them."""
    code = clean_code(text)
    found = Subject.objects.filter(uscc=code, kind__in=_INSTITUTIONS).defer("id_number").first() if code else None
    if code and found is None:
        words = f"档案里没有代码是“{code}”的执业机构。请核对代码，或先为这家机构建立档案。"
        raise DomainError(words, code=E_PLACE, field="institution")
    return found
