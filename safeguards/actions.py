"""Named actions of alerts and incidents."""

from audit.codes import register_actions

register_actions(
    {
        "safeguards.alert.raised": "提醒异常查阅",
        "safeguards.alert.handled": "核查异常查阅",
        "safeguards.incident.opened": "登记安全事件",
        "safeguards.incident.amended": "补充安全事件情况",
        "safeguards.incident.step": "完成处置步骤",
        "safeguards.incident.collected": "生成受影响主体名单",
        "safeguards.incident.told": "登记事件告知情况",
        "safeguards.incident.closed": "办结安全事件",
    }
)
