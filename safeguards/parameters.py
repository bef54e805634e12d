"""Thresholds of unusual reading and the times of an incident."""

from accounts.parameters import safety
from core.settings_store import Declared, declare

_OWN = "GB/T 22239-2019 第三级 8.1.5.4、个人信息保护法第五十一条（数值为本局内控，待确认）"
_LAW = "国家网络安全事件报告管理办法（2025年11月1日起施行）第四条"
AUTHORITY_HOURS, PERSONS_HOURS, DRILL_MONTHS = (
    "safeguards.authority_hours",
    "safeguards.persons_hours",
    "safeguards.drill_months",
)
ALERTS, INCIDENTS = "异常查阅", "安全事件"

declare(
    *safety(
    Declared("safeguards.bulk_count", ALERTS, "短时间大量查看：次数", 50, "次", _OWN),
    Declared("safeguards.bulk_minutes", ALERTS, "短时间大量查看：时间段", 10, "分钟", _OWN),
    Declared("safeguards.night_from", ALERTS, "夜间开始", "22:00", basis=_OWN),
    Declared("safeguards.night_until", ALERTS, "夜间结束", "06:00", basis=_OWN),
    Declared("safeguards.night_count", ALERTS, "夜间查阅：次数", 3, "次", _OWN, help="一夜之内达到这个次数就提醒。"),
    Declared("safeguards.failure_count", ALERTS, "反复登录失败：次数", 10, "次", _OWN, help="同一来源地址或同一账号，含第二重验证失败。"),
    Declared("safeguards.failure_minutes", ALERTS, "反复登录失败：时间段", 30, "分钟", _OWN),
    Declared("safeguards.refusal_count", ALERTS, "反复被拒绝：次数", 10, "次", _OWN, help="打开没有权限的页面或接口。"),
    Declared("safeguards.refusal_minutes", ALERTS, "反复被拒绝：时间段", 30, "分钟", _OWN),
    Declared("safeguards.export_count", ALERTS, "大量导出：次数", 20, "次", _OWN),
    Declared("safeguards.export_hours", ALERTS, "大量导出：时间段", 24, "小时", _OWN),
    Declared("safeguards.lookup_count", ALERTS, "大量批量查询：个数", 1000, "个", _OWN),
    Declared("safeguards.lookup_hours", ALERTS, "大量批量查询：时间段", 24, "小时", _OWN),
    Declared("safeguards.repeat_days", ALERTS, "反复查看同一名从业人员：天数", 5, "天", _OWN, help="在下面的时间段里，有这么多个不同的日子看过同一个人。"),
    Declared("safeguards.repeat_window", ALERTS, "反复查看同一名从业人员：时间段", 30, "天", _OWN),
    Declared(
        AUTHORITY_HOURS, INCIDENTS, "向主管部门报告的时限", 4, "小时", f"{_LAW}：较大以上事件最迟4小时（适用主体和报告对象待确认）",
        help="从发现时起算。",
    ),
    Declared(
        PERSONS_HOURS, INCIDENTS, "通知受影响主体的时限", 72, "小时", "个人信息保护法第五十七条（法条只写立即，小时数为本局内控，待确认）",
        help="从发现时起算。",
    ),
    Declared(DRILL_MONTHS, INCIDENTS, "应急演练间隔", 12, "个月", "GB/T 22239-2019 第三级 8.1.10.13（每年一次，待确认）"),
    )
)  # fmt: skip
