"""The wording of messages: changed by the administrator, checked against what the message knows, tried on oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.services import Actor, deed
from core import clock
from core.errors import DomainError, Forbidden, Stale
from notices.models import MessageTemplate
from notices.registry import Message, check_wording, fill, message
from notices.services.telling import notify

if TYPE_CHECKING:
    from accounts.models import User


def wording_of(code: str) -> tuple[str, str, bool]:
    """Title, body, and whether they are the bureau's own."""
    own = MessageTemplate.objects.filter(code=code).first()
    default = message(code)
    return (own.title, own.body, True) if own else (default.title, default.body, False)


def preview(wanted: Message, title: str, body: str) -> tuple[str, str]:
    """Title and body with the explanations of the variables in place of values; DomainError for a bad wording."""
    check_wording(wanted, title, body)
    samples = {name: f"〈{text}〉" for name, text in wanted.variables.items()}
    return fill(title, samples), fill(body, samples)


def template_change(
    *, actor: Actor, code: str, title: str, body: str, reason: str, seen_title: str = "", seen_body: str = ""
) -> MessageTemplate:
    """Give a message the bureau's own wording.

    seen_title, seen_body: the wording on which the change was made; if somebody else has changed it since, Stale is raised.
    """
    _may(actor)
    wanted = message(code)
    check_wording(wanted, title, body)
    _need_reason(reason)
    with deed(actor=actor, code="notices.template.changed", reason=reason) as draft:
        row, _ = MessageTemplate.objects.select_for_update().get_or_create(
            code=code, defaults={"title": wanted.title, "body": wanted.body, "variables": list(wanted.variables)}
        )
        if seen_body and (row.title, row.body) != (seen_title, seen_body):
            raise Stale("别人刚刚改过这个模板，您的修改没有保存。请重新打开页面，在最新文字上修改。")
        draft.obj = row
        draft.extra = {"before": {"title": row.title, "body": row.body}, "after": {"title": title, "body": body}}
        row.title, row.body, row.variables = title, body, list(wanted.variables)
        row.full_clean()
        row.save()
    return row


def template_reset(*, actor: Actor, code: str, reason: str) -> None:
    """Go back to the delivered wording."""
    _may(actor)
    _need_reason(reason)
    with deed(actor=actor, code="notices.template.reset", reason=reason) as draft:
        row = MessageTemplate.objects.select_for_update().filter(code=code).first()
        if row is None:
            raise DomainError("这个模板用的就是默认文字，不需要恢复。", code="E-MSG-04")
        draft.obj = row
        draft.extra = {"before": {"title": row.title, "body": row.body}}
        row.delete()


def template_try(*, actor: User, code: str) -> list[int]:
    """Send the message to oneself over all channels, with explanations in place of values."""
    _may(actor)
    samples = {name: f"〈{text}〉" for name, text in message(code).variables.items()}
    return notify(recipients=[actor], code=code, params=samples, key=f"try:{code}:{clock.now():%Y%m%d%H%M%S%f}")


def _may(actor: Actor) -> None:
    if not actor.has_perm("notices.change_messagetemplate"):
        raise Forbidden("您没有修改消息模板的权限，请联系系统管理员。")


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise DomainError("请写明修改理由，理由会留在操作记录中。", code="E-LAW-02", field="reason")
