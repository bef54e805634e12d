"""Named actions of the accounts of firms and practitioners."""

from audit.codes import register_actions

register_actions(
    {
        "members.granted": "设立机构或人员账号",
        "members.ended": "终止机构或人员账号",
        "members.handed_over": "移交负责人账号",
        "members.code.issued": "开具绑定查验码",
        "members.code.sent": "发送签署确认码",
        "members.code.used": "使用查验码",
        "members.code.failed": "查验码输错",
        "members.code.cancelled": "作废查验码",
        "members.request.asked": "申请绑定机构",
        "members.request.confirmed": "同意绑定申请",
        "members.request.refused": "拒绝绑定申请",
        "members.request.withdrawn": "撤回绑定申请",
        "members.invited": "邀请经办人",
        "members.invitation.cancelled": "收回邀请",
        "members.invitation.accepted": "接受邀请",
        "members.registered": "注册机构或人员账号",
        "members.email.changed": "修改本人邮箱",
        "members.channel.sent": "发送联系方式确认码",
        "members.channel.confirmed": "确认联系方式",
        "members.account_code.failed": "账号确认码输错",
        "members.recovery.asked": "申请重设密码",
        "members.password.recovered": "凭确认码重设密码",
    }
)
