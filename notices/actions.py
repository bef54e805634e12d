"""Named actions of messages."""

from audit.codes import register_actions

register_actions(
    {
        "notices.notice.read": "阅读消息",
        "notices.notice.acknowledged": "确认收到消息",
        "notices.template.changed": "修改消息模板",
        "notices.template.reset": "恢复消息模板的默认文字",
        "notices.dispatch.registered": "登记文书送达",
        "notices.dispatch.closed": "注明文书不再送达",
    }
)
