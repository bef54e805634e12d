"""Ways by which a person can be reached outside the portal, proved once, and the codes that go there."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.guards import no_delete, no_truncate
from members.choices import AccountCodeUse, Reach
from members.querysets import AccountCodeQuerySet


def _person(**options: object) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="用户", related_name="+", **options)


@pghistory.track(exclude=["digest"])
class ConfirmedChannel(models.Model):
    """That a code sent this way came back. `digest` binds it to the address of that day: another address is not proved by it."""

    user = _person()
    channel = models.CharField("渠道", max_length=10, choices=Reach.choices)
    digest = models.CharField("地址摘要", max_length=64)
    confirmed_at = models.DateTimeField("确认时间")

    class Meta:
        verbose_name = "已确认的联系方式"
        verbose_name_plural = "已确认的联系方式"
        ordering = ["user", "channel"]
        constraints = [models.UniqueConstraint(fields=["user", "channel"], name="members_channel_once")]
        triggers = [no_delete(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.user} {self.get_channel_display()}"


@pghistory.track(exclude=["digest", "asker"])
class AccountCode(models.Model):
    """A code that proves an address, or lets a person choose a new password. Only its keyed hash is kept.

    `asker` names the browser that asked for a new password: a guess from elsewhere is tried on nothing and spoils nothing.
    """

    use = models.CharField("用途", max_length=10, choices=AccountCodeUse.choices)
    user = _person()
    channel = models.CharField("渠道", max_length=10, choices=Reach.choices, blank=True)
    address = models.CharField("地址摘要", max_length=64, blank=True)
    asker = models.CharField("申请的浏览器", max_length=64, blank=True)
    digest = models.CharField("确认码摘要", max_length=64)
    issued_at = models.DateTimeField("发送时间")
    expires_at = models.DateTimeField("有效期至")
    attempts = models.PositiveSmallIntegerField("输错次数", default=0)
    used_at = models.DateTimeField("使用时间", null=True, blank=True)
    cancelled_at = models.DateTimeField("作废时间", null=True, blank=True)

    objects = AccountCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "账号确认码"
        verbose_name_plural = "账号确认码"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="members_accountcode_expires"),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(cancelled_at__isnull=True), name="members_accountcode_one_end"
            ),
            models.CheckConstraint(
                condition=Q(use="confirm") & ~Q(address="") & ~Q(channel="") | Q(use="recover") & ~Q(asker=""),
                name="members_accountcode_bound",
            ),
        ]
        indexes = [models.Index(fields=["user", "use", "-issued_at"], name="members_accountcode_user")]
        triggers = [
            pgtrigger.Protect(
                name="used_is_final", operation=pgtrigger.Update, condition=pgtrigger.Q(old__used_at__isnull=False)
            ),
            no_delete(),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_use_display()}"
