"""Files in and out as jobs: a file, what was found in it, what became of it. A job can be left and found again."""

import secrets

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

from core.guards import no_delete, no_truncate
from exchange.querysets import ExportQuerySet, JobQuerySet


def _source_path(job: "Job", filename: str) -> str:
    """Opaque path: neither the user's file name nor anybody's number appears on disk."""
    suffix = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    plain = "".join(sign for sign in suffix if sign.isascii() and sign.isalnum())
    return f"jobs/{job.public_id}/source.{plain[:5] or 'bin'}"


def _report_path(job: "Job", filename: str) -> str:
    return f"jobs/{job.public_id}/report.xlsx"


def new_public_id() -> str:
    return secrets.token_urlsafe(12)


class JobState(models.TextChoices):
    QUEUED = "queued", "排队中"
    CHECKING = "checking", "检查中"
    CHECKED = "checked", "待确认导入"
    COMMITTING = "committing", "导入中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"
    CANCELLED = "cancelled", "已取消"


class JobPhase(models.TextChoices):
    CHECK = "check", "检查"
    COMMIT = "commit", "导入"


RUNNING_STATES = (JobState.QUEUED, JobState.CHECKING, JobState.COMMITTING)


@pghistory.track(
    fields=["state", "actor", "kind", "filename", "sha256", "mode", "good", "bad", "error"], model_name="JobEvent"
)
class Job(models.Model):
    """One file on its way. `sha256` recognises the same file; `heartbeat_at` shows that a worker is alive on it.

    `phase` is what the queue has to do next; `task_id` names the worker that holds the job (empty: nobody); `attempts`
    counts how often a worker took up the present phase.
    """

    public_id = models.CharField("编号", max_length=20, unique=True, default=new_public_id, editable=False)
    kind = models.CharField("类型", max_length=40)
    state = models.CharField("状态", max_length=12, choices=JobState.choices, default=JobState.QUEUED)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="经办人", related_name="jobs")
    section = models.ForeignKey(
        "accounts.Section", models.PROTECT, verbose_name="科室", null=True, blank=True, related_name="+"
    )
    file = models.FileField("原始文件", upload_to=_source_path, blank=True, max_length=200)
    filename = models.CharField("文件名", max_length=200, blank=True)
    sha256 = models.CharField("文件摘要", max_length=64, blank=True, db_index=True)
    params = models.JSONField("参数", default=dict, blank=True)
    mode = models.CharField(
        "导入方式", max_length=10, blank=True, choices=[("all", "全部正确才导入"), ("good", "只导入正确行")]
    )
    total = models.PositiveIntegerField("总行数", default=0)
    done = models.PositiveIntegerField("已处理", default=0)
    good = models.PositiveIntegerField("可导入", default=0)
    bad = models.PositiveIntegerField("有错误", default=0)
    warnings = models.PositiveIntegerField("有提醒", default=0)
    created = models.PositiveIntegerField("新增", default=0)
    unchanged = models.PositiveIntegerField("已存在未变化", default=0)
    report = models.FileField("检查结果", upload_to=_report_path, blank=True, max_length=200)
    summary = models.JSONField("汇总", default=dict, blank=True)
    error = models.CharField("原因", max_length=500, blank=True)
    task_id = models.CharField("任务号", max_length=60, blank=True)
    phase = models.CharField("阶段", max_length=8, choices=JobPhase.choices, default=JobPhase.CHECK)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    created_at = models.DateTimeField("提交时间", auto_now_add=True)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)
    heartbeat_at = models.DateTimeField("最近心跳", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "导入导出任务"
        verbose_name_plural = "导入导出任务"
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["heartbeat_at"],
                condition=models.Q(state__in=["queued", "checking", "committing"]),
                name="exchange_job_running",
            )
        ]

    def __str__(self) -> str:
        return self.filename or self.public_id

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING_STATES

    @property
    def percent(self) -> int:
        return 100 if self.state == JobState.DONE else (self.done * 100 // self.total if self.total else 0)


class JobRow(models.Model):
    """What was found in one row of the sheet. Rows without any finding are counted, not kept."""

    job = models.ForeignKey(Job, models.CASCADE, verbose_name="任务", related_name="rows")
    sheet = models.CharField("工作表", max_length=60, blank=True)
    row = models.PositiveIntegerField("行号")
    level = models.CharField("级别", max_length=8, choices=[("error", "错误"), ("warning", "提醒"), ("note", "提示")])
    title = models.CharField("主体与文号", max_length=200, blank=True)
    findings = models.JSONField("问题", default=list)

    class Meta:
        verbose_name = "行检查结果"
        verbose_name_plural = "行检查结果"
        ordering = ["job", "row"]
        constraints = [models.UniqueConstraint(fields=["job", "sheet", "row"], name="exchange_jobrow_once")]

    def __str__(self) -> str:
        return f"第 {self.row} 行"


class IdempotencyKey(models.Model):
    """The answer to a write that a machine may send twice (header Idempotency-Key)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="用户", related_name="+")
    key = models.CharField("幂等键", max_length=80)
    request_digest = models.CharField("请求摘要", max_length=64)
    status = models.PositiveSmallIntegerField("状态码")
    response = models.JSONField("应答")
    created_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "幂等键"
        verbose_name_plural = "幂等键"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="exchange_idempotency_once")]

    def __str__(self) -> str:
        return self.key


def _export_path(export: "Export", filename: str) -> str:
    """Opaque, like the jobs' paths."""
    return export_path(export.public_id)


def export_path(public_id: str) -> str:
    """Where the file of an export lies."""
    return f"exports/{public_id}.xlsx"


class ExportPurpose(models.TextChoices):
    """What data are taken out for; with each goes the case in words."""

    SUPERVISION = "supervision", "日常监管"
    APPROVAL = "approval", "审批、评优、资助等事项核查"
    CASE = "case", "案件、异议、修复、投诉办理"
    REPORTING = "reporting", "报送与对账"
    MEETING = "meeting", "会商与督办"
    STATISTICS = "statistics", "统计与工作报告"
    AUDIT = "audit", "审计与考核"


class Export(models.Model):
    """One taking of data out of the system: who, what, what for, how much, and the digest of what was in it.

    `official` marks work products of fixed form (files for the platform): they are kept and signed for elsewhere and only
    registered here. Of the others the file is kept until `expires_at`; the entry stays for good.
    """

    number = models.CharField("导出编号", max_length=30, unique=True)
    public_id = models.CharField("链接编号", max_length=20, unique=True, default=new_public_id, editable=False)
    kind = models.CharField("类型", max_length=40)
    title = models.CharField("内容", max_length=200)
    conditions = models.CharField("条件", max_length=500, blank=True)
    params = models.JSONField("参数", default=dict, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="导出人", related_name="exports")
    section = models.ForeignKey(
        "accounts.Section", models.PROTECT, verbose_name="科室", null=True, blank=True, related_name="+"
    )
    purpose = models.CharField("用途", max_length=12, choices=ExportPurpose.choices)
    matter = models.CharField("事项", max_length=100)
    rows = models.PositiveIntegerField("行数")
    sha256 = models.CharField("数据摘要", max_length=64)
    official = models.BooleanField("固定格式的报送文件", default=False)
    filename = models.CharField("文件名", max_length=200, blank=True)
    file = models.FileField("文件", upload_to=_export_path, blank=True, max_length=200)
    made_at = models.DateTimeField("导出时间")
    expires_at = models.DateTimeField("链接有效期至", null=True, blank=True)
    fetched_at = models.DateTimeField("最近下载时间", null=True, blank=True)
    fetches = models.PositiveSmallIntegerField("下载次数", default=0)
    dropped_at = models.DateTimeField("文件删除时间", null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = "导出登记"
        verbose_name_plural = "导出登记"
        ordering = ["-id"]
        permissions = [("export_data", "导出数据"), ("view_exports", "查看全部导出登记")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(matter=""), name="exchange_export_what_for"),
            models.CheckConstraint(
                condition=models.Q(official=True) | models.Q(expires_at__isnull=False), name="exchange_export_expires"
            ),
        ]
        indexes = [
            models.Index(fields=["actor", "-id"], name="exchange_export_own"),
            models.Index(
                fields=["expires_at"],
                condition=models.Q(dropped_at__isnull=True, official=False),
                name="exchange_export_kept",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="entry_stays",
                exclude=["fetched_at", "fetches", "dropped_at", "file"],
            ),
            no_delete(),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
