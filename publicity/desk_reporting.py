"""What reporting asks of a person today, on the work desk: by deadline, each one click from the work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse

from core.calendar_service import load_calendar
from core.staff import DeskItem, Figure, desk_figures, desk_items
from publicity.choices import NOT_REPORTABLE, DecisionState, SubmissionState
from publicity.models import Decision, Submission
from publicity.querysets import DecisionQuerySet
from publicity.rates import rate_tone
from publicity.services.months import overtaken_closes
from publicity.services.period_reminders import close_due, due_days, open_periods
from publicity.services.rates import rates_report
from publicity.services.recount import calendar_is_newer
from publicity.services.reminders import answer_due
from publicity.services.series import gaps
from publicity.services.submissions import submissions_visible_to

#: So many decisions stand one by one on the desk; more of a kind are one line that opens their list.
ONE_BY_ONE = 8
SOON = timedelta(days=7)
LEDGER = "admin:publicity_decision_changelist"


@desk_items
def due_decisions(user: Any, on: date) -> Iterable[DeskItem]:
    """Unreported decisions: overdue, due today, due within a week, nearest first."""
    if not user.has_perm("publicity.enter_decision"):
        return []
    rows = Decision.objects.visible_to(user).unreported().filter(act_by__lte=on + SOON)
    return [*_late(rows, on, user), *_coming(rows, on, user)]


@desk_items
def overview(user: Any, on: date) -> Iterable[DeskItem]:
    """For those who look and do not enter (局领导): what is overdue, due today and sent back, as numbers that open their lists."""
    if user.has_perm("publicity.enter_decision") or not user.has_perm("publicity.view_decision"):
        return []
    rows = Decision.objects.visible_to(user)
    lines = (
        ("逾期未上报", rows.overdue(on), "late", "late", "请督促责任科室当天上报"),
        ("今天是最迟办理日", rows.unreported().filter(act_by=on), "today", "today", "请督促责任科室今天上报"),
        ("被平台退回、尚未更正", rows.filter(state=DecisionState.REJECTED), "", "info", "责任科室应更正后重报"),
    )
    return [
        DeskItem(
            title, detail, f"{reverse(LEDGER)}?{f'due={due}' if due else 'state__exact=rejected'}", on if due == "today" else None, level,
            count=number, action="查看",
        )
        for title, found, due, level, detail in lines
        if (number := found.count())
    ]  # fmt: skip


@desk_items
def rejected_decisions(user: Any, on: date) -> Iterable[DeskItem]:
    """Sent back by the platform and not yet corrected, or corrected and not yet sent again."""
    if not user.has_perm("publicity.enter_decision"):
        return []
    rows = Decision.objects.visible_to(user).filter(state=DecisionState.REJECTED)
    items = [
        DeskItem(
            f"被退回待更正：{one.number}", _last_message(one), _page("publicity_edit", one.pk), one.due_official,
            "late" if one.due_official < on else "today", action="去更正",
        )
        for one in rows.order_by("due_official", "pk")[:ONE_BY_ONE]
    ]  # fmt: skip
    more = rows.count() - len(items) if len(items) == ONE_BY_ONE else 0
    if more:
        items.append(
            DeskItem(
                "其他被退回待更正的决定", url=f"{reverse(LEDGER)}?state__exact=rejected", level="today", count=more
            )
        )
    return items


@desk_items
def reviews_missing(user: Any, on: date) -> Iterable[DeskItem]:
    """Major decisions without a legal review on file: they cannot be reported (行政处罚法第五十八条)."""
    if not user.has_perm("publicity.enter_decision"):
        return []
    rows = (
        Decision.objects.visible_to(user).filter(major=True, legal_review_number="").exclude(state__in=NOT_REPORTABLE)
    )
    mine = user.has_perm("publicity.legal_review")
    page, action = ("publicity_legal_review", "去登记") if mine else ("publicity_decision_change", "去查看")
    detail = "重大执法决定，登记法制审核意见后才能报送" + ("" if mine else "；由审核员登记，请催办")
    return [
        DeskItem(f"缺法制审核：{one.number}", detail, _page(page, one.pk), one.act_by, action=action)
        for one in rows.order_by("act_by", "pk")[:ONE_BY_ONE]
    ]


@desk_items
def submissions_open(user: Any, on: date) -> Iterable[DeskItem]:
    """Files made and not sent; files sent and not answered within the days the bureau waits."""
    if not user.has_perm("publicity.submit_decisions"):
        return []
    found = submissions_visible_to(user).filter(state__in=(SubmissionState.MADE, SubmissionState.SENT))
    return list(_open_submissions(found.select_related("kind").order_by("pk"), on))


@desk_items
def ready_to_submit(user: Any, on: date) -> Iterable[DeskItem]:
    """What can go into a file now, one line per kind. The pressing ones stand above by name: nothing counts twice as late."""
    if not user.has_perm("publicity.submit_decisions"):
        return []
    rows = Decision.objects.visible_to(user).filter(state=DecisionState.READY).order_by()
    kinds = rows.values("kind_id", "kind__name", "kind__order").annotate(n=Count("pk"))
    return [
        DeskItem(
            f"{row['kind__name']}可报送", "审核已通过，可以生成报送文件",
            f"{reverse('admin:publicity_submission_new')}?kind={row['kind_id']}&until={on.isoformat()}", level="info",
            count=row["n"], action="生成报送文件",
        )
        for row in kinds.order_by("kind__order")
    ]  # fmt: skip


@desk_items
def gaps_open(user: Any, on: date) -> Iterable[DeskItem]:
    """Numbers missing in the bureau's own series of this year and the last."""
    if not (user.has_perm("publicity.explain_gap") or user.has_perm("publicity.enter_decision")):
        return []
    found = gaps(years=(on.year, on.year - 1), unexplained_only=True)
    if not user.has_perm("publicity.view_all_sections"):
        found = [gap for gap in found if gap.series.section_id in (None, user.section_id)]
    if not found:
        return []
    numbers = "、".join(gap.document_number for gap in found[:3]) + (" 等" if len(found) > 3 else "")
    detail = f"{numbers}：补登记决定，或说明断号原因"
    return [
        DeskItem("文号断号", detail, reverse("admin:publicity_gaps"), level="today", count=len(found), action="去处理")
    ]


@desk_items
def months_open(user: Any, on: date) -> Iterable[DeskItem]:
    """Last month's (quarter's) closes that nobody has signed, and signatures the ledger has overtaken."""
    if not (user.has_perm("publicity.close_month") or user.has_perm("publicity.declare_zero")):
        return []
    states, days = open_periods(actor=user, on=on), due_days(on)
    items = []
    for label in dict.fromkeys(state.period.label for state in states):
        mine = [state for state in states if state.period.label == label]
        kinds = "、".join(dict.fromkeys(state.kind.name for state in mine))
        due = min(close_due(state, days) for state in mine)
        url = f"{reverse('admin:publicity_months')}?year={mine[0].period.first.year}"
        if len(mine) == 1:
            url = _month_url(mine[0])
        items.append(DeskItem(f"{label}未月结", kinds, url, due, count=len(mine), action="去月结"))
    return [*items, *_overtaken(user, on)]


@desk_items
def calendar_gaps(user: Any, on: date) -> Iterable[DeskItem]:
    """A year without holidays in the table, or a table newer than the due days."""
    if not (user.has_perm("publicity.manage_standard") or user.has_perm("core.change_rules")):
        return []
    years = load_calendar().years
    wanted = {on.year, (on + timedelta(days=61)).year}
    items = [
        DeskItem(
            f"缺 {year} 年放假安排",
            "涉及的期限暂按周末推算，标为“期限待核”",
            reverse("admin:publicity_recount"),
            level="today",
            action="去查看",
        )
        for year in sorted(wanted - set(years))
    ]
    if calendar_is_newer():
        items.append(
            DeskItem(
                "节假日表有变化",
                "未上报决定的期限要按新表重算",
                reverse("admin:publicity_recount"),
                level="today",
                action="重新计算",
            )
        )
    return items


@desk_figures
def rates_this_month(user: Any, on: date) -> Iterable[Figure]:
    """The three rates of the month so far; each opens the rates page."""
    if not user.has_perm("publicity.view_rates"):
        return []
    since = on.replace(day=1)
    report = rates_report(actor=user, since=since, until=on, on=on)
    url = f"{reverse('admin:publicity_rates')}?since={since.isoformat()}&until={on.isoformat()}"
    counts = report.counts
    figures = [Figure("本月应报", counts.due, "件", url, f"已报 {counts.sent} 件，未到期 {counts.not_due} 件")]
    figures += [
        Figure(
            rate.label,
            rate.text,
            url=url,
            note=f"{rate.part} ÷ {rate.whole}" if rate.whole else "",
            tone=rate_tone(rate, counts),
        )
        for rate in report.rates[:4]
    ]
    return figures


# -- parts -----------------------------------------------------------------------------------------------------------
def _late(rows: DecisionQuerySet, on: date, user: Any) -> Iterator[DeskItem]:
    late = rows.overdue(on)
    yield from (_due_item(one, on, user) for one in late.order_by("act_by", "pk")[:ONE_BY_ONE])
    more = late.count() - ONE_BY_ONE
    if more > 0:
        yield DeskItem(
            "其他逾期未上报的决定", url=f"{reverse(LEDGER)}?due=late", level="late", count=more, action="查看全部"
        )


def _coming(rows: DecisionQuerySet, on: date, user: Any) -> Iterator[DeskItem]:
    """Day by day: few stand by name, many are one line per day. On rest days the last workday to act may be behind already."""
    coming = rows.filter(due_internal__gte=on).order_by("act_by", "pk")
    for row in coming.order_by("act_by").values("act_by").annotate(n=Count("pk")):
        day, number = row["act_by"], row["n"]
        if number <= ONE_BY_ONE:
            yield from (_due_item(one, on, user) for one in coming.filter(act_by=day))
        else:
            url = f"{reverse('admin:publicity_due_list')}?on={day.isoformat()}"
            yield DeskItem("到期要上报的决定", url=url, due=day, count=number, action="查看全部")


def _due_item(one: Decision, on: date, user: Any) -> DeskItem:
    """One decision, what it waits for, and the page where that is done."""
    state = DecisionState(one.state)
    words = {
        DecisionState.DRAFT: ("草稿，待补全并提交审核", "去补全", _page("publicity_edit", one.pk)),
        DecisionState.RETURNED: ("审核员退回，待修改", "去修改", _page("publicity_edit", one.pk)),
        DecisionState.PENDING: ("待审核", "去查看", reverse("admin:publicity_decision_change", args=[one.pk])),
        DecisionState.READY: ("可报送，待生成报送文件", "去报送", f"{reverse('admin:publicity_submission_new')}?kind={one.kind_id}&until={on.isoformat()}"),
        DecisionState.EXPORTED: ("已导出，待上报", "去上报", f"{reverse('admin:publicity_submissions')}?state=made"),
    }  # fmt: skip
    detail, action, url = words.get(state, ("", "去查看", reverse("admin:publicity_decision_change", args=[one.pk])))
    if state == DecisionState.PENDING and user.has_perm("publicity.review_decision") and one.entered_by_id != user.pk:
        action = "去审核"
    mark = "；期限待核" if one.due_provisional else ""
    level = "late" if one.due_internal < on else ("today" if one.act_by < on else "")
    due = one.due_internal if level == "today" else one.act_by
    return DeskItem(f"{one.number or '（未编号）'} {one.party_name}", f"{detail}{mark}", url, due, level, action=action)


def _open_submissions(found: Iterable[Submission], on: date) -> Iterator[DeskItem]:
    calendar = load_calendar()
    for one in found:
        page = reverse("admin:publicity_submission", args=[one.pk])
        if one.state == SubmissionState.MADE:
            yield DeskItem(
                f"{one.number} 已生成，待上报", f"{one.kind} {one.row_count} 行", page, level="today", action="去上报"
            )
        elif one.sent_on and (due := answer_due(one.sent_on, calendar)) < on:
            url = reverse("admin:publicity_receipt", args=[one.pk])
            yield DeskItem(
                f"{one.number} 已上报无回执",
                f"{one.sent_on:%Y-%m-%d} 上报，请向平台查询后登记回执",
                url,
                due,
                "late",
                action="登记回执",
            )


def _overtaken(user: Any, on: date) -> Iterator[DeskItem]:
    """Closes of the last year whose month has changed since."""
    for close in overtaken_closes(user, on - timedelta(days=365)):
        url = reverse("admin:publicity_month", args=[close.kind_id, close.section_id, f"{close.month:%Y-%m}"])
        title = f"{close.kind.name}{close.month.year}年{close.month.month}月月结后有变化"
        yield DeskItem(title, "签署后又登记了决定，请重新打开、核对、签署", url, level="today", action="去核对")


def _month_url(state: Any) -> str:
    return reverse("admin:publicity_month", args=[state.kind.pk, state.section.pk, f"{state.period.first:%Y-%m}"])


def _last_message(one: Decision) -> str:
    row = one.submission_rows.filter(state="rejected").order_by("-pk").first()
    return f"平台：{row.message}" if row else ""


def _page(name: str, pk: int) -> str:
    return reverse(f"admin:{name}", args=[pk])
