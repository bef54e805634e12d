"""The data standard as rows: kinds of decision, editions and their fields. A new kind or column needs no deployment."""

import pghistory
from django.db import models

from records.choices import Nature


@pghistory.track()
class DecisionKind(models.Model):
    """One kind of administrative decision and how it is reported."""

    class Cycle(models.TextChoices):
        EACH = "each", "逐件，7日内"
        MONTH = "month", "按月"
        QUARTER = "quarter", "按季"

    code = models.SlugField("代码", max_length=20, primary_key=True)
    name = models.CharField("名称", max_length=40, unique=True)
    cycle = models.CharField("报送周期", max_length=10, choices=Cycle.choices, default=Cycle.EACH)
    item_code = models.CharField("目录事项编码", max_length=40)
    nature = models.CharField("性质", max_length=10, choices=Nature.choices, default=Nature.NEUTRAL)
    four_eyes = models.BooleanField(
        "批量导入也须他人审核", default=False, help_text="关闭时，导入人确认本批决定均已审签，即可报送。"
    )
    sections = models.ManyToManyField("accounts.Section", verbose_name="责任科室", blank=True, related_name="+")
    order = models.PositiveSmallIntegerField("排序", default=100)
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "决定种类"
        verbose_name_plural = "决定种类"
        ordering = ["order", "code"]
        permissions = [("manage_standard", "维护数据标准")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class StandardEdition(models.Model):
    """One edition of the data standard for one kind, with the platform's templates (column order) as data."""

    kind = models.ForeignKey(DecisionKind, models.PROTECT, verbose_name="决定种类", related_name="editions")
    code = models.CharField("版本", max_length=20)
    name = models.CharField("名称", max_length=120)
    basis = models.CharField("依据", max_length=200)
    valid_from = models.DateField("启用日期")
    valid_until = models.DateField("停用日期", null=True, blank=True)
    confirmed = models.BooleanField("已核对正式文本", default=False)
    extra = models.JSONField("模板与规则参数", default=dict, blank=True)

    class Meta:
        verbose_name = "数据标准版本"
        verbose_name_plural = "数据标准版本"
        ordering = ["kind", "-valid_from"]
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="publicity_edition_once")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class FieldSpec(models.Model):
    """One field of an edition. `spec` holds the rest of the declaration (see docs/algorithms/data-standard.md)."""

    edition = models.ForeignKey(StandardEdition, models.PROTECT, verbose_name="标准版本", related_name="fields")
    order = models.PositiveSmallIntegerField("顺序")
    code = models.CharField("字段代码", max_length=40)
    header = models.CharField("表头", max_length=80)
    type = models.CharField("类型", max_length=20)
    max_length = models.PositiveIntegerField("最长", null=True, blank=True)
    help = models.CharField("填报说明", max_length=300, blank=True)
    public_level = models.CharField(
        "公开级别",
        max_length=10,
        default="never",
        choices=[("public", "公开"), ("masked", "脱敏后公开"), ("never", "不公开")],
    )
    confirmed = models.BooleanField("已确认", default=False)
    spec = models.JSONField("其他声明", default=dict, blank=True)

    class Meta:
        verbose_name = "标准字段"
        verbose_name_plural = "标准字段"
        ordering = ["edition", "order"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="publicity_field_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.header}"


@pghistory.track()
class PlatformRejection(models.Model):
    """A rejection the platform gave once, kept as a rule so that the same reject cannot happen twice."""

    kind = models.ForeignKey(DecisionKind, models.PROTECT, verbose_name="决定种类", related_name="rejections")
    platform_code = models.CharField("平台规则代码", max_length=40, blank=True)
    message = models.CharField("平台退回原因", max_length=300)
    field_code = models.CharField("字段", max_length=40)
    bad_value = models.CharField("被退回的值", max_length=300)
    our_rule = models.CharField("对应的本系统规则", max_length=20, blank=True)
    hits = models.PositiveIntegerField("已拦截次数", default=0)
    active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "平台退回规则"
        verbose_name_plural = "平台退回规则"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "field_code", "bad_value"], name="publicity_rejection_once")
        ]

    def __str__(self) -> str:
        return self.message
