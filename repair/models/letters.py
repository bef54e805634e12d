"""Papers that the bureau makes: the repair notice that goes with the penalty, decision letters, certificates; and the sync checklist."""

import secrets

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from core.guards import append_only, no_delete, no_truncate
from notices.choices import ServedBy
from repair.choices import LetterKind, SyncState


def notice_path(notice: "Notice", filename: str) -> str:
    secret = secrets.token_hex(16)
    return f"repair-notices/{secret[:2]}/{secret}"


def letter_path(letter: "Letter", filename: str) -> str:
    secret = secrets.token_hex(16)
    return f"repair-letters/{secret[:2]}/{secret}"


def proof_path(item: "SyncItem", filename: str) -> str:
    secret = secrets.token_hex(16)
    return f"repair-proofs/{secret[:2]}/{secret}"


def _person(label: str, **options: object) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, related_name="+", **options)


@pghistory.track(exclude=["pdf", "snapshot"])
class Notice(models.Model):
    """信用修复告知书 of one record, served together with the penalty decision (两书同达). One is in use at a time."""

    number = models.CharField("告知书编号", max_length=24, unique=True)
    record = models.ForeignKey(
        "records.CreditRecord", models.PROTECT, verbose_name="信用记录", related_name="repair_notices"
    )
    snapshot = models.JSONField("告知书内容")
    snapshot_digest = models.CharField("内容摘要", max_length=64)
    pdf = models.FileField("文件", upload_to=notice_path, max_length=120)
    pdf_sha256 = models.CharField("文件 SHA-256 摘要", max_length=64)
    issued_by = _person("生成人", null=True)
    issued_at = models.DateTimeField("生成时间")
    served_on = models.DateField("送达日期", null=True, blank=True)
    served_by_way = models.CharField("送达方式", max_length=10, choices=ServedBy.choices, blank=True)
    served_to = models.CharField("签收人", max_length=60, blank=True)
    served_note = models.CharField("送达说明", max_length=200, blank=True)
    served_entered_by = _person("送达登记人", null=True, blank=True)
    replaced_at = models.DateTimeField("被替换时间", null=True, blank=True)

    class Meta:
        verbose_name = "信用修复告知书"
        verbose_name_plural = "信用修复告知书"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["record"], condition=Q(replaced_at__isnull=True), name="repair_notice_one"),
            models.CheckConstraint(
                condition=Q(served_on__isnull=True, served_by_way="")
                | (Q(served_on__isnull=False, served_by_way__in=ServedBy.values) & ~Q(served_to="")),
                name="repair_notice_served_how",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="words_stay", fields=["number", "record", "snapshot", "snapshot_digest", "pdf", "pdf_sha256", "issued_at"]
            ),
            pgtrigger.Protect(
                name="served_is_final", operation=pgtrigger.Update, condition=pgtrigger.Condition(
                    "(OLD.served_on IS NOT NULL AND NEW.served_on IS DISTINCT FROM OLD.served_on)"
                ),
            ),
            no_delete(),
            no_truncate(),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"信用修复告知书 {self.number}"


class Letter(models.Model):
    """One letter, frozen with its digest; nobody changes it."""

    application = models.ForeignKey(
        "repair.Application", models.PROTECT, verbose_name="修复申请", related_name="letters"
    )
    revocation = models.ForeignKey(
        "repair.Revocation", models.PROTECT, verbose_name="撤销修复", null=True, blank=True, related_name="letters"
    )
    kind = models.CharField("文书", max_length=12, choices=LetterKind.choices)
    number = models.CharField("文书编号", max_length=40, unique=True)
    verify_code = models.CharField("核验码", max_length=20)
    snapshot = models.JSONField("文书内容")
    snapshot_digest = models.CharField("内容摘要", max_length=64)
    pdf = models.FileField("文件", upload_to=letter_path, max_length=120)
    pdf_sha256 = models.CharField("文件 SHA-256 摘要", max_length=64)
    issued_by = _person("签发人")
    issued_at = models.DateTimeField("签发时间")

    class Meta:
        verbose_name = "修复文书"
        verbose_name_plural = "修复文书"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind"], condition=Q(revocation__isnull=True), name="repair_letter_one"
            ),
            models.UniqueConstraint(fields=["revocation", "kind"], name="repair_letter_one_of_revocation"),
        ]
        triggers = [append_only(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


@pghistory.track(exclude=["proof"])
class SyncItem(models.Model):
    """One place that must show the repair too: done on a day with proof, or explained."""

    application = models.ForeignKey("repair.Application", models.PROTECT, verbose_name="修复申请", related_name="syncs")
    channel = models.CharField("网站或机构", max_length=60)
    state = models.CharField("状态", max_length=10, choices=SyncState.choices, default=SyncState.OPEN)
    done_on = models.DateField("同步日期", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    proof = models.FileField("截图", upload_to=proof_path, max_length=120, blank=True)
    proof_name = models.CharField("截图文件名", max_length=200, blank=True)
    proof_type = models.CharField("截图类型", max_length=100, blank=True)
    proof_sha256 = models.CharField("截图 SHA-256 摘要", max_length=64, blank=True)
    entered_by = _person("登记人", null=True, blank=True)
    entered_at = models.DateTimeField("登记时间", null=True, blank=True)

    class Meta:
        verbose_name = "同步核对"
        verbose_name_plural = "同步核对"
        ordering = ["application", "id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "channel"], name="repair_sync_once"),
            models.CheckConstraint(
                condition=~Q(state="done")
                | (Q(done_on__isnull=False, entered_by__isnull=False) & (~Q(proof="") | ~Q(note=""))),
                name="repair_sync_done_how",
            ),
            models.CheckConstraint(
                condition=~Q(state="explained") | (~Q(note="") & Q(entered_by__isnull=False)),
                name="repair_sync_explained",
            ),
        ]
        triggers = [no_delete(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.channel} {self.get_state_display()}"
