"""What somebody without log-in holds to be wrong on a public page. A report is no objection: it marks nothing."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from core.fields import EncryptedTextField
from core.guards import no_delete, no_truncate
from objections.choices import ReportAnswer, ReportState


@pghistory.track(exclude=["contact", "code_hash"])
class ErrorReport(models.Model):
    """`code_hash` is the keyed hash of the code that the reporter got; name and contact are optional, the contact is encrypted."""

    number = models.CharField("纠错编号", max_length=20, unique=True)
    code_hash = models.CharField("查询码摘要", max_length=64)
    record = models.ForeignKey(
        "records.CreditRecord",
        models.PROTECT,
        verbose_name="信用记录",
        null=True,
        blank=True,
        related_name="error_reports",
    )
    page = models.CharField("网页", max_length=200)
    what = models.CharField("错在哪里", max_length=500)
    name = models.CharField("称呼", max_length=80, blank=True)
    contact = EncryptedTextField("联系方式", blank=True)
    state = models.CharField("状态", max_length=8, choices=ReportState.choices, default=ReportState.NEW)
    made_at = models.DateTimeField("提交时间")
    due_on = models.DateField("答复期限")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="核实人",
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    taken_at = models.DateTimeField("核实开始时间", null=True, blank=True)
    result = models.CharField("结果", max_length=10, choices=ReportAnswer.choices, blank=True)
    answer = models.CharField("答复", max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="答复人",
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = "公众纠错"
        verbose_name_plural = "公众纠错"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="objections_report_said"),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | (
                    Q(result__in=ReportAnswer.values, answered_by__isnull=False, answered_at__isnull=False)
                    & ~Q(answer="")
                ),
                name="objections_report_answered",
            ),
            models.CheckConstraint(
                condition=~Q(state="taken") | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="objections_report_taken",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=~Q(state="closed"), name="objections_report_due"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="closed_is_final", operation=pgtrigger.Update, condition=pgtrigger.Q(old__state="closed")
            ),
            pgtrigger.ReadOnly(name="words_stay", fields=["number", "what", "page", "record", "made_at", "code_hash"]),
            no_delete(),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"纠错 {self.number}"
