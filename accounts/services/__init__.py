"""Everything that changes who may do what: users, roles, tokens, sections; and the house's parameters and calendar."""

from accounts.services.calendar import calendar_year_load
from accounts.services.leave import leave_set
from accounts.services.passwords import password_change, password_reset
from accounts.services.roles import roles_grant
from accounts.services.second_factor import (
    codes_renew,
    factor_begin,
    factor_check,
    factor_confirm,
    factor_remove,
    factor_reset,
)
from accounts.services.sections import section_save
from accounts.services.settings import KEEPERS, setting_change
from accounts.services.sign_ins import sign_in_end
from accounts.services.tokens import token_issue, token_revoke, token_used
from accounts.services.users import user_change, user_create, user_deactivate, user_reactivate, user_unlock

__all__ = [
    "KEEPERS",
    "calendar_year_load",
    "codes_renew",
    "factor_begin",
    "factor_check",
    "factor_confirm",
    "factor_remove",
    "factor_reset",
    "leave_set",
    "password_change",
    "password_reset",
    "roles_grant",
    "section_save",
    "setting_change",
    "sign_in_end",
    "token_issue",
    "token_revoke",
    "token_used",
    "user_change",
    "user_create",
    "user_deactivate",
    "user_reactivate",
    "user_unlock",
]
