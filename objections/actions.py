"""Named actions of objections, error reports, replies and correction letters."""

from audit.codes import register_actions

register_actions(
    {
        "objections.objection.filed": "提出异议",
        "objections.paper.added": "上传异议材料",
        "objections.objection.accepted": "受理异议",
        "objections.objection.refused": "不予受理异议",
        "objections.objection.checking": "开始核查异议",
        "objections.objection.decided": "作出异议结论",
        "objections.objection.told": "告知异议结论",
        "objections.objection.recalled": "撤回异议",
        "objections.review.asked": "申请复核",
        "objections.review.decided": "作出复核结论",
        "objections.objection.escalated": "异议逾期上报",
        "objections.display.suspended": "因异议暂停展示",
        "objections.erratum.published": "公布更正声明",
        "objections.due.recounted": "按新的放假安排重新计算异议期限",
        "objections.letter.sent": "发出更正通知",
        "objections.report.filed": "公众纠错",
        "objections.report.taken": "核实公众纠错",
        "objections.report.answered": "答复公众纠错",
    }
)
