"""Two people at once: one answer, one effect, one letter."""

import pytest

from core.errors import DomainError
from objections.models import Letter, Objection
from objections.services import handling
from records.models import CreditRecord
from tests.objections.conftest import make_case
from tests.support.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def attempt(work):
    try:
        work()
    except DomainError as refusal:
        return refusal.code
    return "done"


def test_two_who_decide_at_once_leave_exactly_one_effect():
    case = make_case()
    made = case.file()
    handling.objection_accept(actor=case.office, objection=made)
    handling.objection_check(actor=case.office, objection=made)

    def decide(outcome):
        return lambda: attempt(
            lambda: handling.objection_decide(
                actor=case.office, objection=made, outcome=outcome, reason="经核对决定书原件"
            )
        )

    results = together(decide("withdraw"), decide("keep"))
    assert sorted(results) == ["E-STATE-01", "done"]
    row, record = Objection.objects.get(), CreditRecord.objects.get(pk=case.record.pk)
    assert (row.outcome == "withdraw") == (record.withdrawn_at is not None)
    assert Letter.objects.count() == 0  # nobody had received it


def test_two_who_take_a_case_at_once_end_with_one_handler():
    case = make_case()
    made = case.file()
    handling.objection_accept(actor=case.office, objection=made)
    results = together(
        *(
            lambda who=who: attempt(lambda: handling.objection_check(actor=who, objection=made))
            for who in (case.office, case.reviewer)
        )
    )
    assert sorted(results) == ["E-STATE-01", "done"]


def test_two_objections_at_once_leave_one():
    case = make_case()
    results = together(lambda: attempt(case.file), lambda: attempt(case.file))
    assert sorted(results) == ["E-OBJ-06", "done"]
