"""The table of roles is what the database holds, and names only rights that exist."""

import pytest
from django.contrib.auth.models import Group, Permission

from accounts.access_matrix import label_of, matrix
from accounts.role_groups import keep_roles_in_step
from accounts.roles import AUDITOR, CLERK, ROLES, SECURITY_ADMIN, SYSTEM_ADMIN, permissions_of

pytestmark = pytest.mark.django_db
BUSINESS = ("publicity.", "records.", "exchange.")


def held(role):
    return {
        f"{app}.{code}"
        for app, code in Permission.objects.filter(group__name=role).values_list("content_type__app_label", "codename")
    }


@pytest.mark.parametrize("role", [role.name for role in ROLES])
def test_each_group_holds_exactly_what_the_table_says(role):
    assert held(role) == set(permissions_of(role))


def test_a_right_added_to_a_group_by_hand_goes_with_the_next_migrate():
    group = Group.objects.get(name=CLERK)
    group.permissions.add(Permission.objects.get(codename="grant_roles"))
    keep_roles_in_step(None)
    assert held(CLERK) == set(permissions_of(CLERK))


@pytest.mark.parametrize("role", [AUDITOR, SYSTEM_ADMIN, SECURITY_ADMIN])
def test_the_three_keepers_see_no_business_data(role):
    rights = {code for code in permissions_of(role) if code.startswith(BUSINESS)}
    own = {"exchange.export_data"}  # takes out what one sees anyway; which lists these are is tested with the lists
    assert rights <= own | (
        {"exchange.view_exports"} if role == AUDITOR else set()
    )  # the register of exports is a trail


def test_auditing_accounts_and_granting_are_three_people_s_rights():
    only = {"audit.view_action": AUDITOR, "accounts.grant_roles": SECURITY_ADMIN, "accounts.add_user": SYSTEM_ADMIN}
    for code, name in only.items():
        assert [role.name for role in ROLES if code in role.permissions] == [name]


def test_no_role_may_change_or_delete_the_trail():
    rights = [code for role in ROLES for code in role.permissions if code.startswith("audit.")]
    assert {code.split(".")[1].split("_")[0] for code in rights} == {"view", "verify"}


def test_every_right_reads_in_chinese():
    labels = [right.label for _, rights in matrix() for right in rights]
    assert [label for label in labels if not any("一" <= char <= "鿿" for char in label)] == []
    assert label_of("accounts", "change_user") == "修改用户"
