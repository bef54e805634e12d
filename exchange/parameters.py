"""How much each role may take out at once, and how long a file waits to be fetched."""

from accounts.roles import AUDITOR, CLERK, CREDIT_OFFICE, LEADER, REVIEWER, SECURITY_ADMIN, SYSTEM_ADMIN
from core.settings_store import Declared, declare

EXPORT_HOURS = "exchange.export_hours"
EXPORT_AT_ONCE = "exchange.export_at_once"
#: Role → key of its limit; a role that is not here takes nothing out.
EXPORT_LIMITS: dict[str, str] = {
    CLERK: "exchange.export_rows_clerk",
    REVIEWER: "exchange.export_rows_reviewer",
    CREDIT_OFFICE: "exchange.export_rows_office",
    LEADER: "exchange.export_rows_leader",
    AUDITOR: "exchange.export_rows_auditor",
    SYSTEM_ADMIN: "exchange.export_rows_system",
    SECURITY_ADMIN: "exchange.export_rows_security",
}
_ROWS = {
    CLERK: 2_000, REVIEWER: 5_000, CREDIT_OFFICE: 100_000, LEADER: 5_000, AUDITOR: 50_000, SYSTEM_ADMIN: 2_000, SECURITY_ADMIN: 2_000,
}  # fmt: skip
_BASIS = "个人信息保护法第五条、第六条（最小必要）；行数为本局内控，待确认"

declare(
    Declared(
        EXPORT_HOURS,
        "导出",
        "导出文件的保留时间",
        24,
        "小时",
        "本局内控，待确认",
        help="超过这个时间，下载链接失效，文件删除；需要时重新导出。",
    ),
    Declared(
        EXPORT_AT_ONCE,
        "导出",
        "当场生成文件的最多行数",
        2_000,
        "行",
        "本局内控，待确认",
        help="超过的在后台生成：可以离开页面，生成后收到消息，文件在“导出登记”里等本人下载。",
    ),
    *(
        Declared(
            key, "导出", f"{role}一次最多导出", _ROWS[role], "行", _BASIS, help="超过的须缩小范围，或由信用办导出。"
        )
        for role, key in EXPORT_LIMITS.items()
    ),
)
