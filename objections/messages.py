"""The wording of the messages about objections. The bureau may change it; the codes are fixed."""

from notices.registry import Message, register_messages

ARRIVED, DUE, OVERDUE, ANSWERED, LETTER = (
    "objections.arrived", "objections.due", "objections.overdue", "objections.answered", "objections.letter",
)  # fmt: skip
REPLY_JUDGED, REPLY_ARRIVED = "objections.reply_judged", "objections.reply_arrived"

_NUMBER = {"number": "异议编号", "record": "记录"}

register_messages(
    Message(
        ARRIVED, "新的异议：{record}",
        "编号 {number}。对外页面已标注“异议处理中”，请在 {due} 前答复。核查人不能是原登记人、审核人。",
        _NUMBER | {"due": "答复期限"}, label="新的异议",
    ),
    Message(
        DUE, "异议 {number} {left}",
        "{record}\n答复期限 {due}。到期没有结论的，当天上报分管领导。",
        _NUMBER | {"left": "剩余时间", "due": "答复期限"}, label="异议快到期", urgent=True,
    ),
    Message(
        OVERDUE, "异议 {number} 逾期没有答复",
        "{record}\n答复期限是 {due}，目前{state}。{display}请督促办理，或者在异议页面决定暂停展示。",
        _NUMBER | {"due": "答复期限", "state": "状态", "display": "展示情况"}, label="异议逾期", urgent=True,
    ),
    Message(
        ANSWERED, "异议 {number}：{result}",
        "{record}\n理由：{reason}\n{next}",
        _NUMBER | {"result": "结果", "reason": "理由", "next": "接下来可以做什么"}, label="异议答复",
    ),
    Message(
        LETTER, "更正通知 {number}：{record}{what}",
        "您在 {months} 个月内通过“{received}”取得过这条信息。\n{changes}\n理由：{reason}\n此前据此作出的判断请重新核对，已转发他人的请一并告知。",
        {
            "number": "通知编号", "record": "记录", "what": "更正或撤下", "months": "追溯期", "received": "取得方式", "changes": "更正内容",
            "reason": "理由",
        },
        label="更正通知", urgent=True,
    ),
    Message(
        REPLY_ARRIVED, "当事人回应待审查：{record}", "请在 {due} 前审查。只有列明的情形可以不予展示，并须说明理由。",
        {"record": "记录", "due": "审查期限"}, label="当事人回应",
    ),
    Message(
        REPLY_JUDGED, "您的回应{result}：{record}", "{reason}",
        {"record": "记录", "result": "结果", "reason": "说明"}, label="回应审查结果",
    ),
)  # fmt: skip
