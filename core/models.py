"""What the whole house shares and the bureau may edit: the calendar and the settings with their legal basis."""

import pghistory
from django.db import models


class CalendarYear(models.Model):
    """A year whose holiday notice has been loaded. A year without a row is unknown, and counting into it is refused."""

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    source = models.CharField("依据（放假通知文号）", max_length=200)
    loaded_at = models.DateTimeField("录入时间", auto_now=True)

    class Meta:
        verbose_name = "日历年度"
        verbose_name_plural = "日历年度"
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"{self.year} 年"


@pghistory.track()
class Holiday(models.Model):
    """One day that differs from the weekly rhythm: a day off on a weekday, or a make-up workday on a weekend."""

    class Kind(models.TextChoices):
        OFF = "off", "放假"
        MAKEUP = "makeup", "调休上班"

    date = models.DateField("日期", unique=True)
    kind = models.CharField("性质", max_length=8, choices=Kind.choices)
    name = models.CharField("名称", max_length=40)

    class Meta:
        verbose_name = "节假日与调休"
        verbose_name_plural = "节假日与调休"
        ordering = ["-date"]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.get_kind_display()} {self.name}"


@pghistory.track()
class Setting(models.Model):
    """A number or text that the law or the bureau fixes. `confirmed` false shows 待确认 wherever it is used."""

    key = models.CharField("代码", max_length=60, primary_key=True)
    group = models.CharField("分组", max_length=20)
    label = models.CharField("名称", max_length=80)
    value = models.JSONField("值")
    unit = models.CharField("单位", max_length=20, blank=True)
    basis = models.CharField("依据", max_length=300, blank=True)
    confirmed = models.BooleanField("已确认", default=False)
    help = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "规则参数"
        verbose_name_plural = "规则参数"
        ordering = ["group", "key"]
        permissions = [("change_rules", "修改规则参数与日历")]

    def __str__(self) -> str:
        return self.label
