"""Two at once: no number twice, no row looked up twice, no choice made twice."""

import pytest

from accounts import roles
from audit.models import Access
from core.errors import DomainError
from supervision.models import LookUp
from supervision.services.lookups import counterparts_add, lookup_choose, run, sweep
from supervision.services.matters import matter_open
from tests.factories import make_record, make_subject, make_user
from tests.support.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_clerks_never_get_the_same_number(clerk):
    other = make_user(roles.CLERK)
    opened = together(
        *(lambda who=who: matter_open(actor=who, scene="award", title="年度表扬").number for who in (clerk, other))
    )
    assert len(set(opened)) == 2


def test_two_workers_look_each_row_up_once(clerk, monkeypatch):
    monkeypatch.setattr("supervision.services.lookups.enqueue", lambda matter_id: None)
    monkeypatch.setattr("supervision.services.lookups.CHUNK", 5)
    matter = matter_open(actor=clerk, scene="approval", title="年度考核")
    firm = make_subject()
    make_record(subject=firm)
    counterparts_add(
        actor=clerk, matter=matter, text="\n".join([firm.uscc, *(f"重庆第{n}有限公司" for n in range(29))])
    )
    assert sum(together(lambda: run(matter.pk), lambda: run(matter.pk))) == 30
    assert not LookUp.objects.filter(state="waiting").exists()
    assert Access.objects.filter(matter=matter.number, deed="search").count() == 30


def test_what_a_lost_message_left_waiting_is_taken_up_later(clerk, monkeypatch):
    monkeypatch.setattr("supervision.services.lookups.enqueue", lambda matter_id: None)
    matter = matter_open(actor=clerk, scene="approval", title="年度考核")
    counterparts_add(actor=clerk, matter=matter, text="某某有限公司")
    assert sweep() == 1 and LookUp.objects.get().state == "none"
    assert sweep() == 0


def test_a_row_is_chosen_once(clerk, firm):
    matter = matter_open(actor=clerk, scene="approval", title="年度考核")
    counterparts_add(actor=clerk, matter=matter, text="重庆夔明律师事务所")
    row = LookUp.objects.select_related("matter").get()
    assert row.state == "ambiguous"

    def choose():
        try:
            lookup_choose(actor=clerk, lookup=row, subject_id=firm.pk)
        except DomainError:
            return 0
        return 1

    assert sum(together(choose, choose)) == 1
