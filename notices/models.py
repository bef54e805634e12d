"""Messages to people: what was said, over which channel, and whether it arrived."""

import pghistory
from django.conf import settings
from django.db import models

from core.guards import no_delete, no_truncate
from notices.querysets import NoticeQuerySet


@pghistory.track()
class MessageTemplate(models.Model):
    """The bureau's own wording of one kind of message; without a row the delivered wording counts (notices.registry)."""

    code = models.CharField("代码", max_length=60, primary_key=True)
    title = models.CharField("标题", max_length=120)
    body = models.TextField("正文")
    variables = models.JSONField("可用变量", default=list)

    class Meta:
        verbose_name = "消息模板"
        verbose_name_plural = "消息模板"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title


class Notice(models.Model):
    """One message to one person. `key` makes it unique: the same cause never speaks twice."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="收件人", related_name="notices"
    )
    code = models.CharField("类型", max_length=60)
    key = models.CharField("唯一键", max_length=160)
    title = models.CharField("标题", max_length=200)
    body = models.TextField("正文")
    link = models.CharField("链接", max_length=300, blank=True)
    params = models.JSONField("变量", default=dict, blank=True)
    created_at = models.DateTimeField("发送时间", auto_now_add=True)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    acknowledged_at = models.DateTimeField("确认时间", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = "消息"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="notices_notice_once")]
        indexes = [
            models.Index(
                fields=["recipient", "-id"], condition=models.Q(read_at__isnull=True), name="notices_notice_unread"
            )
        ]
        triggers = [no_delete(), no_truncate()]

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """The fate of one notice on one channel; `proof` keeps what the channel answered."""

    class Channel(models.TextChoices):
        INBOX = "inbox", "站内信"
        EMAIL = "email", "电子邮件"
        WEBHOOK = "webhook", "短信/政务微信网关"

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        SENT = "sent", "已送达"
        FAILED = "failed", "未送达"

    notice = models.ForeignKey(Notice, models.PROTECT, verbose_name="消息", related_name="deliveries")
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    next_try_at = models.DateTimeField("下次尝试", null=True, blank=True)
    sent_at = models.DateTimeField("送达时间", null=True, blank=True)
    proof = models.CharField("回执或原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "送达记录"
        verbose_name_plural = "送达记录"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="notices_delivery_once")]
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(state="waiting"), name="notices_delivery_waiting")
        ]
        triggers = [no_delete(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.get_channel_display()} {self.get_state_display()}"
