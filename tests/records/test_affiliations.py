"""Ties between persons and institutions: dated, sourced, one head at a time, one firm per lawyer."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError

from audit.models import Action
from core import clock
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition
from records.models import Affiliation
from records.services.affiliations import affiliation_close, affiliation_hand_over, affiliation_open
from records.staff_affiliations import person_licensed
from tests.factories import make_subject, make_user, next_number

pytestmark = pytest.mark.django_db
SINCE, PAPER = date(2026, 3, 2), "准予变更决定书 渝司许〔2026〕12号"


def lawyer(**fields):
    return make_subject(**{"kind": "lawyer", "id_hash": f"{next_number():064d}", "name": "冉怀瑾"} | fields)


@pytest.fixture(autouse=True)
def _autumn():
    with clock.override(date(2026, 9, 7)):
        yield


@pytest.fixture
def clerk():
    return make_user()


def open_tie(clerk, person, firm, role="practitioner", since=SINCE):
    return affiliation_open(actor=clerk, person=person, institution=firm, role=role, since=since, source=PAPER)


def test_a_tie_names_its_document_and_moves_the_subjects_own_columns(clerk):
    person, firm = lawyer(), make_subject()
    tie = open_tie(clerk, person, firm)
    person.refresh_from_db()
    assert (tie.source, tie.until, person.institution_id) == (PAPER, None, firm.pk)
    action = Action.objects.get(code="records.affiliation.opened")
    assert (action.actor_id, action.object_id) == (clerk.pk, str(tie.pk))


def test_the_same_tie_is_not_opened_twice(clerk):
    person, firm = lawyer(), make_subject()
    open_tie(clerk, person, firm)
    with pytest.raises(Duplicate):
        open_tie(clerk, person, firm)
    with pytest.raises(IntegrityError), transaction.atomic():
        Affiliation.objects.create(person=person, institution=firm, role="practitioner", since=SINCE, source=PAPER)


def test_a_lawyer_practises_at_one_firm_at_a_time(clerk):
    """律师法第十条."""
    person, first, second = lawyer(), make_subject(), make_subject()
    tie = open_tie(clerk, person, first)
    with pytest.raises(DomainError) as caught:
        open_tie(clerk, person, second, since=date(2026, 5, 1))
    assert first.name in caught.value.message and caught.value.field == "institution"
    affiliation_close(actor=clerk, affiliation=tie, until=date(2026, 4, 30), source="转所证明 12号")
    open_tie(clerk, person, second, since=date(2026, 5, 1))
    person.refresh_from_db()
    assert person.institution_id == second.pk


@pytest.mark.parametrize("sides", ["two persons", "two institutions"])
def test_a_tie_joins_a_person_and_an_institution(clerk, sides):
    person, firm = (lawyer(), lawyer()) if sides == "two persons" else (make_subject(), make_subject())
    with pytest.raises(DomainError, match="自然人"):
        open_tie(clerk, person, firm)


def test_a_new_head_ends_the_old_one_on_the_day_before(clerk):
    firm, old, new = make_subject(), lawyer(name="陈若谷"), lawyer(name="谭思源")
    first = open_tie(clerk, old, firm, "principal")
    with pytest.raises(DomainError, match="陈若谷"):
        open_tie(clerk, new, firm, "principal", since=date(2026, 6, 1))
    affiliation_hand_over(
        actor=clerk, institution=firm, person=new, role="principal", since=date(2026, 6, 1), source="变更决定 3号"
    )
    first.refresh_from_db()
    firm.refresh_from_db()
    assert (first.until, first.end_source, firm.legal_representative) == (date(2026, 5, 31), "变更决定 3号", "谭思源")


def test_an_end_before_the_beginning_in_the_future_or_twice_is_refused(clerk):
    tie = open_tie(clerk, lawyer(), make_subject())
    for day in (date(2026, 3, 1), date(2026, 9, 8)):
        with pytest.raises(DomainError) as caught:
            affiliation_close(actor=clerk, affiliation=tie, until=day, source="注销决定 1号")
        assert caught.value.field == "until"
    affiliation_close(actor=clerk, affiliation=tie, until=SINCE, source="注销决定 1号")
    with pytest.raises(InvalidTransition):
        affiliation_close(actor=clerk, affiliation=tie, until=SINCE, source="注销决定 1号")


def test_a_tie_without_a_document_or_without_the_right_is_refused(clerk):
    person, firm = lawyer(), make_subject()
    with pytest.raises(DomainError) as caught:
        affiliation_open(actor=clerk, person=person, institution=firm, role="partner", since=SINCE, source=" ")
    assert caught.value.field == "source"
    with pytest.raises(Forbidden):
        open_tie(make_user("审计员"), person, firm)


def test_no_tie_is_ever_deleted(clerk):
    tie = open_tie(clerk, lawyer(), make_subject())
    with pytest.raises(InternalError, match="no_delete|Cannot delete"), transaction.atomic():
        Affiliation.objects.filter(pk=tie.pk).delete()


def test_a_lawyer_is_found_by_the_serial_of_the_licence_though_the_number_changed():
    person = lawyer(licence_number="15002201510123456", licence_serial="123456")
    assert person_licensed("15001201520123456") == person
    assert person_licensed("15002201510999999") is None
