"""Rule parameters of the credit file that the bureau may change or must still confirm."""

from core.settings_store import Declared, declare

COVERAGE_SINCE = "records.coverage_since"
DELAYED_PURPOSES, DELAY_DAYS = "records.looks_delayed_purposes", "records.looks_delay_days"

declare(
    Declared(
        "records.publish_person_adverse",
        "公开",
        "自然人失信信息是否公示",
        False,
        basis="个人信息保护法；重庆市社会信用条例（条文待核）",
        help="默认不公示，仅共享；确需公示的，由审核员逐件决定并写明依据。",
    ),
    Declared(
        "records.browse_persons",
        "公开",
        "列表中是否列出自然人",
        False,
        basis="执业人员信息以查询为主（做法待确认）",
        help="关闭时，自然人只能按姓名、证号查到，不在列表中逐页列出。",
    ),
    Declared(
        DELAYED_PURPOSES,
        "公开",
        "暂缓告知当事人的查阅目的",
        [],
        basis="个人信息保护法第十八条、第三十五条（告知将妨碍国家机关履行法定职责的除外；哪些目的适用待本局法制科确认）",
        help="填查阅目的，一行一个，如“日常监管”。以这些目的查阅的，过了暂缓天数才显示在当事人的“谁看过我的信息”中。默认不暂缓。",
    ),
    Declared(
        DELAY_DAYS,
        "公开",
        "暂缓告知的天数",
        60,
        "日",
        basis="本局内控（待确认）",
        help="只对上一项所列的目的有效；期满自动显示，并注明曾依法暂缓。",
    ),
    Declared(
        COVERAGE_SINCE,
        "归集",
        "从哪个月起核对应归尽归",
        "",
        basis="本局启用目录归集的月份（待确认）",
        help="写成 2026-01 这样；不填则从台账第一件决定的月份算起。此前的月份不列为缺项，也不影响月结。",
    ),
)
