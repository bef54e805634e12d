"""What may be collected at all: editions of the national catalogue and the Chongqing supplement, and their items."""

import pghistory
from django.db import models

from records.choices import InfoClass, Nature, PublishScope


@pghistory.track()
class CatalogueEdition(models.Model):
    """One published edition. Items of an edition count from its first to its last day."""

    class Scope(models.TextChoices):
        NATIONAL = "national", "全国公共信用信息基础目录"
        CHONGQING = "chongqing", "重庆市公共信用信息补充目录"

    code = models.SlugField("代码", max_length=30, unique=True)
    scope = models.CharField("目录", max_length=12, choices=Scope.choices)
    name = models.CharField("名称", max_length=120)
    basis = models.CharField("发布文号", max_length=200)
    valid_from = models.DateField("施行日期")
    valid_until = models.DateField("停用日期", null=True, blank=True)
    confirmed = models.BooleanField("已核对正式文本", default=False)

    class Meta:
        verbose_name = "目录版本"
        verbose_name_plural = "目录版本"
        ordering = ["scope", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="records_edition_dates",
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class CatalogueItem(models.Model):
    """One kind of information that the law lets the bureau collect, and the collection task that follows from it."""

    class Cycle(models.TextChoices):
        EACH = "each", "逐件（7日内）"
        MONTH = "month", "按月"
        QUARTER = "quarter", "按季"
        YEAR = "year", "按年"

    edition = models.ForeignKey(CatalogueEdition, models.PROTECT, verbose_name="目录版本", related_name="items")
    code = models.CharField("编码", max_length=40)
    name = models.CharField("名称", max_length=120)
    info_class = models.CharField("信息类别", max_length=20, choices=InfoClass.choices)
    nature = models.CharField("性质", max_length=10, choices=Nature.choices)
    for_persons = models.BooleanField("适用自然人", default=True)
    basis = models.CharField("法律依据", max_length=300)
    publish_scope = models.CharField("公开属性", max_length=12, choices=PublishScope.choices)
    retention_months = models.PositiveSmallIntegerField("保存期限（月）", default=60)
    section = models.ForeignKey(
        "accounts.Section", models.PROTECT, verbose_name="责任科室", null=True, blank=True, related_name="+"
    )
    source = models.CharField("数据来源", max_length=120, blank=True)
    cycle = models.CharField("归集频次", max_length=10, choices=Cycle.choices, default=Cycle.EACH)
    due_day = models.PositiveSmallIntegerField("次月截止日", default=10)
    valid_from = models.DateField("启用日期")
    valid_until = models.DateField("停用日期", null=True, blank=True)
    confirmed = models.BooleanField("已确认", default=False)

    class Meta:
        verbose_name = "目录事项"
        verbose_name_plural = "目录事项"
        ordering = ["edition", "code"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="records_item_code"),
            models.CheckConstraint(condition=~models.Q(basis=""), name="records_item_has_basis"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="records_item_dates",
            ),
        ]
        permissions = [("manage_catalogue", "维护目录")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
