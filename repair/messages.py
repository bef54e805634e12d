"""The wording of the messages of credit repair. The bureau may change it; the codes are fixed."""

from notices.registry import Message, register_messages

NOTICE_SERVED, MOVED, DUE, LATE, CHASE, RIPE, REVOKING = (
    "repair.notice_served", "repair.moved", "repair.due", "repair.late", "repair.chase", "repair.ripe", "repair.revoking",
)  # fmt: skip

register_messages(
    Message(
        NOTICE_SERVED, "信用修复告知书：{document}",
        "{subject}：随处罚决定书送达信用修复告知书。{headline}。申请信用修复不收费，不需要找中介。",
        {"document": "决定文号", "subject": "主体", "headline": "最早可申请的日子"}, label="信用修复告知",
    ),
    Message(
        MOVED, "修复申请 {number}：{state}", "{document}\n{note}\n下一步：{next}",
        {"number": "申请编号", "state": "目前状态", "document": "决定文号", "note": "办理说明", "next": "下一步和期限"},
        label="修复进度", urgent=True,
    ),
    Message(
        REVOKING, "撤销修复 {number}：{state}", "{document}\n{note}\n下一步：{next}",
        {"number": "撤销修复编号", "state": "目前状态", "document": "决定文号", "note": "说明", "next": "下一步和期限"},
        label="撤销修复进度", urgent=True,
    ),
    Message(
        RIPE, "可以申请信用修复了：{document}", "{subject}的{document}，{day} 起可以申请信用修复。只需要两份材料：履行完毕证明、信用修复承诺书。不收费。",
        {"document": "决定文号", "subject": "主体", "day": "最早可申请日"}, label="到可修复日提醒",
    ),
    Message(
        DUE, "修复申请 {number} 将到期", "{what}，期限 {due}。请及时办理。",
        {"number": "申请编号", "what": "要办的事", "due": "期限"}, label="修复期限提醒", urgent=True,
    ),
    Message(
        LATE, "修复申请 {number} 已逾期 {days} 天", "{what}，期限 {due}，已逾期。经办人：{handler}。请督促办理并查明原因。",
        {"number": "申请编号", "days": "天数", "what": "要办的事", "due": "期限", "handler": "经办人"},
        label="修复逾期", urgent=True,
    ),
    Message(
        CHASE, "修复结果还没有同步完：{number}", "{document} 修复后，这些网站还没有核对：{channels}。请核对并登记，或者写明原因。",
        {"number": "申请编号", "document": "决定文号", "channels": "未同步的网站"}, label="修复同步催办",
    ),
)  # fmt: skip
