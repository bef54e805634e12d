"""A firm's or practitioner's own credit report, in one step: by those who act for the subject, for nobody else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from core import clock
from core.errors import DomainError, Forbidden
from core.settings_store import get
from members.models import Membership
from members.parameters import OWN_REPORTS
from members.selectors import acts_for
from records.choices import ReportForm
from records.models import CreditReport, Subject
from records.reporting.snapshot import Order
from records.selectors_looks import OWN_MATTER
from records.services.reports import issue

if TYPE_CHECKING:
    from accounts.models import User


def own_report(
    *, actor: User, subject: Subject, purpose: str, since: date, until: date, form: str = ReportForm.CREDIT
) -> CreditReport:
    """Issue the subject's own report over at most five years. Raises Forbidden, DomainError (too many on one day, period, form).

    It says what a report for the same purpose says that an official orders, neither more nor less.
    """
    if not acts_for(actor, subject):
        raise Forbidden("只能出具自己所属机构或者本人的信用报告。", code="E-MEM-02")
    most = int(get(OWN_REPORTS))
    if own_reports(subject).filter(issued_at__date=clock.today()).count() >= most:
        raise DomainError(
            f"今天已经出具 {most} 份。已出具的报告可以反复下载和打印；确需更多，请明天再办或者到窗口办理。",
            code="E-MEM-13",
        )
    order = Order(
        subject,
        form,
        purpose,
        f"{OWN_MATTER}{clock.today():%Y%m%d}",
        "主体本人通过网上账号自助出具",
        subject.name,
        since,
        until,
    )
    return issue(actor=actor, asked=order)


def own_reports(subject: Subject) -> QuerySet[CreditReport]:
    """Reports that the subject's own people issued, the newest first; also those of people who have left since."""
    people = Membership.objects.filter(subject=subject).values("user_id")
    return CreditReport.objects.filter(subject=subject, issued_by_id__in=people).order_by("-issued_at", "-id")
