"""Every deed leaves who, what, why and through which door; nothing is left of a deed that failed."""

import pytest
from django.db import InternalError, transaction

from accounts.models import Section
from audit import codes
from audit.context import request_context
from audit.models import Access, Action
from audit.services import SYSTEM, Visitor, deed, saw
from core.errors import DomainError
from tests import factories as make
from tests.audit.tampering import raw

pytestmark = pytest.mark.django_db
CODE = "accounts.user.changed"
IDENTITY = "500237199003071234"


def newest_context(section) -> dict:
    return section.history.order_by("-pgh_id").first().pgh_context


def test_a_deed_writes_one_action_and_its_name_on_every_history_row():
    clerk, section = make.make_user(), make.make_section("a")
    with (
        request_context(channel="admin", request_id="r1", ip="10.0.0.1"),
        deed(actor=clerk, code=CODE, obj=section, reason="更名"),
    ):
        Section.objects.filter(pk=section.pk).update(name="新名")
    action = Action.objects.get()
    assert (action.actor_id, action.code, action.reason, action.object_id) == (clerk.pk, CODE, "更名", str(section.pk))
    assert (action.channel, action.request_id, action.ip) == ("admin", "r1", "10.0.0.1")
    context = newest_context(section)
    assert (context["actor_name"], context["action"], context["reason"]) == (clerk.display_name, CODE, "更名")


def test_a_deed_that_fails_leaves_nothing():
    section = make.make_section("b")

    def fail_halfway():
        with deed(actor=SYSTEM, code=CODE, obj=section):
            Section.objects.filter(pk=section.pk).update(name="半途")
            raise DomainError("不行")

    pytest.raises(DomainError, fail_halfway)
    section.refresh_from_db()
    assert (section.name, Action.objects.count()) == ("科室 b", 0)


def test_a_deed_inside_a_deed_names_each_row_after_its_own():
    section = make.make_section("c")
    with deed(actor=SYSTEM, code="accounts.user.created"):
        with deed(actor=SYSTEM, code=CODE):
            Section.objects.filter(pk=section.pk).update(name="内")
        assert newest_context(section)["action"] == CODE
        Section.objects.filter(pk=section.pk).update(name="外")
    assert newest_context(section)["action"] == "accounts.user.created"


def test_what_follows_a_deed_in_the_same_transaction_is_not_put_on_its_actor():
    section = make.make_section("d")
    with transaction.atomic(), deed(actor=SYSTEM, code=CODE):
        pass
    Section.objects.filter(pk=section.pk).update(name="无名")
    assert newest_context(section) is None


def test_an_unregistered_action_or_look_is_refused():
    with pytest.raises(KeyError), deed(actor=SYSTEM, code="accounts.user.renamed"):
        pass
    with pytest.raises(DomainError):
        saw(actor=SYSTEM, deed="peek")


def test_identity_numbers_do_not_get_into_the_trail():
    with deed(actor=SYSTEM, code=CODE, reason=f"核对 {IDENTITY}", extra={"改": [f"号码 {IDENTITY}"]}):
        pass
    saw(actor=Visitor(IDENTITY), deed="search", title=f"查 {IDENTITY}", purpose=IDENTITY)
    kept = str(
        raw("SELECT row(a)::text FROM audit_action a")
        + raw("SELECT row(a.object_title, a.purpose)::text FROM audit_access a")
    )
    assert IDENTITY not in kept
    assert "5002" in kept


@pytest.mark.parametrize("model", [Action, Access])
@pytest.mark.parametrize("statement", ["UPDATE {} SET actor_name = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_logs_refuse_every_rewriting(model, statement):
    with deed(actor=SYSTEM, code=CODE):
        saw(actor=SYSTEM, deed="view", title="某记录")
    with pytest.raises(InternalError, match="annot"), transaction.atomic():
        raw(statement.format(model._meta.db_table))
    assert model.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET name = 'x'", "DELETE FROM {}", "TRUNCATE {}", "INSERT INTO {0} SELECT * FROM {0}"],
)
def test_history_tables_refuse_every_rewriting_and_rows_by_hand(statement):
    make.make_section("e")
    before = raw("SELECT count(*) FROM accounts_sectionevent")
    with pytest.raises(InternalError, match="annot|by triggers only"), transaction.atomic():
        raw(statement.format("accounts_sectionevent"))
    assert raw("SELECT count(*) FROM accounts_sectionevent") == before


def test_every_action_has_a_chinese_sentence():
    assert {
        code: label for code, label in codes.ACTIONS.items() if not any("一" <= char <= "鿿" for char in label)
    } == {}
