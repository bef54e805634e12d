"""Messages of the house itself."""

from notices.registry import Message, register_messages

HISTORY_BROKEN = "audit.history_broken"

register_messages(
    Message(
        HISTORY_BROKEN,
        "历史封存核验没有通过",
        "核验发现 {count} 处不一致。第一处：{first}\n请立即打开“历史封存”查看全部结果，保留现场并按应急预案处理。",
        {"count": "不一致的处数", "first": "第一处不一致的说明"},
        urgent=True,
    )
)
