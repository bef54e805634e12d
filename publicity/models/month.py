"""Month close: a section states that a month is complete, or that there was nothing (零申报)."""

import pghistory
from django.conf import settings
from django.db import models

from core import clock
from core.guards import no_delete


@pghistory.track()
class MonthClose(models.Model):
    """Signed once per kind, section and month. `zero` is only possible over an empty ledger without number gaps."""

    kind = models.ForeignKey("publicity.DecisionKind", models.PROTECT, verbose_name="种类", related_name="closes")
    section = models.ForeignKey("accounts.Section", models.PROTECT, verbose_name="科室", related_name="+")
    month = models.DateField("月份（当月1日）")
    zero = models.BooleanField("零申报")
    counts = models.JSONField("当月情况", default=dict)
    statement = models.CharField("公开声明", max_length=300)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="签署人", related_name="+")
    signed_at = models.DateTimeField("签署时间", default=clock.now, editable=False)
    reopened_at = models.DateTimeField("重新打开时间", null=True, blank=True)
    reopened_reason = models.CharField("重新打开理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "月结"
        verbose_name_plural = "月结"
        ordering = ["-month", "kind", "section"]
        permissions = [
            ("close_month", "月结"),
            ("declare_zero", "零申报"),
            ("explain_gap", "说明断号"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "section", "month"],
                condition=models.Q(reopened_at__isnull=True),
                name="publicity_close_once",
            ),
            models.CheckConstraint(
                condition=models.Q(month__day=1),
                name="publicity_close_first_day",
            ),
            models.CheckConstraint(
                condition=models.Q(reopened_at__isnull=True) | ~models.Q(reopened_reason=""),
                name="publicity_close_reopened_why",
            ),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.kind} {self.section}"
