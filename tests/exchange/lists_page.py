"""docs/lists.md: every list of the staff site, which of its columns come back changed in a workbook, and what only leaves.

Run this module to write it: python -m tests.exchange.lists_page
"""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "lists.md"
HEAD = """# 清单：哪些能改好再传，哪些只能导出

本页由 `tests/exchange/lists_page.py` 从登记的清单生成；工作页面多一张清单而这里没有说明的，测试不通过。

* **能改的栏**：在“改好再传”页面导出，在表里改好，上传后先逐项看差异，写明理由确认后由各自的服务写入。每行带编号和版本，
  导出以后被别人改过的行不写入，列出导出时、现在、您填的三种内容。
* **导出**：须写明用途和事项，行数不超过角色的上限，带“用途与水印”表，登记在“导出登记”，只由本人下载，到期删除。
  超过“当场生成文件的最多行数”的在后台生成，可以离开页面。
* 事实（留痕、回执、消息、任务）不能改；要逐件判断、要他人复核的，在各自的页面上一件一件办。

"""
_STEPS = "按步骤逐件办理，每一步有自己的期限、理由和复核"
#: Pages of the menu that are no lists of rows.
NO_LISTS = {
    "commitments_export": "表单：按国家模板导出", "records_coverage": "由台账算出的矩阵，页面上自带下载", "supervision_start": "表单",
    "supervision_figures": "统计；点开数字的明细可以导出", "repair_window": "表单", "objections_window": "表单", "publicity_enter": "表单", "commitments_paper_start": "表单",
    "exchange_import": "表单", "exchange_again": "本页所说的办理页面", "publicity_rates": "统计；点开数字的明细可以导出",
    "publicity_forecast": "统计；点开一天的明细可以导出", "own_account": "本人账号", "accounts_roles": "角色和权限由程序规定",
    "publicity_recount": "表单",
}  # fmt: skip
#: Lists without a way back: why.
ONLY_OUT = {
    "commitments_promises": f"签署的承诺书不能改；{_STEPS}", "commitments_checks": _STEPS, "records_reports": "出具后内容固定，只能撤回",
    "supervision_matters": _STEPS, "members_accounts": "授予和终止账号要核对本人，逐件办理", "members_requests": "要核对本人，逐件办理",
    "repair_cases": _STEPS, "repair_notices": "由决定算出的日期；送达逐件登记", "objections": _STEPS, "objections_reports": _STEPS,
    "objections_replies": "当事人的话不能改，逐件审查", "objections_letters": "发出的文书不能改", "dispatches": "送达是事实，逐件登记并附回证",
    "exchange_jobs": "任务是事实", "publicity_submissions": "报送是事实，回执在批次页面登记", "publicity_rejections": "由平台的退回学来，只能停用",
    "publicity_months": "签署是事实", "publicity_followups": "由更正、撤下产生；办理结果逐件登记", "publicity_gaps": "签署是事实", "audit_actions": "留痕不能改", "exchange_exports": "登记不能改",
    "audit_accesses": "留痕不能改", "audit_seals": "封存不能改", "safeguards_alerts": "系统发现的事实，逐件核查",
    "safeguards_incidents": _STEPS, "inbox": "收到的消息不能改", "accounts_apitoken_changelist": "令牌只能签发和停用",
    "notices_delivery_changelist": "送达是事实", "records_creditrecord_changelist": "来自决定；公示类别和公开方式要逐件判断并写明依据",
    "records_ruleversion_changelist": "公示期限随法律文件，由程序升级带来",
}  # fmt: skip
#: Lists that come back by a door of their own.
OWN_DOOR = {
    "publicity_standard": "字段和规则：整份标准导出、改好、作为新版本导入，核对差异后生效",
    "records_catalogueedition_changelist": "整份目录在“归集目录”页面导出、改好、作为新版本导入，核对差异后生效",
    "publicity_standardedition_changelist": "整份标准在“数据标准”页面导出、改好、作为新版本导入",
}  # fmt: skip
#: Exports that were there before the register of lists, by page.
OLDER = {"publicity_decision_changelist": "publicity.ledger"}


def known_pages() -> dict[str, str]:
    """URL name → title of every page of the menu and every list of the admin."""
    from django.contrib import admin
    from django.utils.module_loading import autodiscover_modules

    from core.staff import pages

    autodiscover_modules("staff")
    found = {page.name: page.title for page in pages() if page.menu}
    for model, one in admin.site._registry.items():
        name = f"{model._meta.app_label}_{model._meta.model_name}_changelist"
        found[name] = getattr(one, "menu_title", "") or str(model._meta.verbose_name_plural)
    return found


def build() -> str:
    """The page as it should be. KeyError for a list about which nothing was decided."""
    from exchange.exporting import export_titles
    from exchange.lists import lists
    from exchange.roundtrip import _trips

    exports = {one.page: one.title for one in lists()} | {page: export_titles()[code] for page, code in OLDER.items()}
    rows = []
    for name, title in sorted(known_pages().items(), key=lambda item: item[1]):
        trips = [trip for trip in _trips.values() if name in trip.pages]
        if trips:
            rows.append(
                (title, "；".join(map(_columns, trips)), exports.get(name, "改好再传的表"), OWN_DOOR.get(name, ""))
            )
        elif name in OWN_DOOR:
            rows.append((title, "整份", "整份", OWN_DOOR[name]))
        elif name not in NO_LISTS:
            rows.append((title, "—", exports[name], ONLY_OUT[name]))
    rows += [
        (trip.title, _columns(trip), "改好再传的表", "清单在各个档案页面上")
        for trip in _trips.values()
        if not trip.pages
    ]
    table = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    rest = "".join(f"* {known_pages()[name]}：{why}\n" for name, why in sorted(NO_LISTS.items()))
    return f"{HEAD}| 清单 | 能改的栏 | 导出 | 说明 |\n|---|---|---|---|\n{table}\n## 菜单里不是清单的页面\n\n{rest}"


def _columns(trip: object) -> str:
    from exchange.small_trip import SmallTrip
    from records.subject_trip import COLUMNS

    if isinstance(trip, SmallTrip):
        table = trip.table
    elif trip.slug == "subjects":  # type: ignore[attr-defined]
        table = COLUMNS
    else:
        return "标准里的全部字段（草稿、已退回直接改；可报送以后按更正办理）"
    return "、".join(column.header for column in table if column.editable)


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wushan_credit.settings")
    django.setup()
    PAGE.write_text(build(), encoding="utf-8")
