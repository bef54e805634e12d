"""A matter from its opening to its end. 准予 needs a fresh look-up of everybody (巫山司发〔2022〕20号第21项)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import connection

from audit.services import deed
from core import clock, settings_store
from core.errors import DomainError, Forbidden, NotReady
from core.masking import scrub
from core.text import clean
from supervision.choices import LookUpState, MatterState, Scene, Verdict
from supervision.models import LookUp, Matter
from supervision.parameters import VALID_DAYS
from supervision.querysets import LookUpQuerySet
from supervision.transitions import MATTER_MOVES

if TYPE_CHECKING:
    from accounts.models import User

_NUMBERING = 20220821  # number of the advisory lock that keeps the numbers of a day without gaps and doubles


def matter_open(*, actor: User, scene: str, title: str) -> Matter:
    """Open a matter of the actor's section; its number is CX-day-nn. Forbidden without the right or a section."""
    if not actor.has_perm("supervision.look_up"):
        raise Forbidden("您没有查询信用状况的权限。确需查询的，请联系科室负责人。")
    if actor.section is None:
        raise Forbidden("您的账号没有分到科室，不能开立查询事项。请联系系统管理员设置科室。")
    if scene not in Scene.values:
        raise DomainError("请选择在什么事项中查询。", code="E-CX-03", field="scene")
    title = scrub(clean(title))[:200]
    if len(title) < 2:
        raise DomainError("请写明办理的是什么事项，如“某某律师事务所变更负责人”。", code="E-CX-03", field="title")
    with deed(actor=actor, code="supervision.matter.opened") as draft:
        draft.obj = matter = Matter.objects.create(
            number=_next_number(clock.today()), scene=scene, title=title, section=actor.section, opened_by=actor,
            opened_at=clock.now(),
        )  # fmt: skip
    return matter


def platform_record(*, actor: User, matter: Matter, looked_on: date, result: str) -> Matter:
    """Note what the city's platform answered; this system asks only the bureau's own file."""
    result = scrub(clean(result))[:300]
    if not result:
        raise DomainError("请写明市平台查询的结果，如“未触发”或“触发失信惩戒 1 条”。", code="E-CX-04", field="result")
    if looked_on > clock.today():
        raise DomainError("市平台查询日期不能晚于今天。", code="E-CX-04", field="looked_on")
    with deed(actor=actor, code="supervision.platform.recorded", obj=matter):
        locked = locked_matter(actor, matter, "platform")
        locked.platform_looked_on, locked.platform_result = looked_on, result
        locked.save(update_fields=["platform_looked_on", "platform_result"])
    return locked


def exception_sign(*, actor: User, matter: Matter, reason: str) -> Matter:
    """A chief answers for granting without a fresh look-up; the reason stays on record."""
    reason = scrub(clean(reason))[:300]
    if len(reason) < 4:
        raise DomainError("请写明为什么可以不经查询就准予，以及事后怎样补查。", code="E-CX-05", field="reason")
    with deed(actor=actor, code="supervision.exception.signed", obj=matter, reason=reason):
        locked = locked_matter(actor, matter, "sign")
        locked.exception_by, locked.exception_reason = actor, reason
        locked.save(update_fields=["exception_by", "exception_reason"])
    return locked


def matter_decide(*, actor: User, matter: Matter, decision: str) -> Matter:
    """Register the decision of today. NotReady for 准予 while somebody is not freshly looked up and no chief has signed."""
    if decision not in Verdict.values:
        raise DomainError("请选择决定：准予、不予或其他。", code="E-CX-06", field="decision")
    with deed(actor=actor, code="supervision.matter.decided", obj=matter, extra={"decision": decision}):
        locked = locked_matter(actor, matter, "decide")
        missing = lacking(locked, clock.today())
        if decision == Verdict.GRANTED and missing and locked.exception_by_id is None:
            raise NotReady(
                f"还不能准予：{'；'.join(missing)}。请先查询，或由科室负责人写明理由签署例外。",
                code="E-CX-07",
                field="decision",
            )
        locked.decision, locked.decided_on, locked.decided_by = decision, clock.today(), actor
        locked.state = MatterState.DECIDED
        locked.save(update_fields=["decision", "decided_on", "decided_by", "state"])
    return locked


def matter_close(*, actor: User, matter: Matter, unused_reason: str = "") -> Matter:
    """End the matter. What should have been used and was not (应用未用) needs an explanation first."""
    reason = scrub(clean(unused_reason))[:300]
    with deed(actor=actor, code="supervision.matter.closed", obj=matter, reason=reason):
        locked = locked_matter(actor, matter, "close")
        left = unused(locked)
        if left and len(reason) < 4:
            raise NotReady(
                f"应用未用须先说明：{'；'.join(left)}。请补办，或写明原因。", code="E-CX-08", field="unused_reason"
            )
        locked.unused_reason = reason if left else ""
        locked.state, locked.closed_at = MatterState.CLOSED, clock.now()
        locked.save(update_fields=["unused_reason", "state", "closed_at"])
    return locked


def lacking(matter: Matter, on: date) -> list[str]:
    """Why 准予 is not possible on the day, in words; empty when everybody was freshly looked up."""
    rows = list(current_rows(matter).values_list("state", "looked_on"))
    if not rows:
        return ["还没有查询任何行政相对人"]
    oldest = on - timedelta(days=valid_days())
    waiting = sum(state == LookUpState.WAITING for state, _ in rows)
    open_choice = sum(state == LookUpState.AMBIGUOUS for state, _ in rows)
    stale = sum(day is not None and day < oldest for _, day in rows)
    words = (
        (waiting, "个还在查询"),
        (open_choice, "个待选定是哪个主体"),
        (stale, f"个查询已超过 {valid_days()} 日，须重新查询"),
    )
    return [f"{number} {text}" for number, text in words if number]


def unused(matter: Matter) -> list[str]:
    """What of the credit information was not used in the matter, in words."""
    rows = current_rows(matter)
    found = []
    if not rows.done().exists():
        found.append("没有查询信用状况")
    elif pending := rows.filter(state__in=(LookUpState.WAITING, LookUpState.AMBIGUOUS)).count():
        found.append(f"{pending} 个没有查到底")
    if silent := rows.unanswered().count():
        found.append(f"{silent} 个触发没有反馈")
    if matter.exception_by_id:
        found.append("按例外先行准予")
    return found


def current_rows(matter: Matter) -> LookUpQuerySet:
    """The look-ups that count: those of the matter's last round."""
    return LookUp.objects.filter(matter=matter, round=matter.round)


def valid_days() -> int:
    return int(settings_store.get(VALID_DAYS))


def locked_matter(actor: User, matter: Matter, move: str) -> Matter:
    """The matter under lock; Forbidden when it is another section's, InvalidTransition when it is too late."""
    wanted = MATTER_MOVES[move]
    if not actor.has_perm(wanted.perm):
        raise Forbidden(f"“{wanted.label}”需要相应权限，您的账号没有。请联系科室负责人。")
    locked = Matter.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=matter.pk).first()
    if locked is None:
        raise Forbidden("这件事项属于其他科室，您不能办理。")
    MATTER_MOVES.check(locked.state, move)
    return locked


def _next_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING])
    prefix = f"CX-{on:%Y%m%d}-"
    taken = Matter.objects.filter(number__startswith=prefix).values_list("number", flat=True)
    last = max((int(number.removeprefix(prefix)) for number in taken), default=0)
    return f"{prefix}{last + 1:02d}"
