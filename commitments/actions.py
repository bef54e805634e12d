"""Named actions of promises."""

from audit.codes import register_actions

register_actions(
    {
        "commitments.matter.saved": "维护证明事项",
        "commitments.matter.ended": "停用证明事项",
        "commitments.template.published": "发布承诺书模板",
        "commitments.draft.saved": "保存承诺草稿",
        "commitments.draft.discarded": "放弃承诺草稿",
        "commitments.promise.signed": "签署承诺书",
        "commitments.paper.entered": "登记书面承诺",
        "commitments.promise.taken_back": "撤回承诺",
        "commitments.paper.brought": "补交容缺材料",
        "commitments.papers.reminded": "提醒容缺材料",
        "commitments.check.started": "开始承诺核查",
        "commitments.promise.kept": "认定承诺全部履行",
        "commitments.breach.proposed": "提出拟认定未履行承诺",
        "commitments.breach.noticed": "送达拟认定告知书",
        "commitments.breach.stated": "提交陈述申辩",
        "commitments.breach.decided": "认定违诺",
        "commitments.breach.dropped": "不予认定违诺",
        "commitments.promise.archived": "承诺归档",
        "commitments.promises.exported": "导出承诺数据",
    }
)
