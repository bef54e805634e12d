"""Rule parameters of objections. The Chongqing regulation's own days could not be read: all wait for the bureau's confirmation."""

from core.settings_store import Declared, declare

ANSWER_DAYS = "objections.answer_workdays"
REVIEW_ASK_DAYS = "objections.review_ask_workdays"
REVIEW_DAYS = "objections.review_workdays"
REPLY_DAYS = "objections.reply_workdays"
SUSPEND_PERSONS = "objections.suspend_persons"
SUSPEND_FIRMS = "objections.suspend_firms"
RECIPIENT_MONTHS = "objections.recipient_months"

_GROUP = "异议与纠错"
_BASIS = "《重庆市社会信用条例》异议权条款、国办发〔2025〕22号（天数为本局内控，待确认）"

declare(
    Declared(ANSWER_DAYS, _GROUP, "异议答复期限", 5, "个工作日", _BASIS, help="从提出异议的次日起算，到告知结论为止。"),
    Declared(REVIEW_ASK_DAYS, _GROUP, "申请复核的期限", 10, "个工作日", _BASIS, help="从告知结论的次日起算，只能申请一次。"),
    Declared(REVIEW_DAYS, _GROUP, "复核答复期限", 5, "个工作日", _BASIS, help="从申请复核的次日起算。"),
    Declared(REPLY_DAYS, _GROUP, "当事人回应的审查期限", 3, "个工作日", _BASIS, help="超过期限没有审查的，在工作台标为逾期。"),
    Declared(
        SUSPEND_PERSONS, _GROUP, "自然人的异议逾期未答复，自动暂停展示", True, "", _BASIS,
        help="到期仍没有结论的，记录当天暂停公示，作出结论后恢复或者撤下。",
    ),
    Declared(
        SUSPEND_FIRMS, _GROUP, "机构的异议逾期未答复，自动暂停展示", False, "", _BASIS,
        help="行政决定依法应当公开，默认由分管领导逐件决定是否暂停。",
    ),
    Declared(RECIPIENT_MONTHS, _GROUP, "更正通知的追溯期", 12, "个月", "征信业管理条例第二十五条的精神（待确认）", help="在此期间取得过这条信息的，都发更正通知。"),
)  # fmt: skip
