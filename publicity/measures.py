"""What each number of the rates counts, as one definition for the number and for the list it opens.

A measure is a condition on ledger rows of a period. The rates page counts it, the list behind the number filters by it; a
test holds the two together. Void entries are no decisions and belong to no measure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from publicity.choices import NOT_REPORTABLE, DecisionState
from publicity.models import Decision
from publicity.querysets import DecisionQuerySet

_DUE = ~Q(state__in=NOT_REPORTABLE)
_SENT = _DUE & Q(first_reported_on__isnull=False)
_UNSENT = _DUE & Q(first_reported_on__isnull=True)
#: Reported once, and owed again: sent back by the platform, or corrected since.
RESEND = Q(state=DecisionState.REJECTED) | Q(
    state__in=(DecisionState.READY, DecisionState.EXPORTED), first_reported_on__isnull=False
)


@dataclass(frozen=True)
class Measure:
    """`label` heads the list, `meaning` says what is in it; `condition(on)` is the definition, seen on a day."""

    code: str
    label: str
    meaning: str
    condition: Callable[[date], Q]


def _always(condition: Q) -> Callable[[date], Q]:
    return lambda on: condition


def _in_time(clock: str) -> Callable[[date], Q]:
    return _always(_SENT & Q(first_reported_on__lte=F(clock)))


def _late(clock: str) -> Callable[[date], Q]:
    """Reported after the day, or still unreported when the day is over. On the day itself nothing is late."""
    return lambda on: (_SENT & Q(first_reported_on__gt=F(clock))) | (_UNSENT & Q(**{f"{clock}__lt": on}))


def _overdue(clock: str) -> Callable[[date], Q]:
    return lambda on: _UNSENT & Q(**{f"{clock}__lt": on})


_LIST = (
    Measure("due", "应报", "台账中应当报送的决定（不报送、登记作废的除外）", _always(_DUE)),
    Measure("sent", "已报", "已经上报过的决定，按首次上报计", _always(_SENT)),
    Measure("accepted", "入库", "平台回执为入库的决定", _always(_SENT & Q(accepted_on__isnull=False))),
    Measure("waiting", "已报待回执", "已上报，平台还没有回执", _always(Q(state=DecisionState.REPORTED))),
    Measure("rejected", "被退回待更正", "平台退回、尚未更正重报的决定", _always(Q(state=DecisionState.REJECTED))),
    Measure("resend", "待更正重报", "平台退回，或更正后还没有重新上报", _always(RESEND)),
    Measure("in_time_internal", "7日内首次上报", "首次上报不晚于决定日后第7日", _in_time("due_internal")),
    Measure("in_time_official", "7个工作日内首次上报", "首次上报不晚于决定日后第7个工作日", _in_time("due_official")),
    Measure("late_internal", "迟报（内控）", "超过7日才首次上报，或期限已过仍未上报", _late("due_internal")),
    Measure("late_official", "迟报（国标）", "超过7个工作日才首次上报，或期限已过仍未上报", _late("due_official")),
    Measure("overdue_internal", "漏报（已过7日）", "超过7日仍未上报", _overdue("due_internal")),
    Measure("overdue_official", "漏报（已过7个工作日）", "超过7个工作日仍未上报", _overdue("due_official")),
    Measure("not_due", "未到期", "还没有上报，7日期限未到", lambda on: _UNSENT & Q(due_internal__gte=on)),
    Measure("missing", "漏报", "应报而未报，包括尚未到期的", _always(_UNSENT)),
    Measure("exempt", "不报送", "依规定不报送的决定，逐件载明原因", _always(Q(state=DecisionState.EXEMPT))),
)
MEASURES: dict[str, Measure] = {measure.code: measure for measure in _LIST}


def in_period(since: date, until: date) -> DecisionQuerySet:
    """Every decision of the ledger made between the two days (inclusive), whatever its state."""
    return Decision.objects.filter(decided_on__range=(since, until))


def measured(code: str, *, since: date, until: date, on: date) -> DecisionQuerySet:
    """The list behind a number, newest first. KeyError for a measure that does not exist."""
    return in_period(since, until).filter(MEASURES[code].condition(on)).newest()
