"""Keeping the catalogue and the wordings: who may, and what is refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts import roles
from commitments.models import CertifiedMatter, PromiseTemplate
from commitments.selectors import current_matters, current_templates
from commitments.services.catalogue import matter_end, matter_save, template_publish
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition
from tests.commitments.conftest import MONDAY, template
from tests.factories import make_section, make_user

pytestmark = pytest.mark.django_db
MATTER = {
    "code": "ZM-005", "name": "公证员执业", "proof": "学历证明", "basis": "公证法", "content": "学历真实。", "verification": "比对学信网",
    "consequence": "撤销决定", "not_for": "曾作不实承诺的", "risk": "low",
}  # fmt: skip
WORDING = (
    "kind",
    "kind_other",
    "title",
    "summary",
    "content",
    "liability",
    "basis",
    "public_level",
    "risk",
    "section",
    "variables",
)


@pytest.fixture
def office(db):
    return make_user(roles.CREDIT_OFFICE)


def publish(actor, code="trade", reason="协会章程已经修订", **change):
    facts = {name: getattr(template(code), name) for name in WORDING} | change
    return template_publish(actor=actor, code=code, facts=facts, reason=reason)


def test_a_matter_is_entered_changed_and_ended(office):
    facts = MATTER | {"section": make_section("approval")}
    made = matter_save(actor=office, matter=None, facts=facts, reason="按新办法新增事项")
    assert made in current_matters(MONDAY)
    changed = matter_save(actor=office, matter=made, facts=facts | {"proof": "学位证明"}, reason="证明名称变更")
    assert changed.proof == "学位证明" and changed.code == "ZM-005"
    with pytest.raises(Duplicate):
        matter_save(actor=office, matter=None, facts=facts, reason="按新办法新增事项")
    matter_end(actor=office, matter=made, reason="证明已经取消")
    assert made not in current_matters(MONDAY + timedelta(days=1))
    for act in (
        lambda: matter_end(actor=office, matter=made, reason="证明已经取消"),
        lambda: matter_save(actor=office, matter=made, facts=facts, reason="证明名称变更"),
    ):
        with pytest.raises(InvalidTransition):
            act()


@pytest.mark.parametrize(
    ("change", "field"),
    [({"proof": ""}, "proof"), ({"consequence": " "}, "consequence"), ({"code": "5"}, "code"), ({"risk": "x"}, "risk")],
)
def test_an_incomplete_matter_is_refused(office, change, field):
    with pytest.raises(DomainError) as refused:
        matter_save(
            actor=office,
            matter=None,
            facts=MATTER | {"section": make_section("approval")} | change,
            reason="按新办法新增事项",
        )
    assert refused.value.field == field


def test_reasons_and_rights_are_needed(office):
    with pytest.raises(Forbidden):
        publish(make_user(roles.REVIEWER))
    with pytest.raises(Forbidden):
        matter_end(actor=make_user(roles.CLERK), matter=CertifiedMatter.objects.first(), reason="证明已经取消")
    with pytest.raises(DomainError) as refused:
        publish(office, reason="改")
    assert refused.value.field == "reason"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"content": "参加“{other}”"}, "variables"), ({"content": "没有用到填写项"}, "variables"), ({"liability": ""}, "liability"),
        ({"effective_from": MONDAY - timedelta(days=1)}, "effective_from"), ({"risk": "exempt"}, "check_waiver"), ({"kind": "x"}, "kind"),
        ({"variables": [{"name": "Activity"}, {"name": "reply_days"}], "content": "{Activity}{reply_days}"}, "variables"),
    ],
)  # fmt: skip
def test_a_wording_that_cannot_work_is_refused(office, change, field):
    with pytest.raises(DomainError) as refused:
        publish(office, **change)
    assert refused.value.field == field and PromiseTemplate.objects.filter(code="trade").count() == 1


def test_a_version_counts_from_its_day_and_can_end_the_wording(office):
    publish(office, effective_from=MONDAY + timedelta(days=10))
    assert [one.version for one in current_templates(MONDAY) if one.code == "trade"] == [1]
    assert [one.version for one in current_templates(MONDAY + timedelta(days=10)) if one.code == "trade"] == [2]
    publish(office, code="active", in_use=False)
    assert "active" not in {one.code for one in current_templates(MONDAY)}


def test_a_published_version_is_never_changed(db):
    with pytest.raises(Exception, match="annot update"), transaction.atomic():
        PromiseTemplate.objects.filter(code="active").update(content="别的")
    with pytest.raises(IntegrityError), transaction.atomic():
        PromiseTemplate.objects.create(
            code="active", version=1, kind="active", title="x", summary="x", content="x", liability="x", basis="x",
            section=make_section("approval"), effective_from=MONDAY, change_reason="x",
        )  # fmt: skip


def test_every_delivered_wording_declares_exactly_the_variables_it_uses():
    from commitments import rules
    from commitments.services.catalogue import OF_MATTER

    for one in PromiseTemplate.objects.all():
        used = set(rules.places(one.content + one.liability))
        declared = {variable["name"] for variable in one.variables} - {"missing_papers"}
        assert used - set(OF_MATTER) == declared, one
