"""Three things nobody may rewrite: named actions, looks at non-public data, and the seals over all history."""

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from core.guards import append_only, no_truncate

_APPEND_ONLY = [
    append_only(),
    no_truncate(),
]


class Action(models.Model):
    """A deed somebody did: what, to what, why, through which door. Names are copied: the entry outlives the person."""

    at = models.DateTimeField("时间", auto_now_add=True)
    code = models.CharField("动作", max_length=80)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        verbose_name="操作人",
        null=True,
        db_constraint=False,
        related_name="+",
    )
    actor_name = models.CharField("姓名", max_length=80)
    section_name = models.CharField("科室", max_length=80, blank=True)
    channel = models.CharField("途径", max_length=20, blank=True)
    object_type = models.CharField("对象类型", max_length=80, blank=True)
    object_id = models.CharField("对象编号", max_length=64, blank=True)
    object_title = models.CharField("对象", max_length=300, blank=True)
    reason = models.TextField("理由", blank=True)
    extra = models.JSONField("详情", default=dict, blank=True)
    request_id = models.CharField("请求号", max_length=40, blank=True)
    ip = models.GenericIPAddressField("来源地址", null=True, blank=True)

    class Meta:
        verbose_name = "操作记录"
        verbose_name_plural = "操作记录"
        ordering = ["-id"]
        triggers = _APPEND_ONLY
        indexes = [
            models.Index(fields=["object_type", "object_id", "-id"], name="audit_action_object"),
            models.Index(fields=["actor", "-id"], name="audit_action_actor"),
            BrinIndex(fields=["at"], name="audit_action_at"),
        ]
        permissions = [("verify_history", "核验历史封存")]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.code} {self.object_title}"


class Access(models.Model):
    """A look at something that is not public: who, what, for which purpose and matter (信息查询登记)."""

    at = models.DateTimeField("时间", auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        verbose_name="查询人",
        null=True,
        db_constraint=False,
        related_name="+",
    )
    actor_name = models.CharField("姓名", max_length=80)
    section_name = models.CharField("科室", max_length=80, blank=True)
    deed = models.CharField("行为", max_length=40)
    object_type = models.CharField("对象类型", max_length=80, blank=True)
    object_id = models.CharField("对象编号", max_length=64, blank=True)
    object_title = models.CharField("对象", max_length=300, blank=True)
    purpose = models.CharField("目的", max_length=200, blank=True)
    matter = models.CharField("事项编号", max_length=100, blank=True)
    request_id = models.CharField("请求号", max_length=40, blank=True)
    ip = models.GenericIPAddressField("来源地址", null=True, blank=True)

    class Meta:
        verbose_name = "查询登记"
        verbose_name_plural = "查询登记"
        ordering = ["-id"]
        triggers = _APPEND_ONLY
        indexes = [
            models.Index(fields=["object_type", "object_id", "-id"], name="audit_access_object"),
            models.Index(fields=["actor", "-id"], name="audit_access_actor"),
            BrinIndex(fields=["at"], name="audit_access_at"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.deed} {self.object_title}"


class Seal(models.Model):
    """A keyed digest over the rows that one history table gained since its last seal, chained to the seal before.

    `row_ids` and `row_marks` (8 bytes of each row's SHA-256) let the check name the first row that does not fit.
    """

    at = models.DateTimeField("封存时间")
    table = models.CharField("历史表", max_length=80)
    columns = models.JSONField("字段")
    first_id = models.BigIntegerField("起")
    last_id = models.BigIntegerField("止")
    count = models.IntegerField("行数")
    row_ids = models.BinaryField("行号")
    row_marks = models.BinaryField("行摘要")
    content_digest = models.CharField("内容摘要", max_length=64)
    previous_digest = models.CharField("上一封存", max_length=64)
    digest = models.CharField("封存摘要", max_length=64, unique=True)

    class Meta:
        verbose_name = "历史封存"
        verbose_name_plural = "历史封存"
        ordering = ["id"]
        triggers = _APPEND_ONLY
        indexes = [models.Index(fields=["table", "last_id"], name="audit_seal_table")]

    def __str__(self) -> str:
        return f"{self.table} {self.first_id}–{self.last_id}"
