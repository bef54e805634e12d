"""How a finding of the history check reads: what is wrong, where, and what to do."""

from __future__ import annotations

from django.apps import apps

_SENTENCES = {
    "changed": "{title}（表 {table}）第 {row} 行的内容与封存时不同，被改动过（封存 {seal} 号）。",
    "missing": "{title}（表 {table}）第 {row} 行在封存之后被删除（封存 {seal} 号）。",
    "added": "{title}（表 {table}）第 {row} 行是封存之后插进已封存范围的（封存 {seal} 号）。",
    "seal": "封存 {seal} 号本身与它的摘要不符，封存记录被改动过。",
    "seal/order": "封存 {seal} 号接不上前一个封存，中间有封存被删除、插入或调换。",
    "cut": "封存链的末端被截断：曾经登记的末端摘要 {detail} 已不在链中。",
    "columns": "{title}（表 {table}）缺少封存时的字段（{detail}），封存 {seal} 号起无法核对。",
    "live_changed": "{title}（表 {table}）第 {row} 行的现有内容（{detail}）与它最新的变更历史不一致，有人绕过系统改动了数据。",
    "live_missing": "{title}（表 {table}）第 {row} 行不见了，变更历史里没有删除记录，有人绕过系统删除了数据。",
    "live_added": "{title}（表 {table}）第 {row} 行没有对应的变更历史，有人绕过系统写入了数据。",
    "guard": "{title}（表 {table}）的保护触发器 {detail} 缺失或被停用，新的改动可能不留痕迹。",
}
_ADVICE = {
    "cut": "如果刚从备份恢复过数据库，请核对恢复记录后由系统管理员删除文件存储中 seals 目录下的登记文件；否则请保留现场并报告。",
    "guard": "请系统管理员运行 manage.py migrate 重新安装，并查明是谁停用的。",
    "columns": "请核对最近一次升级是否改动了历史表结构。",
}
_DEFAULT_ADVICE = "请保留现场（不要修复或重启数据库），报告安全管理员，并用最近的备份核对。"


def say(what: str, table: str, row: str, seal: int | None, detail: str) -> str:
    """One finding as a sentence with advice. Column names are given in Chinese; values are never shown."""
    sentence = _SENTENCES.get(f"{what}/{detail}", _SENTENCES[what])
    shown = _field_names(table, detail) if what.startswith("live") else detail
    text = sentence.format(
        title=title_of(table), table=table, row=row or "（无法确定）", seal=seal, detail=shown or "整行"
    )
    return text + _ADVICE.get(what, _DEFAULT_ADVICE)


def title_of(table: str) -> str:
    """The Chinese name of a table; a history table is named after what it follows."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table == table and not model._meta.proxy:
            tracked = getattr(model, "pgh_tracked_model", None)
            return f"{tracked._meta.verbose_name}的变更历史" if tracked else str(model._meta.verbose_name)
    return table


def _field_names(table: str, columns: str) -> str:
    names = {
        field.column: str(field.verbose_name)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table == table
        for field in model._meta.concrete_fields
    }
    return "、".join(names.get(column, column) for column in columns.split("、")) if columns else ""
