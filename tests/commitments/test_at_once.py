"""Two at once: exactly one effect."""

from datetime import timedelta

import pytest

from accounts import roles
from commitments.models import Breach, PaperReminder, Promise
from commitments.services.checks import check_keep, check_start
from commitments.services.drafts import draft_start
from commitments.services.reminders import remind_papers
from commitments.services.signing import code_send, promise_sign
from core.errors import DomainError
from notices.models import Notice
from records.models import CreditRecord
from tests.commitments.conftest import MONDAY, PDF, at, code_from_inbox, draft_of, in_section, template
from tests.commitments.test_breaches import check, notify, uphold
from tests.support.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def _one(work):
    def trying():
        with at(MONDAY + timedelta(days=8)):
            try:
                work()
            except DomainError:
                return 0
            return 1

    return trying


def test_two_people_deciding_at_once_find_one_breach(signed, clerk):
    promise = signed("trade")
    check(clerk, promise)
    notify(clerk, promise)
    chiefs = [in_section("public-legal-service", roles.REVIEWER) for _ in range(2)]
    assert sum(together(*(_one(lambda who=who: uphold(who, promise)) for who in chiefs))) == 1
    assert Breach.objects.filter(outcome="upheld").count() == 1
    assert CreditRecord.objects.filter(source_type="promise", source_id=promise.pk).count() == 1


def test_two_clerks_closing_one_check_at_once_close_it_once(signed, clerk):
    promise = signed("trade")
    check_start(actor=clerk, promise=promise)
    people = [clerk, in_section("public-legal-service", roles.CLERK)]
    done = together(
        *(
            _one(lambda who=who: check_keep(actor=who, promise=promise, method="抽查", finding="均按期答复。"))
            for who in people
        )
    )
    assert sum(done) == 1 and CreditRecord.objects.filter(source_type="promise").count() == 1


def test_one_draft_is_signed_once(head, firm):
    promise = draft_of(head, firm)
    code_send(actor=head, promise=promise)
    code = code_from_inbox(head)

    def by_code():
        with at(MONDAY):
            try:
                promise_sign(actor=head, promise=promise, signer=head.display_name, agreed=True, code=code)
            except DomainError:
                return 0
            return 1

    def by_scan():
        with at(MONDAY):
            try:
                promise_sign(actor=head, promise=promise, signer="易知行", agreed=True, scan=PDF, filename="a.pdf")
            except DomainError:
                return 0
            return 1

    assert sum(together(by_code, by_scan)) == 1
    assert Promise.objects.get(pk=promise.pk).checks.count() == 1


def test_two_sweeps_at_once_tell_once(head, signed):
    promise = signed("tolerance")
    day = promise.missing_papers.first().due_on + timedelta(days=1)

    def sweep():
        with at(day):
            return remind_papers().late

    assert sum(together(sweep, sweep)) == 2
    assert PaperReminder.objects.count() == 6
    assert Notice.objects.filter(recipient=head, code="commitments.paper_late").count() == 2


def test_two_clicks_begin_one_draft(head, firm):
    def begin():
        with at(MONDAY):
            return draft_start(actor=head, subject=firm, template=template("active")).pk

    assert len(set(together(begin, begin))) == 1
