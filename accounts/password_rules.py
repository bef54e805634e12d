"""What a password must be: length, kinds of characters, none of the last ones. Numbers are the bureau's parameters."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from accounts.limits import number
from accounts.models import OldPassword, User
from core import clock

KINDS = "大写字母、小写字母、数字、符号、汉字等其他文字"


def kinds_in(password: str) -> int:
    """How many of the five kinds of characters a password holds."""
    found = set()
    for char in password:
        if char.isascii():
            found.add(
                "upper" if char.isupper() else "lower" if char.islower() else "digit" if char.isdigit() else "sign"
            )
        else:
            found.add("word" if char.isalpha() else "sign")
    return len(found)


class LengthAndKinds:
    """Long enough and mixed enough."""

    def validate(self, password: str, user: User | None = None) -> None:
        """ValidationError in words when it is too short or too plain."""
        length, kinds = number("password_length", 8), min(number("password_classes"), 5)
        if len(password) < length:
            raise ValidationError(
                f"密码只有 {len(password)} 位，至少要 {length} 位，请加长。", code="password_too_short"
            )
        if kinds_in(password) < kinds:
            raise ValidationError(
                f"密码只用了 {kinds_in(password)} 类字符，至少要 {kinds} 类（{KINDS}），请换一个。",
                code="password_too_plain",
            )

    def get_help_text(self) -> str:
        return (
            f"密码至少 {number('password_length', 8)} 位，含{KINDS}中的至少 {min(number('password_classes'), 5)} 类。"
        )


class NotUsedBefore:
    """None of the last N, whose salted hashes are kept."""

    def validate(self, password: str, user: User | None = None) -> None:
        """ValidationError when the person had this password lately."""
        count = number("password_history", 0)
        if user is None or user.pk is None or not count:
            return
        for digest in OldPassword.objects.filter(user=user).values_list("digest", flat=True)[:count]:
            if check_password(password, digest):
                raise ValidationError(
                    f"这个密码最近用过，请换一个（不得重复使用最近 {count} 个）。", code="password_used"
                )

    def get_help_text(self) -> str:
        return f"不得重复使用最近 {number('password_history', 0)} 个密码。"


def remember(user: User) -> None:
    """Keep the hash of the password just set, and no more hashes than are needed. Call inside the deed that set it."""
    OldPassword.objects.create(user=user, digest=user.password, set_at=clock.real_now())
    kept = OldPassword.objects.filter(user=user).values_list("pk", flat=True)[: max(number("password_history", 0), 1)]
    OldPassword.objects.filter(user=user).exclude(pk__in=list(kept)).delete()


def is_expired(user: User) -> bool:
    """Whether the password is older than allowed. One whose day nobody noted (from before this rule) does not expire."""
    days = number("password_days", 0)
    last = OldPassword.objects.filter(user=user).values_list("set_at", flat=True).first() if days else None
    return last is not None and last < clock.real_now() - timedelta(days=days)
