"""How entries of the trail read: who did or looked at what, as a Chinese sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps

from audit.codes import ACTIONS, DEEDS
from audit.models import Access, Action

DOORS = {
    "admin": "工作页面",
    "site": "公示网站",
    "api": "接口",
    "portal": "办事大厅",
    "task": "定时任务",
    "command": "命令行",
}
_LONGEST = 120
_RESULT = {True: "通过", False: "没有通过"}
_FACTS = {
    "ok": "结果",
    "first": "第一处",
    "before": "原来",
    "after": "现在",
    "count": "数量",
    "scopes": "权限范围",
    "days": "天数",
    "year": "年份",
    "attempts": "失败次数",
    "revoked_tokens": "停用令牌",
    "rows": "行数",
    "seals": "封存数",
}
_PARTS = {"value": "值", "basis": "依据", "confirmed": "已确认", "title": "标题", "body": "正文"}


def action_sentence(action: Action) -> str:
    """“登记决定：巫山司罚决字〔2026〕3号 某所”; an action whose app is gone keeps its code."""
    label = ACTIONS.get(action.code, action.code)
    return f"{label}：{action.object_title}" if action.object_title else label


def access_sentence(access: Access) -> str:
    """“查看信用主体：某所”."""
    label = DEEDS.get(access.deed, access.deed)
    kind = type_title(access.object_type) if access.deed in ("view", "export", "print") else ""
    return f"{label}{kind}：{access.object_title}" if access.object_title else f"{label}{kind}"


def door(channel: str) -> str:
    """The way in, in words."""
    return DOORS.get(channel, channel or "后台")


def type_title(label: str) -> str:
    """The Chinese name of an object type such as records.subject; "" when unknown."""
    try:
        return str(apps.get_model(label)._meta.verbose_name) if label else ""
    except LookupError:
        return ""


def details(extra: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The further facts of an action as pairs of words, each cut to a readable length; what has no word is left out."""
    for name, label in _FACTS.items():
        if name in extra and extra[name] not in (None, ""):
            yield label, _RESULT[bool(extra[name])] if name == "ok" else _plain(extra[name])


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        text = "是" if value else "否"
    elif isinstance(value, list) and all(isinstance(item, (str, int)) for item in value):
        text = "、".join(map(str, value)) or "无"
    elif isinstance(value, dict):
        parts = [f"{_PARTS.get(name, name)}＝{_plain(inner)}" for name, inner in value.items()]
        text = str(value["message"]) if "message" in value else "；".join(parts)
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
