"""Rule parameters of the look-up before decision."""

from core.settings_store import Declared, declare

VALID_DAYS = "supervision.lookup_valid_days"
FEEDBACK_DAYS = "supervision.feedback_days"

declare(
    Declared(
        VALID_DAYS,
        "查信用",
        "查询结果的有效期",
        5,
        "日",
        "巫山司发〔2022〕20号第21项（天数为本局内控，待确认）",
        help="作出“准予”决定时，查询不得早于这么多天；过期须重新查询。",
    ),
    Declared(
        FEEDBACK_DAYS,
        "查信用",
        "触发后反馈期限",
        3,
        "日",
        "巫山司发〔2022〕20号第21项（天数为本局内控，待确认）",
        help="查到守信或失信记录后，超过这么多天没有反馈的，列入待办。",
    ),
)
