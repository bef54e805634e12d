"""Named actions of the look-up before decision."""

from audit.codes import register_actions

register_actions(
    {
        "supervision.matter.opened": "开立查询事项",
        "supervision.counterparts.added": "加入查询名单",
        "supervision.lookups.renewed": "重新查询",
        "supervision.lookups.done": "查询信用状况",
        "supervision.lookup.chosen": "选定查询对象",
        "supervision.feedback.recorded": "反馈奖惩触发情况",
        "supervision.platform.recorded": "登记市平台查询情况",
        "supervision.exception.signed": "签署未查询先准予的例外",
        "supervision.matter.decided": "登记事项决定",
        "supervision.matter.closed": "办结查询事项",
    }
)
