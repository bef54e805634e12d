"""News of records on their way to the floors above: written with the change itself, ticked off when everybody has heard."""

import pgtrigger
from django.db import models
from django.db.models import Q

from core.guards import no_delete, no_truncate
from records.choices import NewsKind


class News(models.Model):
    """One change of a record. `key` names it: the same change is never news twice. `told_at` is empty until all have heard."""

    key = models.CharField("更正", max_length=120, unique=True)
    kind = models.CharField("性质", max_length=10, choices=NewsKind.choices)
    record = models.ForeignKey(
        "records.CreditRecord", models.PROTECT, verbose_name="信用记录", related_name="+", db_index=False
    )
    reason = models.CharField("理由", max_length=1000)
    changes = models.JSONField("更正内容", default=dict, blank=True)
    made_at = models.DateTimeField("发生时间")
    told_at = models.DateTimeField("通知完毕时间", null=True, blank=True)

    class Meta:
        verbose_name = "记录变更消息"
        verbose_name_plural = "记录变更消息"
        ordering = ["id"]
        indexes = [models.Index(fields=["id"], condition=Q(told_at__isnull=True), name="records_news_untold")]
        triggers = [pgtrigger.ReadOnly(name="only_told", exclude=["told_at"]), no_delete(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.record}"
