"""Legal numbers of credit repair. What was not read in the official text stays 待确认 until the bureau's legal section confirms it."""

from core.settings_store import Declared, declare

ACCEPT_DAYS = "repair.accept_workdays"
DECIDE_DAYS = "repair.decide_workdays"
FROM_ACCEPTANCE = "repair.decide_from_acceptance"
EXTEND_DAYS = "repair.extend_workdays"
SUPPLEMENT_DAYS = "repair.supplement_workdays"
REVIEW_DAYS = "repair.review_workdays"
SYNC_DAYS = "repair.sync_workdays"
CHASE_DAYS = "repair.chase_days"
FRAUD_MONTHS = "repair.fraud_bar_months"
SEVERAL_LONGEST = "repair.several_longest"
COURT_WAIVES = "repair.court_waives_minimum"
CHANNELS = "repair.sync_channels"
REMEDIES = "repair.remedies"
REVOKE_DAYS = "repair.revoke_statement_workdays"
REVOKE_REMEDIES = "repair.revoke_remedies"

_22 = "国办发〔2025〕22号"
_36 = "信用修复管理办法（发改委令第36号）"

declare(
    Declared(ACCEPT_DAYS, "信用修复", "决定是否受理的期限", 3, "个工作日", f"{_22}", confirmed=True),
    Declared(
        DECIDE_DAYS, "信用修复", "办结反馈的期限", 10, "个工作日", f"{_22}；起算点有“自申请之日”“自受理之日”两说，待确认"
    ),
    Declared(
        FROM_ACCEPTANCE, "信用修复", "办结期限从受理之日起算", False, basis=f"{_36}（条文待核）",
        help="关闭时从申请之日起算，期限更短，申请人更早得到答复。",
    ),
    Declared(EXTEND_DAYS, "信用修复", "复杂情形可以延长", 10, "个工作日", f"{_22}可以延长，延长天数待确认；只能延长一次"),
    Declared(SUPPLEMENT_DAYS, "信用修复", "申请人补正材料的期限", 10, "个工作日", "本局设定，待确认"),
    Declared(REVIEW_DAYS, "信用修复", "复核的期限", 10, "个工作日", "本局设定，待确认"),
    Declared(SYNC_DAYS, "信用修复", "修复后与各网站同步的期限", 3, "个工作日", "修复决定后3个工作日内共享、同步"),
    Declared(CHASE_DAYS, "信用修复", "未同步的每隔几日催办一次", 7, "日", "本局内控"),
    Declared(
        FRAUD_MONTHS, "信用修复", "申请修复弄虚作假的，多久内不得再申请", 36, "个月", f"{_36}（年限未能核对，按3年，待确认）",
        help="不予修复的，从不予修复决定之日起算；已经修复又撤销的，从撤销决定之日起算。",
    ),
    Declared(
        REVOKE_DAYS, "信用修复", "拟撤销修复的陈述申辩期限", 5, "个工作日", f"{_36}（条文待核）；天数本局设定，待确认",
        help="从拟撤销告知书送达的次日起算。期满或者收到陈述以后，才能提出核查意见。",
    ),
    Declared(
        REVOKE_REMEDIES, "信用修复", "撤销修复时告知的救济途径",
        "您可以自收到本决定书之日起六十日内向巫山县人民政府申请行政复议，或者自收到之日起六个月内依法向人民法院提起行政诉讼。",
        basis="行政复议法、行政诉讼法（待确认）",
    ),
    Declared(SEVERAL_LONGEST, "信用修复", "几种处罚按期限最长的一种算", True, basis="58号令有规定；36号令未见（待确认）"),
    Declared(COURT_WAIVES, "信用修复", "重整计划经法院裁定批准的，不受最短公示期限制", True, basis=f"{_22}；{_36}（条文待核）"),
    Declared(
        CHANNELS, "信用修复", "修复后要核对的网站和机构", ["信用中国", "信用重庆", "信用中国（重庆巫山）", "第三方信用服务机构"],
        basis=f"{_22}：修复结果共享至各信用网站和第三方信用服务机构",
    ),
    Declared(
        REMEDIES, "信用修复", "不予修复、不予受理时告知的救济途径",
        "您可以自收到本决定书之日起向本局申请复核一次；也可以自收到之日起六十日内向巫山县人民政府申请行政复议，"
        "或者自收到之日起六个月内依法向人民法院提起行政诉讼。",
        basis="行政复议法、行政诉讼法；复核按本局设定（待确认）",
    ),
)  # fmt: skip
