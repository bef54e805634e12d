"""The decision ledger as a workbook that is changed and sent back: entries that may be changed or corrected, by their standard."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Count

from core.errors import DomainError, Forbidden
from exchange.roundtrip import Listing, Present, Roundtrip, TripColumn
from publicity.choices import DecisionState
from publicity.entry_form import HIDDEN_ROLES
from publicity.ledger_filters import search_ledger
from publicity.models import Decision, StandardEdition
from publicity.services.entry import CHANGEABLE, change_check, decision_change, raw_values_of
from publicity.services.events import decision_correct
from publicity.services.standards import standard_of
from publicity.standard.spec import Field
from publicity.transitions import DECISION_MOVES

ENTER = "publicity.enter_decision"
CORRECTABLE = DECISION_MOVES["correct"].sources
_CHUNK = 500
#: Codes and numbers that are no free text: a number of a person cannot stand there unseen by the rules.
_CODES = frozenset({"uscc", "doc_number", "certificate_no", "agency_code", "source_code", "party_kind", "status"})
_OWN = (
    TripColumn("state", "台账状态", "状态由办理步骤决定。", width=12),
    TripColumn("section", "责任科室", "责任科室不在这里调整。", versioned=False, width=18),
)


class LedgerTrip(Roundtrip):
    """决定台账. A workbook holds the decisions of one kind under one edition of the standard; `variant` is that edition."""

    slug, title, noun, perm = "decisions", "决定台账", "决定", ENTER
    pages = ("publicity_decision_changelist",)
    params = ("edition", "q", "state__exact")
    guide = (
        "草稿、已退回的直接修改；可报送、被退回、已入库的按“更正”办理：全部规则重新检查，回到“可报送”，须重新报送。",
        "待审核、已导出、已上报的不在表里：先办完审核、取消导出或等回执。",
    )

    def ways_out(self, user: Any) -> Sequence[tuple[str, Mapping[str, str]]]:
        rows = _editable(user).values_list("edition_id", "kind__name", "edition__code").annotate(Count("pk"))
        return [
            (f"{kind}（{code}标准，{count} 件）", {"edition": str(pk)})
            for pk, kind, code, count in rows.order_by("kind__order", "kind__name", "edition__code")
        ]

    def listing(self, user: Any, params: Mapping[str, str], limit: int) -> Listing:
        rows, edition = _editable(user), params.get("edition", "")
        if not edition.isdecimal():
            raise DomainError("请先选择种类：一份表里只放一个种类的决定。请从“改好再传”页面导出。", code="E-EXP-06")
        rows = rows.filter(edition_id=int(edition))
        first = rows.select_related("kind", "edition").defer("secrets").first()
        said = [f"{first.kind.name}（{first.edition.code}标准）" if first else "（没有）", "可以修改或更正的"]
        if words := params.get("q", "").strip():
            rows, said = search_ledger(rows, words), [*said, f"检索“{words}”"]
        if (state := params.get("state__exact", "")) in DecisionState.values:
            rows, said = rows.filter(state=state), [*said, f"状态 {DecisionState(state).label}"]
        if first is None:
            raise DomainError("这个种类没有您可以修改或更正的决定。", code="E-EXP-04")
        count = rows.order_by().values("pk")[: 2 * limit + 1].count()
        ordered, columns = _with_names(rows).order_by("-decided_on", "-id"), self.columns(edition)
        return Listing(
            edition, count, lambda: (self._row(columns, one) for one in ordered.iterator(_CHUNK)), "；".join(said)
        )

    def variant_of(self, ids: Collection[UUID]) -> str:
        editions = set(Decision.objects.filter(public_id__in=ids).values_list("edition_id", flat=True))
        if not editions:
            raise DomainError("表里的编号系统都不认得。请从“改好再传”页面重新导出。", code="E-RT-01", field="file")
        if len(editions) > 1:
            raise DomainError(
                "表里有几个种类或几个标准版本的决定。请分开，每份表只放一种。", code="E-RT-08", field="file"
            )
        return str(editions.pop())

    def columns(self, variant: str) -> tuple[TripColumn, ...]:
        standard = standard_of(StandardEdition.objects.get(pk=int(variant)))
        return _OWN + tuple(_column(spec) for spec in standard.fields if spec.role not in HIDDEN_ROLES)

    def rows(self, user: Any, variant: str, ids: Collection[UUID]) -> Iterable[Present]:
        rows = Decision.objects.visible_to(user).filter(edition_id=int(variant), public_id__in=ids)
        columns = self.columns(variant)
        return [self._row(columns, one) for one in _with_names(rows)]

    def past(self, variant: str, pks: Collection[int]) -> Iterator[tuple[int, Mapping[str, str]]]:
        events: Any = apps.get_model("publicity", "DecisionEvent").objects
        columns = self.columns(variant)
        rows = events.filter(pgh_obj_id__in=list(pks), edition_id=int(variant)).order_by("-pgh_id")
        for pk, state, data in rows.values_list("pgh_obj_id", "state", "data"):
            yield pk, _cells(columns, state, "", data)

    def judge(self, user: Any, row: Present, changes: Mapping[str, str]) -> bool:
        decision = Decision.objects.visible_to(user).select_related("edition").get(pk=row.pk)
        return change_check(decision=decision, raw_values=raw_values_of(decision, secrets=True) | dict(changes))

    def apply(self, user: Any, variant: str, row: Present, changes: Mapping[str, str], reason: str) -> None:
        rows = Decision.objects.visible_to(user).select_related("edition", "kind", "section")
        decision = rows.select_for_update(of=("self",)).filter(pk=row.pk).first()
        if decision is None:
            raise Forbidden("这件决定不属于您的科室，您不能修改。如需修改，请联系责任科室。")
        self.check_still(row, self._row(self.columns(variant), decision))
        values = raw_values_of(decision, secrets=True) | dict(changes)
        facts = {"actor": user, "decision": decision, "raw_values": values, "overrides": decision.overrides}
        if decision.state in CHANGEABLE:
            decision_change(**facts, answers=decision.publicity_answers)
        else:
            decision_correct(**facts, reason=reason)

    def _row(self, columns: Sequence[TripColumn], decision: Decision) -> Present:
        state = DecisionState(decision.state)
        open_now = decision.state in (*CHANGEABLE, *CORRECTABLE)
        why = "" if open_now else f"这件决定现在是“{state.label}”，不能修改或更正。请先办完这一步。"
        cells = _cells(columns, decision.state, decision.section.name, decision.data)
        return self.present(columns, decision.pk, decision.public_id, str(decision), cells, why)


def _editable(user: Any) -> Any:
    return Decision.objects.visible_to(user).filter(state__in=(*CHANGEABLE, *CORRECTABLE))


def _with_names(rows: Any) -> Any:
    return rows.select_related("section", "kind").defer("secrets")


def _column(spec: Field) -> TripColumn:
    enum = spec.type == "enum"
    return TripColumn(
        spec.code, spec.header, spec.help, True, choices=tuple(dict.fromkeys(one["value"] for one in spec.enum)) if enum else (),
        lines=spec.type == "multiline", free=spec.type in ("text", "multiline") and spec.role not in _CODES,
        width=40 if spec.type == "multiline" else 20,
    )  # fmt: skip


def _cells(columns: Iterable[TripColumn], state: str, section: str, data: Mapping[str, Any]) -> dict[str, str]:
    own = {"state": str(DecisionState(state).label), "section": section}
    return {column.key: own.get(column.key, str(data.get(column.key) or "")) for column in columns}
