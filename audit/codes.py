"""The catalogue of named actions: code → Chinese sentence. An action that is not in it cannot be written."""

from __future__ import annotations

ACTIONS: dict[str, str] = {}
DEEDS: dict[str, str] = {
    "view": "查看",
    "export": "导出",
    "download": "下载",
    "print": "打印",
    "search": "查询",
    "login": "登录",
    "login_failed": "登录失败",
    "logout": "退出",
    "factor": "通过第二重验证",
    "factor_failed": "第二重验证没有通过",
    "refused": "被拒绝的访问",
}


def register_actions(actions: dict[str, str]) -> None:
    """Add an app's actions; called from its AppConfig.ready()."""
    ACTIONS.update(actions)


def action_label(code: str) -> str:
    """The Chinese sentence for an action code; KeyError for one nobody registered."""
    return ACTIONS[code]
