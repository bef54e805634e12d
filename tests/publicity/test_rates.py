"""The three rates: hand-computed scenarios, nothing to divide by, and every number the length of its list."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.roles import CLERK, CREDIT_OFFICE
from audit.services import SYSTEM
from core import clock
from core.errors import DomainError
from publicity.measures import MEASURES, measured
from publicity.models import Decision, MonthClose
from publicity.rates import NOTHING_DUE, Counts, rate_tone, rates_of
from publicity.services.rates import rates_json, rates_report
from tests.factories import make_decision, make_kind, make_section, make_user

pytestmark = pytest.mark.django_db
SINCE, UNTIL, ON = date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 30)


def decide(day: int, *, reported: int | None = None, accepted: bool = False, **more) -> Decision:
    """Decided on a day of March; reported so many days later. 内控 7 days; 国标 9 calendar days (no holiday in between)."""
    on = SINCE.replace(day=day)
    facts = {"decided_on": on, "state": "ready"}
    if reported is not None:
        facts |= {"state": "reported", "first_reported_on": on + timedelta(days=reported)}
    if accepted:
        facts |= {"state": "accepted", "accepted_on": on + timedelta(days=20)}
    return make_decision(**(facts | more))


def report(**more):
    return rates_report(**({"actor": SYSTEM, "since": SINCE, "until": UNTIL, "on": ON} | more))


def by_code(found) -> dict[str, str]:
    return {rate.code: rate.text for rate in found.rates}


def test_scenario_everything_in_time():
    for day in (2, 3, 4, 5):
        decide(day, reported=5, accepted=True)
    found = report()
    assert (found.counts.due, found.counts.sent, found.counts.accepted, found.counts.missing) == (4, 4, 4, 0)
    assert by_code(found) == {
        "reported": "100%", "compliant": "100%", "in_time_internal": "100%", "in_time_official": "100%",
        "late_internal": "0%", "late_official": "0%",
    }  # fmt: skip


def test_scenario_late_missing_rejected_and_exempt():
    # 应报 8 = 3 accepted in time + 1 accepted on day 8 + 1 reported on day 10 + 1 rejected (reported on day 7) + 2 never reported
    for day in (2, 3, 4):
        decide(day, reported=7, accepted=True)
    decide(5, reported=8, accepted=True)
    decide(6, reported=10)
    decide(9, reported=7, state="rejected")
    decide(10)
    decide(11, state="draft", subject=None)
    decide(12, state="exempt", exempt_reason="secret", exempt_note="涉密")
    decide(13, state="exempt", exempt_reason="simple", exempt_note="简易程序")
    decide(14, state="exempt", exempt_reason="simple", exempt_note="简易程序")
    decide(15, state="void", subject=None)
    found = report()
    counts = found.counts
    assert (counts.due, counts.sent, counts.accepted, counts.missing, counts.exempt) == (8, 6, 4, 2, 3)
    assert (counts.in_time_internal, counts.in_time_official) == (4, 5)
    assert (counts.late_internal, counts.late_official, counts.overdue_internal) == (4, 3, 2)
    assert (counts.waiting, counts.rejected, counts.not_due) == (1, 1, 0)
    # 6/8, 4/6 rounded down, 4/8, 5/8, 4/8, 3/8
    assert by_code(found) == {
        "reported": "75%", "compliant": "66.66%", "in_time_internal": "50%", "in_time_official": "62.5%",
        "late_internal": "50%", "late_official": "37.5%",
    }  # fmt: skip
    assert found.exempt == (("简易程序作出的处罚", 2), ("涉及国家秘密", 1))


def test_scenario_two_sections_two_kinds_two_months_some_not_due():
    approval, legal = make_section("approval"), make_section("legal-affairs")
    licence, penalty = make_kind("licence"), make_kind("penalty")
    for day in (2, 3, 4):
        decide(day, reported=1, accepted=True, kind=licence, section=approval)
    decide(30, kind=licence, section=approval)  # due on 6 April
    decide(9, reported=12, kind=penalty, section=legal)
    make_decision(decided_on=date(2026, 4, 1), kind=penalty, section=legal)  # due on 8 April
    found = report(until=date(2026, 4, 30), on=date(2026, 4, 6))
    assert (found.counts.due, found.counts.sent, found.counts.not_due, found.counts.late_internal) == (6, 4, 2, 1)
    assert by_code(found)["reported"] == "66.66%"
    assert by_code(found)["compliant"] == "75%"
    kinds = {group.key: group for group in found.by_kind()}
    assert (kinds["licence"].counts.due, kinds["licence"].counts.in_time_official) == (4, 3)
    assert (kinds["penalty"].counts.due, kinds["penalty"].counts.in_time_official) == (2, 0)
    assert [group.key for group in found.by_month()] == ["2026-03", "2026-04"]
    assert [group.counts.due for group in found.by_month()] == [5, 1]
    assert {group.label: group.counts.due for group in found.by_section()} == {approval.name: 4, legal.name: 2}
    # one day later the licence is overdue: no longer 未到期, now 迟报
    later = report(until=date(2026, 4, 30), on=date(2026, 4, 7))
    assert (later.counts.not_due, later.counts.late_internal, later.counts.late_official) == (1, 2, 1)


def test_nothing_due_is_neither_zero_nor_full():
    found = report()
    assert {rate.text for rate in found.rates} == {NOTHING_DUE}
    assert all(rate.value is None for rate in found.rates)
    assert rates_json(found)["rates"]["reported"] is None
    decide(2)
    assert by_code(report())["compliant"] == "尚无已报事项"
    assert by_code(report())["reported"] == "0%"


def test_one_missing_of_many_is_never_rounded_up_to_full():
    rate = rates_of(Counts(due=100_000, sent=99_999))[0]
    assert (rate.text, rate.value, rate.complete) == ("99.99%", Decimal("0.9999"), False)


@pytest.mark.parametrize(
    ("counts", "tone"),
    [
        (Counts(), ""),
        (Counts(due=3, sent=3), "good"),
        (Counts(due=3, sent=2, not_due=1), "warn"),
        (Counts(due=3, sent=2, overdue_internal=1, late_internal=1), "bad"),
    ],
)
def test_a_rate_is_red_only_when_something_was_missed(counts, tone):
    assert rate_tone(rates_of(counts)[0], counts) == tone


@pytest.mark.parametrize(
    ("code", "counts", "tone"),
    [
        ("compliant", Counts(due=3, sent=3, accepted=2, waiting=1), "warn"),
        ("compliant", Counts(due=3, sent=3, accepted=2, rejected=1), "bad"),
        ("in_time_internal", Counts(due=3, in_time_internal=2, late_official=1), "warn"),
        ("in_time_internal", Counts(due=3, in_time_internal=2, late_internal=1), "bad"),
        ("in_time_official", Counts(due=3, in_time_official=2, late_internal=1), "warn"),
        ("in_time_official", Counts(due=3, in_time_official=2, late_official=1), "bad"),
        ("late_internal", Counts(due=3), "good"),
        ("late_internal", Counts(due=3, late_internal=3), "bad"),
        ("late_official", Counts(due=3, late_internal=1), "good"),
        ("late_official", Counts(), ""),
    ],
)
def test_each_rate_is_red_for_what_spoils_it_and_late_is_good_only_at_nothing(code, counts, tone):
    rate = next(one for one in rates_of(counts) if one.code == code)
    assert rate_tone(rate, counts) == tone


def test_a_correction_after_rejection_keeps_the_first_report():
    decide(2, reported=3, state="ready")  # reported in time, rejected, corrected, not yet sent again
    found = report()
    assert (found.counts.sent, found.counts.in_time_internal, found.counts.accepted) == (1, 1, 0)


def test_every_number_is_the_length_of_the_list_it_opens():
    decide(2, reported=7, accepted=True)
    decide(3, reported=8)
    decide(4, reported=11, state="rejected")
    decide(5)
    decide(30)
    decide(6, state="exempt", exempt_reason="secret", exempt_note="涉密")
    decide(7, state="void", subject=None)
    for on in (date(2026, 4, 1), ON):
        counts = report(on=on).counts
        for name in [*(f.name for f in fields(Counts)), "missing"]:
            listed = measured(name, since=SINCE, until=UNTIL, on=on).count()
            assert getattr(counts, name) == listed, f"{name} on {on}"


def test_the_report_costs_four_queries_whatever_its_size(django_assert_num_queries):
    for day in range(2, 12):
        decide(day, reported=day)
    with django_assert_num_queries(5):
        found = report()
        assert found.by_kind()
        assert found.by_month()


def test_a_clerk_counts_the_own_section_only():
    decide(2, reported=1, section=make_section("approval"))
    decide(3, section=make_section("legal-affairs"))
    clerk, office = make_user(CLERK, section=make_section("approval")), make_user(CREDIT_OFFICE)
    assert report(actor=clerk).counts.due == 1
    assert report(actor=office).counts.due == 2


def test_days_the_wrong_way_round_are_refused():
    with pytest.raises(DomainError, match="结束日期早于开始日期"):
        report(since=UNTIL, until=SINCE)


def test_zero_months_are_counted():
    user, section = make_user(), make_section()
    for month, reopened in ((2, None), (3, None), (4, clock.now())):
        MonthClose.objects.create(
            kind=make_kind(), section=section, month=date(2026, month, 1), zero=True, statement="无", signed_by=user,
            reopened_at=reopened, reopened_reason="错了" if reopened else "",
        )  # fmt: skip
    assert report(since=date(2026, 1, 1), until=date(2026, 12, 31)).zero_months == 2


def test_the_command_speaks_to_machines_and_people(capsys):
    decide(2, reported=7, accepted=True)
    decide(3, reported=8)
    call_command("rates", since=SINCE, until=UNTIL, on=ON, json=True)
    answer = json.loads(capsys.readouterr().out)
    assert (answer["due"], answer["sent"], answer["missing"]) == (2, 2, 0)
    assert answer["rates"]["in_time_internal"] == 0.5
    assert answer["text"]["上报率"] == "100%"
    assert answer["kinds"][0]["kind"] == "penalty"
    call_command("rates", since=SINCE, until=UNTIL, on=ON)
    assert "及时率（内控7日）　50%" in capsys.readouterr().out


class TestPages:
    """The rates page and the lists behind its numbers."""

    @pytest.fixture
    def office(self, client):
        user = make_user(CREDIT_OFFICE)
        client.force_login(user)
        return client

    def test_each_number_links_to_a_list_of_that_length(self, office):
        decide(2, reported=7, accepted=True)
        decide(3, reported=8)
        decide(4)
        with clock.override(ON):
            page = office.get(reverse("admin:publicity_rates"), {"since": SINCE, "until": UNTIL})
            assert page.status_code == 200
            cells = [cell for line in page.context["kinds"] for cell in line["cells"]]
            figures = [(f.label, f.value, f.url) for f in page.context["smaller"]]
            for label, number, url in cells + figures:
                listed = office.get(url)
                assert listed.context["page"].paginator.count == number, label

    def test_a_period_without_decisions_says_so(self, office):
        page = office.get(reverse("admin:publicity_rates"), {"since": "2026-01-01", "until": "2026-01-31"})
        assert "台账里没有应当报送的决定" in page.content.decode()
        assert {figure.value for figure in page.context["figures"]} == {"无应报事项"}

    def test_wrong_input_is_answered_in_words(self, office):
        assert "日期写法不对" in office.get(reverse("admin:publicity_rates"), {"since": "2026-13-01"}).content.decode()
        wrong = office.get(reverse("admin:publicity_rates"), {"since": "2026-03-31", "until": "2026-03-01"})
        assert "结束日期早于开始日期" in wrong.content.decode()
        assert office.get(reverse("admin:publicity_rates_list"), {"measure": "nonsense"}).status_code == 404

    def test_every_measure_has_a_list(self, office):
        for code in MEASURES:
            assert office.get(reverse("admin:publicity_rates_list"), {"measure": code}).status_code == 200


def test_a_kind_nobody_knows_is_refused_and_not_reported_as_nothing_due():
    with pytest.raises(DomainError) as refused:
        report(kind="nope")
    assert "nope" in refused.value.message and refused.value.field == "kind"
