"""After the decision, beside it and before it: the other sites, 两书同达, the window, reminders exactly once."""

from datetime import date, timedelta

import pytest

from accounts import roles
from core.errors import DomainError, Forbidden, InvalidTransition, NotReady
from notices.models import Notice as Message
from repair.models import Application, Notice
from repair.services import applying, notices, reminding, syncing
from tests.factories import make_item, make_record, make_section, make_subject, make_user
from tests.repair.conftest import MONDAY, PDF, at, fill, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(head, clerk, chief, third):
    return {"head": head, "clerk": clerk, "chief": chief, "third": third}


# -- the other sites -------------------------------------------------------------------------------------------------
def test_closed_only_when_every_channel_is_ticked_or_explained(brought, clerk):
    row = brought("syncing")
    with pytest.raises(NotReady, match="信用中国"):
        syncing.application_close(actor=clerk, application=row)
    first, *others = row.syncs.all()
    syncing.sync_done(actor=clerk, item=first, done_on=MONDAY, content=PDF, filename="截图.pdf")
    for item in others:
        syncing.sync_explain(actor=clerk, item=item, note="该网站没有归集这条信息")
    assert syncing.application_close(actor=clerk, application=row).closed_on == MONDAY


@pytest.mark.parametrize("given", [{}, {"note": "好"}, {"content": b"GIF89a....", "filename": "a.gif"}])
def test_a_tick_needs_a_proof(brought, clerk, given):
    with pytest.raises(DomainError):
        syncing.sync_done(actor=clerk, item=brought("syncing").syncs.first(), done_on=MONDAY, **given)


def test_a_tick_is_not_dated_before_the_repair(brought, clerk):
    item = brought("syncing").syncs.first()
    for day in (MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)):
        with pytest.raises(DomainError, match="同步日期"):
            syncing.sync_done(actor=clerk, item=item, done_on=day, note="在网站上查看过")


# -- 两书同达 ----------------------------------------------------------------------------------------------------------
def test_the_notice_has_the_computed_dates(record, clerk):
    made = notices.notice_make(actor=clerk, record=record)
    facts = dict(made.snapshot["facts"])
    assert "2026年8月12日" in facts["最早可以申请修复"] and "2027年5月11日" in facts["公示到什么时候"]
    assert made.snapshot["address"].endswith(f"/decisions/{record.public_id}/")
    assert made.pdf.read().startswith(b"%PDF") and made.pdf_sha256


def test_decision_and_notice_are_served_together_once(record, clerk, head):
    made = notices.notice_make(actor=clerk, record=record)
    served = notices.notice_serve(actor=clerk, notice=made, on=date(2026, 5, 12), way="hand", served_to="张三")
    assert served.served_on == date(2026, 5, 12)
    assert "2026-08-12" in Message.objects.get(recipient=head, code="repair.notice_served").body
    with pytest.raises(InvalidTransition):
        notices.notice_serve(actor=clerk, notice=made, on=MONDAY, way="hand", served_to="张三")
    with pytest.raises(InvalidTransition, match="已经送达"):
        notices.notice_make(actor=clerk, record=record)


def test_a_notice_made_anew_replaces_the_one_not_served(record, clerk):
    first = notices.notice_make(actor=clerk, record=record)
    second = notices.notice_make(actor=clerk, record=record)
    assert Notice.objects.get(record=record, replaced_at=None) == second and first.number != second.number
    with pytest.raises(InvalidTransition, match="最新"):
        notices.notice_serve(actor=clerk, notice=first, on=MONDAY, way="hand", served_to="张三")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"way": "pigeon"}, "送达方式"),
        ({"served_to": ""}, "签收人"),
        ({"on": date(2026, 5, 10)}, "送达日期"),
        ({"on": MONDAY + timedelta(days=1)}, "送达日期"),
    ],
)
def test_service_is_put_on_record_completely(record, clerk, change, says):
    made = notices.notice_make(actor=clerk, record=record)
    with pytest.raises(DomainError, match=says):
        notices.notice_serve(actor=clerk, notice=made, **({"on": MONDAY, "way": "hand", "served_to": "张三"} | change))


def test_a_firm_cannot_make_a_notice(record, head):
    with pytest.raises(Forbidden):
        notices.notice_make(actor=head, record=record)


# -- at the window ---------------------------------------------------------------------------------------------------
def test_staff_apply_at_the_window_on_behalf(record, clerk):
    row = applying.application_start(actor=clerk, record=record, channel="credit_china", channel_number="ZB-1")
    fill(clerk, row)
    assert applying.application_submit(actor=clerk, application=row).state == "submitted"
    assert row.channel_number == "ZB-1"


def test_a_firm_cannot_use_the_window(record, head):
    with pytest.raises(Forbidden, match="窗口"):
        applying.application_start(actor=head, record=record, channel="window")


# -- reminders -------------------------------------------------------------------------------------------------------
def told(person, code):
    return Message.objects.filter(recipient=person, code=code).count()


def test_reminders_are_sent_exactly_once_a_stage(brought, clerk):
    brought("accepted")  # due on Monday, 16 November
    for day, total in ((date(2026, 11, 13), 0), (date(2026, 11, 15), 1), (date(2026, 11, 16), 2)):
        with at(day):
            reminding.remind()
            assert reminding.remind() == 0
        assert told(clerk, "repair.due") == total


def test_what_is_late_is_told_to_those_who_answer_for_it(brought, clerk, chief):
    brought("accepted")
    office = make_user(roles.CREDIT_OFFICE)
    with at(date(2026, 11, 17)):
        assert reminding.remind() > 0
        assert reminding.remind() == 0
    assert [told(person, "repair.late") for person in (clerk, chief, office)] == [1, 1, 1]


def test_nobody_is_pressed_while_the_clock_stands_still(brought, people):
    take("pause", brought("accepted"), **people)
    with at(date(2026, 11, 30)):
        assert reminding.remind() == 0


def test_open_channels_are_chased_every_week(brought, clerk):
    brought("syncing")  # to be settled by Thursday, 5 November
    for day, total in (
        (date(2026, 11, 6), 1),
        (date(2026, 11, 7), 1),
        (date(2026, 11, 13), 2),
        (date(2026, 11, 20), 3),
    ):
        with at(day):
            reminding.remind()
        assert told(clerk, "repair.chase") == total


def test_a_firm_is_told_on_the_first_day_it_may_apply(record, head):
    with at(date(2026, 8, 11)):
        assert reminding.remind() == 0
    with at(date(2026, 8, 12)):
        assert reminding.remind() == 1 and reminding.remind() == 0
    assert "2026-08-12" in Message.objects.get(recipient=head).body


def test_numbers_of_a_day_have_no_gaps(head, record, stranger):
    item = make_item("XZ-CF", section=make_section())
    subject = stranger.memberships.get().subject
    one = applying.application_start(actor=head, record=record)
    two = applying.application_start(
        actor=stranger, record=make_record(subject=subject, item=item, event_date=date(2026, 5, 11))
    )
    assert (one.number, two.number) == ("XF-20261102-01", "XF-20261102-02")
    assert Application.objects.count() == 2 and make_subject().repairs.count() == 0
