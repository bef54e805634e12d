"""The data of one's own account as a workbook to take along. The credit file has its own (portal.own.download)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from audit.codes import DEEDS, action_label
from audit.models import Access, Action
from core import clock
from core.pieces import Row
from core.sheets.writing import Column, SheetSpec, write_workbook
from members.models import Membership
from notices.models import Notice

if TYPE_CHECKING:
    from accounts.models import User

MOST = 5000


def account_workbook(user: User, facts: Sequence[Row]) -> bytes:
    """Who one is here, for whom one acts or acted, messages, sign-ins and what one did; the newest first, MOST of each."""
    target = io.BytesIO()
    write_workbook(
        target,
        [
            SheetSpec(
                "账号", [Column("栏目"), Column("内容", width=50)], [[row.label, str(row.value)] for row in facts]
            ),
            SheetSpec(
                "代表的机构", _columns("机构或本人", "身份", "取得方式", "起", "止", "终止理由"), _memberships(user)
            ),
            SheetSpec("消息", _columns("时间", "标题", "正文", "阅读时间"), _notices(user)),
            SheetSpec("登录和查阅", _columns("时间", "行为", "来源地址"), _looks(user)),
            SheetSpec("办过的事", _columns("时间", "事项", "对象", "理由"), _deeds(user)),
        ],
    )
    return target.getvalue()


def _columns(*titles: str) -> list[Column]:
    return [Column(title) for title in titles]


def _memberships(user: User) -> Iterator[list[str]]:
    for row in Membership.objects.filter(user=user).select_related("subject").order_by("-id")[:MOST]:
        until = f"{row.until}" if row.until else ""
        yield [row.subject.name, row.get_role_display(), row.get_way_display(), f"{row.since}", until, row.end_reason]


def _notices(user: User) -> Iterator[list[str]]:
    for one in Notice.objects.visible_to(user).order_by("-id")[:MOST]:
        yield [_at(one.created_at), one.title, one.body, _at(one.read_at)]


def _looks(user: User) -> Iterator[list[str]]:
    for one in Access.objects.filter(actor_id=user.pk).order_by("-id")[:MOST]:
        yield [_at(one.at), DEEDS[one.deed], one.ip or ""]


def _deeds(user: User) -> Iterator[list[str]]:
    for one in Action.objects.filter(actor_id=user.pk).order_by("-id")[:MOST]:
        yield [_at(one.at), action_label(one.code), one.object_title, one.reason]


def _at(moment: datetime | None) -> str:
    return f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}" if moment else ""
