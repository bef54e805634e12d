"""Credit reports handed out, and what became of them: a report is a frozen statement that can be printed again years later."""

import secrets

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from core.guards import append_only, no_delete, no_truncate
from records.choices import ReportForm, ReportPurpose, ReportScene, ReportUsage

NUMBER = r"^[0-9]{14}[0-9A-Z]{8}$"


def opaque_report_path(report: "CreditReport", filename: str) -> str:
    """A random name under the private store: it tells neither the subject nor the number."""
    secret = secrets.token_hex(16)
    return f"reports/{secret[:2]}/{secret}"


@pghistory.track(exclude=["pdf", "snapshot", "verify_code"])
class CreditReport(models.Model):
    """One report. Everything it prints is in `snapshot`; a wrong one is withdrawn with a reason and another is issued."""

    number = models.CharField("报告编号", max_length=22, unique=True)
    form = models.CharField("报告种类", max_length=10, choices=ReportForm.choices)
    subject = models.ForeignKey("records.Subject", models.PROTECT, verbose_name="主体", related_name="reports")
    purpose = models.CharField("用途", max_length=20, choices=ReportPurpose.choices)
    matter = models.CharField("事项编号", max_length=100)
    authority = models.CharField("授权或者依据", max_length=200, blank=True)
    requested_by = models.CharField("申请方", max_length=100)
    since = models.DateField("查询期开始")
    until = models.DateField("查询期截止")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="出具人", related_name="+")
    issued_at = models.DateTimeField("出具时间")
    snapshot = models.JSONField("报告内容")
    snapshot_digest = models.CharField("内容摘要", max_length=64)
    verify_code = models.CharField("核验码", max_length=20)
    pdf = models.FileField("文件", upload_to=opaque_report_path, max_length=120)
    pdf_sha256 = models.CharField("文件 SHA-256 摘要", max_length=64)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "信用报告"
        verbose_name_plural = "信用报告"
        ordering = ["-issued_at", "-id"]
        permissions = [("issue_report", "出具信用报告")]
        constraints = [
            models.CheckConstraint(condition=Q(number__regex=NUMBER), name="records_report_number"),
            models.CheckConstraint(condition=Q(verify_code__regex=r"^[0-9A-Z]{12,}$"), name="records_report_code"),
            models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="records_report_period_order"),
            models.CheckConstraint(condition=~Q(matter="") & ~Q(requested_by=""), name="records_report_asked_for"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""), name="records_report_withdrawn_why"
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="only_withdrawal", exclude=["withdrawn_at", "withdrawn_reason"]),
            pgtrigger.Protect(
                name="withdrawn_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
            no_delete(),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} {self.number}"


@pghistory.track()
class ReportUse(models.Model):
    """What a report was used for, or why it was not (信用报告应用登记)."""

    report = models.ForeignKey(CreditReport, models.PROTECT, verbose_name="信用报告", related_name="uses")
    scene = models.CharField("应用场景", max_length=20, choices=ReportScene.choices)
    matter = models.CharField("事项", max_length=200)
    usage = models.CharField("是否应用", max_length=10, choices=ReportUsage.choices)
    outcome = models.CharField("应用情况", max_length=300)
    used_on = models.DateField("应用日期")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", related_name="+")
    entered_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "报告应用登记"
        verbose_name_plural = "报告应用登记"
        ordering = ["report", "used_on", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(outcome="") & ~Q(matter=""), name="records_report_use_explained"),
        ]
        triggers = [append_only(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.get_scene_display()}：{self.matter}"
