"""Publicity periods as law with dates: which rule version counts on a day, and what each class may last."""

import pghistory
from django.db import models

from records.choices import Severity


@pghistory.track()
class RuleVersion(models.Model):
    """A regime of credit repair and publicity, in force between two dates (both inclusive)."""

    code = models.CharField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=120)
    basis = models.CharField("依据", max_length=200)
    effective_from = models.DateField("施行日期")
    effective_until = models.DateField("失效日期", null=True, blank=True)
    confirmed = models.BooleanField("已确认", default=False)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "公示期规则版本"
        verbose_name_plural = "公示期规则版本"
        ordering = ["-effective_from"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class PeriodRule(models.Model):
    """How long one class is public under one version, in calendar months from the day the document made the finding."""

    version = models.ForeignKey(RuleVersion, models.PROTECT, verbose_name="规则版本", related_name="periods")
    severity = models.CharField("类别", max_length=10, choices=Severity.choices)
    published = models.BooleanField("是否公示", default=True)
    min_months = models.PositiveSmallIntegerField("最短（月）", default=0)
    max_months = models.PositiveSmallIntegerField("最长（月）")
    basis = models.CharField("依据", max_length=200)
    confirmed = models.BooleanField("已确认", default=False)

    class Meta:
        verbose_name = "公示期限"
        verbose_name_plural = "公示期限"
        ordering = ["version", "severity"]
        constraints = [
            models.UniqueConstraint(fields=["version", "severity"], name="records_period_once"),
            models.CheckConstraint(
                condition=models.Q(max_months__gte=models.F("min_months")), name="records_period_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version.code} {self.get_severity_display()}"
