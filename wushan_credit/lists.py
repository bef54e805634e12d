"""Lists of floors that do not know the exchange of files: messages and their wordings, keys of machines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from accounts.models import ApiToken
from accounts.scopes import SCOPES
from exchange.lists import Found, ListExport, Told, chosen, register_list
from exchange.roundtrip import TripColumn, register_roundtrip
from exchange.small_trip import SmallTrip
from notices.models import Delivery, Notice
from notices.registry import messages
from notices.services.wording import template_change, wording_of

DELIVERIES, INBOX, TOKENS = "notices.deliveries", "notices.inbox", "accounts.tokens"


@dataclass(frozen=True)
class _Wording:
    """One kind of message with the words in force."""

    pk: int
    code: str
    names: str
    title: str
    body: str


class WordingTrip(SmallTrip):
    """消息模板: title and body of every kind of message."""

    slug, title, noun, perm = "messages", "消息模板", "消息", "notices.change_messagetemplate"
    pages = ("notices_templates",)
    table = (
        TripColumn("code", "代码", "由程序决定，不能改。", width=28),
        TripColumn("names", "可用变量", "正文里写成 {代号}，不能改。", versioned=False, width=40),
        TripColumn("title", "标题", "", True, longest=120, width=34),
        TripColumn("body", "正文", "", True, longest=2000, lines=True, width=60),
    )
    guide = ("变量写成 {代号}，只能用“可用变量”里有的。恢复默认文字在页面上办理。",)

    def objects(self, user: Any, *, lock: int | None = None) -> Iterable[_Wording]:
        for number, one in enumerate(messages(), 1):
            if lock in (None, number):
                names = "；".join(f"{{{name}}} {words}" for name, words in one.variables.items())
                yield _Wording(number, one.code, names, *wording_of(one.code)[:2])

    def past(self, variant: str, pks: Collection[int]) -> Iterator[tuple[int, Mapping[str, str]]]:
        rows = {row.code: row for row in self.objects(None) if row.pk in pks}
        events: Any = apps.get_model("notices", "MessageTemplateEvent").objects
        for event in events.filter(code__in=rows).order_by("-pgh_id"):
            row = rows[event.code]
            yield row.pk, self.cells(_Wording(row.pk, row.code, row.names, event.title, event.body))
        for one in messages():
            if one.code in rows:
                row = rows[one.code]
                yield row.pk, self.cells(_Wording(row.pk, row.code, row.names, one.title, one.body))

    def key(self, row: Any) -> str:
        return str(row.code)

    def name(self, row: Any) -> str:
        return str(row.code)

    def cells(self, row: Any) -> dict[str, str]:
        return {"code": row.code, "names": row.names, "title": row.title, "body": row.body}

    def values(self, row: Any, changes: Mapping[str, str]) -> dict[str, Any]:
        now = self.cells(row) | dict(changes)
        return {"title": now["title"], "body": now["body"]}

    def save(self, user: Any, row: Any, values: dict[str, Any], reason: str) -> None:
        template_change(actor=user, code=row.code, reason=reason, seen_title=row.title, seen_body=row.body, **values)


def _deliveries(user: Any, params: Mapping[str, str]) -> Found:
    rows, said = Delivery.objects.select_related("notice__recipient").order_by("-id"), []
    for name, field, labels in (
        ("state__exact", "state", Delivery.State.choices),
        ("channel__exact", "channel", Delivery.Channel.choices),
    ):
        value, label = chosen(params, name, labels)
        if value:
            rows = rows.filter(**{field: value})
            said.append(label)
    return rows, said


def _inbox(user: Any, params: Mapping[str, str]) -> Found:
    mine = Notice.objects.visible_to(user)
    return (mine.unread().order_by("-id"), ["未读"]) if params.get("show") == "unread" else (mine.order_by("-id"), ())


def _tokens(user: Any, params: Mapping[str, str]) -> Found:
    return ApiToken.objects.select_related("user").order_by("-id"), ()


register_list(
    ListExport(
        DELIVERIES, "消息送达记录", "notices_delivery_changelist", "notices.view_messagetemplate", _deliveries,
        (
            Told("消息编号", "notice_id", 12), Told("类型", "notice.code", 28), Told("收件人", "notice.recipient", 16), Told("渠道", "get_channel_display", 12),
            Told("状态", "get_state_display", 12), Told("尝试次数", "attempts", 8), Told("送达时间", "sent_at", 18), Told("回执或原因", "proof", 44, free=True),
        ),
        ("state__exact", "channel__exact"),
    ),
    ListExport(
        INBOX, "我的消息", "inbox", "notices.view_notice", _inbox,
        (
            Told("标题", "title", 40, free=True), Told("正文", "body", 60, free=True), Told("发送时间", "created_at", 18), Told("阅读时间", "read_at", 18),
            Told("确认时间", "acknowledged_at", 18),
        ),
        ("show",),
    ),
    ListExport(
        TOKENS, "接口令牌", "accounts_apitoken_changelist", "accounts.manage_tokens", _tokens,
        (
            Told("名称", "name", 24), Told("用户", "user", 16), Told("权限范围", lambda row: "、".join(SCOPES.get(code, code) for code in row.scopes), 40),
            Told("状态", "state", 10), Told("签发时间", "created_at", 18), Told("有效期至", "expires_at", 18), Told("最近使用", "last_used_at", 18),
            Told("停用时间", "revoked_at", 18),
        ),
    ),
)  # fmt: skip
register_roundtrip(WordingTrip())
