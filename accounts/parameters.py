"""Rule parameters of accounts that the bureau may change."""

from core.settings_store import Declared, declare

declare(
    Declared(
        "accounts.leading_group", "组织", "领导小组成员", [], basis="巫山司发〔2022〕20号第30项",
        help="填用户名，一行一个；逾期清单发给他们。不填时发给局领导和信用办。",
    ),
)  # fmt: skip
