"""零归集: a section's signature that a catalogue item had nothing to collect in a period."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

from core.guards import no_delete, no_truncate


@pghistory.track()
class ItemZero(models.Model):
    """Signed once per item, section and period, only over nothing collected. Kinds of decision have their own (零申报)."""

    item = models.ForeignKey("records.CatalogueItem", models.PROTECT, verbose_name="目录事项", related_name="zeros")
    section = models.ForeignKey("accounts.Section", models.PROTECT, verbose_name="科室", related_name="+")
    first = models.DateField("期间首日")
    last = models.DateField("期间末日")
    statement = models.CharField("声明", max_length=300)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="签署人", related_name="+")
    signed_at = models.DateTimeField("签署时间")
    taken_back_at = models.DateTimeField("撤回时间", null=True, blank=True)
    taken_back_reason = models.CharField("撤回理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "零归集声明"
        verbose_name_plural = "零归集声明"
        ordering = ["-first", "item", "section"]
        permissions = [("sign_item_zero", "签署零归集")]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "section", "first"],
                condition=models.Q(taken_back_at__isnull=True),
                name="records_zero_once",
            ),
            models.CheckConstraint(
                condition=models.Q(first__day=1) & models.Q(last__gt=models.F("first")), name="records_zero_period"
            ),
            models.CheckConstraint(
                condition=models.Q(taken_back_at__isnull=True) | ~models.Q(taken_back_reason=""),
                name="records_zero_taken_back_why",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="signature_stays",
                fields=["item", "section", "first", "last", "statement", "signed_by", "signed_at"],
            ),
            no_delete(),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return self.statement
