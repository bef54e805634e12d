"""Named actions of accounts."""

from audit.codes import register_actions

register_actions(
    {
        "accounts.user.created": "新建用户",
        "accounts.user.changed": "修改用户",
        "accounts.user.deactivated": "停用用户",
        "accounts.roles.granted": "调整角色",
        "accounts.user.unlocked": "解除登录锁定",
        "accounts.token.issued": "签发接口令牌",
        "accounts.token.revoked": "停用接口令牌",
    }
)
