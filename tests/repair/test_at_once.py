"""Two at once end with exactly one effect."""

import pytest

from core.errors import DomainError
from records.models import Tombstone
from repair.models import Application, Letter
from repair.services import applying, deciding, handling, revoking
from tests.repair.conftest import opened, serve
from tests.support.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def tried(deed):
    """Whether it went through."""

    def run():
        try:
            deed()
        except DomainError:
            return 0
        return 1

    return run


def test_two_who_grant_at_once_repair_once(brought, chief, third, record):
    row = brought("proposed")
    done = together(
        *(
            tried(lambda who=who: deciding.application_grant(actor=who, application=row, reason="符合信用修复条件"))
            for who in (chief, third)
        )
    )
    assert sum(done) == 1
    assert Tombstone.objects.filter(record=record, cause="repaired").count() == 1
    assert Letter.objects.filter(application=row).count() == 2 and row.syncs.count() == 4


def test_grant_and_refusal_at_once_end_with_one_decision(brought, chief, third, record):
    row = brought("proposed")
    done = together(
        tried(lambda: deciding.application_grant(actor=chief, application=row, reason="符合信用修复条件")),
        tried(
            lambda: deciding.application_refuse(actor=third, application=row, ground="duties", reason="义务没有履行完")
        ),
    )
    row.refresh_from_db()
    record.refresh_from_db()
    assert sum(done) == 1 and (row.state == "syncing") == (record.repaired_at is not None)


def test_two_clerks_accept_once(brought, clerk, chief):
    row = brought("submitted")
    assert (
        sum(
            together(
                *(
                    tried(lambda who=who: handling.application_accept(actor=who, application=row))
                    for who in (clerk, chief)
                )
            )
        )
        == 1
    )


def test_one_record_gets_one_application_from_two_windows(record, head, clerk):
    together(
        tried(lambda: applying.application_start(actor=head, record=record)),
        tried(lambda: applying.application_start(actor=clerk, record=record, channel="window")),
    )
    assert Application.objects.filter(record=record).count() == 1


def test_two_who_revoke_at_once_reinstate_once(brought, chief, third, clerk, head, record):
    row = serve(opened(brought("syncing"), clerk), clerk)
    revoking.revocation_state(actor=head, revocation=row, statement="凭证由代办人提供，我所不知情")
    revoking.revocation_weigh(actor=clerk, revocation=row, reason="不知情不影响认定")
    done = together(
        *(
            tried(lambda who=who: revoking.revocation_revoke(actor=who, revocation=row, reason="缴款凭证系伪造"))
            for who in (chief, third)
        )
    )
    assert sum(done) == 1
    assert Tombstone.objects.filter(record=record, cause="resumed").count() == 1
    assert Letter.objects.filter(revocation=row, kind="revoked").count() == 1


def test_revoking_and_dropping_at_once_end_with_one_decision(brought, chief, third, clerk, head, record):
    row = serve(opened(brought("syncing"), clerk), clerk)
    revoking.revocation_state(actor=head, revocation=row, statement="凭证由代办人提供，我所不知情")
    revoking.revocation_weigh(actor=clerk, revocation=row, reason="不知情不影响认定")
    done = together(
        tried(lambda: revoking.revocation_revoke(actor=chief, revocation=row, reason="缴款凭证系伪造")),
        tried(lambda: revoking.revocation_drop(actor=third, revocation=row, reason="经核实凭证是真实的")),
    )
    row.refresh_from_db()
    record.refresh_from_db()
    assert sum(done) == 1 and (row.state == "revoked") == (record.repaired_at is None)
