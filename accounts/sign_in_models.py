"""Signing in beyond the password: where somebody is signed in, the second factor, passwords used before."""

from __future__ import annotations

import uuid

import pghistory
from django.conf import settings
from django.db import models

from core.fields import EncryptedTextField


class SignIn(models.Model):
    """One signed-in browser. Its id rides in the session; no key of the session is kept here."""

    class Why(models.TextChoices):
        LOGOUT = "logout", "本人退出"
        IDLE = "idle", "长时间没有操作"
        AGE = "age", "登录时间已满"
        NEWER = "newer", "在别处重新登录"
        OWN = "own", "本人在“我的账号”中结束"
        PASSWORD = "password", "密码已修改或重置"
        FACTOR = "factor", "第二重验证已重置"

    id = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="用户", related_name="sign_ins")
    started_at = models.DateTimeField("登录时间")
    last_seen_at = models.DateTimeField("最近操作")
    ip = models.GenericIPAddressField("来源地址", null=True, blank=True)
    browser = models.CharField("浏览器", max_length=60, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    why = models.CharField("结束原因", max_length=10, choices=Why.choices, blank=True)

    class Meta:
        verbose_name = "登录会话"
        verbose_name_plural = "登录会话"
        ordering = ["-started_at"]
        indexes = [
            models.Index(
                fields=["user", "-last_seen_at"], condition=models.Q(ended_at__isnull=True), name="accounts_signin_live"
            )
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.browser}"


@pghistory.track(exclude=["secret", "pending", "last_step", "drift", "failures", "locked_until"])
class SecondFactor(models.Model):
    """The secret that a person's phone shares with the system (TOTP, RFC 6238). `pending` waits to be proved by a first code."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="用户", related_name="second_factor"
    )
    secret = EncryptedTextField("密钥", blank=True, default="")
    pending = EncryptedTextField("待确认的密钥", blank=True, default="")
    confirmed_at = models.DateTimeField("启用时间", null=True, blank=True)
    last_step = models.BigIntegerField("最近用过的时间步", default=0, help_text="同一个动态口令不能用第二次。")
    drift = models.SmallIntegerField("时钟偏差（步）", default=0)
    failures = models.PositiveSmallIntegerField("连续输错次数", default=0)
    locked_until = models.DateTimeField("暂停到", null=True, blank=True)

    class Meta:
        verbose_name = "第二重验证"
        verbose_name_plural = "第二重验证"

    def __str__(self) -> str:
        return f"第二重验证（{'已启用' if self.is_on else '未启用'}）"

    @property
    def is_on(self) -> bool:
        return self.confirmed_at is not None


class RecoveryCode(models.Model):
    """A code for the day the phone is lost; only its keyed hash is kept, and it works once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="用户", related_name="recovery_codes"
    )
    digest = models.CharField("恢复码摘要", max_length=64)
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = "恢复码"
        verbose_name_plural = "恢复码"
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="accounts_recoverycode_once")]

    def __str__(self) -> str:
        return "恢复码（已使用）" if self.used_at else "恢复码"


class OldPassword(models.Model):
    """The salted hash of a password and when it was chosen: for “not one of the last N” and for its age."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="用户", related_name="old_passwords"
    )
    digest = models.CharField("密码摘要", max_length=200)
    set_at = models.DateTimeField("启用时间")

    class Meta:
        verbose_name = "用过的密码"
        verbose_name_plural = "用过的密码"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"用过的密码（{self.set_at:%Y-%m-%d}）"
