"""应归尽归: every cell of the catalogue is collected, declared zero, or plainly missing; the numbers are those of a naive count."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from accounts.roles import AUDITOR, CLERK, CREDIT_OFFICE, LEADER
from core import clock
from core.errors import DomainError, Duplicate, Forbidden, NotReady
from core.models import Setting
from publicity.models import DecisionKind, MonthClose
from publicity.services.months import zero_declare
from records.coverage import MISSING, Totals, totals
from records.models import CatalogueItem, ItemZero, Subject
from records.services.coverage import cell_at, coverage, missing_in, unassigned
from records.services.zeros import zero_sign, zero_take_back, zeros_sign
from tests.factories import make_decision, make_section, make_subject, make_user
from tests.records.coverage_rows import MAY_5, YEAR, listed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_may():
    with clock.override(MAY_5):
        yield


@pytest.fixture
def office():
    return make_user(CREDIT_OFFICE)


@pytest.fixture
def credit_section():
    return make_section("credit-office")


@pytest.fixture
def opened():
    """The ledger begins in January."""
    return make_decision(decided_on=date(2026, 1, 8), section=make_section("legal-affairs"))


def states(cells, code, section=None):
    return [
        cell.state for cell in cells if cell.line.code == code and (section is None or cell.line.section == section.pk)
    ]


class TestCells:
    """Each cell by its own period."""

    def test_months_quarters_and_years_by_the_items_own_cycle(self, office, opened):
        cells = coverage(actor=office, **YEAR)
        assert states(cells, "YZ-MD") == ["missing"] * 4 + ["running"] * 8
        assert states(cells, "XZ-CJ") == ["missing"] + ["running"] * 3
        assert states(cells, "PJ-JG") == ["running"]
        assert states(cells, "XZ-CF") == ["collected"] + ["missing"] * 3 + ["running"] * 8

    def test_nothing_is_owed_before_the_ledger_began(self, office):
        make_decision(decided_on=date(2026, 3, 8), section=make_section("legal-affairs"))
        cells = coverage(actor=office, **YEAR)
        assert states(cells, "YZ-MD")[:4] == ["none", "none", "missing", "missing"]
        assert states(cells, "XZ-CJ")[0] == "missing", "the quarter in which it began"

    def test_nor_while_there_is_no_ledger(self, office):
        assert {cell.state for cell in coverage(actor=office, **YEAR)} == {"none"}

    @pytest.mark.parametrize(("text", "first"), [("2026-03", "none"), ("三月", "missing"), ("", "missing")])
    def test_the_parameter_says_from_which_month_on(self, office, opened, text, first):
        Setting.objects.create(key="records.coverage_since", group="归集", label="x", value=text)
        assert states(coverage(actor=office, **YEAR), "YZ-MD")[0] == first

    def test_an_item_owes_nothing_outside_its_own_days(self, office, opened):
        CatalogueItem.objects.filter(code="YZ-MD").update(valid_from=date(2026, 2, 1), valid_until=date(2026, 3, 31))
        assert states(coverage(actor=office, **YEAR), "YZ-MD")[:5] == ["none", "missing", "missing", "none", "none"]

    @pytest.mark.parametrize(
        ("state", "expected"),
        [
            ("draft", "missing"),
            ("pending", "missing"),
            ("ready", "collected"),
            ("exempt", "collected"),
            ("void", "missing"),
        ],
    )
    def test_a_decision_counts_once_it_is_reviewed_also_when_it_is_not_reported(self, office, opened, state, expected):
        more = {"exempt_reason": "secret", "exempt_note": "涉密"} if state == "exempt" else {}
        subject = {} if state in ("ready", "exempt") else {"subject": None}
        make_decision(decided_on=date(2026, 2, 3), section=opened.section, state=state, **more, **subject)
        assert states(coverage(actor=office, **YEAR), "XZ-CF")[1] == expected

    def test_a_draft_found_later_takes_the_zero_of_a_kind_away(self, office, opened):
        kind = DecisionKind.objects.get(code="penalty")
        zero_declare(actor=office, kind=kind, section=opened.section, month=date(2026, 2, 1))
        assert states(coverage(actor=office, **YEAR), "XZ-CF")[1] == "zero"
        make_decision(decided_on=date(2026, 2, 9), section=opened.section, state="draft", subject=None)
        assert states(coverage(actor=office, **YEAR), "XZ-CF")[1] == "missing"

    def test_records_of_an_item_count_for_the_section_that_answers_for_it(self, office, opened, credit_section):
        for day in (date(2026, 2, 1), date(2026, 2, 28), date(2026, 4, 30)):
            listed(day)
        cells = [cell for cell in coverage(actor=office, **YEAR) if cell.line.code == "YZ-MD"]
        assert [cell.count.collected for cell in cells[:5]] == [0, 2, 0, 1, 0]
        assert {cell.line.section for cell in cells} == {credit_section.pk}

    def test_a_section_that_holds_decisions_of_a_kind_answers_for_it_too(self, office, opened):
        other = make_section("approval")
        make_decision(decided_on=date(2026, 2, 3), section=other)
        assert states(coverage(actor=office, **YEAR), "XZ-CF", other)[:3] == ["missing", "collected", "missing"]

    def test_files_opened_count_as_registered(self, office, opened):
        firm = make_subject()
        Subject.objects.filter(pk=firm.pk).update(created_at="2026-02-28T23:30:00+08:00")
        cells = [cell for cell in coverage(actor=office, **YEAR) if cell.line.code == "DJ-ZC"]
        assert [cell.count.collected for cell in cells[:3]] == [0, 1, 0]

    def test_a_section_sees_its_own_lines_only(self, opened):
        clerk = make_user(CLERK, section=make_section("finance"))
        assert {cell.line.section for cell in coverage(actor=clerk, **YEAR)} == {clerk.section_id}
        assert coverage(actor=clerk, **YEAR, section=opened.section_id) == []
        assert coverage(actor=make_user(CLERK, section=None), **YEAR) == []

    def test_an_item_of_nobody_is_named(self):
        CatalogueItem.objects.filter(code="YZ-MD").update(section=None)
        assert [item.code for item in unassigned(MAY_5)] == ["YZ-MD"]

    def test_the_number_of_statements_does_not_grow(self, office, opened, django_assert_max_num_queries):
        for n in range(30):
            make_decision(decided_on=date(2026, 1 + n % 4, 3), section=opened.section)
            listed(date(2026, 1 + n % 4, 3))
        office = type(office).objects.get(pk=office.pk)
        office.has_perm("publicity.view_all_sections")
        with django_assert_max_num_queries(14):
            coverage(actor=office, first=date(2024, 1, 1), last=date(2026, 12, 31))


class TestTotals:
    """coverage = (collected + declared zero) ÷ due, never rounded up."""

    @pytest.mark.parametrize(
        ("whole", "text"),
        [
            (Totals(), "—"), (Totals(3, 1, 1, 1), "66.6%"), (Totals(1000, 999, 0, 1), "99.9%"), (Totals(2000, 1999, 0, 1), "99.9%"),
            (Totals(4, 3, 1, 0), "100%"), (Totals(2, 0, 1, 1), "50%"),
        ],
    )  # fmt: skip
    def test_percent(self, whole, text):
        assert whole.percent == text

    @pytest.mark.parametrize("seed", range(6))
    def test_the_matrix_equals_a_naive_count(self, office, seed):
        """Random decisions, records, zeros; then every cell counted again one by one in Python."""
        dice = random.Random(seed)
        first, last = date(2025, 1, 1), date(2026, 12, 31)
        homes = [make_section(code) for code in ("legal-affairs", "approval", "credit-office")]
        decisions = [
            make_decision(
                decided_on=first + timedelta(days=dice.randrange(600)), section=dice.choice(homes),
                kind=DecisionKind.objects.get(code=dice.choice(("penalty", "adjudication", "coercion"))),
                **dice.choice(({"state": "ready"}, {"state": "draft", "subject": None}, {"state": "void", "subject": None})),
            )
            for _ in range(25)
        ]  # fmt: skip
        records = [
            listed(first + timedelta(days=dice.randrange(600)), dice.choice(("YZ-MD", "SF-PJ", "PJ-JG")))
            for _ in range(6)
        ]  # fmt: skip
        for cell in coverage(actor=office, first=first, last=last):
            if cell.state == MISSING and not cell.line.ref and dice.random() < 0.3:
                section = next(one for one in (*homes, *_all_sections()) if one.pk == cell.line.section)
                zero_sign(actor=office, code=cell.line.code, section=section, day=cell.period.first)
        began = min(one.decided_on for one in decisions if one.state != "void").replace(day=1)
        cells = coverage(actor=office, first=first, last=last)
        for cell in cells:
            assert cell.state == _naive(cell, decisions, records, began), cell
        due = [cell for cell in cells if cell.period.last < MAY_5 and cell.period.last >= began and _in_force(cell)]
        found = [_naive(cell, decisions, records, began) for cell in due]
        whole = totals(cells)
        assert (whole.due, whole.collected, whole.zero, whole.missing) == (
            len(due), found.count("collected"), found.count("zero"), found.count("missing"),
        )  # fmt: skip


_FILES = {
    "DJ-ZC": ("law_firm", "service_office", "notary_office", "forensic_institute"),
    "ZC-ZY": ("lawyer", "service_worker", "notary", "forensic_expert"),
}


def _all_sections():
    from accounts.models import Section

    return Section.objects.all()


def _in_force(cell):
    return any(
        (item.valid_until is None or item.valid_until >= cell.period.first) and item.valid_from <= cell.period.last
        for item in CatalogueItem.objects.filter(code=cell.line.code)
    )


def _naive(cell, decisions, records, began):
    """The state of a cell from the rows themselves."""
    line, first, last = cell.line, cell.period.first, cell.period.last
    if line.ref:
        mine = [
            d
            for d in decisions
            if (d.kind_id, d.section_id) == (line.ref, line.section) and first <= d.decided_on <= last
        ]
        mine = [d for d in mine if d.state != "void"]
        collected, waiting = [d for d in mine if d.state == "ready"], [d for d in mine if d.state == "draft"]
        zero = MonthClose.objects.filter(kind=line.ref, section=line.section, month=first, zero=True).exists()
    else:
        collected = [r for r in records if r.item.code == line.code and first <= r.event_date <= last]
        if line.code in _FILES:
            files = Subject.objects.filter(kind__in=_FILES[line.code])
            collected = [one for one in files if first <= clock.local_date(one.created_at) <= last]
        waiting, zero = [], ItemZero.objects.filter(item__code=line.code, section=line.section, first=first).exists()
    if collected:
        return "collected"
    if zero and not waiting:
        return "zero"
    if last < began or not _in_force(cell):
        return "none"
    return "missing" if last < MAY_5 else "running"


class TestZeros:
    """A signature that an item had nothing; refused wherever it would not be true."""

    def sign(self, actor, section, code="YZ-MD", day=date(2026, 2, 1)):
        return zero_sign(actor=actor, code=code, section=section, day=day)

    def test_it_fills_the_cell_and_says_so_in_words(self, opened, credit_section):
        clerk = make_user(CLERK, section=credit_section)
        zero = self.sign(clerk, credit_section)
        assert zero.statement == f"2026年2月，巫山县司法局（{credit_section.name}）本月没有发生严重失信主体名单信息。"
        cell = cell_at(code="YZ-MD", section=credit_section.pk, day=date(2026, 2, 17))
        assert (cell.state, cell.zero.name) == ("zero", str(clerk))

    def test_a_quarter_is_signed_as_a_quarter(self, opened):
        section = make_section("legal-affairs")
        zero = self.sign(make_user(CLERK, section=section), section, "SF-PJ")
        assert (zero.first, zero.last) == (date(2026, 1, 1), date(2026, 3, 31))
        assert "2026年第一季度" in zero.statement and "本季度" in zero.statement

    def test_not_over_something_collected_and_collected_later_wins(self, opened, credit_section, office):
        self.sign(office, credit_section)
        listed(date(2026, 2, 9))
        listed(date(2026, 3, 9))
        assert cell_at(code="YZ-MD", section=credit_section.pk, day=date(2026, 2, 1)).state == "collected"
        with pytest.raises(DomainError, match="已归集严重失信主体名单信息 1 条"):
            self.sign(office, credit_section, day=date(2026, 3, 1))

    def test_not_before_the_period_is_over_and_not_twice(self, opened, credit_section, office):
        with pytest.raises(NotReady, match="还没有结束"):
            self.sign(office, credit_section, day=date(2026, 5, 1))
        self.sign(office, credit_section)
        with pytest.raises(Duplicate):
            self.sign(office, credit_section)

    def test_not_for_kinds_of_decision_other_sections_items_or_times_nobody_asks_for(
        self, opened, credit_section, office
    ):
        with pytest.raises(DomainError, match="没有这项归集任务"):
            self.sign(office, credit_section, "XZ-CF")
        with pytest.raises(DomainError, match="没有这项归集任务"):
            self.sign(office, make_section("finance"), "YZ-MD")
        with pytest.raises(DomainError, match="不需要归集"):
            self.sign(office, credit_section, day=date(2025, 11, 1))
        assert not ItemZero.objects.exists()

    def test_only_the_section_itself_and_only_with_the_right(self, opened, credit_section):
        with pytest.raises(Forbidden, match="由该科室签署"):
            self.sign(make_user(CLERK, section=make_section("finance")), credit_section)
        for role in (LEADER, AUDITOR):
            with pytest.raises(Forbidden, match="没有签署零归集的权限"):
                self.sign(make_user(role, section=credit_section), credit_section)

    def test_taken_back_with_a_reason_it_is_open_again(self, opened, credit_section, office):
        zero = self.sign(office, credit_section)
        with pytest.raises(DomainError, match="理由"):
            zero_take_back(actor=office, zero=zero, reason="错")
        zero_take_back(actor=office, zero=zero, reason="漏看了一份名单文件")
        with pytest.raises(DomainError, match="已经撤回"):
            zero_take_back(actor=office, zero=zero, reason="漏看了一份名单文件")
        assert cell_at(code="YZ-MD", section=credit_section.pk, day=date(2026, 2, 1)).state == MISSING
        assert self.sign(office, credit_section).pk != zero.pk

    def test_several_at_once_are_signed_all_or_none(self, opened, credit_section, office):
        good, bad = ("YZ-MD", credit_section, date(2026, 2, 1)), ("YZ-MD", credit_section, date(2026, 5, 1))
        with pytest.raises(NotReady):
            zeros_sign(actor=office, chosen=[good, bad])
        assert not ItemZero.objects.exists()
        with pytest.raises(DomainError, match="还没有勾选"):
            zeros_sign(actor=office, chosen=[])
        assert len(zeros_sign(actor=office, chosen=[good])) == 1

    def test_the_database_keeps_signatures_as_they_were_made(self, opened, credit_section, office):
        from django.db import Error, transaction

        zero = self.sign(office, credit_section)
        for change in ({"statement": "改"}, {"first": date(2026, 1, 1)}):
            with pytest.raises(Error), transaction.atomic():
                ItemZero.objects.filter(pk=zero.pk).update(**change)
        with pytest.raises(Error), transaction.atomic():
            zero.delete()


class TestGaps:
    """What stands in the way of closing a time."""

    def test_only_periods_that_end_in_the_time_count(self, opened):
        section = opened.section_id
        february = missing_in(section=section, first=date(2026, 2, 1), last=date(2026, 2, 28))
        march = missing_in(section=section, first=date(2026, 3, 1), last=date(2026, 3, 31))
        assert {cell.line.code for cell in february} == {"XZ-CF", "XZ-QZ"}
        assert {cell.line.code for cell in march} == {"XZ-CF", "XZ-QZ", "XZ-CJ", "SF-PJ"}
