"""docs/configuration.md, written from the declared list of environment variables."""

from itertools import groupby

from wushan_credit.env import VARIABLES, Variable

HEAD = """\
# 配置 · Configuration

本页由 `manage.py show_configuration --markdown` 根据 `wushan_credit/env.py` 生成，请勿手工修改。
This page is generated; edit the list in `wushan_credit/env.py` instead.

本机试用（`WUSHAN_MODE=local`，默认）什么都不用设置：数据库和队列用内置引擎，密钥在第一次启动时生成，
存放在 `.local/secrets.json`（仅本人可读）。正式运行（`WUSHAN_MODE=production`）时，标“正式运行必填”的变量缺一不可，
缺少、写错或拼错名字，系统都不启动，并逐条说明原因。密钥用 `manage.py generate_keys` 生成；没有任何默认密钥。

In local mode nothing needs to be set. In production every variable marked 必填 is required, and the system refuses to start
with a sentence for each one that is missing, wrong or misspelt. There are no default secrets.
"""


def render() -> str:
    """The whole page as Markdown."""
    parts = [HEAD]
    for group, variables in groupby(VARIABLES, key=lambda variable: variable.group):
        parts.append(f"\n## {group}\n\n| 变量 | 默认值 | 正式运行 | 说明 |\n|---|---|---|---|\n")
        parts += [_row(variable) for variable in variables]
    return "".join(parts)


def _row(variable: Variable) -> str:
    default = f"`{variable.default}`" if variable.default else "（空）"
    needed = "必填" if variable.required else "可选"
    if variable.secret:
        needed += "，保密"
    choices = f" 可选值：{'、'.join(f'`{choice}`' for choice in variable.choices)}。" if variable.choices else ""
    text = f"{variable.help}{choices}<br>{variable.english}".replace("|", "\\|")
    return f"| `{variable.name}` | {default} | {needed} | {text} |\n"
