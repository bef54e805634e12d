"""The work desk of reporting: by deadline, each thing one click from the work; and the weather of deadlines ahead."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import resolve, reverse

from accounts.roles import AUDITOR, CLERK, CREDIT_OFFICE, LEADER, REVIEWER
from core import clock
from core.calendar_service import load_calendar
from core.models import CalendarYear
from core.staff import desk_for, figures_for
from publicity import forecast
from publicity.models import DecisionKind, DocumentSeries, Submission, SubmissionRow
from publicity.services.months import zero_declare
from tests.factories import make_decision, make_section, make_user

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 10)


@pytest.fixture(autouse=True)
def _on_a_wednesday():
    with clock.override(ON):
        yield


@pytest.fixture
def section():
    return make_section("legal-affairs")


@pytest.fixture
def clerk(section):
    return make_user(CLERK, section=section)


def due(ahead: int, **more):
    day = ON + timedelta(days=ahead)
    facts = {
        "decided_on": day - timedelta(days=7),
        "due_internal": day,
        "act_by": day,
        "due_official": day + timedelta(days=2),
    }
    return make_decision(**(facts | more))


def items(user, word=""):
    return [item for item in desk_for(user, ON) if word in item.title]


class TestDesk:
    """今天要办."""

    def test_by_deadline_the_overdue_first(self, clerk):
        later, late, today = due(5), due(-2), due(0)
        titles = [item.title for item in desk_for(clerk, ON) if item.due and "可报送" not in item.title]
        assert [title.split()[0] for title in titles] == [late.number, today.number, later.number]
        assert [item.level_on(ON) for item in items(clerk, "巫山司罚决字")] == ["late", "today", "info"]

    @pytest.mark.parametrize(
        ("state", "detail", "name"),
        [
            ("draft", "草稿", "publicity_edit"), ("returned", "退回", "publicity_edit"), ("ready", "可报送", "publicity_submission_new"),
            ("exported", "待上报", "publicity_submissions"), ("pending", "待审核", "publicity_decision_change"),
        ],
    )  # fmt: skip
    def test_each_thing_leads_to_the_page_where_it_is_done(self, clerk, client, state, detail, name):
        one = due(1, state=state)
        (item,) = items(clerk, one.number)
        assert detail in item.detail
        assert resolve(item.url.split("?")[0]).url_name == name
        client.force_login(clerk)
        assert client.get(item.url).status_code == 200

    @pytest.mark.parametrize("role", [CLERK, REVIEWER, CREDIT_OFFICE])
    def test_every_line_opens_for_the_person_who_sees_it(self, client, section, role):
        for state in ("draft", "returned", "pending", "ready", "exported"):
            due(1, state=state)
        due(-1, state="rejected", first_reported_on=ON)
        due(2, major=True)
        user = make_user(role, section=section)
        client.force_login(user)
        found = desk_for(user, ON)
        assert len(found) >= 7
        for item in found:
            assert client.get(item.url).status_code == 200, item.title
        actions = {item.action for item in found if "巫山司罚决字" in item.title}
        assert ("去审核" in actions) == (role != CLERK)

    def test_many_of_one_day_are_one_line_that_opens_their_list(self, clerk, client):
        for _ in range(12):
            due(2)
        (item,) = items(clerk, "到期要上报")
        assert item.count == 12
        client.force_login(clerk)
        assert client.get(item.url).context["page"].paginator.count == 12

    def test_many_overdue_show_the_oldest_and_the_rest_as_a_number(self, clerk):
        for n in range(11):
            due(-1 - n)
        assert sum(item.count for item in desk_for(clerk, ON) if item.level_on(ON) == "late") == 11
        assert items(clerk, "其他逾期")[0].count == 3

    def test_rejected_review_missing_and_receipt_missing(self, clerk, client):
        client.force_login(clerk)
        rejected = due(-1, state="rejected", first_reported_on=ON - timedelta(days=3))
        major = due(3, major=True)
        sent = due(-3, state="reported", first_reported_on=ON - timedelta(days=5))
        batch = Submission.objects.create(
            number="BS-20260605-01", kind=sent.kind, edition=sent.edition, since=ON, until=ON, state="sent", file="x.xlsx", sha256="0" * 64,
            row_count=1, created_by=clerk, sent_on=ON - timedelta(days=5),
        )  # fmt: skip
        SubmissionRow.objects.create(submission=batch, decision=sent, sheet="法人处罚", row=2, digest="0" * 64)
        assert items(clerk, f"被退回待更正：{rejected.number}")[0].url == reverse(
            "admin:publicity_edit", args=[rejected.pk]
        )
        assert items(clerk, f"缺法制审核：{major.number}")
        (waiting,) = items(clerk, "已上报无回执")
        assert waiting.level_on(ON) == "late"
        assert client.get(waiting.url).status_code == 200
        with clock.override(ON - timedelta(days=1)):
            two_days = [item.title for item in desk_for(clerk, ON - timedelta(days=1))]
        assert not any("无回执" in title for title in two_days), "Tuesday is the second workday: still in time"

    def test_a_file_that_was_made_and_not_sent(self, clerk):
        one = due(1, state="exported")
        batch = Submission.objects.create(
            number="BS-20260610-01", kind=one.kind, edition=one.edition, since=ON, until=ON, file="x.xlsx", sha256="0" * 64, row_count=1,
            created_by=clerk,
        )  # fmt: skip
        SubmissionRow.objects.create(submission=batch, decision=one, sheet="法人处罚", row=2, digest="0" * 64)
        (item,) = items(clerk, "BS-20260610-01")
        assert item.url == reverse("admin:publicity_submission", args=[batch.pk])

    def test_gaps_and_open_months_for_those_who_sign(self, section, client):
        reviewer = make_user(REVIEWER, section=section)
        kind = DecisionKind.objects.get(code="penalty")
        series = DocumentSeries.objects.create(kind=kind, prefix="巫山司罚决字", year=2026)
        for number in (1, 3):
            make_decision(
                series=series,
                sequence=number,
                decided_on=date(2026, 5, 4),
                state="accepted",
                first_reported_on=date(2026, 5, 5),
                kind=kind,
            )
        (gap,) = items(reviewer, "断号")
        assert "巫山司罚决字〔2026〕2号" in gap.detail
        (month,) = items(reviewer, "2026年5月未月结")
        assert month.due == date(2026, 6, 10)
        client.force_login(reviewer)
        assert client.get(month.url).status_code == 200
        assert not items(make_user(LEADER, section=None), "月结"), "leaders look, they do not sign"

    def test_a_closed_month_that_moved_comes_back(self, section):
        clerk, kind = make_user(CLERK, section=section), DecisionKind.objects.get(code="penalty")
        make_decision(decided_on=date(2026, 1, 5), state="accepted", first_reported_on=date(2026, 1, 6))
        zero_declare(actor=clerk, kind=kind, section=section, month=date(2026, 5, 1))
        assert not items(clerk, "月结后有变化")
        make_decision(decided_on=date(2026, 5, 20), state="accepted", first_reported_on=date(2026, 5, 21))
        assert items(clerk, "行政处罚2026年5月月结后有变化")

    def test_a_missing_year_stands_on_the_desk_of_the_credit_office(self):
        office = make_user(CREDIT_OFFICE)
        assert not items(office, "放假安排")
        CalendarYear.objects.filter(year=2026).delete()
        assert items(office, "缺 2026 年放假安排")

    def test_other_sections_and_auditors_see_none_of_it(self):
        due(0)
        assert not desk_for(make_user(CLERK, section=make_section("approval")), ON)
        assert not desk_for(make_user(AUDITOR), ON)
        assert not figures_for(make_user(AUDITOR), ON)

    def test_the_desk_costs_a_bounded_number_of_queries(self, clerk, django_assert_max_num_queries):
        for n in range(30):
            due(n % 9 - 3)
        clerk = type(clerk).objects.get(pk=clerk.pk)
        with django_assert_max_num_queries(70):
            desk_for(clerk, ON)

    def test_a_leader_sees_what_is_overdue_and_due_today_as_numbers_that_open_their_lists(self, client):
        for ahead in (-3, -2, 0, 4):
            due(ahead)
        due(0, state="rejected", first_reported_on=ON)
        leader = make_user(LEADER, section=None)
        client.force_login(leader)
        found = {item.title: item for item in desk_for(leader, ON)}
        assert {title: item.count for title, item in found.items()} == {
            "逾期未上报": 2,
            "今天是最迟办理日": 1,
            "被平台退回、尚未更正": 1,
        }
        for item in found.values():
            assert len(client.get(item.url).context["cl"].result_list) == item.count

    def test_figures_open_the_rates_of_the_month(self, clerk, client):
        due(3, decided_on=date(2026, 6, 3), state="reported", first_reported_on=date(2026, 6, 4))
        figures = {figure.label: figure for figure in figures_for(clerk, ON)}
        assert (figures["本月应报"].value, figures["上报率"].value, figures["上报率"].tone) == (1, "100%", "good")
        client.force_login(clerk)
        assert client.get(figures["上报率"].url).status_code == 200
        assert client.get(reverse("admin:index")).status_code == 200


class TestForecast:
    """Deadline weather (N13)."""

    def test_the_national_day_squeeze_is_known_two_weeks_before(self):
        calendar, on = load_calendar(), date(2026, 9, 16)
        found = forecast.squeezes(on, calendar, {date(2026, 9, 30): 2}, internal_days=7)
        (national_day,) = [one for one in found if one.act_by == date(2026, 9, 30)]
        assert (national_day.first, national_day.last) == (date(2026, 9, 23), date(2026, 9, 30))
        assert (national_day.rest_from, national_day.rest_to, national_day.rest_days) == (
            date(2026, 10, 1),
            date(2026, 10, 7),
            7,
        )
        assert national_day.text == (
            "10月1日至10月7日连休 7 天：9月23日至9月30日作出的决定，都须在9月30日（周三）下班前上报。目前已有 2 件。"
        )

    def test_twenty_workdays_with_what_is_due_and_the_days_that_are_left(self):
        days = forecast.forecast(date(2026, 9, 16), load_calendar(), {date(2026, 9, 30): 3}, internal_days=7)
        assert len(days) == 20
        # 17, 18, 20–24 (without 19), 28, 29, 30 September; 8, 9, 10, 12–16, 19, 20 October
        assert days[-1].day == date(2026, 10, 20)
        by_day = {day.day: day for day in days}
        assert by_day[date(2026, 9, 20)].act_by == date(2026, 9, 24), "a make-up Sunday is a workday"
        assert (by_day[date(2026, 9, 30)].due, by_day[date(2026, 9, 30)].act_by, by_day[date(2026, 9, 30)].workdays_left) == (
            3, date(2026, 9, 30), 0,
        )  # fmt: skip
        assert by_day[date(2026, 9, 30)].squeezed
        assert not by_day[date(2026, 10, 9)].squeezed

    def test_an_ordinary_month_has_no_squeeze(self):
        assert forecast.squeezes(date(2026, 7, 1), load_calendar(), {}, internal_days=7) == []

    def test_the_page_shows_due_days_heat_leave_and_the_squeeze(self, client, clerk, section):
        away = make_user(
            CLERK, section=section, display_name="休假甲", away_from=date(2026, 9, 18), away_until=date(2026, 9, 22)
        )
        client.force_login(clerk)
        with clock.override(date(2026, 9, 16)):
            for _ in range(3):
                make_decision(decided_on=date(2026, 9, 14), due_internal=date(2026, 9, 21), act_by=date(2026, 9, 21))
            page = client.get(reverse("admin:publicity_forecast")).content.decode()
            assert "连休 7 天" in page
            assert f"{away.display_name}（{section.name}）2026-09-18 至 2026-09-22，<strong>没有代理人</strong>" in page
            assert f"{reverse('admin:publicity_due_list')}?on=2026-09-21" in page
            listed = client.get(reverse("admin:publicity_due_list"), {"on": "2026-09-21"})
            assert listed.context["page"].paginator.count == 3
            assert client.get(reverse("admin:publicity_due_list"), {"on": "nonsense"}).status_code == 404

    def test_an_unknown_year_is_said_loudly(self, client, clerk):
        client.force_login(clerk)
        with clock.override(date(2026, 12, 21)):
            assert "缺 2027 年放假安排" in client.get(reverse("admin:publicity_forecast")).content.decode()


class TestRecountPage:
    """重新计算期限."""

    def test_preview_and_deed(self, client):
        client.force_login(make_user(CREDIT_OFFICE))
        wrong = due(5, act_by=ON + timedelta(days=1))
        url = reverse("admin:publicity_recount")
        assert "重新计算 1 件的期限" in client.get(url).content.decode()
        assert client.post(url).status_code == 302
        wrong.refresh_from_db()
        assert wrong.act_by == ON + timedelta(days=5)
        assert "不需要重算" in client.get(url).content.decode()

    def test_a_clerk_may_not(self, client, clerk):
        client.force_login(clerk)
        assert client.get(reverse("admin:publicity_recount")).status_code == 403
