"""Who works here: users, their sections, their roles (groups), and the tokens of machines."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date

import pghistory
from django.contrib.auth.models import AbstractUser
from django.db import models

from core import clock


@pghistory.track()
class Section(models.Model):
    """A section (科室) or judicial office (司法所) of the bureau."""

    code = models.SlugField("代码", max_length=30, unique=True)
    name = models.CharField("名称", max_length=60, unique=True)
    active = models.BooleanField("在用", default=True)
    order = models.PositiveSmallIntegerField("排序", default=100)

    class Meta:
        verbose_name = "科室"
        verbose_name_plural = "科室"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractUser):
    """A person with a log-in. `display_name` is shown everywhere; the username never is to the public."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField("姓名", max_length=80)
    section = models.ForeignKey(
        Section, models.PROTECT, verbose_name="科室", null=True, blank=True, related_name="users"
    )
    deputy = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name="请假代理人",
        null=True,
        blank=True,
        related_name="+",
        help_text="请假期间，提醒同时发给代理人。",
    )
    away_from = models.DateField("请假开始", null=True, blank=True)
    away_until = models.DateField("请假结束", null=True, blank=True)
    must_change_password = models.BooleanField(
        "须先修改密码", default=False, help_text="初始密码由别人设定时为真，本人改过密码后自动取消。"
    )

    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = "用户"
        verbose_name_plural = "用户"
        ordering = ["section__order", "username"]
        permissions = [
            ("grant_roles", "授予和收回角色"),
            ("unlock_user", "解除登录锁定"),
            ("reset_factor", "重置第二重验证"),
            ("change_security_rules", "修改安全类参数"),
            ("manage_tokens", "管理接口令牌"),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name

    def set_password(self, raw_password: str | None) -> None:
        """A password chosen here is one's own; the service that sets a first one says otherwise afterwards."""
        super().set_password(raw_password)
        self.must_change_password = False

    @property
    def section_name(self) -> str:
        return self.section.name if self.section else ""

    @property
    def account_state(self) -> str:
        """The state in words, for the chip."""
        return "在用" if self.is_active else "已停用"

    def is_away(self, on: date) -> bool:
        """Whether the person is on leave that day; a leave without an end lasts until it is taken back."""
        return (
            self.away_from is not None and self.away_from <= on and (self.away_until is None or on <= self.away_until)
        )

    @property
    def role_names(self) -> list[str]:
        return [group.name for group in self.groups.all()]


@pghistory.track(obj_field=None)
class UserRole(User.groups.through):  # type: ignore[name-defined, misc]
    """Which person holds which role, so that a role given or taken by raw SQL is history too."""

    class Meta:
        proxy = True
        verbose_name = "用户角色"
        verbose_name_plural = "用户角色"


@pghistory.track(exclude=["last_used_at"])
class ApiToken(models.Model):
    """A machine's key to the write API. Only its hash is kept; the plain text is shown once."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="用户", related_name="api_tokens")
    name = models.CharField("用途", max_length=80)
    digest = models.CharField("令牌摘要", max_length=64, unique=True)
    scopes = models.JSONField("权限范围", default=list)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    expires_at = models.DateTimeField("有效期至")
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "接口令牌"
        verbose_name_plural = "接口令牌"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None and self.expires_at > clock.now()

    @property
    def state(self) -> str:
        """The state in words, for the chip."""
        if self.revoked_at is not None:
            return "已停用"
        return "在用" if self.is_live else "已过期"

    @staticmethod
    def hash(plain: str) -> str:
        """SHA-256 of the token; the token itself has 256 random bits, so no salt is needed."""
        return hashlib.sha256(plain.encode()).hexdigest()

    @staticmethod
    def fresh() -> str:
        return secrets.token_urlsafe(32)


# The rest of the app's tables; Django looks for them here.
from accounts.sign_in_models import OldPassword, RecoveryCode, SecondFactor, SignIn  # noqa: E402, F401
