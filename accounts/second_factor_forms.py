"""What the pages of the second factor ask. The rules are in the services."""

from __future__ import annotations

from django import forms

_CODE = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


class PasswordAgainForm(forms.Form):
    """The log-in password once more, before a secret is made."""

    password = forms.CharField(
        label="登录密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="为防止别人趁您离开时操作，请再输入一次登录密码。", error_messages={"required": "请输入登录密码。"},
    )  # fmt: skip


class CodeForm(forms.Form):
    """Six digits of the phone."""

    code = forms.CharField(
        label="动态口令", max_length=20, widget=forms.TextInput(attrs={**_CODE, "inputmode": "numeric"}),
        help_text="手机验证器上显示的 6 位数字，每 30 秒换一次。", error_messages={"required": "请输入动态口令。"},
    )  # fmt: skip


class SignInCodeForm(forms.Form):
    """Six digits of the phone, or a recovery code."""

    code = forms.CharField(
        label="动态口令", max_length=20, widget=forms.TextInput(attrs=_CODE),
        help_text="手机验证器上显示的 6 位数字。手机不在身边时，输入一个恢复码（如 abcde-fgh23，每个只能用一次）。",
        error_messages={"required": "请输入动态口令或恢复码。"},
    )  # fmt: skip
