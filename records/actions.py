"""Named actions of the credit file."""

from audit.codes import register_actions

register_actions(
    {
        "records.subject.opened": "建立信用主体档案",
        "records.subject.renamed": "变更主体名称",
        "records.subject.changed": "修改主体信息",
        "records.record.suspended": "暂停公示",
        "records.record.resumed": "恢复公示",
        "records.record.withdrawn": "撤下公示",
        "records.record.class_confirmed": "确认公示类别",
        "records.record.disclosure_decided": "决定公开方式",
        "records.catalogue.imported": "启用目录版本",
        "records.catalogue.confirmed": "核对目录版本",
        "records.catalogue.assigned": "调整归集任务",
    }
)
