"""The helpers that other tests stand on make rows that the house's own rules accept."""

import pytest

from accounts.roles import ROLES
from core.identifiers import uscc
from records.models import CreditRecord
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_made_codes_pass_the_official_check():
    assert [make.make_uscc(prefix) for prefix in ("31", "91") if uscc.check(make.make_uscc(prefix)).state != "ok"] == []


def test_a_made_record_is_public_and_a_made_decision_has_a_subject():
    record, decision = make.make_record(), make.make_decision()
    assert CreditRecord.objects.public(record.publish_from).get() == record
    assert decision.subject.uscc == decision.party_code


@pytest.mark.parametrize("role", [role.name for role in ROLES])
def test_every_role_can_be_given(role):
    assert make.make_user(role).role_names == [role]
