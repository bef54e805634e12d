"""How a promise is checked, and how a breach is found: finding, notice, window, decision by another person."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from commitments.choices import FULFILMENT, CheckCause, Fault, Outcome
from commitments.models.triggers import breach_triggers
from core.guards import no_delete, no_truncate


def _person(label: str, **options: object) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, related_name="+", **options)


@pghistory.track()
class PromiseCheck(models.Model):
    """One check, with its day; its result closes the loop."""

    promise = models.ForeignKey("commitments.Promise", models.PROTECT, verbose_name="信用承诺", related_name="checks")
    cause = models.CharField("缘由", max_length=8, choices=CheckCause.choices, default=CheckCause.ROUTINE)
    due_on = models.DateField("核查期限")
    method = models.CharField("核查方式", max_length=200, blank=True)
    result = models.CharField("核查结果", max_length=8, choices=FULFILMENT, blank=True)
    finding = models.TextField("核查情况", max_length=2000, blank=True)
    done_by = _person("核查人", null=True, blank=True)
    done_at = models.DateTimeField("核查时间", null=True, blank=True)

    class Meta:
        verbose_name = "承诺核查"
        verbose_name_plural = "承诺核查"
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["promise"], condition=Q(done_at__isnull=True), name="commitments_check_one_open"
            ),
            models.CheckConstraint(
                condition=Q(result="", done_at__isnull=True, done_by__isnull=True)
                | (~Q(result="") & ~Q(finding="") & Q(done_at__isnull=False, done_by__isnull=False)),
                name="commitments_check_done_whole",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(done_at__isnull=True), name="commitments_check_open")]
        triggers = [
            pgtrigger.Protect(
                name="done_is_final", operation=pgtrigger.Update, condition=pgtrigger.Q(old__done_at__isnull=False)
            ),
            no_delete(),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.get_cause_display()} {self.due_on:%Y-%m-%d}"


@pghistory.track()
class Breach(models.Model):
    """拟认定未履行. It cannot be upheld without notice, window, reasons, a document and another person."""

    promise = models.ForeignKey("commitments.Promise", models.PROTECT, verbose_name="信用承诺", related_name="breaches")
    check_done = models.OneToOneField(PromiseCheck, models.PROTECT, verbose_name="核查", related_name="breach")
    result = models.CharField("拟认定的结果", max_length=8, choices=FULFILMENT)
    unfulfilled = models.TextField("未履行的承诺内容", max_length=4000)
    finding = models.TextField("查明的事实和证据", max_length=4000)
    found_by = _person("提出人")
    found_at = models.DateTimeField("提出时间")
    notice_number = models.CharField("告知书文号", max_length=128, blank=True)
    notice_text = models.TextField("告知书", max_length=4000, blank=True)
    noticed_on = models.DateField("送达日期", null=True, blank=True)
    noticed_by = _person("送达人", null=True, blank=True)
    statement_until = models.DateField("陈述期最后一天", null=True, blank=True)
    statement = models.TextField("陈述申辩", max_length=4000, blank=True)
    statement_paper = models.ForeignKey(
        "commitments.PromisePaper", models.PROTECT, verbose_name="陈述材料", null=True, blank=True, related_name="+"
    )
    stated_at = models.DateTimeField("陈述时间", null=True, blank=True)
    stated_by = _person("陈述人", null=True, blank=True)
    outcome = models.CharField("处理", max_length=8, choices=Outcome.choices, blank=True)
    fault = models.CharField("违诺性质", max_length=12, choices=Fault.choices, blank=True)
    document_number = models.CharField("认定书文号", max_length=128, blank=True)
    reasons = models.TextField("认定理由（含对陈述的答复）", max_length=4000, blank=True)
    liabilities = models.TextField("违诺责任追究内容", max_length=4000, blank=True)
    decided_by = _person("认定人", null=True, blank=True)
    decided_on = models.DateField("认定日期", null=True, blank=True)

    class Meta:
        verbose_name = "违诺认定"
        verbose_name_plural = "违诺认定"
        ordering = ["-found_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["promise"], condition=Q(outcome=""), name="commitments_breach_one_open"),
            models.CheckConstraint(
                condition=Q(result__in=["partial", "broken"]) & ~Q(unfulfilled="") & ~Q(finding=""),
                name="commitments_breach_found_whole",
            ),
            models.CheckConstraint(
                condition=Q(noticed_on__isnull=True, noticed_by__isnull=True, statement_until__isnull=True)
                | (
                    Q(noticed_on__isnull=False, noticed_by__isnull=False, statement_until__gt=F("noticed_on"))
                    & ~Q(notice_text="")
                    & ~Q(notice_number="")
                ),
                name="commitments_breach_notice_whole",
            ),
            models.CheckConstraint(
                condition=Q(stated_at__isnull=True) | (Q(noticed_on__isnull=False) & ~Q(statement="")),
                name="commitments_breach_statement",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by__isnull=True, decided_on__isnull=True)
                | (~Q(outcome="") & ~Q(reasons="") & Q(decided_by__isnull=False, decided_on__isnull=False)),
                name="commitments_breach_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="upheld")
                | (Q(noticed_on__isnull=False) & ~Q(fault="") & ~Q(document_number="") & ~Q(liabilities="")),
                name="commitments_breach_upheld_lawfully",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="upheld") | Q(stated_at__isnull=False) | Q(decided_on__gt=F("statement_until")),
                name="commitments_breach_window",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("found_by")), name="commitments_breach_other_person"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(noticed_by__isnull=True) | ~Q(decided_by=F("noticed_by")),
                name="commitments_breach_not_by_the_server",
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Protect(
                name="decided_is_final", operation=pgtrigger.Update, condition=~pgtrigger.Q(old__outcome="")
            ),
            pgtrigger.ReadOnly(
                name="finding_stays",
                fields=["promise", "check_done", "result", "unfulfilled", "finding", "found_by", "found_at"],
            ),
            *breach_triggers(),
            no_delete(),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.get_result_display()} {self.document_number}".strip()
