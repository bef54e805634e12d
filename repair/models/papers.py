"""Papers of an application: brought by the applicant, or held by the bureau already. Earlier ones stay when new ones come."""

import secrets
import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from core.guards import no_delete, no_truncate
from repair.choices import PaperKind


def opaque_path(paper: "Paper", filename: str) -> str:
    """A random name: it tells neither the firm nor the paper."""
    secret = secrets.token_hex(16)
    return f"repairs/{secret[:2]}/{secret}"


@pghistory.track(exclude=["file"])
class Paper(models.Model):
    """One paper. `held` points to a paper of the record that the bureau has, and then there is no file of its own."""

    public_id = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        "repair.Application", models.PROTECT, verbose_name="修复申请", related_name="papers"
    )
    kind = models.CharField("材料", max_length=12, choices=PaperKind.choices)
    title = models.CharField("材料名称", max_length=200)
    held = models.ForeignKey(
        "records.Evidence", models.PROTECT, verbose_name="本局已有材料", null=True, blank=True, related_name="+"
    )
    file = models.FileField("文件", upload_to=opaque_path, max_length=120, blank=True)
    filename = models.CharField("原文件名", max_length=200, blank=True)
    media_type = models.CharField("文件类型", max_length=100, blank=True)
    size = models.PositiveBigIntegerField("大小（字节）", default=0)
    sha256 = models.CharField("SHA-256 摘要", max_length=64, blank=True)
    round = models.PositiveSmallIntegerField("第几次提交", default=1)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提交人", null=True, related_name="+"
    )
    added_at = models.DateTimeField("提交时间")
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)

    class Meta:
        verbose_name = "修复材料"
        verbose_name_plural = "修复材料"
        ordering = ["application", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held__isnull=False, file="") | (Q(held__isnull=True) & ~Q(file="") & ~Q(sha256="")),
                name="repair_paper_somewhere",
            ),
            models.UniqueConstraint(
                fields=["application", "sha256"],
                condition=Q(removed_at__isnull=True) & ~Q(sha256=""),
                name="repair_paper_once",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="only_removal", exclude=["removed_at"]),
            pgtrigger.Protect(
                name="removed_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__removed_at__isnull=False),
            ),
            no_delete(),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return self.title
