"""Roles as data: what each may do. Groups are made from this table by a migration and kept in step after every migrate.

Three-way split of the machine's keepers: the system administrator keeps accounts and settings, the security
administrator grants roles and watches incidents, the auditor reads all trails. None of the three sees business data.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

CLERK, REVIEWER, CREDIT_OFFICE, LEADER = "经办员", "审核员", "信用办", "局领导"
AUDITOR, SYSTEM_ADMIN, SECURITY_ADMIN = "审计员", "系统管理员", "安全管理员"
FIRM_USER, PRACTITIONER = "机构用户", "从业人员"

# Everybody on the staff has an inbox.
_OWN = ("notices.view_notice",)
_READ = _OWN + (
    "publicity.view_decision",
    "publicity.view_rates",
    "records.view_subject",
    "records.view_creditrecord",
    "records.view_catalogueitem",
    "publicity.view_monthclose",
    "publicity.view_submission",
)
_CLERK = _READ + (
    "publicity.enter_decision",
    "publicity.import_decisions",
    "publicity.submit_decisions",
    "publicity.take_receipt",
    "publicity.declare_zero",
    "exchange.view_job",
    "records.enter_subject",
    "records.enter_affiliation",
    "records.enter_evidence",
    "records.read_original",
    "supervision.look_up",
    "commitments.check_promise",
    "repair.view_repairs",
    "repair.handle_repair",
    "repair.serve_notice",
    "records.sign_item_zero",
    "exchange.export_data",
    "members.issue_code",
    "objections.view_objection",
    "objections.take_objection",
    "notices.view_dispatch",
    "notices.register_dispatch",
)
_REVIEWER = _CLERK + (
    "publicity.review_decision",
    "publicity.exempt_decision",
    "publicity.revoke_decision",
    "publicity.close_month",
    "publicity.explain_gap",
    "publicity.legal_review",
    "records.decide_publicity",
    "records.issue_report",
    "supervision.sign_exception",
    "repair.decide_repair",
    "commitments.decide_breach",
    "members.decide_binding",
    "objections.handle_objection",
    "objections.review_objection",
)
_CREDIT_OFFICE = _REVIEWER + (
    "publicity.view_all_sections",
    "supervision.view_lookups",
    "repair.view_all_repairs",
    "notices.view_all_dispatches",
    "commitments.view_all_promises",
    "commitments.manage_commitments",
    "publicity.manage_standard",
    "records.manage_catalogue",
    "records.confirm_class",
    "core.view_setting",
    "core.view_holiday",
)
# Those who act for a firm or for themselves; for whom, their membership says.
_OUTSIDE_RIGHTS = ("commitments.file_promise", "objections.file_objection")


@dataclass(frozen=True)
class Role:
    """`staff` may open the staff site; `summary` is what the access page says about the role."""

    name: str
    summary: str
    permissions: tuple[str, ...]
    staff: bool = True


ROLES: tuple[Role, ...] = (
    Role(CLERK, "登记、导入、报送本科室的决定", _CLERK),
    Role(REVIEWER, "审核本科室的决定，处理豁免、撤销和月结", _REVIEWER),
    Role(CREDIT_OFFICE, "全局目录、标准、三率与报送", _CREDIT_OFFICE),
    Role(
        LEADER,
        "查看全局台账与三率；决定暂停展示逾期的异议记录",
        _READ
        + (
            "publicity.view_all_sections",
            "supervision.view_lookups",
            "commitments.view_all_promises",
            "repair.view_all_repairs",
            "notices.view_all_dispatches",
            "records.read_original",
            "exchange.export_data",
            "objections.view_objection",
            "objections.suspend_display",
        ),
    ),
    Role(
        AUDITOR,
        "查看全部操作记录、查询登记与历史封存，不改任何数据",
        (
            *_OWN,
            "exchange.view_exports",
            "exchange.export_data",
            "audit.view_action",
            "audit.view_access",
            "audit.view_seal",
            "audit.verify_history",
            "safeguards.view_alert",
            "safeguards.handle_alert",
            "safeguards.view_incident",
        ),
    ),
    Role(
        SYSTEM_ADMIN,
        "账号、科室、日历与参数，不看业务数据",
        (
            *_OWN,
            "accounts.view_user",
            "accounts.add_user",
            "accounts.change_user",
            "accounts.view_section",
            "accounts.add_section",
            "accounts.change_section",
            "core.view_setting",
            "core.view_holiday",
            "core.change_rules",
            "core.change_holiday",
            "notices.view_messagetemplate",
            "notices.change_messagetemplate",
            "accounts.manage_tokens",
            "exchange.export_data",
        ),
    ),
    Role(
        SECURITY_ADMIN,
        "授予和收回角色，解除登录锁定，安全参数与安全事件",
        (
            *_OWN,
            "accounts.view_user",
            "accounts.grant_roles",
            "accounts.unlock_user",
            "accounts.reset_factor",
            "accounts.change_security_rules",
            "safeguards.view_alert",
            "safeguards.view_incident",
            "safeguards.keep_incident",
            "accounts.view_section",
            "exchange.export_data",
        ),
    ),
    Role(FIRM_USER, "法律服务机构在网上办事", _OUTSIDE_RIGHTS, staff=False),
    Role(PRACTITIONER, "从业人员查看本人档案", _OUTSIDE_RIGHTS, staff=False),
)


_KEEPERS = (AUDITOR, SYSTEM_ADMIN, SECURITY_ADMIN)
_BUSINESS = (CLERK, REVIEWER, CREDIT_OFFICE, LEADER)
_OUTSIDE = (FIRM_USER, PRACTITIONER)
# Groups of roles of which one person may hold only one; inside a group that is not split, roles may be combined.
_APART: tuple[tuple[tuple[tuple[str, ...], ...], str], ...] = (
    (((AUDITOR,), (SYSTEM_ADMIN,), (SECURITY_ADMIN,)), "系统管理、安全管理和审计须由不同的人承担（三员分立）"),
    ((_KEEPERS, _BUSINESS), "系统管理员、安全管理员和审计员不得经办业务"),
    ((_OUTSIDE, _KEEPERS + _BUSINESS), "机构用户和从业人员的账号不能兼作工作人员账号"),
)


def conflict(names: Iterable[str]) -> str:
    """Why one person may not hold all these roles together, in Chinese; "" when nothing stands against it."""
    held = set(names)
    for groups, why in _APART:
        met = [sorted(held & set(group)) for group in groups if held & set(group)]
        if len(met) > 1:
            return f"“{met[0][0]}”和“{met[1][0]}”不能由同一个人担任：{why}。"
    return ""


def permissions_of(role_name: str) -> tuple[str, ...]:
    """The permissions of one role; KeyError for a name that is not a role."""
    return {role.name: role.permissions for role in ROLES}[role_name]
