"""Somebody without a window code asks to act for a firm; its head or the bureau decides, and both say why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, connection
from django.urls import reverse

from audit.services import deed
from core import clock
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition
from core.masking import scrub
from core.text import clean
from members.choices import FIRM_ROLES, RequestState, Role, Way
from members.messages import ASKED, DECIDED
from members.models import BindingRequest
from members.querysets import DECIDE
from members.selectors import acts_for, head_of, users_of
from members.services.granting import fits, heads, open_membership, reasoned, replace_head
from notices.services import notify

if TYPE_CHECKING:
    from accounts.models import User
    from records.models import Subject

_NUMBERING = 20220823  # number of the advisory lock that keeps the numbers of a day without gaps and doubles
MOST_WAITING = 3


def request_ask(*, actor: User, subject: Subject, role: str, statement: str) -> BindingRequest:
    """Ask to become the head's or a clerk's account of the firm. The head is told; the bureau has it on its desk."""
    fits(subject, role)
    if role not in FIRM_ROLES:
        raise DomainError("从业人员本人的账号须凭窗口查验码绑定。", code="E-MEM-01", field="role")
    statement = scrub(clean(statement))[:300]
    if len(statement) < 6:
        raise DomainError(
            "请写明您在本机构的职务和申请的理由（至少 6 个字），负责人和司法局凭它核对。",
            code="E-MEM-10",
            field="statement",
        )
    if acts_for(actor, subject):
        raise Duplicate(f"这个账号已经绑定“{subject.name}”，不需要再申请。", code="E-MEM-03")
    try:
        with deed(actor=actor, code="members.request.asked") as draft:
            waiting = BindingRequest.objects.waiting().filter(user=actor)
            if waiting.filter(subject=subject).exists():
                raise Duplicate("您对这家机构的申请还在办理，请等待答复，不需要重复申请。", code="E-MEM-10")
            if waiting.count() >= MOST_WAITING:
                raise DomainError(f"您已有 {MOST_WAITING} 件申请在办理，请等答复后再申请。", code="E-MEM-10")
            draft.obj = row = BindingRequest.objects.create(
                number=_next_number(), user=actor, subject=subject, role=role, statement=statement, asked_at=clock.now()
            )
            _tell_head(row)
    except IntegrityError as error:
        raise Duplicate("您对这家机构的申请还在办理，不需要重复申请。", code="E-MEM-10") from error
    return row


def request_decide(*, actor: User, request: BindingRequest, agree: bool, reason: str = "") -> BindingRequest:
    """Agree or refuse: the firm's head for a clerk, the bureau for anybody. The bureau always says what it has checked.

    When the bureau agrees to a new head, the account of the present one ends. Nobody decides on the own request.
    """
    staff = actor.has_perm(DECIDE)
    if staff or not agree:
        reason = reasoned(reason)
    reason = scrub(clean(reason))[:300]
    code = "members.request.confirmed" if agree else "members.request.refused"
    with deed(actor=actor, code=code, obj=request, reason=reason):
        row = _locked(request)
        if row.user_id == actor.pk:
            raise Forbidden("不能由申请人自己办理。")
        if not staff:
            heads(actor, row.subject)
            if row.role != Role.CLERK:
                raise Forbidden("更换负责人不由负责人在这里同意：请用“移交负责人”，或者由司法局核对。", code="E-MEM-02")
        if agree:
            if row.role == Role.HEAD:
                replace_head(actor=actor, subject=row.subject, reason=f"司法局核对后更换负责人（{row.number}）")
            way = Way.STAFF if staff else Way.HEAD
            open_membership(actor=actor, user=row.user, subject=row.subject, role=row.role, way=way)
        _close(row, actor, RequestState.CONFIRMED if agree else RequestState.REFUSED, reason)
        _tell_asker(row)
    return row


def request_withdraw(*, actor: User, request: BindingRequest) -> BindingRequest:
    """Take back the own request."""
    with deed(actor=actor, code="members.request.withdrawn", obj=request):
        row = _locked(request)
        if row.user_id != actor.pk:
            raise Forbidden("只能由申请人自己撤回。")
        _close(row, actor, RequestState.WITHDRAWN, "申请人撤回")
    return row


def _locked(request: BindingRequest) -> BindingRequest:
    row = BindingRequest.objects.select_for_update(of=("self",)).select_related("user", "subject").get(pk=request.pk)
    if row.state != RequestState.WAITING:
        raise InvalidTransition(
            f"这件申请{row.get_state_display()}，不能再办。请刷新页面。",
            code="E-STATE-01",
        )
    return row


def _close(row: BindingRequest, actor: User, state: str, reason: str) -> None:
    row.state, row.decided_by, row.decided_at, row.decision_reason = state, actor, clock.now(), reason
    row.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])


def _tell_head(row: BindingRequest) -> None:
    if row.role == Role.CLERK and (held := head_of(row.subject)) is not None:
        notify(
            recipients=[held.user], code=ASKED, key=f"members.request:{row.pk}", link=reverse("portal:people"),
            params={"name": row.user.display_name, "firm": row.subject.name, "role": row.get_role_display(),
                    "number": row.number, "statement": row.statement},
        )  # fmt: skip


def _tell_asker(row: BindingRequest) -> None:
    agreed = row.state == RequestState.CONFIRMED
    words = (
        "现在可以登录办理。"
        if agreed
        else f"理由：{row.decision_reason}。可以补充说明后重新申请，或者到司法局窗口办理。"
    )
    notify(
        recipients=[row.user], code=DECIDED, key=f"members.request.decided:{row.pk}", link=reverse("portal:home"),
        params={"outcome": row.get_state_display(), "firm": row.subject.name, "number": row.number, "words": words},
    )  # fmt: skip
    if agreed:
        others = [user for user in users_of(row.subject, roles=(Role.HEAD,)) if user.pk != row.user_id]
        tell_joined(row.user, row.subject, row.get_role_display(), "绑定申请", others, f"request:{row.pk}")


def tell_joined(user: User, subject: Subject, role: str, way: str, others: list[User], key: str) -> None:
    """Tell the head who has joined, so that a stranger is noticed."""
    notify(
        recipients=others, code="members.joined", key=f"members.joined:{key}", link=reverse("portal:people"),
        params={"name": user.display_name, "firm": subject.name, "role": role, "way": way},
    )  # fmt: skip


def _next_number() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING])
    prefix = f"BD-{clock.today():%Y%m%d}-"
    taken = BindingRequest.objects.filter(number__startswith=prefix).values_list("number", flat=True)
    last = max((int(number.removeprefix(prefix)) for number in taken), default=0)
    return f"{prefix}{last + 1:02d}"
