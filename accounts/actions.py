"""Named actions of accounts, and of the parameters and the calendar that the administrator keeps."""

from audit.codes import register_actions

register_actions(
    {
        "accounts.user.created": "新建用户",
        "accounts.user.changed": "修改用户",
        "accounts.user.deactivated": "停用用户",
        "accounts.user.reactivated": "恢复用户",
        "accounts.user.unlocked": "解除登录锁定",
        "accounts.password.reset": "重置密码",
        "accounts.password.changed": "修改本人密码",
        "accounts.factor.enabled": "启用第二重验证",
        "accounts.factor.removed": "停用本人第二重验证",
        "accounts.factor.reset": "重置第二重验证",
        "accounts.factor.codes": "重新生成恢复码",
        "accounts.sign_in.ended": "结束登录会话",
        "accounts.leave.set": "登记请假与代理",
        "accounts.roles.granted": "调整角色",
        "accounts.section.created": "新建科室",
        "accounts.section.changed": "修改科室",
        "accounts.token.issued": "签发接口令牌",
        "accounts.token.revoked": "停用接口令牌",
        "core.setting.changed": "修改规则参数",
        "core.calendar.loaded": "录入年度节假日",
    }
)
