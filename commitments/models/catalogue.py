"""What may be promised: the certified matters (证明事项), and the wordings of the letters as versions."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from commitments.choices import Kind, PublicLevel, Risk
from core.guards import append_only, no_delete, no_truncate


@pghistory.track()
class CertifiedMatter(models.Model):
    """A proof that nobody has to bring who promises instead (证明事项告知承诺, 国办发〔2020〕42号)."""

    code = models.SlugField("编码", max_length=20, unique=True)
    name = models.CharField("办理事项", max_length=120)
    proof = models.CharField("免予提交的证明", max_length=200)
    basis = models.CharField("设定依据", max_length=300)
    content = models.TextField("需要承诺的内容", max_length=2000)
    verification = models.CharField("核查方式", max_length=300)
    consequence = models.TextField("不实承诺的后果", max_length=2000)
    not_for = models.CharField("不适用的对象", max_length=300)
    risk = models.CharField("风险", max_length=8, choices=Risk.choices, default=Risk.MEDIUM)
    check_waiver = models.CharField("免核查理由", max_length=200, blank=True)
    section = models.ForeignKey("accounts.Section", models.PROTECT, verbose_name="责任科室", related_name="+")
    valid_from = models.DateField("启用日期")
    valid_until = models.DateField("停用日期", null=True, blank=True)
    end_reason = models.CharField("停用理由", max_length=200, blank=True)
    confirmed = models.BooleanField("已确认", default=False)

    class Meta:
        verbose_name = "证明事项"
        verbose_name_plural = "证明事项告知承诺目录"
        ordering = ["code"]
        permissions = [("manage_commitments", "维护证明事项目录和承诺书模板")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(proof="") & ~Q(basis="") & ~Q(content="") & ~Q(verification="") & ~Q(consequence=""),
                name="commitments_matter_complete",
            ),
            models.CheckConstraint(
                condition=Q(risk="exempt") & ~Q(check_waiver="") | ~Q(risk="exempt") & Q(check_waiver=""),
                name="commitments_matter_checked_or_why_not",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")) & ~Q(end_reason=""),
                name="commitments_matter_end",
            ),
        ]
        triggers = [no_delete(), no_truncate()]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class PromiseTemplate(models.Model):
    """One version of a letter. Never changed: another wording is another version; letters already signed keep theirs.

    `content` and `liability` contain `{name}` for each of `variables` (list of name, label, help, long, required) and for the
    facts that are filled in anyway. `liability` prints one consequence a line; no other one may ever be applied.
    """

    code = models.SlugField("编码", max_length=30)
    version = models.PositiveSmallIntegerField("版本")
    kind = models.CharField("承诺类型", max_length=10, choices=Kind.choices)
    kind_other = models.CharField("其他类型的说明", max_length=40, blank=True)
    title = models.CharField("承诺书名称", max_length=120)
    summary = models.CharField("什么时候用", max_length=200)
    content = models.TextField("承诺内容", max_length=4000)
    liability = models.TextField("违诺责任", max_length=4000)
    variables = models.JSONField("填写项", default=list, blank=True)
    public_level = models.CharField("公开类型", max_length=8, choices=PublicLevel.choices, default=PublicLevel.PUBLIC)
    validity_months = models.PositiveSmallIntegerField("有效期（月）", null=True, blank=True)
    risk = models.CharField("风险", max_length=8, choices=Risk.choices, default=Risk.MEDIUM)
    check_waiver = models.CharField("免核查理由", max_length=200, blank=True)
    papers_workdays = models.PositiveSmallIntegerField("容缺补正期限（工作日）", null=True, blank=True)
    section = models.ForeignKey("accounts.Section", models.PROTECT, verbose_name="受理科室", related_name="+")
    basis = models.CharField("依据", max_length=300)
    effective_from = models.DateField("启用日期")
    in_use = models.BooleanField("可以使用", default=True)
    change_reason = models.CharField("修改理由", max_length=200)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发布人", null=True, related_name="+"
    )
    published_at = models.DateTimeField("发布时间", auto_now_add=True)

    class Meta:
        verbose_name = "承诺书模板"
        verbose_name_plural = "承诺书模板"
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="commitments_template_version"),
            models.CheckConstraint(
                condition=~Q(content="") & ~Q(liability="") & ~Q(basis=""), name="commitments_template_complete"
            ),
            models.CheckConstraint(
                condition=~Q(kind="other") & Q(kind_other="") | Q(kind="other") & ~Q(kind_other=""),
                name="commitments_template_other_named",
            ),
            models.CheckConstraint(
                condition=Q(risk="exempt") & ~Q(check_waiver="") | ~Q(risk="exempt") & Q(check_waiver=""),
                name="commitments_template_checked_or_why_not",
            ),
        ]
        triggers = [append_only(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.title}（第 {self.version} 版）"
