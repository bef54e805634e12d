"""A right to act for a subject begins, ends, and goes over to somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import Group
from django.db import IntegrityError
from django.urls import reverse

from accounts.models import User
from accounts.roles import FIRM_USER, PRACTITIONER, conflict
from audit.services import Actor, deed
from core import clock
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition, NotReady
from core.masking import scrub
from core.text import clean
from members.choices import Role, Way
from members.messages import ENDED, HANDED
from members.models import Membership
from members.querysets import DECIDE
from members.selectors import acts_for
from notices.services import notify
from records.models import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable

_GROUP_OF = {Role.HEAD: FIRM_USER, Role.CLERK: FIRM_USER, Role.PRACTITIONER: PRACTITIONER}
LEAST_REASON = 4


def grant(*, actor: Actor, user: User, subject: Subject, role: str) -> Membership:
    """Let a person act for a subject from today. Needs members.decide_binding (the machine may too).

    Raises Forbidden; DomainError for staff accounts and roles that do not fit the subject; Duplicate for somebody who acts for
    it already, and when the firm has a head already.
    """
    if not actor.has_perm(DECIDE):
        raise Forbidden("您没有设立机构账号的权限，请联系科室负责人。")
    return open_membership(actor=actor, user=user, subject=subject, role=role, way=Way.STAFF)


def open_membership(*, actor: Actor, user: User, subject: Subject, role: str, way: str) -> Membership:
    """The beginning itself, for services that have checked the right to it (code, head's word, invitation)."""
    fits(subject, role)
    try:
        with deed(actor=actor, code="members.granted", extra={"role": role, "way": way}) as draft:
            locked = Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
            person = User.objects.select_for_update().get(pk=user.pk)
            _fit_person(person, role)
            _not_yet(person, locked, role)
            draft.obj = row = Membership.objects.create(
                user=person, subject=locked, role=role, way=way, since=clock.today()
            )
            person.groups.add(Group.objects.get(name=_GROUP_OF[Role(role)]))
    except IntegrityError as error:
        raise Duplicate("刚刚已有别的账号绑定了这家机构，请刷新页面查看。", code="E-MEM-03") from error
    return row


def end(*, actor: User, membership: Membership, reason: str) -> Membership:
    """End somebody's right, at once and with a reason: by the firm's head (never the own) or by the bureau.

    The head's own account ends by hand-over or at the bureau, so that no firm is left without anybody by mistake.
    """
    reason = reasoned(reason)
    with deed(actor=actor, code="members.ended", obj=membership, reason=reason):
        row = _locked(membership)
        if not actor.has_perm(DECIDE):
            if row.user_id == actor.pk:
                raise Forbidden("不能在这里终止自己的账号。负责人请先移交；经办人请用“退出本机构”。", code="E-MEM-04")
            heads(actor, row.subject)
        close(row, reason)
        _tell_ended(row)
    return row


def leave(*, actor: User, membership: Membership, reason: str = "本人退出") -> Membership:
    """A clerk stops acting for the firm. NotReady for its head, who must hand over first."""
    reason = reasoned(reason)
    with deed(actor=actor, code="members.ended", obj=membership, reason=reason):
        row = _locked(membership)
        if row.user_id != actor.pk:
            raise Forbidden("只能由本人退出。")
        if row.role == Role.HEAD:
            raise NotReady(
                "您是本机构唯一的负责人账号，退出后就没有人能够办理业务。请先移交给一位经办人；"
                "没有经办人的，请先邀请一位，或者到司法局窗口办理。",
                code="E-MEM-05",
            )
        close(row, reason)
    return row


def hand_over(*, actor: User, membership: Membership, stays: bool = True) -> Membership:
    """The head makes a clerk of the same firm the head; becomes a clerk, or leaves when `stays` is false. Gives the new head."""
    with deed(actor=actor, code="members.handed_over", obj=membership, extra={"stays": stays}) as draft:
        subject = Subject.objects.select_for_update(of=("self",)).get(pk=membership.subject_id)
        heir = _locked(membership)
        own = heads(actor, subject)
        if heir.user_id == actor.pk or heir.role != Role.CLERK:
            raise InvalidTransition("只能移交给本机构的一位经办人，请重新选择。", code="E-MEM-06")
        if not heir.user.is_active:
            raise InvalidTransition("这位经办人的账号已停用，不能接任。请另选一位。", code="E-MEM-06")
        own = _locked(own)
        close(own, "移交负责人账号")
        close(heir, "接任负责人账号")
        new = _again(heir, Role.HEAD, Way.HEAD)
        if stays:
            _again(own, Role.CLERK, Way.HEAD)
        draft.obj = new
        notify(
            recipients=[new.user], code=HANDED, key=f"members.handed:{new.pk}", link=reverse("portal:people"),
            params={"firm": subject.name, "name": actor.display_name},
        )  # fmt: skip
    return new


def replace_head(*, actor: Actor, subject: Subject, reason: str) -> None:
    """Inside a deed of the bureau's staff: the present head's account ends, so that another can follow."""
    for row in Membership.objects.in_force().select_for_update().filter(subject=subject, role=Role.HEAD):
        close(row, reason)
        _tell_ended(row)


def heads(actor: User, subject: Subject) -> Membership:
    """The actor's own membership as head of the subject; Forbidden without one."""
    row = Membership.objects.of(actor).filter(subject_id=subject.pk, role=Role.HEAD).first()
    if row is None or not acts_for(actor, subject, Role.HEAD):
        raise Forbidden("这一步只能由本机构的负责人账号办理。请联系本机构负责人。", code="E-MEM-02")
    return row


def fits(subject: Subject, role: str) -> None:
    """DomainError unless the role goes with a firm or a person, whichever the subject is."""
    if role not in Role.values:
        raise DomainError("请选择以什么身份办理。", code="E-MEM-01", field="role")
    if (role == Role.PRACTITIONER) != subject.is_person:
        raise DomainError(
            "机构的账号只能是负责人或经办人，从业人员的账号只能是本人。请重新选择。", code="E-MEM-01", field="role"
        )


def reasoned(reason: str) -> str:
    """The reason as it is kept; DomainError for one that says nothing."""
    text = scrub(clean(reason))[:200]
    if len(text) < LEAST_REASON:
        raise DomainError("请写明理由（至少 4 个字），对方会看到，也会留在记录中。", code="E-LAW-02", field="reason")
    return text


def close(row: Membership, reason: str) -> None:
    """Inside a deed: end a locked row; the person's group goes with the last right of its kind."""
    row.until, row.end_reason = clock.today(), reason
    row.save(update_fields=["until", "end_reason"])
    group = _GROUP_OF[Role(row.role)]
    left = Membership.objects.in_force().filter(user_id=row.user_id, role__in=_roles_of(group))
    if not left.exists():
        row.user.groups.remove(Group.objects.get(name=group))


def _tell_ended(row: Membership) -> None:
    notify(
        recipients=[row.user], code=ENDED, key=f"members.ended:{row.pk}", link=reverse("portal:bind"),
        params={"firm": row.subject.name, "reason": row.end_reason},
    )  # fmt: skip


def _roles_of(group: str) -> Iterable[str]:
    return [role for role, name in _GROUP_OF.items() if name == group]


def _again(row: Membership, role: str, way: str) -> Membership:
    new = Membership.objects.create(
        user_id=row.user_id, subject_id=row.subject_id, role=role, way=way, since=clock.today()
    )
    new.user.groups.add(Group.objects.get(name=_GROUP_OF[Role(role)]))
    return new


def _locked(membership: Membership) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user", "subject")
    row = rows.get(pk=membership.pk)
    if row.until is not None:
        raise InvalidTransition("这个账号的权限已经终止，不需要再办。请刷新页面。", code="E-STATE-01")
    return row


def _fit_person(user: User, role: str) -> None:
    if not user.is_active:
        raise DomainError("这个账号已停用，不能绑定。请联系司法局窗口。", code="E-STATE-01")
    if user.is_staff or user.is_superuser:
        raise Forbidden("工作人员的账号不能兼作机构或从业人员账号。请另行注册。", code="E-ACC-06")
    why = conflict([*user.role_names, _GROUP_OF[Role(role)]])
    if why:
        raise Forbidden(why, code="E-ACC-06")


def _not_yet(user: User, subject: Subject, role: str) -> None:
    rows = list(Membership.objects.in_force().filter(subject=subject).select_related("user"))
    if any(row.user_id == user.pk for row in rows):
        raise Duplicate(f"这个账号已经绑定“{subject.name}”，不需要再绑定。", code="E-MEM-03")
    if role != Role.CLERK and any(row.role != Role.CLERK for row in rows):
        who = "本人" if subject.is_person else "负责人"
        raise Duplicate(
            f"“{subject.name}”已有{who}账号。请由现任账号移交；账号失联的，请携带证件到司法局窗口更换。",
            code="E-MEM-03",
        )
