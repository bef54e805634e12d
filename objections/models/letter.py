"""Correction letters: everybody who received an item that turned out wrong is told, once."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from core.guards import append_only, no_truncate
from objections.choices import LetterKind, Received


@pghistory.track()
class Letter(models.Model):
    """One letter about one change (`key`) to one recipient: a person of the house, or whoever a report was made out to."""

    number = models.CharField("通知编号", max_length=24, unique=True)
    key = models.CharField("更正", max_length=120)
    kind = models.CharField("性质", max_length=10, choices=LetterKind.choices)
    record = models.ForeignKey(
        "records.CreditRecord", models.PROTECT, verbose_name="信用记录", related_name="letters", db_index=False
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="收件人", null=True, blank=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    addressee = models.CharField("收件单位或人", max_length=200)
    received = models.CharField("取得方式", max_length=8, choices=Received.choices)
    received_on = models.DateField("取得日期")
    matter = models.CharField("事项编号", max_length=100, blank=True)
    changes = models.JSONField("更正内容", default=dict, blank=True)
    reason = models.CharField("理由", max_length=1000)
    made_at = models.DateTimeField("发出时间")

    class Meta:
        verbose_name = "更正通知"
        verbose_name_plural = "更正通知"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "recipient"], condition=Q(recipient__isnull=False), name="objections_letter_once"
            ),
            models.UniqueConstraint(
                fields=["key", "addressee"], condition=Q(recipient__isnull=True), name="objections_letter_once_outside"
            ),
            models.CheckConstraint(condition=~Q(addressee="") & ~Q(reason=""), name="objections_letter_addressed"),
        ]
        indexes = [models.Index(fields=["record", "-id"], name="objections_letter_record")]
        triggers = [append_only(), no_truncate()]

    def __str__(self) -> str:
        return f"更正通知 {self.number}"
