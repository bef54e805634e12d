"""Papers behind a credit record: the original, and the redacted copy that may be shown."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from core.guards import no_delete, no_truncate
from records.choices import EvidenceVariant


def opaque_path(evidence: "Evidence", filename: str) -> str:
    """Where the bytes lie: a random name that tells nothing and cannot be guessed; the file's own name is a column."""
    secret = uuid.uuid4().hex
    return f"evidence/{secret[:2]}/{secret}"


@pghistory.track(exclude=["file"])
class Evidence(models.Model):
    """One file. Never changed and never removed; a wrong one is withdrawn with a reason and replaced by another."""

    public_id = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    record = models.ForeignKey("records.CreditRecord", models.PROTECT, verbose_name="信用记录", related_name="evidence")
    title = models.CharField("材料名称", max_length=200)
    variant = models.CharField("版本", max_length=10, choices=EvidenceVariant.choices)
    redacted_of = models.ForeignKey(
        "self", models.PROTECT, verbose_name="对应的原件", null=True, blank=True, related_name="redactions"
    )
    file = models.FileField("文件", upload_to=opaque_path, max_length=120)
    filename = models.CharField("原文件名", max_length=200)
    media_type = models.CharField("文件类型", max_length=100)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256 摘要", max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "证据材料"
        verbose_name_plural = "证据材料"
        ordering = ["record", "uploaded_at", "id"]
        permissions = [("enter_evidence", "上传证据材料"), ("read_original", "查阅证据原件")]
        constraints = [
            models.CheckConstraint(
                condition=Q(variant="original", redacted_of__isnull=True) | Q(variant="redacted"),
                name="records_evidence_original_stands_alone",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""), name="records_evidence_withdrawn_why"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="records_evidence_not_empty"),
            models.CheckConstraint(condition=~Q(sha256=""), name="records_evidence_hashed"),
            models.CheckConstraint(condition=~Q(title=""), name="records_evidence_titled"),
        ]
        indexes = [models.Index(fields=["sha256"], name="records_evidence_bytes")]
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
        return f"{self.title}（{self.get_variant_display()}）"
