"""Every pair of the state table, at the services and in the database; what may not be left out is refused by the database."""

import pytest
from django.db import IntegrityError, InternalError, transaction

from core.errors import DomainError, Forbidden, InvalidTransition
from records.models import CreditRecord
from repair.choices import State
from repair.models import Application, Pause
from repair.transitions import PAIRS, REPAIR_MOVES
from tests.repair.conftest import MONDAY, take

pytestmark = pytest.mark.django_db
STATES = [str(state) for state in State]
MOVES = [move.code for move in REPAIR_MOVES.moves]


#: Allowed by the state, but too early or too late within it: papers lacking, a checklist open, nothing to resume, asked before.
NOT_YET = {("draft", "submit"), ("syncing", "close"), ("accepted", "resume")}


def try_step(code, row, people):
    """What came of it: the new state, or the kind of refusal; undone afterwards."""
    with transaction.atomic():
        try:
            return take(code, row, **people).state
        except InvalidTransition:
            return "not from here"
        except Forbidden:
            return "not yours"
        except DomainError:
            return "not yet"
        finally:
            transaction.set_rollback(True)


@pytest.mark.parametrize("state", STATES)
def test_from_each_state_exactly_the_moves_of_the_table(brought, state, head, clerk, chief, third):
    row = brought(state)
    allowed = {move.code for move in REPAIR_MOVES.allowed(state)}
    people = {"head": head, "clerk": clerk, "chief": chief, "third": third}
    for code in MOVES:
        if (code == "tick" and not row.syncs.exists()) or (code == "restore" and not row.revocations.exists()):
            continue
        outcome = try_step(code, row, people)
        if code not in allowed:
            hidden = state == "draft"  # a firm's draft is its own: the bureau does not even see it
            assert outcome == "not from here" or (hidden and outcome == "not yours"), f"{state} {code}: {outcome}"
        elif (state, code) in NOT_YET:
            assert outcome in ("not yet", "not from here"), f"{state} {code}: {outcome}"
        else:
            assert outcome == (state if code == "save" else REPAIR_MOVES[code].target), f"{state} {code}: {outcome}"


@pytest.mark.parametrize("state", STATES)
def test_the_database_knows_the_same_pairs(brought, state):
    row = brought(state)
    for target in STATES:
        try:
            with transaction.atomic():
                Application.objects.filter(pk=row.pk).update(state=target)
                transaction.set_rollback(True)
        except IntegrityError as error:
            stopped = "repair_application_way" in str(error.__cause__.diag.constraint_name)
            assert not stopped or (state, target) not in PAIRS, f"{state} → {target}"
        else:
            assert (state, target) in PAIRS, f"{state} → {target} got past the database"


REFUSED = [
    ("proposed", {"state": "refused"}, "repair_application_"),
    ("submitted", {"state": "declined"}, "repair_application_declined_why"),
    ("submitted", {"state": "accepted"}, "repair_application_accepted_first"),
    ("submitted", {"state": "supplement"}, "repair_application_supplement_what"),
    ("accepted", {"state": "proposed"}, "repair_application_examined_first"),
    ("proposed", {"state": "syncing"}, "repair_application_effect"),
    ("refused", {"state": "reviewing"}, "repair_application_review_why"),
    ("reviewing", {"state": "upheld"}, "repair_application_upheld_how"),
    ("refused", {"decision_reason": ""}, "repair_application_"),
    ("refused", {"remedies": ""}, "repair_application_refused_why"),
    ("refused", {"ground": "other"}, "repair_application_refused_why"),
    ("declined", {"remedies": ""}, "repair_application_declined_why"),
    ("syncing", {"state": "closed", "closed_on": MONDAY}, "repair_application_synced"),
    ("accepted", {"extended_days": 10}, "repair_application_extended_why"),
]  # fmt: skip


@pytest.mark.parametrize(("state", "change", "constraint"), REFUSED)
def test_the_database_refuses_what_the_law_refuses(brought, state, change, constraint):
    row = brought(state)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Application.objects.filter(pk=row.pk).update(**change)
    assert refused.value.__cause__.diag.constraint_name.startswith(constraint)


def test_the_database_refuses_a_handler_who_decides(brought):
    row = brought("syncing")
    with pytest.raises(IntegrityError, match="repair_application_two_people"), transaction.atomic():
        Application.objects.filter(pk=row.pk).update(decided_by=row.handler)


def test_the_database_refuses_a_reviewer_who_decided(brought):
    row = brought("upheld")
    with pytest.raises(IntegrityError, match="repair_application_other_reviewer"), transaction.atomic():
        Application.objects.filter(pk=row.pk).update(reviewed_by=row.decided_by)


def test_the_database_lets_the_clock_stand_for_listed_causes_only(brought):
    row = brought("accepted")
    with pytest.raises(IntegrityError, match="repair_pause_listed_cause"), transaction.atomic():
        Pause.objects.create(application=row, cause="busy", reason="人手不够", since=MONDAY)


def test_the_database_extends_once(brought, clerk, head, chief, third):
    row = take("extend", brought("accepted"), head=head, clerk=clerk, chief=chief, third=third)
    with pytest.raises(IntegrityError, match="extended once"), transaction.atomic():
        Application.objects.filter(pk=row.pk).update(extended_days=30)


def test_letters_and_steps_are_frozen(brought):
    row = brought("syncing")
    for rows, change in ((row.letters, {"number": "X"}), (row.steps, {"note": "x"})):
        with pytest.raises(InternalError), transaction.atomic():
            rows.update(**change)


def test_nothing_is_deleted(brought):
    with pytest.raises(InternalError), transaction.atomic():
        brought("draft").delete()


def test_granting_ends_display_and_sharing_in_one_transaction(brought, record):
    row = brought("syncing")
    record.refresh_from_db()
    assert record.repaired_at and record.repaired_source == f"repair:{row.pk}"
    assert not CreditRecord.objects.public(MONDAY).filter(pk=record.pk).exists()
    assert set(row.effects) == {"publicity", "sharing", "rating", "measures"}
    assert {letter.kind for letter in row.letters.all()} == {"granted", "certificate"}
    assert row.syncs.count() == 4 and row.sync_due > MONDAY
