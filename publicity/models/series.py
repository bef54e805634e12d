"""Series of document numbers: the independent denominator that finds decisions nobody entered."""

import pghistory
from django.conf import settings
from django.db import models

from publicity.choices import GapReason


@pghistory.track()
class DocumentSeries(models.Model):
    """One 文号 series of one year, such as 巫山司罚决字〔2026〕. Numbers start at `first_number`."""

    kind = models.ForeignKey("publicity.DecisionKind", models.PROTECT, verbose_name="决定种类", related_name="series")
    prefix = models.CharField("机关代字", max_length=60)
    year = models.PositiveSmallIntegerField("年份")
    first_number = models.PositiveIntegerField("起始号", default=1)
    section = models.ForeignKey(
        "accounts.Section", models.PROTECT, verbose_name="责任科室", null=True, blank=True, related_name="+"
    )
    own = models.BooleanField("本局文号", default=True, help_text="其他机关的文号不检查断号。")

    class Meta:
        verbose_name = "文号序列"
        verbose_name_plural = "文号序列"
        ordering = ["-year", "prefix"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "prefix", "year"], name="publicity_series_once"),
            models.CheckConstraint(condition=models.Q(year__gte=1990, year__lte=2099), name="publicity_series_year"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}〔{self.year}〕"


@pghistory.track()
class GapExplanation(models.Model):
    """Why a number of a series has no decision, signed by a person."""

    series = models.ForeignKey(DocumentSeries, models.PROTECT, verbose_name="文号序列", related_name="explanations")
    number = models.PositiveIntegerField("缺号")
    reason = models.CharField("原因", max_length=12, choices=GapReason.choices)
    note = models.CharField("说明", max_length=200)
    explained_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="说明人", related_name="+")
    explained_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "断号说明"
        verbose_name_plural = "断号说明"
        ordering = ["series", "number"]
        constraints = [models.UniqueConstraint(fields=["series", "number"], name="publicity_gap_once")]

    def __str__(self) -> str:
        return f"{self.series}{self.number}号"
