"""The list of all rules for people: for the page in the staff site and for docs/rules.md."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from publicity.standard import engine  # noqa: F401 - importing the engine registers every rule of the standard
from publicity.standard.findings import LEVEL_LABELS
from publicity.standard.registry import CERTAINTY_LABELS, RULES, Rule

_GROUPS = (
    ("E-REQ W-REQ", "必填"), ("E-ID W-ID N-ID", "主体与代码"), ("E-DOC W-DOC N-DOC", "文号与文书"), ("E-DT W-DT N-DT", "日期与期限"),
    ("E-CL W-CL N-CL", "类别、依据与证照"), ("E-MNY N-MNY", "金额"), ("E-LAW W-LAW", "法律要求与隐私"), ("E-AG W-AG", "机关"),
    ("E-TXT N-TXT", "文字"), ("E-LEN", "长度"), ("E-ENUM N-ENUM", "规定用词"), ("E-COL", "错列"), ("E-PLT", "平台退回"),
    ("E-HDR W-HDR N-HDR", "表头"), ("W-SHT N-SHT E-FILE", "工作表与文件"),
)  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Rules about one thing, under a title."""

    title: str
    rules: tuple[Rule, ...]


def groups() -> list[Group]:
    """Every registered rule in groups, within a group by code; groups without rules are left out."""
    found = []
    left = dict(RULES)
    for prefixes, title in _GROUPS:
        wanted = tuple(f"{prefix}-" for prefix in prefixes.split())
        codes = sorted((code for code in left if code.startswith(wanted)), key=_order)
        if codes:
            found.append(Group(title, tuple(left.pop(code) for code in codes)))
    if left:
        found.append(Group("其他", tuple(left[code] for code in sorted(left))))
    return found


def _order(code: str) -> tuple[int, str]:
    return ("EWN".index(code[0]), code)


def as_markdown(listed: Iterable[Group] | None = None) -> str:
    """The list as it stands in docs/rules.md."""
    listed = list(listed if listed is not None else groups())
    lines = [
        "# 校验规则一览",
        "",
        "本页由程序生成：`python manage.py list_rules --write`。表单、工作簿导入和接口使用同一套规则，代码相同。",
        "",
        "级别：错误＝不改不能入库；提醒＝请核对，不阻止入库；说明＝系统已自动整理。少数错误（统一社会信用代码校验位）可由经办人写明理由后保留。",
        "",
        f"共 {sum(len(group.rules) for group in listed)} 条。",
    ]
    for group in listed:
        lines += [
            "",
            f"## {group.title}",
            "",
            "| 代码 | 级别 | 规则 | 为什么 | 例子 | 依据 |",
            "|---|---|---|---|---|---|",
        ]
        lines += [_line(rule) for rule in group.rules]
    return "\n".join(lines) + "\n"


def _line(rule: Rule) -> str:
    basis = f"{rule.source}（{CERTAINTY_LABELS[rule.certainty]}）" if rule.source else CERTAINTY_LABELS[rule.certainty]
    cells = (rule.code, LEVEL_LABELS[rule.level], rule.title, rule.why, rule.example, basis)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
