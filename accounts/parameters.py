"""Rule parameters of accounts that the bureau may change."""

from __future__ import annotations

from dataclasses import replace

from core.settings_store import Declared, declare

declare(
    Declared(
        "accounts.leading_group", "组织", "领导小组成员", [], basis="巫山司发〔2022〕20号第30项",
        help="填用户名，一行一个；逾期清单发给他们。不填时发给局领导和信用办。",
    ),
)  # fmt: skip

SECOND_FACTOR_ROLES = "accounts.second_factor_roles"
_GRADE = "GB/T 22239-2019 第三级 8.1.4.1（数值为本局内控，待确认）"

SECURITY = "accounts.change_security_rules"


def safety(*items: Declared) -> list[Declared]:
    """The same parameters in the hands of the security administrator."""
    return [replace(item, perm=SECURITY) for item in items]


declare(
    *safety(
    Declared(
        SECOND_FACTOR_ROLES, "登录安全", "必须使用第二重验证的角色", ["系统管理员", "安全管理员", "审计员"], basis="GB/T 22239-2019 第三级 8.1.4.1 d)（角色范围为本局内控，待确认）",
        help="一行一个角色名。正式运行时，这些角色须输入动态口令才能登录；本机演示和测试环境不强制，自愿启用的照样要输入。",
    ),
    Declared("accounts.second_factor_attempts", "登录安全", "动态口令最多连续输错", 5, "次", _GRADE),
    Declared(
        "accounts.second_factor_drift_steps", "登录安全", "手机时钟允许的偏差", 1, "步（每步30秒）", "RFC 6238 第5.2节", True,
        help="偏差会被记住：手机慢慢走快或走慢也能继续使用。",
    ),
    Declared("accounts.session_idle_minutes", "登录安全", "多久没有操作自动退出", 30, "分钟", _GRADE, help="最少5分钟。"),
    Declared(
        "accounts.session_hours", "登录安全", "登录最长有效", 10, "小时", _GRADE,
        help="到时须重新登录，不论是否在操作。不会长于运行配置 SESSION_HOURS。",
    ),
    Declared(
        "accounts.one_session", "登录安全", "一个账号只能在一处登录", False, basis=_GRADE, help="打开后，新的登录会结束旧的登录，并告知本人。",
    ),
    Declared("accounts.lockout_attempts", "登录安全", "密码最多连续输错", 5, "次", _GRADE),
    Declared("accounts.lockout_minutes", "登录安全", "输错过多暂停登录", 15, "分钟", _GRADE),
    Declared("accounts.password_length", "登录安全", "密码最短长度", 10, "位", _GRADE, help="最少8位。"),
    Declared(
        "accounts.password_classes", "登录安全", "密码至少含几类字符", 3, "类", _GRADE, help="共五类：大写字母、小写字母、数字、符号、汉字等其他文字。",
    ),
    Declared("accounts.password_history", "登录安全", "不得重复使用最近的密码", 5, "个", _GRADE, help="0 表示不限制。"),
    Declared("accounts.password_days", "登录安全", "密码最长使用", 90, "天", _GRADE, help="到期后登录时须先修改。0 表示不限制。"),
    )
)  # fmt: skip
