"""Missing papers: told in time, once for each stage, caught up after an outage; late is a check, not a blame."""

from datetime import timedelta

import pytest

from accounts import roles
from commitments.models import PaperReminder, Promise
from commitments.services.papers import missing_bring
from commitments.services.reminders import remind_papers
from notices.models import Notice
from tests.commitments.conftest import PDF, at, in_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(signed):
    return signed("tolerance")


def run(promise, days):
    day = promise.missing_papers.first().due_on + timedelta(days=days)
    with at(day):
        return remind_papers()


def told(head, code):
    return Notice.objects.filter(recipient=head, code=code).count()


def test_three_days_before_and_on_the_day_each_once(waiting, head):
    assert run(waiting, -4).papers == 0
    for days in (-3, -3, -2, -1):
        run(waiting, days)
    assert told(head, "commitments.paper_due") == 2  # two papers, one stage
    run(waiting, 0)
    run(waiting, 0)
    assert told(head, "commitments.paper_due") == 4
    assert told(head, "commitments.paper_late") == 0


def test_after_an_outage_the_stages_are_recorded_and_spoken_of_once(waiting, head):
    assert run(waiting, 0).papers == 2
    assert told(head, "commitments.paper_due") == 2
    assert PaperReminder.objects.count() == 4
    assert run(waiting, 0).papers == 0


def test_a_paper_that_was_brought_is_not_spoken_of(waiting, head):
    for paper in waiting.missing_papers.all():
        missing_bring(actor=head, missing=paper, content=PDF, filename="a.pdf")
    assert run(waiting, 1).papers == 0


def test_late_papers_become_a_check_and_nobody_is_blamed(waiting, head):
    clerk = in_section(waiting.section.code, roles.CLERK)
    before = waiting.checks.get().due_on
    assert run(waiting, 1).late == 2
    promise = Promise.objects.get(pk=waiting.pk)
    check = promise.checks.get()
    assert promise.state == "signed" and promise.fulfilment == "" and not promise.breaches.exists()
    assert check.cause == "papers" and check.due_on < before
    assert told(head, "commitments.paper_late") == 2 == told(clerk, "commitments.paper_late")
    assert run(waiting, 2).late == 0
    missing_bring(actor=head, missing=promise.missing_papers.first(), content=PDF, filename="a.pdf")
