"""Rule parameters of promises."""

from core.settings_store import Declared, declare

CHECK_DAYS = {
    "high": "commitments.check_days_high",
    "medium": "commitments.check_days_medium",
    "low": "commitments.check_days_low",
}
REMIND_BEFORE = "commitments.remind_before_days"
PAPERS_WORKDAYS = "commitments.papers_workdays"
OVERDUE_CHECK_WORKDAYS = "commitments.overdue_check_workdays"
STATEMENT_WORKDAYS = "commitments.statement_workdays"
PAPER_DAYS = "commitments.paper_entry_days"
RENEW_DAYS = "commitments.renew_days"
_GROUP, _42 = "信用承诺", "国办发〔2020〕42号；渝府办发〔2021〕9号（天数为本局内控，待确认）"

declare(
    Declared(CHECK_DAYS["high"], _GROUP, "高风险承诺的核查期限", 30, "日", _42, help="自签署之日起算的自然日。"),
    Declared(CHECK_DAYS["medium"], _GROUP, "中风险承诺的核查期限", 90, "日", _42, help="自签署之日起算的自然日。"),
    Declared(CHECK_DAYS["low"], _GROUP, "低风险承诺的核查期限", 180, "日", _42, help="自签署之日起算的自然日。"),
    Declared(
        PAPERS_WORKDAYS, _GROUP, "容缺材料补正期限", 10, "个工作日", "本局容缺受理办法（天数待确认）",
        help="自签署之日的次日起算；模板另有规定的从模板。",
    ),
    Declared(RENEW_DAYS, _GROUP, "承诺到期前多久可以续签", 60, "日", "本局内控（待确认）", help="自愿作出的承诺到期前提醒续签。"),
    Declared(
        PAPER_DAYS, _GROUP, "书面承诺登记期限", 30, "日", "本局内控（待确认）",
        help="承诺书上的日期早于今天这么多天的，不再登记，请当事人重新签署。",
    ),
    Declared(REMIND_BEFORE, _GROUP, "容缺材料到期前几天提醒", 3, "日", "本局内控", confirmed=True, help="到期当日再提醒一次。"),
    Declared(
        OVERDUE_CHECK_WORKDAYS, _GROUP, "容缺材料逾期后的核查期限", 5, "个工作日", "本局内控（待确认）",
        help="逾期不自动认定违诺，只转为核查任务。",
    ),
    Declared(
        STATEMENT_WORKDAYS, _GROUP, "拟认定违诺的陈述申辩期限", 5, "个工作日", "信用修复管理办法的告知要求（天数为本局内控，待确认）",
        help="自告知书送达之日的次日起算；期满或者当事人已经陈述之后才能作出认定。",
    ),
)  # fmt: skip
