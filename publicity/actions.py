"""Named actions of the decision ledger and its reporting."""

from audit.codes import register_actions

register_actions(
    {
        "publicity.decision.entered": "登记决定",
        "publicity.decision.changed": "修改决定",
        "publicity.decision.submitted": "提交审核",
        "publicity.decision.approved": "审核通过",
        "publicity.decision.returned": "退回修改",
        "publicity.decision.exempted": "决定不报送",
        "publicity.decision.restored": "恢复报送",
        "publicity.decision.voided": "登记作废",
        "publicity.decision.legal_review": "登记法制审核意见",
        "publicity.decision.corrected": "更正决定",
        "publicity.decision.event": "登记后续事件",
        "publicity.decision.event_done": "后续事件处理完毕",
        "publicity.decisions.imported": "批量导入决定",
        "publicity.submission.made": "生成报送文件",
        "publicity.submission.sent": "标记已上报",
        "publicity.followup.done": "登记平台后续办理完毕",
        "publicity.submission.cancelled": "作废报送批次",
        "publicity.receipt.taken": "登记平台回执",
        "publicity.rejection.learned": "把退回变成规则",
        "publicity.gap.explained": "说明断号",
        "publicity.month.closed": "月结",
        "publicity.month.reopened": "重新打开月份",
        "publicity.reminders.made": "催办提醒",
        "publicity.deadlines.recounted": "重新计算期限",
        "publicity.standard.changed": "修改数据标准",
        "publicity.standard.adopted": "启用数据标准版本",
        "publicity.kind.changed": "修改决定种类",
    }
)
