"""系统管理员、安全管理员、审计员: each has his own part, and nobody reads, changes or deletes what is written about him."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.roles import AUDITOR, ROLES, SECURITY_ADMIN, SYSTEM_ADMIN, conflict, permissions_of
from accounts.services import setting_change
from audit.models import Access, Action, Seal
from audit.services import SYSTEM, deed, saw, seal_history
from core.errors import Forbidden
from tests import factories as make

pytestmark = pytest.mark.django_db
PAGES = [reverse(f"admin:audit_{name}") for name in ("actions", "accesses", "seals")]
KEEPERS = (SYSTEM_ADMIN, SECURITY_ADMIN, AUDITOR)


@pytest.fixture
def trail():
    clerk = make.make_user(display_name="赵经办")
    with deed(actor=clerk, code="accounts.user.changed", obj=clerk, reason="留痕"):
        pass
    saw(actor=clerk, deed="view", obj=make.make_subject("被查律师所"), purpose="日常监管", matter="A-1")
    seal_history(actor=SYSTEM)
    return clerk


@pytest.mark.parametrize("address", PAGES)
def test_the_system_administrator_cannot_read_the_trail(client, trail, address):
    client.force_login(make.make_user(SYSTEM_ADMIN))
    answer = client.get(address)
    assert answer.status_code == 403
    assert "被查律师所" not in answer.content.decode()


def test_no_list_of_the_staff_site_holds_rows_of_the_trail(client, trail):
    """There is no form and no address by which a row could be changed or deleted, for the superuser neither."""
    assert not [model for model in admin.site._registry if model._meta.app_label == "audit"]
    client.force_login(make.make_superuser())
    for model in ("action", "access", "seal"):
        for path in (f"/admin/audit/{model}/", f"/admin/audit/{model}/1/delete/", f"/admin/audit/{model}/1/change/"):
            assert client.get(path).status_code == 404
            assert client.post(path, {"post": "yes"}).status_code == 404


@pytest.mark.parametrize("model", [Action, Access, Seal])
@pytest.mark.parametrize("way", ["delete", "update", "queryset", "truncate"])
def test_even_by_raw_sql_nothing_is_deleted_or_rewritten(trail, model, way):
    table, count = model._meta.db_table, model.objects.count()
    attempts = {
        "delete": lambda: _run(f"DELETE FROM {table}"),
        "update": lambda: _run(f"UPDATE {table} SET at = now()"),
        "queryset": lambda: model.objects.all().delete(),
        "truncate": lambda: _run(f"TRUNCATE {table}"),
    }
    with pytest.raises(DatabaseError), transaction.atomic():
        attempts[way]()
    assert model.objects.count() == count > 0


def _run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_no_role_may_add_change_or_delete_rows_of_the_trail():
    held = {code for role in ROLES for code in role.permissions if code.startswith("audit.")}
    assert held == {"audit.view_action", "audit.view_access", "audit.view_seal", "audit.verify_history"}
    for role in ROLES:
        if role.name != AUDITOR:
            assert not [code for code in role.permissions if code.startswith("audit.")], role.name


def test_the_auditor_holds_reading_rights_only():
    """What he may do besides reading: take out what he reads, check the seals, and write what he found about an alert."""
    own = {code.partition(".")[2] for code in permissions_of(AUDITOR)}
    assert {code for code in own if not code.startswith("view_")} == {"export_data", "verify_history", "handle_alert"}
    auditor = make.make_user(AUDITOR)
    with pytest.raises(Forbidden):
        setting_change(
            actor=auditor, key="accounts.session_hours", value=1, basis="", confirmed=False, reason="审计员不改参数"
        )


def test_the_auditor_reads_by_person_subject_day_and_action(client, trail):
    client.force_login(make.make_user(AUDITOR))
    accesses = PAGES[1]

    def sees(**query):
        page = client.get(accesses, query).content.decode()
        return "查看信用主体：被查律师所" in page

    entry = Access.objects.get(deed="view")
    assert sees() and sees(person=trail.pk) and sees(words="被查") and sees(code="view")
    assert sees(obj=f"records.subject:{entry.object_id}")
    assert not sees(person=make.make_user().pk) and not sees(words="别家") and not sees(code="export")
    assert not sees(until="2020-01-01")


def test_the_parts_do_not_overlap_and_nobody_holds_two():
    for first in KEEPERS:
        for second in KEEPERS:
            if first != second:
                assert "三员分立" in conflict([first, second])
    shared = set(permissions_of(SYSTEM_ADMIN)) & set(permissions_of(SECURITY_ADMIN))
    doing = {code for code in shared if not code.partition(".")[2].startswith("view_")}
    assert doing == {"exchange.export_data"}, "each takes out the lists that he sees, which are not the other's"


def test_every_right_of_the_roles_is_declared_somewhere():
    known = {
        f"{model._meta.app_label}.{name}"
        for model in apps.get_models()
        for name in (
            *(code for code, _ in model._meta.permissions),
            *(f"{verb}_{model._meta.model_name}" for verb in model._meta.default_permissions),
        )
    }
    assert {code for role in ROLES for code in role.permissions} <= known
