"""A workbook with a data standard on its way in: read, put before the rule engine, compared, adopted from a day on.

The same way serves a new edition of a kind and the first edition of a new kind. From its day the form, the template, the check of
workbooks and the API go by it; nothing is deployed. Decisions keep the edition under which they were registered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.base import File

from accounts.models import User
from audit.services import Actor, deed
from core import clock
from core.errors import DomainError, Forbidden, Stale
from exchange.kinds import JobKind
from exchange.models import Job
from exchange.services.running import Run
from exchange.services.tables import adopting, checked_table, no_commit, table_check, table_recheck
from publicity.models import DecisionKind, FieldSpec, StandardEdition
from publicity.services.kinds import PERM, KindFacts, kind_open, kind_problems
from publicity.services.standards import spec_of
from publicity.standard.conditions import BadCondition
from publicity.standard.editions import next_spec
from publicity.standard.engine import compile_standard
from publicity.standard.spec import BadStandard, to_rows
from publicity.standard_sheet import COLUMNS, read_standard, words_of
from records.catalogue_diff import Diff, diff
from records.services.catalogue import need_reason

E_STANDARD = "E-STD-10"
#: Closed lists that are the same in every standard; a blank cell takes them.
_USUAL_ROLES = ("party_kind", "id_type", "legal_rep_id_type")
_USUAL_KIND = "reward"


@dataclass(frozen=True)
class StandardFacts:
    """A new edition as its form states it; `new_kind` where the kind itself is new."""

    kind: str
    code: str
    name: str
    basis: str
    valid_from: date
    confirmed: bool = False
    new_kind: KindFacts | None = None


@dataclass(frozen=True)
class Plan:
    """What adopting would do. `problems` stop it; `mark` names the edition it was compared with."""

    base: StandardEdition | None
    difference: Diff
    problems: tuple[DomainError, ...]
    spec: Mapping[str, Any]
    mark: str


def newest_standard(kind: str) -> StandardEdition | None:
    """The edition that a new one follows: the last to begin, begun already or not."""
    return StandardEdition.objects.filter(kind_id=kind).order_by("-valid_from").select_related("kind").first()


def standard_plan(*, facts: StandardFacts, fields: list[dict[str, Any]]) -> Plan:
    """Compile the fields and compare them with the edition they follow; nothing is written."""
    base = newest_standard(facts.kind)
    before = spec_of(base) if base else None
    spec = next_spec(
        before, _usual(), fields, kind=facts.kind, kind_name=_kind_name(facts), code=facts.code, name=facts.name,
        basis=facts.basis, valid_from=facts.valid_from, confirmed=facts.confirmed,
    )  # fmt: skip
    difference = diff(
        [words_of(field) for field in before["fields"]] if before else [], [words_of(field) for field in fields],
        [(column.key, column.header) for column in COLUMNS], name="header",
    )  # fmt: skip
    problems = [*_date_problems(facts, base), *_engine_problems(spec)]
    if facts.new_kind:
        problems += kind_problems(facts.new_kind, facts.valid_from)
    return Plan(base, difference, tuple(problems), spec, str(base.pk) if base else "none")


def standard_adopt(
    *, actor: Actor, facts: StandardFacts, fields: list[dict[str, Any]], mark: str, reason: str
) -> StandardEdition:
    """Let an edition begin on its day; the one before ends the day before. A new kind is opened with it.

    Raises Forbidden, Stale when another edition was adopted since the plan, DomainError with the plan's first problem.
    """
    if not actor.has_perm(PERM):
        raise Forbidden("维护数据标准由信用办办理，您没有这项权限。")
    need_reason(reason)
    with deed(actor=actor, code="publicity.standard.adopted", reason=reason) as draft:
        list(DecisionKind.objects.select_for_update().filter(pk=facts.kind))
        plan = standard_plan(facts=facts, fields=fields)
        if plan.mark != mark:
            raise Stale(
                "核对差异之后，这个种类又启用了别的版本，没有写入任何数据。请重新核对差异后再确认。", code=E_STANDARD
            )
        if plan.problems:
            raise plan.problems[0]
        if facts.new_kind:
            kind_open(facts.new_kind)
        draft.obj = edition = _write(plan)
        draft.extra = {"count": len(fields), "before": plan.base.name if plan.base else "", "after": edition.name}
    return edition


def standard_hand_in(*, actor: User, facts: StandardFacts, file: File | bytes, filename: str) -> Job:
    """Keep and check the workbook of a standard. The job holds findings, difference and problems; nothing is written."""
    params: dict[str, Any] = asdict(facts) | {"valid_from": facts.valid_from.isoformat()}
    return table_check(actor=actor, kind=KIND.code, file=file, filename=filename, params=params)


def standard_look_again(*, actor: User, job: Job) -> Job:
    """Compare a waiting workbook with the edition that is newest now."""
    return table_recheck(actor=actor, job=job)


def standard_adopt_job(*, actor: User, job: Job, reason: str) -> StandardEdition:
    """Let the checked workbook take effect. Exactly one of two people at once succeeds; see `standard_adopt`."""
    need_reason(reason)
    with adopting(actor=actor, job=job, reason=reason) as held:
        with held.file.open("rb") as stream:
            read = _read(held, stream.read())
        facts = facts_of_job(held)
        return standard_adopt(actor=actor, facts=facts, fields=read.fields, mark=held.summary["mark"], reason=reason)


def facts_of_job(job: Job) -> StandardFacts:
    """What the form of the hand-in stated."""
    new_kind = job.params.get("new_kind")
    return StandardFacts(
        **job.params
        | {
            "valid_from": date.fromisoformat(job.params["valid_from"]),
            "new_kind": KindFacts(**new_kind | {"sections": tuple(new_kind["sections"])}) if new_kind else None,
        }
    )


def _check(job: Job, run: Run) -> None:
    with job.file.open("rb") as stream:
        data = stream.read()
    read = _read(job, data)
    summary: dict[str, Any] = {}
    if not read.table.findings:
        plan = standard_plan(facts=facts_of_job(job), fields=read.fields)
        summary = {
            "mark": plan.mark, "diff": plan.difference.as_json(), "base": plan.base.name if plan.base else "",
            "problems": [{"message": one.message, "code": one.code, "field": one.field or ""} for one in plan.problems],
        }  # fmt: skip
    run.checked(checked_table(read.table, data, summary))


def _read(job: Job, data: bytes) -> Any:
    facts = facts_of_job(job)
    base = newest_standard(facts.kind)
    return read_standard(data, job.filename, spec_of(base) if base else None, _usual_lists(), sure=facts.confirmed)


def _usual() -> dict[str, Any]:
    """Any standard of the house, whose left-out columns and common lists a new kind begins with."""
    edition = newest_standard(_USUAL_KIND) or StandardEdition.objects.select_related("kind").first()
    return spec_of(edition) if edition else {"fields": []}


def _usual_lists() -> dict[str, list[dict[str, Any]]]:
    found = {
        field["role"]: field["enum"]
        for field in _usual()["fields"]
        if field["role"] in _USUAL_ROLES and "enum" in field
    }
    return found | {role: found["id_type"] for role in _USUAL_ROLES[1:] if "id_type" in found}


def _kind_name(facts: StandardFacts) -> str:
    return facts.new_kind.name if facts.new_kind else DecisionKind.objects.get(pk=facts.kind).name


def _date_problems(facts: StandardFacts, base: StandardEdition | None) -> Iterable[DomainError]:
    first, today = facts.valid_from, clock.today()
    if StandardEdition.objects.filter(kind_id=facts.kind, code=facts.code).exists():
        yield DomainError(f"版本代码“{facts.code}”已经用过，请换一个。", code=E_STANDARD, field="code")
    if first < today:
        yield DomainError(
            f"启用日期 {first} 已经过去：那以后登记的决定已按原版本检查。请填 {today} 或以后的日期。",
            code=E_STANDARD,
            field="valid_from",
        )
    if base is not None and base.valid_from >= first:
        earliest = base.valid_from + timedelta(days=1)
        yield DomainError(
            f"“{base.name}”从 {base.valid_from} 起启用，新版本最早从 {earliest} 起启用。请核对日期。",
            code=E_STANDARD,
            field="valid_from",
        )
    elif base is not None and base.valid_until is not None and base.valid_until >= first:
        yield DomainError(
            f"与“{base.name}”重叠：它用到 {base.valid_until}。请把启用日期改为以后的日期。",
            code=E_STANDARD,
            field="valid_from",
        )


def _engine_problems(spec: Mapping[str, Any]) -> Iterable[DomainError]:
    """The rule engine has the last word; what it says names the field."""
    try:
        compile_standard(spec)
    except (BadStandard, BadCondition) as problem:
        yield DomainError(f"规则引擎不能使用这份标准，请对照相近种类的表改写（{problem}）。", code=E_STANDARD)


def _write(plan: Plan) -> StandardEdition:
    edition_row, field_rows = to_rows(plan.spec)
    edition = StandardEdition(kind_id=edition_row.pop("kind"), **edition_row)
    edition.full_clean()
    edition.save()
    FieldSpec.objects.bulk_create(FieldSpec(edition=edition, **row) for row in field_rows)
    if plan.base is not None and plan.base.valid_until is None:
        plan.base.valid_until = date.fromisoformat(plan.spec["valid_from"]) - timedelta(days=1)
        plan.base.save(update_fields=["valid_until"])
    return edition


KIND = JobKind(
    "publicity.standard",
    "导入数据标准",
    PERM,
    _check,
    no_commit,
    page="admin:publicity_standard",
    show="admin:publicity_standard_job",
)
