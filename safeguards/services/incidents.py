"""An incident or a drill from its discovery to its end; both clocks run from the discovery (个人信息保护法第五十七条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection

from audit.services import Actor, deed, person_id
from core import clock, settings_store
from core.errors import DomainError, Forbidden, InvalidTransition, NotReady
from core.masking import scrub
from core.text import clean, clean_multiline
from safeguards.affected import Extent, extent_of
from safeguards.checklist import STEPS
from safeguards.choices import IncidentKind, IncidentState, Level, Told
from safeguards.models import Affected, Alert, Incident, IncidentStep
from safeguards.parameters import AUTHORITY_HOURS, PERSONS_HOURS
from safeguards.transitions import INCIDENT_MOVES, KEEP

if TYPE_CHECKING:
    from accounts.models import User

_NUMBERING = 20220824  # number of the advisory lock that keeps the numbers of a year without gaps and doubles
WHOM = ("authority", "persons")


@dataclass(frozen=True)
class Facts:
    """What the keeper knows when he opens the register; what is not known yet may be empty."""

    kind: str
    title: str
    facts: str
    data_kinds: str
    discovered_at: datetime
    level: str = Level.COMMON
    drill: bool = False
    harm: str = ""
    measures: str = ""
    advice: str = ""
    since: datetime | None = None
    until: datetime | None = None
    suspect: User | None = None
    address: str | None = None
    alert: Alert | None = None


def incident_open(*, actor: Actor, facts: Facts) -> Incident:
    """Register an incident or a drill, with its checklist and its two due moments. Needs safeguards.keep_incident."""
    _need(actor)
    texts = _checked(facts)
    hours = settings_store.get_many([AUTHORITY_HOURS, PERSONS_HOURS])
    with deed(actor=actor, code="safeguards.incident.opened") as draft:
        incident = Incident.objects.create(
            number=_next_number(), kind=facts.kind, level=facts.level, drill=facts.drill, discovered_at=facts.discovered_at,
            since=facts.since, until=facts.until, suspect=facts.suspect, address=facts.address or None, alert=facts.alert,
            authority_due=facts.discovered_at + timedelta(hours=int(hours[AUTHORITY_HOURS])),
            persons_due=facts.discovered_at + timedelta(hours=int(hours[PERSONS_HOURS])),
            opened_by_id=person_id(actor), opened_at=clock.now(), **texts,
        )  # fmt: skip
        IncidentStep.objects.bulk_create(
            [IncidentStep(incident=incident, code=code, order=n, text=text) for n, (code, text) in enumerate(STEPS, 1)]
        )
        draft.obj, draft.extra = incident, {"drill": facts.drill}
    return incident


def incident_amend(*, actor: Actor, incident: Incident, facts: Facts, reason: str) -> Incident:
    """Write down what has become known since; before and after stay in the history. The discovery and its clocks never move.

    A level that rises takes back an earlier “no report needed”.
    """
    reason = scrub(clean(reason))[:300]
    if len(reason) < 2:
        raise DomainError("请写明根据什么补充或更正。", code="E-SAF-08", field="reason")
    texts = _checked(facts)
    with deed(actor=actor, code="safeguards.incident.amended", obj=incident, reason=reason):
        row = _locked(actor, incident, "amend")
        for name, value in texts.items():
            setattr(row, name, value)
        row.kind, row.level, row.since, row.until = facts.kind, facts.level, facts.since, facts.until
        row.suspect, row.address = facts.suspect, facts.address or None
        if row.level != Level.COMMON and row.authority_told == Told.NOT_NEEDED:
            row.authority_told, row.authority_note, row.authority_at = Told.WAITING, "", None
        row.save()
    return row


def step_done(*, actor: Actor, incident: Incident, code: str, note: str) -> IncidentStep:
    """Tick one line of the checklist, with what was done in words."""
    note = scrub(clean(note))[:300]
    if len(note) < 2:
        raise DomainError("请写明做了什么，没有做的写明为什么不需要。", code="E-SAF-03", field="note")
    with deed(actor=actor, code="safeguards.incident.step", obj=incident, reason=note):
        row = _locked(actor, incident, "step")
        step = IncidentStep.objects.select_for_update().filter(incident=row, code=code).first()
        if step is None:
            raise DomainError("清单里没有这一步，请刷新页面。", code="E-SAF-03")
        if step.done_at is not None:
            raise InvalidTransition("这一步已经完成。请刷新页面。", code="E-STATE-01")
        step.done_at, step.done_by_id, step.note = clock.now(), person_id(actor), note
        step.save(update_fields=["done_at", "done_by", "note"])
    return step


def affected_collect(*, actor: Actor, incident: Incident) -> Extent:
    """Make the list of affected subjects anew from the registers. NotReady unless a span and an account or address are named."""
    with deed(actor=actor, code="safeguards.incident.collected", obj=incident) as draft:
        row = _locked(actor, incident, "collect")
        if not (row.since and row.until and (row.suspect_id or row.address)):
            raise NotReady(
                "要生成名单，须先写明涉事时段的起止时间，以及涉事账号或来源地址中的至少一项。",
                code="E-SAF-04",
                field="since",
            )
        extent = extent_of(row)
        Affected.objects.filter(incident=row).delete()
        Affected.objects.bulk_create(
            [
                Affected(
                    incident=row, subject_id=one.subject_id, ways="、".join(sorted(one.ways))[:60], looks=one.looks,
                    first_at=one.first, last_at=one.last,
                )
                for one in extent.touches
            ]
        )  # fmt: skip
        draft.extra = {"count": len(extent.touches)}
    return extent


def notice_told(*, actor: Actor, incident: Incident, whom: str, needed: bool, note: str) -> Incident:
    """Register that the authority or the affected were told, or why that is not needed. whom: authority | persons."""
    if whom not in WHOM:
        raise DomainError("没有认出要登记哪一种告知，请用页面上的按钮。", code="E-SAF-05")
    note = scrub(clean(note))[:300]
    if len(note) < 4:
        raise DomainError(
            "请写明报告或通知的对象、方式和文号；不需要告知的，写明研判理由。", code="E-SAF-05", field="note"
        )
    with deed(actor=actor, code="safeguards.incident.told", obj=incident, reason=note, extra={"whom": whom}):
        row = _locked(actor, incident, "told")
        if getattr(row, f"{whom}_told") != Told.WAITING:
            raise InvalidTransition("这一项已经登记过。请刷新页面。", code="E-STATE-01")
        if whom == "authority" and not needed and row.level != Level.COMMON:
            raise DomainError(
                f"这起事件研判为“{row.get_level_display()}”，较大以上的事件必须报告主管部门。",
                code="E-SAF-05",
                field="needed",
            )
        setattr(row, f"{whom}_told", Told.DONE if needed else Told.NOT_NEEDED)
        setattr(row, f"{whom}_note", note)
        setattr(row, f"{whom}_at", clock.now())
        row.save(update_fields=[f"{whom}_told", f"{whom}_note", f"{whom}_at"])
    return row


def incident_close(*, actor: Actor, incident: Incident, conclusion: str) -> Incident:
    """Close it. NotReady while a step or a notice is open; what was learnt must be written down."""
    conclusion = scrub(clean_multiline(conclusion))
    if len(conclusion) < 10:
        raise DomainError("请写明原因、责任和整改措施，至少 10 个字。", code="E-SAF-06", field="conclusion")
    with deed(actor=actor, code="safeguards.incident.closed", obj=incident, reason=conclusion[:300]):
        row = _locked(actor, incident, "close")
        if missing := lacking(row):
            raise NotReady(f"还不能办结：{'；'.join(missing)}。", code="E-SAF-06")
        row.state, row.conclusion = IncidentState.CLOSED, conclusion
        row.closed_at, row.closed_by_id = clock.now(), person_id(actor)
        row.save(update_fields=["state", "conclusion", "closed_at", "closed_by"])
    return row


def lacking(incident: Incident) -> list[str]:
    """What still stands in the way of closing, in words."""
    steps = incident.steps.filter(done_at__isnull=True).count()
    found = [f"处置清单还有 {steps} 步没有完成"] if steps else []
    if incident.authority_told == Told.WAITING:
        found.append("还没有登记报告主管部门的情况")
    if incident.persons_told == Told.WAITING:
        found.append("还没有登记通知受影响主体的情况")
    return found


def _need(actor: Actor) -> None:
    if not actor.has_perm(KEEP):
        raise Forbidden("您没有登记和处置安全事件的权限，请联系安全管理员。")


def _locked(actor: Actor, incident: Incident, move: str) -> Incident:
    _need(actor)
    row = Incident.objects.select_for_update().get(pk=incident.pk)
    INCIDENT_MOVES.check(row.state, move)
    return row


def _checked(facts: Facts) -> dict[str, str]:
    if facts.kind not in IncidentKind.values or facts.level not in Level.values:
        raise DomainError("请选择事件类型和研判等级。", code="E-SAF-02", field="kind")
    if facts.discovered_at > clock.now():
        raise DomainError("发现时间不能晚于现在。", code="E-SAF-02", field="discovered_at")
    if facts.since and facts.until and facts.until < facts.since:
        raise DomainError("涉事时段的结束时间早于开始时间，请核对。", code="E-SAF-02", field="until")
    texts = {
        "title": scrub(clean(facts.title))[:120],
        "facts": scrub(clean_multiline(facts.facts)),
        "data_kinds": scrub(clean(facts.data_kinds))[:300],
        "harm": scrub(clean(facts.harm))[:500],
        "measures": scrub(clean(facts.measures))[:500],
        "advice": scrub(clean(facts.advice))[:500],
    }
    for field, words in (("title", "事件名称"), ("facts", "事件经过"), ("data_kinds", "涉及的信息种类")):
        if len(texts[field]) < 2:
            raise DomainError(f"请填写{words}。还不清楚的，先写已经知道的。", code="E-SAF-02", field=field)
    return texts


def _next_number() -> str:
    """AQ-year-nn; call inside the deed."""
    year = clock.today().year
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING])
    last = (
        Incident.objects.filter(number__startswith=f"AQ-{year}-")
        .order_by("-pk")
        .values_list("number", flat=True)
        .first()
    )
    return f"AQ-{year}-{int(last.rsplit('-', 1)[1]) + 1 if last else 1:02d}"
