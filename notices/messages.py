"""Messages of the house itself."""

from notices.registry import Message, register_messages

HISTORY_BROKEN, WORK_OVER = "audit.history_broken", "core.work_over"

register_messages(
    Message(
        HISTORY_BROKEN,
        "历史封存核验没有通过",
        "核验发现 {count} 处不一致。第一处：{first}\n请立即打开“历史封存”查看全部结果，保留现场并按应急预案处理。",
        {"count": "不一致的处数", "first": "第一处不一致的说明"},
        urgent=True,
    ),
    Message(
        WORK_OVER,
        "后台任务结束：{title}",
        "{words}",
        {"title": "做的是什么、结果", "words": "说明和下一步"},
        label="后台任务结束",
    ),  # fmt: skip
)
