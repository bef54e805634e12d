"""Rule parameters of the firms' and practitioners' accounts. All are the bureau's own choice, to be confirmed."""

from accounts.parameters import safety
from core.settings_store import Declared, declare

CODE_HOURS = "members.code_hours"
SIGN_MINUTES = "members.sign_minutes"
CODE_ATTEMPTS = "members.code_attempts"
INVITATION_DAYS = "members.invitation_days"
REQUEST_DAYS = "members.request_days"
OWN_REPORTS = "members.own_reports_a_day"
RECOVERY_MINUTES = "members.recovery_minutes"
RECOVERY_A_DAY = "members.recovery_a_day"
HEAD_FACTOR = "members.head_second_factor"

_GROUP, _OWN = "机构账号", "本局内控（参照 GB/T 22239 身份鉴别要求，待确认）"

declare(
    Declared(CODE_HOURS, _GROUP, "窗口查验码有效期", 72, "小时", _OWN, help="过期须到窗口重新开具。"),
    Declared(SIGN_MINUTES, _GROUP, "签署确认码有效期", 10, "分钟", _OWN, help="网上签署时发到消息里的确认码。"),
    Declared(CODE_ATTEMPTS, _GROUP, "查验码可输错次数", 5, "次", _OWN, help="同一张纸条输错这么多次就失效；不知道纸条号的人，怎么试也不影响纸条。"),
    Declared(INVITATION_DAYS, _GROUP, "邀请链接有效期", 7, "日", _OWN, help="过期须由负责人重新邀请。"),
    Declared(REQUEST_DAYS, _GROUP, "绑定申请办理期限", 2, "日", _OWN, help="自申请之日起计算，超过的列为逾期待办。"),
    Declared(RECOVERY_MINUTES, _GROUP, "重设密码确认码有效期", 15, "分钟", _OWN, help="发到本人确认过的邮箱或短信。"),
    Declared(
        RECOVERY_A_DAY, _GROUP, "每日重设密码确认码次数", 10, "次", _OWN, help="一个账号一天最多发送的次数，防止被人反复打扰。"
    ),
    Declared(OWN_REPORTS, _GROUP, "每日自助出具报告份数", 10, "份", _OWN, help="一个主体一天最多自助出具的信用报告。"),
)  # fmt: skip

declare(
    *safety(
        Declared(
            HEAD_FACTOR, _GROUP, "负责人账号必须使用第二重验证", False, basis=_OWN,
            help="打开后，各机构的负责人账号登录时须输入动态口令；没有设置的，登录后先设置。其他账号自愿。",
        ),
    )
)  # fmt: skip
