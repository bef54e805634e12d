"""The register of messages: every app declares its own in `messages.py`; the bureau may change the wording, never the code.

A wording contains `{name}` for each value. Only names that the message declares are understood.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import DomainError

_PLACE = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
TITLE_LENGTH = 120


@dataclass(frozen=True)
class Message:
    """One kind of message. `variables` explains each name in Chinese; the explanations also fill the preview.

    `urgent` messages leave by the gateway in quiet hours too. An `outside` message carries a secret that proves another channel:
    it is never shown in the inbox, where an open screen would give it away.
    """

    code: str
    title: str
    body: str
    variables: Mapping[str, str]
    label: str = ""
    urgent: bool = False
    outside: bool = False


_messages: dict[str, Message] = {}


def register_messages(*messages: Message) -> None:
    """Add messages; a wording that names an undeclared variable is a mistake of the program and stops the start."""
    for message in messages:
        check_wording(message, message.title, message.body)
        _messages[message.code] = message


def message(code: str) -> Message:
    """The registered message; DomainError for a code that nobody registered."""
    if code not in _messages:
        raise DomainError(f"消息类型“{code}”没有登记，请联系系统管理员。", code="E-MSG-01")
    return _messages[code]


def messages() -> list[Message]:
    """All registered messages by code."""
    return [_messages[code] for code in sorted(_messages)]


def outside_codes() -> list[str]:
    """Codes of the messages that the inbox never shows."""
    return [code for code, known in _messages.items() if known.outside]


def check_wording(wanted: Message, title: str, body: str) -> None:
    """Refuse an empty wording, a stray bracket and a name the message does not know (E-MSG-02), saying where it is."""
    known = "、".join(f"{{{name}}}（{text}）" for name, text in wanted.variables.items()) or "（没有变量）"
    for field, label, text in (("title", "标题", title), ("body", "正文", body)):
        if not text.strip():
            raise DomainError(f"{label}不能为空，请填写。", code="E-MSG-02", field=field)
        for name in _PLACE.findall(text):
            if name not in wanted.variables:
                raise DomainError(
                    f"{label}中的“{{{name}}}”不是这种消息的变量。可用的变量：{known}。", code="E-MSG-02", field=field
                )
        if re.search(r"[{}]", _PLACE.sub("", text)):
            raise DomainError(
                f"{label}中有不成对的花括号。变量写成 {{名称}}，可用的变量：{known}。", code="E-MSG-02", field=field
            )
    if len(title) > TITLE_LENGTH:
        raise DomainError(f"标题有 {len(title)} 个字，最多 {TITLE_LENGTH} 个，请缩短。", code="E-MSG-02", field="title")
    if not all(_NAME.fullmatch(name) for name in wanted.variables):
        raise DomainError(f"消息类型“{wanted.code}”的变量名只能用小写字母、数字和下划线。", code="E-MSG-02")


def fill(text: str, values: Mapping[str, object]) -> str:
    """Put the values in. A value is never read as a wording again; a missing one is a mistake of the caller (KeyError)."""
    return _PLACE.sub(lambda place: str(values[place.group(1)]), text)
