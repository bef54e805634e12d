"""Named actions of the credit file."""

from audit.codes import register_actions

register_actions(
    {
        "records.subject.opened": "建立信用主体档案",
        "records.subject.renamed": "变更主体名称",
        "records.subject.changed": "修改主体信息",
        "records.record.opened": "建立信用记录",
        "records.record.suspended": "暂停公示",
        "records.record.resumed": "恢复公示",
        "records.record.withdrawn": "撤下公示",
        "records.record.class_confirmed": "确认公示类别",
        "records.record.disclosure_decided": "决定公开方式",
        "records.affiliation.opened": "登记任职关系",
        "records.affiliation.closed": "终止任职关系",
        "records.affiliation.handed_over": "变更负责人",
        "records.evidence.added": "上传证据材料",
        "records.evidence.withdrawn": "撤回证据材料",
        "records.report.issued": "出具信用报告",
        "records.report.used": "登记信用报告应用",
        "records.report.withdrawn": "撤回信用报告",
        "records.record.marked": "标注记录",
        "records.record.unmarked": "解除标注",
        "records.record.repaired": "信用修复：停止公示和共享",
        "records.record.reinstated": "撤销修复，恢复使用",
        "records.record.corrected": "更正信用记录",
        "records.reply.written": "提交当事人回应",
        "records.reply.shown": "展示当事人回应",
        "records.reply.refused": "不予展示当事人回应",
        "records.reply.taken_back": "收回当事人回应",
        "records.catalogue.imported": "启用目录版本",
        "records.catalogue.confirmed": "核对目录版本",
        "records.catalogue.assigned": "调整归集任务",
        "records.zero.signed": "签署零归集",
        "records.zero.taken_back": "撤回零归集",
    }
)
