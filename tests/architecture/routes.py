"""Who may open which address: one table, walked by test_routes.py and printed into docs/access.md.

A route that is not in this table fails the test with its name. An object page is asked for with an object of the person's own
section; "O" is the same role in another section, which must not even learn that the object exists.
"""

from __future__ import annotations

from tests.architecture.doors import (
    CHIEFS,
    EVERYBODY,
    OWN,
    OWN_WORK,
    POST_ONLY,
    READERS,
    STAFF,
    WORKERS,
    Door,
    Lists,
)
from tests.architecture.parts import gathered

PUBLIC = {
    "website:home": Door(EVERYBODY, "首页"),
    "website:search": Door(EVERYBODY, "信用查询"),
    "website:licences": Door(EVERYBODY, "行政许可公示"),
    "website:penalties": Door(EVERYBODY, "行政处罚公示"),
    "website:decisions": Door(EVERYBODY, "公示中的全部决定", (200, 301, 302)),
    "website:paper": Door(EVERYBODY, "公示记录的脱敏材料"),
    "website:verify": Door(EVERYBODY, "核验信用报告"),
    "website:others": Door(EVERYBODY, "其他行政决定公示"),
    "website:decision": Door(EVERYBODY, "公示中的一件决定"),
    "website:subject": Door(EVERYBODY, "机构或从业人员的公开信息"),
    "website:months": Door(EVERYBODY, "零申报与月结公示"),
    "website:about": Door(EVERYBODY, "公示什么、公示多久"),
    "website:privacy": Door(EVERYBODY, "隐私说明"),
    "website:robots": Door(EVERYBODY, "搜索引擎说明"),
    "website:sitemap": Door(EVERYBODY, "站点地图"),
    "elder": Door(EVERYBODY, "切换长者版", 302),
    "healthz": Door(EVERYBODY, "存活检查"),
    "readyz": Door(EVERYBODY, "就绪检查"),
    "api-schema": Door(EVERYBODY, "接口描述文件"),
    "api-docs": Door(EVERYBODY, "接口说明页"),
    "public-api:kinds": Door(EVERYBODY, "公开接口：种类代码"),
    "public-api:decisions": Door(EVERYBODY, "公开接口：公示中的决定"),
    "public-api:csv": Door(EVERYBODY, "公开接口：决定下载"),
    "public-api:decision": Door(EVERYBODY, "公开接口：一件决定"),
    "public-api:subjects": Door(EVERYBODY, "公开接口：机构查询"),
    "public-api:subject": Door(EVERYBODY, "公开接口：一个主体"),
}
MACHINES = {
    "api-decisions": Door(READERS, "接口：本科室的决定"),
    "api-decision": Door(OWN, "接口：一件决定"),
    "api-decisions-check": Door(WORKERS, "接口：试查一件决定", POST_ONLY),
    "api-jobs": Door(WORKERS, "接口：导入任务"),
    "api-job": Door("CR", "接口：一个导入任务"),
}
SITE = {
    "admin:index": Door(STAFF, "工作台"),
    "admin:login": Door(EVERYBODY, "登录", (200, 302)),
    "admin:logout": Door(EVERYBODY, "退出登录", (302, POST_ONLY)),
    "admin:password_change": Door(STAFF, "修改密码"),
    "admin:password_change_done": Door(STAFF, "密码已修改"),
    "admin:jsi18n": Door(STAFF, "办公页面的译文脚本"),
    "admin:autocomplete": Door("", "自动补全（未启用）"),
    "admin:view_on_site": Door("", "跳转到公示页（未启用）"),
    "admin:app_list": Door(READERS, "一个应用的清单"),
    "admin:own_account": Door(STAFF, "我的账号"),
    "admin:inbox": Door(STAFF, "消息"),
    "admin:inbox_notice": Door("C", "发给本人的一条消息"),
    "admin:inbox_acknowledge": Door("C", "确认收到本人的消息", POST_ONLY),
    "admin:inbox_read_all": Door(STAFF, "全部标为已读", POST_ONLY),
}
KEEPING = {
    "admin:accounts_roles": Door("USX", "角色与权限"),
    "admin:calendar": Door("KS", "节假日"),
    "admin:calendar_year": Door("KS", "年度节假日"),
    "admin:calendar_load": Door("S", "录入年度节假日"),
    "admin:parameters": Door("KSX", "规则参数"),
    "admin:parameter": Door("S", "修改规则参数"),
    "admin:notices_templates": Door("S", "消息模板"),
    "admin:notices_template": Door("S", "修改消息模板"),
    "admin:notices_template_reset": Door("S", "恢复默认文字", POST_ONLY),
    "admin:notices_template_try": Door("S", "发给自己试试", POST_ONLY),
    "admin:audit_actions": Door("U", "操作记录"),
    "admin:audit_accesses": Door("U", "查询登记"),
    "admin:audit_seals": Door("U", "历史封存"),
    "admin:audit_seals_verify": Door("U", "核验历史", POST_ONLY),
}
ENTERING = {
    "admin:publicity_enter": Door(WORKERS, "登记决定：选种类"),
    "admin:publicity_enter_kind": Door(WORKERS, "登记决定"),
    "admin:publicity_check": Door(WORKERS, "边填边查", 404),
    "admin:publicity_edit": Door(OWN_WORK, "修改或更正决定"),
    "admin:publicity_legal_review": Door(CHIEFS, "登记法制审核意见"),
    "admin:publicity_event": Door(CHIEFS, "登记变更或撤销"),
    "admin:publicity_event_done": Door(CHIEFS, "撤回公示并说明理由"),
    "admin:exchange_import": Door(WORKERS, "导入决定"),
    "admin:exchange_import_template": Door(WORKERS, "下载导入模板"),
    "admin:exchange_jobs": Door(WORKERS, "导入任务"),
    "admin:exchange_job": Door("CR", "一个导入任务"),
    "admin:exchange_job_progress": Door("CR", "导入进度"),
    "admin:exchange_job_report": Door("CR", "下载标注好的表格"),
    "admin:exchange_job_source": Door("CR", "下载原始文件"),
}
REPORTING = {
    "admin:publicity_submissions": Door(READERS, "报送批次"),
    "admin:publicity_submission_new": Door(WORKERS, "生成报送文件"),
    "admin:publicity_submission": Door(OWN, "一个报送批次"),
    "admin:publicity_submission_sent": Door(OWN_WORK, "标记已上报", 302),
    "admin:publicity_submission_cancel": Door(OWN_WORK, "作废批次"),
    "admin:publicity_submission_file": Door(OWN_WORK, "下载报送文件", 404),
    "admin:publicity_receipt": Door(OWN_WORK, "登记平台回执"),
    "admin:publicity_rejections": Door(WORKERS, "平台退回规则"),
    "admin:publicity_rejection_learn": Door(OWN_WORK, "把这次退回变成规则"),
    "admin:publicity_rejection_retire": Door("K", "停用规则"),
    "admin:publicity_rates": Door(READERS, "三率"),
    "admin:publicity_rates_list": Door(READERS, "三率明细"),
    "admin:publicity_forecast": Door(READERS, "到期预报"),
    "admin:publicity_due_list": Door(READERS, "当日到期"),
    "admin:publicity_months": Door(READERS, "月结"),
    "admin:publicity_month": Door(OWN, "一个科室的一个月"),
    "admin:publicity_month_print": Door(READERS, "月结表"),
    "admin:publicity_gaps": Door(READERS, "断号"),
    "admin:publicity_recount": Door("KS", "重新计算期限"),
}
CATALOGUE = {
    "admin:records_catalogue": Door(READERS, "归集目录"),
    "admin:records_catalogue_workbook": Door(READERS, "下载目录"),
    "admin:records_catalogue_import": Door("K", "导入目录版本"),
    "admin:records_catalogue_job": Door("K", "核对新版本"),
    "admin:records_catalogue_marked": Door("K", "下载标注的目录表"),
    "admin:records_catalogue_confirm": Door("K", "登记已核对"),
    "admin:records_catalogue_item": Door("K", "调整归集任务"),
    "admin:publicity_standard": Door("K", "数据标准"),
    "admin:publicity_standard_new": Door("K", "增加决定种类"),
    "admin:publicity_standard_kind": Door("K", "修改决定种类"),
    "admin:publicity_standard_edition": Door("K", "标准字段"),
    "admin:publicity_standard_workbook": Door("K", "下载标准"),
    "admin:publicity_standard_upload": Door("K", "导入标准版本"),
    "admin:publicity_standard_job": Door("K", "核对数据标准"),
    "admin:publicity_standard_marked": Door("K", "下载标注的标准表"),
    "admin:records_file_new": Door(WORKERS, "建立档案：选机构或人员"),
    "admin:records_file_open": Door(WORKERS, "建立档案"),
    "admin:records_file_check": Door(WORKERS, "建档时边填边查", 404),
    "admin:records_file_rename": Door(WORKERS, "更名"),
    "admin:records_file_change": Door(WORKERS, "修改信息"),
}
#: Without a stated purpose the file answers with the gate (403) to everybody; who may state one is tested beside the page.
GATE = 403
FILES = {
    "admin:records_file": Door(READERS, "信用档案（先说明目的）", GATE),
    "admin:records_file_print": Door(READERS, "打印信用档案（先说明目的）", GATE),
    "admin:records_file_as_of": Door(READERS, "按日期查看档案（先说明目的）", GATE),
    "admin:records_tie_new": Door(WORKERS, "登记任职关系"),
    "admin:records_tie_end": Door(WORKERS, "终止任职关系"),
    "admin:records_evidence_new": Door(OWN_WORK, "上传证据材料"),
    "admin:records_evidence_withdraw": Door(OWN_WORK, "撤回证据材料"),
    "admin:records_evidence": Door(OWN, "查阅证据材料（先说明目的）", GATE),
    "admin:records_report_new": Door(CHIEFS, "出具信用报告"),
    "admin:records_reports": Door(CHIEFS, "信用报告"),
    "admin:records_report": Door(CHIEFS, "一份信用报告"),
    "admin:records_report_pdf": Door(CHIEFS, "下载信用报告"),
    "admin:records_report_use": Door(CHIEFS, "登记报告应用"),
    "admin:records_report_withdraw": Door(CHIEFS, "撤回信用报告"),
}
LOOKING_UP = {
    "admin:supervision_start": Door(WORKERS, "查信用"),
    "admin:supervision_matters": Door(READERS, "查询事项"),
    "admin:supervision_figures": Door(READERS, "查询与触发反馈"),
    "admin:supervision_figures_list": Door(READERS, "查询明细"),
    "admin:supervision_matter": Door(OWN, "一个查询事项"),
    "admin:supervision_progress": Door(OWN, "查询进度"),
    "admin:supervision_print": Door(OWN, "打印查询结果"),
}
DOORS: dict[str, Door] = (
    PUBLIC | MACHINES | SITE | KEEPING | ENTERING | REPORTING | CATALOGUE | FILES | LOOKING_UP | gathered("DOORS")
)

_LISTS: dict[str, Lists] = {
    "publicity_decision": Lists("决定台账", READERS, OWN, move="RK"),
    "publicity_decisionkind": Lists("决定种类", "K", "K"),
    "publicity_standardedition": Lists("数据标准版本", "K", "K"),
    "records_subject": Lists("信用主体", READERS, READERS),
    "records_creditrecord": Lists("信用记录", READERS, READERS, move="K"),
    "records_catalogueedition": Lists("目录版本", READERS, READERS),
    "records_ruleversion": Lists("公示期规则", READERS, READERS),
    "notices_delivery": Lists("送达记录", "S", "S"),
    "accounts_user": Lists("账号", "SX", "SX", add="S", move="S"),
    "accounts_section": Lists("科室", "SX", "SX", add="S"),
    "accounts_apitoken": Lists("接口令牌", "S", "S", move="S"),
}
LISTS: dict[str, Lists] = _LISTS | gathered("LISTS")
#: Routes without a name: what is left of the staff site, and the short address of an object, which leads to its page.
UNNAMED = ("admin/(?P<url>.*)$", "/<path:object_id>/")


def door_of(name: str) -> Door | None:
    """The door of a route by its full name; None when the table does not know it."""
    if name in DOORS:
        return DOORS[name]
    stem, _, page = name.removeprefix("admin:").rpartition("_")
    lists = LISTS.get(stem)
    if lists is None or not name.startswith("admin:"):
        return None
    return {
        "changelist": Door(lists.seen, lists.title),
        "change": Door(lists.one, f"{lists.title}：查看"),
        "history": Door(lists.one, f"{lists.title}：办理历史"),
        "add": Door(lists.add, f"{lists.title}：新增"),
        "move": Door(lists.move, f"{lists.title}：办理"),
        "delete": Door("", f"{lists.title}：删除（任何人都不能）"),
    }.get(page)
