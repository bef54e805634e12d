"""Month close: complete or empty, never silent; gaps in the numbers stand in the way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.roles import CLERK, CREDIT_OFFICE, REVIEWER
from core import clock
from core.errors import DomainError, Duplicate, Forbidden, NotReady
from core.models import Setting
from notices.models import Notice
from publicity.models import DecisionKind, DocumentSeries, GapExplanation, MonthClose
from publicity.services.months import (
    month_close,
    month_reopen,
    month_state,
    month_states,
    public_zero_statements,
    zero_declare,
)
from publicity.services.reminders import remind
from publicity.services.series import WIDE, gap_explain, gaps, next_number
from tests.factories import make_decision, make_section, make_user

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)
APRIL_5 = date(2026, 4, 5)


@pytest.fixture(autouse=True)
def _in_april():
    """On 5 April, before the catalogue's other items are asked for (test_months_coverage.py)."""
    Setting.objects.create(key="records.coverage_since", group="归集", label="起始月份", value="2026-12")
    with clock.override(APRIL_5):
        yield


@pytest.fixture
def kind():
    return DecisionKind.objects.get(code="penalty")


@pytest.fixture
def section():
    return make_section("legal-affairs")


@pytest.fixture
def reviewer(section):
    return make_user(REVIEWER, section=section)


def series_of(kind, year=2026, prefix="巫山司罚决字", **more) -> DocumentSeries:
    return DocumentSeries.objects.create(kind=kind, prefix=prefix, year=year, own=True, **more)


def numbered(series, *numbers, on=date(2026, 3, 10), step=1, **more):
    """Decisions with these numbers of a series, one day after the other, reported unless told otherwise."""
    facts = {"state": "accepted", "first_reported_on": on, "accepted_on": on} | more
    return [
        make_decision(
            kind=series.kind,
            series=series,
            sequence=number,
            number=f"{series}{number}号",
            decided_on=on + timedelta(days=step * place),
            **facts,
        )  # fmt: skip
        for place, number in enumerate(numbers)
    ]


class TestGaps:
    """1, 2, 4 → 缺 3 号."""

    def test_a_missing_number_is_found_with_the_days_between_which_it_was_given(self, kind):
        series = series_of(kind)
        numbered(series, 1, 2, 4)
        (gap,) = gaps()
        assert (gap.document_number, gap.after, gap.before) == (
            "巫山司罚决字〔2026〕3号",
            date(2026, 3, 11),
            date(2026, 3, 12),
        )

    def test_several_holes_starts_and_shared_numbers(self, kind):
        numbered(series_of(kind), 3, 3, 4, 7)  # one number on two parties is no gap
        assert [gap.number for gap in gaps()] == [1, 2, 5, 6]

    def test_a_void_entry_leaves_a_gap(self, kind):
        series = series_of(kind)
        numbered(series, 1, 3)
        numbered(series, 2, state="void", subject=None, first_reported_on=None, accepted_on=None)
        assert [gap.number for gap in gaps()] == [2]

    def test_numbers_of_other_authorities_are_not_searched(self, kind):
        series = series_of(kind, prefix="渝司罚")
        DocumentSeries.objects.filter(pk=series.pk).update(own=False)
        numbered(series, 5)
        assert gaps() == []

    def test_a_mistyped_number_is_one_wide_hole_not_millions_of_gaps(self, kind):
        numbered(series_of(kind), 1, 20260003)
        (gap,) = gaps()
        assert gap.width == 20260001
        assert gap.width > WIDE

    def test_an_explanation_from_the_closed_list_closes_the_gap(self, kind, reviewer):
        series = series_of(kind)
        numbered(series, 1, 3)
        gap_explain(actor=reviewer, series=series, number=2, reason="voided", note="文书作废，未送达当事人")
        assert gaps(unexplained_only=True) == []
        assert gaps()[0].explanation.explained_by == reviewer

    @pytest.mark.parametrize(
        ("number", "reason", "note", "message"),
        [
            (1, "voided", "文书作废未送达", "已经登记了决定"),
            (9, "voided", "文书作废未送达", "还没有用到"),
            (2, "lost", "文书作废未送达", "请选择断号的原因"),
            (2, "voided", "作废", "至少 5 个字"),
            (2, "voided", "长" * 201, "200 字以内"),
        ],
    )
    def test_wrong_explanations_are_refused_in_words(self, kind, reviewer, number, reason, note, message):
        series = series_of(kind)
        numbered(series, 1, 3)
        with pytest.raises(DomainError, match=message):
            gap_explain(actor=reviewer, series=series, number=number, reason=reason, note=note)
        assert not GapExplanation.objects.exists()

    def test_explaining_twice_is_refused_and_clerks_may_not(self, kind, reviewer):
        series = series_of(kind)
        numbered(series, 1, 3)
        with pytest.raises(Forbidden):
            gap_explain(actor=make_user(CLERK), series=series, number=2, reason="voided", note="文书作废未送达")
        gap_explain(actor=reviewer, series=series, number=2, reason="voided", note="文书作废未送达")
        with pytest.raises(Duplicate):
            gap_explain(actor=reviewer, series=series, number=2, reason="voided", note="文书作废未送达")

    def test_the_next_number_follows_the_highest(self, kind):
        series = series_of(kind, first_number=5)
        assert next_number(series) == 5
        numbered(series, 5, 9)
        assert next_number(series) == 10


class TestZero:
    """A statement that there was nothing needs an empty ledger and no gap."""

    def test_an_empty_month_is_declared_and_public(self, kind, section):
        clerk = make_user(CLERK, section=section)
        close = zero_declare(actor=clerk, kind=kind, section=section, month=date(2026, 3, 17))
        assert (close.month, close.zero) == (MARCH, True)
        assert close.statement == f"2026年3月，巫山县司法局（{section.name}）本月无行政处罚决定。"
        assert public_zero_statements().get() == close
        assert month_state(kind=kind, section=section, month=MARCH).status == "zero"

    def test_it_is_refused_over_a_gap(self, kind, section):
        numbered(series_of(kind), 1, 3, on=date(2026, 2, 25), step=50)  # 25 February and 16 April
        with pytest.raises(NotReady, match="巫山司罚决字〔2026〕2号"):
            zero_declare(actor=make_user(CLERK, section=section), kind=kind, section=section, month=MARCH)
        assert not MonthClose.objects.exists()

    def test_a_gap_that_lies_in_other_months_does_not_stand_in_the_way(self, kind, section):
        numbered(series_of(kind), 1, 3, on=date(2026, 2, 2))
        assert zero_declare(actor=make_user(CLERK, section=section), kind=kind, section=section, month=MARCH)

    @pytest.mark.parametrize("state", ["draft", "accepted", "exempt"])
    def test_it_is_refused_over_any_decision_even_one_not_reported(self, kind, section, state):
        more = {"exempt_reason": "secret", "exempt_note": "涉密"} if state == "exempt" else {}
        if state == "accepted":
            more = {"first_reported_on": date(2026, 3, 9)}
        make_decision(kind=kind, section=section, decided_on=date(2026, 3, 3), state=state, **more)
        with pytest.raises(DomainError, match="不能零申报"):
            zero_declare(actor=make_user(CLERK, section=section), kind=kind, section=section, month=MARCH)

    def test_a_decision_found_later_takes_the_statement_out_of_sight_at_once(self, kind, section):
        zero_declare(actor=make_user(CLERK, section=section), kind=kind, section=section, month=MARCH)
        make_decision(kind=kind, section=section, decided_on=date(2026, 3, 31))
        assert not public_zero_statements().exists()
        assert month_state(kind=kind, section=section, month=MARCH).status == "changed"

    def test_not_before_the_month_is_over(self, kind, section):
        clerk = make_user(CLERK, section=section)
        with clock.override(date(2026, 3, 31)), pytest.raises(NotReady, match="还没有结束"):
            zero_declare(actor=clerk, kind=kind, section=section, month=MARCH)

    def test_quarters_are_closed_as_quarters(self, section):
        kind = DecisionKind.objects.get(code="adjudication")
        clerk = make_user(CLERK, section=section)
        close = zero_declare(actor=clerk, kind=kind, section=section, month=date(2026, 2, 1))
        assert close.month == date(2026, 1, 1)
        assert "2026年第一季度" in close.statement
        make_decision(kind=kind, section=section, decided_on=date(2026, 3, 31))
        assert not public_zero_statements().exists(), "the quarter's last month counts too"


class TestClose:
    """A month with decisions is signed when nothing is open."""

    def test_a_complete_month_is_signed_with_its_numbers(self, kind, section, reviewer):
        numbered(series_of(kind), 1, 2, section=section)
        make_decision(
            kind=kind, section=section, decided_on=MARCH, state="exempt", exempt_reason="simple", exempt_note="简易程序"
        )
        close = month_close(actor=reviewer, kind=kind, section=section, month=MARCH)
        assert close.statement == "2026年3月，行政处罚决定 3 件，应报 2 件，已报 2 件，依规定不报送 1 件。"
        assert close.counts["due"] == 2
        with pytest.raises(Duplicate):
            month_close(actor=reviewer, kind=kind, section=section, month=MARCH)

    @pytest.mark.parametrize(
        ("facts", "message"),
        [
            ({"state": "draft", "subject": None}, "1 件决定还没有审核通过"),
            ({"state": "pending", "subject": None}, "1 件决定还没有审核通过"),
            ({"state": "ready"}, "1 件决定还没有上报"),
            ({"state": "exported"}, "1 件决定还没有上报"),
            ({"state": "rejected", "first_reported_on": date(2026, 3, 9)}, "1 件决定被退回或更正后"),
            ({"state": "ready", "first_reported_on": date(2026, 3, 9)}, "1 件决定被退回或更正后"),
        ],
    )
    def test_what_is_open_stands_in_the_way_and_is_named(self, kind, section, reviewer, facts, message):
        make_decision(kind=kind, section=section, decided_on=date(2026, 3, 3), **facts)
        with pytest.raises(NotReady, match=message):
            month_close(actor=reviewer, kind=kind, section=section, month=MARCH)

    def test_an_unexplained_gap_stands_in_the_way_until_it_is_explained(self, kind, section, reviewer):
        series = series_of(kind)
        numbered(series, 1, 3, section=section)
        with pytest.raises(NotReady, match="断号未说明"):
            month_close(actor=reviewer, kind=kind, section=section, month=MARCH)
        gap_explain(actor=reviewer, series=series, number=2, reason="other_use", note="该号用于责令改正通知书")
        close = month_close(actor=reviewer, kind=kind, section=section, month=MARCH)
        assert close.counts["explained_gaps"] == ["巫山司罚决字〔2026〕2号"]

    def test_reopening_needs_a_reason_and_lets_the_month_be_signed_again(self, kind, section, reviewer):
        numbered(series_of(kind), 1, section=section)
        close = month_close(actor=reviewer, kind=kind, section=section, month=MARCH)
        with pytest.raises(DomainError, match="理由"):
            month_reopen(actor=reviewer, close=close, reason="错")
        month_reopen(actor=reviewer, close=close, reason="补登记一件漏报的决定")
        with pytest.raises(DomainError, match="重新打开过"):
            month_reopen(actor=reviewer, close=close, reason="补登记一件漏报的决定")
        assert month_close(actor=reviewer, kind=kind, section=section, month=MARCH).pk != close.pk

    def test_only_the_section_itself_and_only_with_the_right(self, kind, section, reviewer):
        numbered(series_of(kind), 1, section=section)
        with pytest.raises(Forbidden):
            month_close(actor=make_user(CLERK, section=section), kind=kind, section=section, month=MARCH)
        stranger = make_user(REVIEWER, section=make_section("approval"))
        with pytest.raises(Forbidden):
            month_close(actor=stranger, kind=kind, section=section, month=MARCH)
        office = make_user(CREDIT_OFFICE, section=make_section("credit-office"))
        assert month_close(actor=office, kind=kind, section=section, month=MARCH)

    def test_the_database_itself_refuses_a_second_signature(self, kind, section, reviewer):
        from django.db import IntegrityError

        zero_declare(actor=reviewer, kind=kind, section=section, month=MARCH)
        with pytest.raises(IntegrityError):
            MonthClose.objects.create(
                kind=kind, section=section, month=MARCH, zero=True, statement="无", signed_by=reviewer
            )


class TestStates:
    """All kinds × sections × months at once."""

    def test_states_cost_the_same_however_many_decisions_there_are(self, kind, section, django_assert_max_num_queries):
        numbered(series_of(kind), *range(1, 30), section=section)
        office = make_user(CREDIT_OFFICE)
        office = type(office).objects.get(pk=office.pk)
        office.has_perm("publicity.view_all_sections")
        with django_assert_max_num_queries(10):
            states = month_states(actor=office, since=date(2026, 1, 1), until=date(2026, 12, 31))
        kinds = DecisionKind.objects.filter(active=True).count()
        assert {state.kind.code for state in states} == set(
            DecisionKind.objects.filter(active=True).values_list("code", flat=True)
        )
        assert len([s for s in states if s.kind.cycle != "quarter"]) % 12 == 0
        assert kinds >= 8

    def test_a_clerk_sees_the_own_section(self, section):
        clerk = make_user(CLERK, section=section)
        assert {s.section for s in month_states(actor=clerk, since=MARCH, until=MARCH)} == {section}

    def test_a_section_that_has_decisions_of_a_kind_answers_for_it(self, kind):
        other = make_section("approval")
        make_decision(kind=kind, section=other, decided_on=MARCH)
        states = month_states(actor=make_user(CREDIT_OFFICE), since=MARCH, until=MARCH)
        assert [s.tally.ledger for s in states if s.kind == kind and s.section == other] == [1]


class TestPeriodReminders:
    """Last month's open closes are told before the 10th, once per stage."""

    def remind(self, on):
        with clock.override(on):
            return remind(on=on)

    def test_the_section_hears_five_days_before_and_its_chief_the_day_before(self, kind, section, reviewer):
        clerk = make_user(CLERK, section=section)
        numbered(series_of(kind), 1, section=section)
        self.remind(date(2026, 4, 2))
        assert not Notice.objects.filter(code="publicity.periods").exists()
        self.remind(date(2026, 4, 5))
        self.remind(date(2026, 4, 5))
        (notice,) = Notice.objects.filter(code="publicity.periods", recipient=clerk)
        assert not Notice.objects.filter(code="publicity.periods", recipient=reviewer).exists()
        assert "行政处罚 2026年3月" in notice.body
        assert "可以月结" in notice.body
        self.remind(date(2026, 4, 9))
        assert Notice.objects.filter(code="publicity.periods", recipient=reviewer).count() == 1

    def test_what_is_signed_is_not_asked_for_and_the_overdue_goes_to_the_credit_office(self, kind, section, reviewer):
        office = make_user(CREDIT_OFFICE, section=make_section("credit-office"))
        numbered(series_of(kind), 1, section=section)
        month_close(actor=reviewer, kind=kind, section=section, month=MARCH)
        self.remind(date(2026, 4, 13))
        body = Notice.objects.get(code="publicity.periods", recipient=office).body
        assert "行政处罚" not in body
        assert "行政许可 2026年3月" in body
        assert "可以签署零申报" in body

    def test_an_empty_ledger_owes_nothing(self):
        make_user(CLERK)
        self.remind(date(2026, 4, 9))
        assert not Notice.objects.filter(code="publicity.periods").exists()


class TestPages:
    """月结 and 断号 in the browser."""

    def test_the_matrix_shows_every_state_and_leads_to_the_work(self, client, kind, section, reviewer):
        numbered(series_of(kind), 1, 3, section=section)
        client.force_login(reviewer)
        page = client.get(reverse("admin:publicity_months"))
        assert page.status_code == 200
        assert "断号" in page.content.decode()
        one = client.get(reverse("admin:publicity_month", args=["penalty", section.pk, "2026-03"]))
        assert "巫山司罚决字〔2026〕2号" in one.content.decode()
        assert reverse("admin:publicity_gaps") in one.content.decode()

    def test_signing_reopening_and_printing(self, client, kind, section, reviewer):
        numbered(series_of(kind), 1, section=section)
        client.force_login(reviewer)
        url = reverse("admin:publicity_month", args=["penalty", section.pk, "2026-03"])
        assert "签署月结" in client.get(url).content.decode()
        assert client.post(url, {"deed": "close"}).status_code == 302
        assert "已月结" in client.get(url).content.decode()
        sheet = client.get(reverse("admin:publicity_month_print", args=["2026-03"])).content.decode()
        assert "本月 0 漏 0 迟 0 错" in sheet
        assert client.post(url, {"deed": "reopen", "reason": "补登记一件漏报的决定"}).status_code == 302
        assert "签署月结" in client.get(url).content.decode()

    def test_a_zero_statement_is_signed_by_one_click(self, client, kind, section):
        client.force_login(make_user(CLERK, section=section))
        url = reverse("admin:publicity_month", args=["penalty", section.pk, "2026-03"])
        assert "签署零申报" in client.get(url).content.decode()
        client.post(url, {"deed": "zero"})
        assert public_zero_statements().count() == 1

    def test_a_refused_signature_says_why(self, client, kind, section):
        client.force_login(make_user(CLERK, section=section))
        url = reverse("admin:publicity_month", args=["penalty", section.pk, "2026-04"])
        assert "还没有结束" in client.post(url, {"deed": "zero"}).content.decode()

    def test_other_sections_months_do_not_exist_for_a_clerk(self, client, section):
        client.force_login(make_user(CLERK, section=section))
        other = make_section("approval")
        assert client.get(reverse("admin:publicity_month", args=["licence", other.pk, "2026-03"])).status_code == 404

    def test_a_gap_is_explained_or_leads_to_registering(self, client, kind, section, reviewer):
        series = series_of(kind)
        numbered(series, 1, 3, section=section)
        client.force_login(reviewer)
        url = reverse("admin:publicity_gaps")
        text = client.get(url).content.decode()
        assert "巫山司罚决字〔2026〕2号" in text
        enter = f"{reverse('admin:publicity_enter_kind', args=['penalty'])}?number=巫山司罚决字〔2026〕2号"
        assert enter in text
        assert 'value="巫山司罚决字〔2026〕2号"' in client.get(enter).content.decode()
        wrong = client.post(url, {"series": series.pk, "number": 2, "reason": "voided", "note": "短"})
        assert "至少 5 个字" in wrong.content.decode()
        missing = client.post(url, {"series": series.pk, "number": 2, "reason": "", "note": ""})
        assert "请选择断号的原因" in missing.content.decode()
        assert (
            client.post(
                url, {"series": series.pk, "number": 2, "reason": "voided", "note": "文书作废未送达"}
            ).status_code
            == 302
        )
        assert "没有未说明的断号" in client.get(url).content.decode()
