"""The wording of the messages of reporting. The bureau may change it; the codes are fixed."""

from notices.registry import Message, register_messages

register_messages(
    Message(
        "publicity.deadlines", "{count} 件决定要办：{headline}",
        "{lines}\n\n请打开工作台办理。已经办完的，下次不再提醒；请点“确认收到”。",
        {"count": "件数", "headline": "最紧的一类", "lines": "各阶段的件数和最近到期的决定"},
        label="期限提醒", urgent=True,
    ),
    Message(
        "publicity.periods", "{count} 项月结待签署：{left}",
        "{lines}\n\n请在“月结”中补齐、说明断号，然后签署月结或零申报。",
        {"count": "项数", "left": "剩余时间", "lines": "各种类的情况"},
        label="月结提醒",
    ),
    Message(
        "publicity.rejected", "平台退回 {count} 件（批次 {number}）",
        "{lines}\n\n请按退回原因更正后重报；首次上报日期不变，及时率不受影响。",
        {"count": "件数", "number": "批次号", "lines": "文号和退回原因"},
        label="平台退回", urgent=True,
    ),
    Message(
        "publicity.calendar_missing", "缺少 {year} 年放假安排，期限只能暂按周末推算",
        "截至{day}，节假日表里没有 {year} 年。涉及该年的报送期限暂按周末推算，标为“期限待核”。"
        "国务院办公厅公布放假安排后，请在“系统—节假日”中导入，期限会自动重新计算。",
        {"year": "年份", "day": "日期"},
        label="缺少放假安排",
    ),
)  # fmt: skip
