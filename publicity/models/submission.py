"""What went to the platform and what it answered; and the reminders that make it happen in time."""

import pghistory
from django.conf import settings
from django.db import models

from core import clock
from core.guards import append_only
from publicity.choices import RowState, Stage, SubmissionState


def submission_path(submission: "Submission", filename: str) -> str:
    return f"submissions/{submission.number}.xlsx"


@pghistory.track()
class Submission(models.Model):
    """One file in the platform's column order. `sha256` proves that the file kept here is the file sent."""

    number = models.CharField("批次号", max_length=30, unique=True)
    kind = models.ForeignKey("publicity.DecisionKind", models.PROTECT, verbose_name="种类", related_name="submissions")
    edition = models.ForeignKey("publicity.StandardEdition", models.PROTECT, verbose_name="数据标准", related_name="+")
    since = models.DateField("决定日期自")
    until = models.DateField("决定日期至")
    state = models.CharField("状态", max_length=10, choices=SubmissionState.choices, default=SubmissionState.MADE)
    file = models.FileField("报送文件", upload_to=submission_path, max_length=200)
    sha256 = models.CharField("文件摘要", max_length=64)
    row_count = models.PositiveIntegerField("行数")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="生成人", related_name="+")
    created_at = models.DateTimeField("生成时间", default=clock.now, editable=False)
    sent_on = models.DateField("上报日期", null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上报人", null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField("回执时间", null=True, blank=True)

    class Meta:
        verbose_name = "报送批次"
        verbose_name_plural = "报送批次"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number


@pghistory.track()
class SubmissionRow(models.Model):
    """One decision in one submission, with the digest of the row as it was sent.

    `sent_as` keeps the numbers and the party as they stand in the file when the decision was corrected while its receipt is awaited:
    the receipt speaks of what was sent.
    """

    IDENTITY = ("number", "certificate", "party_code", "party_name")

    submission = models.ForeignKey(Submission, models.PROTECT, verbose_name="批次", related_name="rows")
    decision = models.ForeignKey(
        "publicity.Decision", models.PROTECT, verbose_name="决定", related_name="submission_rows"
    )
    sheet = models.CharField("工作表", max_length=30)
    row = models.PositiveIntegerField("行号")
    digest = models.CharField("行摘要", max_length=64)
    sent_as = models.JSONField("报送时的文号和相对人", default=dict, blank=True)
    state = models.CharField("状态", max_length=10, choices=RowState.choices, default=RowState.WAITING)
    platform_code = models.CharField("平台规则代码", max_length=40, blank=True)
    message = models.CharField("退回原因", max_length=500, blank=True)
    answered_at = models.DateTimeField("回执时间", null=True, blank=True)

    class Meta:
        verbose_name = "报送明细"
        verbose_name_plural = "报送明细"
        ordering = ["submission", "sheet", "row"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "decision"], name="publicity_row_once"),
            models.UniqueConstraint(
                fields=["decision"], condition=models.Q(state="waiting"), name="publicity_row_one_open"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="rejected") | ~models.Q(message=""), name="publicity_row_rejected_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} 第 {self.row} 行"

    def as_sent(self, name: str) -> str:
        """`number`, `certificate`, `party_code` or `party_name` as it stands in the file."""
        return str(self.sent_as[name] if self.sent_as else getattr(self.decision, name))


class Reminder(models.Model):
    """That one stage of one clock has been spoken of. Unique, so that no stage speaks twice, outage or not."""

    decision = models.ForeignKey("publicity.Decision", models.PROTECT, verbose_name="决定", related_name="reminders")
    stage = models.CharField("阶段", max_length=10, choices=Stage.choices)
    due_on = models.DateField("对应日期")
    made_on = models.DateField("提醒日期")

    class Meta:
        verbose_name = "催办记录"
        verbose_name_plural = "催办记录"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["decision", "stage", "due_on"], name="publicity_reminder_once")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.stage}"
