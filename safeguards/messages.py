"""Messages about unusual reading, incidents and drills."""

from notices.registry import Message, register_messages

ALERT, INCIDENT_DUE, DRILL_DUE = "safeguards.alert", "safeguards.incident_due", "safeguards.drill_due"

register_messages(
    Message(
        ALERT, "异常查阅：{rule}（{who}）", "{who} 从 {first} 到 {last} {what}。\n请审计员核查是否因工作需要，并写明结论。",
        {"rule": "规则", "who": "人员或来源地址", "first": "开始时间", "last": "最近时间", "what": "情况"}, urgent=True,
    ),
    Message(
        INCIDENT_DUE, "安全事件“{number}”的告知时限快到了", "{title}：须在 {due} 前{what}。请立即办理，并登记告知情况。",
        {"number": "事件编号", "title": "事件名称", "due": "时限", "what": "要做的事"}, urgent=True,
    ),
    Message(DRILL_DUE, "应急演练到期：{due}", "每年至少演练一次。请在 {due} 前按同一份清单演练，并登记结果。", {"due": "到期日"}),
)  # fmt: skip
