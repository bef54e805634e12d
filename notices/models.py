"""Messages to people: what was said, over which channel, and whether it arrived; and papers that go out of the house."""

import secrets

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.guards import no_delete, no_truncate
from notices.choices import ServedBy
from notices.dispatch_querysets import DispatchQuerySet
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


def proof_path(dispatch: "Dispatch", filename: str) -> str:
    """A random name: it tells neither the addressee nor the paper."""
    secret = secrets.token_hex(16)
    return f"dispatch-proofs/{secret[:2]}/{secret}"


@pghistory.track(exclude=["proof"])
class Dispatch(models.Model):
    """One paper that must reach one addressee outside the house: when and how it went out, and what proves that it arrived (送达回证).

    `paper_type` and `paper_id` name the paper; what it says is kept where it was made. The app that made it hears of the service by
    `notices.signals.paper_served`, in the same transaction, when a term runs from it (`starts_clock`).
    """

    paper_type = models.CharField("文书类型", max_length=40)
    paper_id = models.BigIntegerField("文书")
    title = models.CharField("文书名称", max_length=120)
    number = models.CharField("文书编号", max_length=60)
    about = models.CharField("事项", max_length=200, blank=True)
    addressee = models.CharField("受送达人", max_length=200)
    link = models.CharField("打印页面", max_length=300)
    section = models.ForeignKey(
        "accounts.Section", models.PROTECT, verbose_name="送达科室", null=True, blank=True, related_name="+"
    )
    starts_clock = models.BooleanField("期限自送达起算", default=False)
    made_at = models.DateTimeField("制作时间")
    due_on = models.DateField("应发出")
    way = models.CharField("送达方式", max_length=10, choices=ServedBy.choices, blank=True)
    sent_on = models.DateField("发出日期", null=True, blank=True)
    receipt_number = models.CharField("邮件号或回证编号", max_length=60, blank=True)
    served_on = models.DateField("送达日期", null=True, blank=True)
    received_by = models.CharField("签收人", max_length=60, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    proof = models.FileField("送达回证", upload_to=proof_path, max_length=120, blank=True)
    proof_name = models.CharField("回证文件名", max_length=200, blank=True)
    proof_type = models.CharField("回证文件类型", max_length=100, blank=True)
    proof_sha256 = models.CharField("回证 SHA-256 摘要", max_length=64, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField("登记时间", null=True, blank=True)
    closed_at = models.DateTimeField("注销时间", null=True, blank=True)
    closed_reason = models.CharField("不再送达的原因", max_length=300, blank=True)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        verbose_name = "文书送达"
        verbose_name_plural = "文书送达"
        ordering = ["-id"]
        permissions = [
            ("register_dispatch", "登记文书送达"),
            ("view_all_dispatches", "查看全部科室的文书送达"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["paper_type", "paper_id", "addressee"], name="notices_dispatch_once"),
            models.CheckConstraint(condition=~Q(addressee="") & ~Q(number=""), name="notices_dispatch_addressed"),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True, way="")
                | Q(sent_on__isnull=False, way__in=ServedBy.values, entered_by__isnull=False),
                name="notices_dispatch_sent_how",
            ),
            models.CheckConstraint(
                condition=~Q(way=ServedBy.MAIL) | ~Q(receipt_number=""), name="notices_dispatch_mail_number"
            ),
            models.CheckConstraint(
                condition=Q(served_on__isnull=True, received_by="")
                | (Q(sent_on__isnull=False, served_on__gte=F("sent_on")) & ~Q(received_by="")),
                name="notices_dispatch_served_how",
            ),
            models.CheckConstraint(
                condition=Q(served_on__isnull=True) | Q(way=ServedBy.ELECTRONIC) | ~Q(receipt_number="") | ~Q(proof=""),
                name="notices_dispatch_served_proof",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_reason="")
                | (Q(closed_at__isnull=False, served_on__isnull=True) & ~Q(closed_reason="")),
                name="notices_dispatch_closed_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(served_on__isnull=True, closed_at__isnull=True),
                name="notices_dispatch_open",
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="paper_stays",
                fields=["paper_type", "paper_id", "title", "number", "addressee", "starts_clock", "made_at"],
            ),
            pgtrigger.Protect(
                name="end_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__served_on__isnull=False) | pgtrigger.Q(old__closed_at__isnull=False),
            ),
            no_delete(),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number} → {self.addressee}"

    @property
    def state(self) -> str:
        """waiting | sent | served | closed."""
        if self.closed_at is not None:
            return "closed"
        if self.served_on is not None:
            return "served"
        return "waiting" if self.sent_on is None else "sent"

    @property
    def state_words(self) -> str:
        return {"waiting": "待发出", "sent": "已发出，待回证", "served": "已送达", "closed": "不再送达"}[self.state]
