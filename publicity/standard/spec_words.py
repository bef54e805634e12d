"""The declarations of a data standard as people write them in a workbook, both ways: conditions, closed lists, levels, parties.

条件必填：相对人是自然人                                {"when": {"party": ["natural"]}}
条件必填：XK_XKZS已填 且 相对人是自然人、个体工商户        {"when": {"all": [{"present": "XK_XKZS"}, {"party": [...]}]}}
罚款[罚款]=行政罚款|处以罚款                            {"value": "罚款", "marks": ["fine"], "synonyms": [...]}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from publicity.standard.spec import PARTIES, PARTY_LABELS

ALWAYS, NEVER, WHEN = "必填", "选填", "条件必填："
EVERYBODY = "全部"
NEEDS_TEXT = "须注明"
MARK_WORDS = {"fine": "罚款", "confiscation": "没收", "licence": "证照", "revocation": "吊销"}
LEVEL_WORDS: dict[tuple[str, str], str] = {
    ("public", ""): "公开",
    ("public", "masked"): "公开（自然人脱敏）",
    ("public", "never"): "公开（自然人不公开）",
    ("masked", ""): "脱敏后公开",
    ("masked", "never"): "脱敏后公开（自然人不公开）",
    ("never", ""): "不公开",
}
_PARTY_OF = {label: kind for kind, label in PARTY_LABELS.items()}
_MARK_OF = {word: mark for mark, word in MARK_WORDS.items()}
_LIST = re.compile(r"[、,，]")
_LINES = re.compile(r"[\n；;]+")
_ENTRY = re.compile(r"(?P<value>[^\[\]=]+)(?:\[(?P<marks>[^\]]*)\])?\s*(?:=(?P<synonyms>.*))?")
_ATOM = re.compile(
    r"(?P<party>相对人是(?P<kinds>.+))|(?P<code>[A-Z][A-Z0-9_]*)\s*(?:(?P<state>已填|未填)|(?P<how>含|涉及)[:：]\s*(?P<words>.+))"
)


class BadWords(ValueError):
    """A cell cannot be understood; the text says what is wrong and how to write it."""


# -- required or not ---------------------------------------------------------------------------------------------------


def required_words(required: Any) -> str:
    """必填, 选填, or 条件必填：…"""
    if required in ("always", "never"):
        return ALWAYS if required == "always" else NEVER
    return WHEN + condition_words(required["when"])


def required_from(text: str) -> Any:
    """The declaration behind the words. BadWords when they cannot be understood."""
    if text in (ALWAYS, NEVER):
        return "always" if text == ALWAYS else "never"
    head, _, rest = text.replace(":", "：", 1).partition("：")
    if head.strip() != WHEN.rstrip("：") or not rest.strip():
        raise BadWords(f"“{text[:40]}”认不出。请填“{ALWAYS}”“{NEVER}”，或“{WHEN}”加条件，如“{WHEN}相对人是自然人”。")
    return {"when": condition_from(rest.strip())}


def condition_words(condition: Mapping[str, Any], inside: bool = False) -> str:
    """A condition as one line."""
    ((word, body),) = condition.items()
    if word in ("all", "any"):
        joined = (" 且 " if word == "all" else " 或 ").join(condition_words(part, True) for part in body)
        return f"（{joined}）" if inside else joined
    if word == "not":
        return f"不是（{condition_words(body)}）"
    if word == "party":
        return "相对人是" + "、".join(PARTY_LABELS[kind] for kind in body)
    if word in ("present", "blank"):
        return f"{body}{'已填' if word == 'present' else '未填'}"
    if word == "marks":
        return f"{body[0]}涉及：{MARK_WORDS[body[1]]}"
    return f"{body[0]}含：{'、'.join(body[1])}"


def condition_from(text: str) -> dict[str, Any]:
    """The condition behind one line: 或 binds weaker than 且, brackets go first."""
    for word, joint in (("any", "或"), ("all", "且")):
        parts = _split(text, joint)
        if len(parts) > 1:
            return {word: [condition_from(part) for part in parts]}
    text = text.strip()
    if text.startswith("不是") and text[2:].strip()[:1] in ("（", "("):
        return {"not": condition_from(text[2:].strip())}
    if text[:1] in ("（", "(") and text[-1:] in ("）", ")"):
        return condition_from(text[1:-1])
    return _atom(text)


def _split(text: str, joint: str) -> list[str]:
    """Pieces between the joints that stand outside brackets, with a space on both sides."""
    pieces, depth, start = [], 0, 0
    for at, char in enumerate(text):
        depth += (char in "（(") - (char in "）)")
        if char == joint and depth == 0 and text[at - 1 : at] == " " and text[at + 1 : at + 2] == " ":
            pieces.append(text[start:at].strip())
            start = at + 1
    return [*pieces, text[start:].strip()]


def _atom(text: str) -> dict[str, Any]:
    found = _ATOM.fullmatch(text)
    if found is None:
        raise BadWords(
            f"条件“{text[:40]}”认不出。可以写：相对人是自然人；字段代码已填；字段代码未填；字段代码含：词、词；字段代码涉及：罚款。多个条件用“ 且 ”“ 或 ”连接，两边空一格。"
        )
    if found["party"]:
        return {"party": _parties(found["kinds"])}
    if found["state"]:
        return {"present" if found["state"] == "已填" else "blank": found["code"]}
    words = [word for word in _LIST.split(found["words"]) if word]
    if found["how"] == "含":
        return {"contains": [found["code"], words]}
    if len(words) != 1 or words[0] not in _MARK_OF:
        raise BadWords(f"“涉及：”后面只能是{'、'.join(_MARK_OF)}中的一个。")
    return {"marks": [found["code"], _MARK_OF[words[0]]]}


def _parties(text: str) -> list[str]:
    labels = [label.strip() for label in _LIST.split(text) if label.strip()]
    unknown = [label for label in labels if label not in _PARTY_OF]
    if unknown or not labels:
        raise BadWords(f"相对人“{'、'.join(unknown)[:40]}”认不出。只有：{'、'.join(_PARTY_OF)}。")
    return [kind for kind in PARTIES if PARTY_LABELS[kind] in labels]


# -- whom a field is for, and who may read it --------------------------------------------------------------------------


def applies_words(applies_to: Iterable[str]) -> str:
    kinds = set(applies_to)
    return EVERYBODY if kinds == set(PARTIES) else "、".join(PARTY_LABELS[kind] for kind in PARTIES if kind in kinds)


def applies_from(text: str) -> list[str]:
    """Party kinds behind 全部 or a list of them. BadWords for an unknown one."""
    return list(PARTIES) if text in ("", EVERYBODY) else _parties(text)


def level_words(level: str, natural: str) -> str:
    return LEVEL_WORDS[level, "" if natural == level else natural]


def level_from(text: str) -> tuple[str, str]:
    """(level, level for natural persons) behind a word of the closed list."""
    return next(pair for pair, word in LEVEL_WORDS.items() if word == text)


# -- closed lists ------------------------------------------------------------------------------------------------------


def enum_words(entries: Sequence[Mapping[str, Any]]) -> str:
    """One line a value: 值[标记]=同义|同义."""
    return "\n".join(_entry_words(entry) for entry in entries)


def _entry_words(entry: Mapping[str, Any]) -> str:
    marks = [MARK_WORDS[mark] for mark in entry.get("marks", ())] + ([NEEDS_TEXT] if entry.get("needs_text") else [])
    synonyms = "|".join(entry.get("synonyms", ()))
    return entry["value"] + (f"[{'、'.join(marks)}]" if marks else "") + (f"={synonyms}" if synonyms else "")


def enum_from(text: str, before: Sequence[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """The entries behind the lines. What the lines cannot say (codes of the platform, keys) is kept from `before` by value."""
    kept = {entry["value"]: entry for entry in before}
    entries = [_entry_from(line.strip(), kept) for line in _LINES.split(text) if line.strip()]
    values = [entry["value"] for entry in entries]
    for value in values:
        if values.count(value) > 1:
            raise BadWords(f"“{value}”写了两次，请删去一行。")
    return entries


def _entry_from(line: str, kept: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    found = _ENTRY.fullmatch(line)
    if found is None:
        raise BadWords(f"“{line[:40]}”认不出。一行一个值，写成：值，或 值=同义词|同义词，或 值[{NEEDS_TEXT}]。")
    value = found["value"].strip()
    before = kept.get(value, {})
    synonyms = [word.strip() for word in re.split(r"[|｜]", found["synonyms"] or "") if word.strip()]
    words = [word.strip() for word in _LIST.split(found["marks"] or "") if word.strip()]
    unknown = [word for word in words if word not in _MARK_OF and word != NEEDS_TEXT]
    if unknown:
        raise BadWords(f"方括号里的“{'、'.join(unknown)[:30]}”认不出。只有：{'、'.join([*_MARK_OF, NEEDS_TEXT])}。")
    entry: dict[str, Any] = {"value": value}
    key = before.get("key") or _PARTY_OF.get(value)
    confirm = [word for word in before.get("confirm", ()) if word in synonyms]
    for name, said in (
        ("key", key), ("codes", list(before.get("codes", ()))), ("synonyms", synonyms),
        ("marks", [_MARK_OF[word] for word in words if word in _MARK_OF]), ("needs_text", NEEDS_TEXT in words), ("confirm", confirm),
    ):  # fmt: skip
        if said:
            entry[name] = said
    return entry
