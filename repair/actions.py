"""Named actions of credit repair."""

from audit.codes import register_actions

register_actions(
    {
        "repair.notice.made": "生成信用修复告知书",
        "repair.notice.served": "登记告知书送达",
        "repair.application.drafted": "填写修复申请",
        "repair.application.saved": "保存修复申请",
        "repair.paper.added": "添加修复材料",
        "repair.paper.removed": "移除修复材料",
        "repair.application.submitted": "提交修复申请",
        "repair.application.withdrawn": "撤回修复申请",
        "repair.application.supplement": "要求补正修复材料",
        "repair.application.accepted": "受理修复申请",
        "repair.application.declined": "不予受理修复申请",
        "repair.application.paused": "修复期限中止",
        "repair.application.resumed": "修复期限恢复计算",
        "repair.application.extended": "延长修复办理期限",
        "repair.application.proposed": "提出修复核查意见",
        "repair.application.returned": "退回重新核查",
        "repair.application.granted": "准予信用修复",
        "repair.application.refused": "不予信用修复",
        "repair.application.review_asked": "申请修复复核",
        "repair.application.upheld": "复核维持不予修复",
        "repair.application.overturned": "复核准予信用修复",
        "repair.sync.done": "登记修复同步结果",
        "repair.application.closed": "修复办结",
        "repair.revocation.opened": "提出撤销修复",
        "repair.revocation.served": "拟撤销修复告知书送达",
        "repair.revocation.stated": "拟撤销修复的陈述申辩",
        "repair.revocation.weighed": "提出撤销修复核查意见",
        "repair.revocation.revoked": "撤销信用修复",
        "repair.revocation.dropped": "不予撤销信用修复",
        "repair.revocation.annulled": "撤销修复决定失效，恢复修复",
    }
)
