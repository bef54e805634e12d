"""What the pages of one's own account ask. The rules are in the services."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.password_rules import LengthAndKinds

_ONE_TIME = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


class EmailForm(forms.Form):
    """Another address, and the password once more."""

    email = forms.EmailField(
        label="电子邮箱", max_length=254, help_text="保存后，我们立即往这个邮箱发一个确认码。",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "请填写邮箱。", "invalid": "邮箱写法不对，应像 name@example.cn。"},
    )  # fmt: skip
    password = forms.CharField(
        label="登录密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="为防止别人趁您离开时操作，请再输入一次登录密码。", error_messages={"required": "请输入登录密码。"},
    )  # fmt: skip


class ConfirmForm(forms.Form):
    """The code that went out."""

    code = forms.CharField(
        label="确认码", max_length=20, help_text="8 位数字，空格不影响。", widget=forms.TextInput(attrs=_ONE_TIME),
        error_messages={"required": "请填写收到的确认码。"},
    )  # fmt: skip


class ForgottenForm(forms.Form):
    """Whose password."""

    username = forms.CharField(
        label="用户名", max_length=150, help_text="登录时用的名字，不是姓名。",
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": "请填写用户名。"},
    )  # fmt: skip


class RecoverForm(ConfirmForm):
    """The code and the new password."""

    password1 = forms.CharField(
        label="新密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "请设置新密码。"},
    )  # fmt: skip
    password2 = forms.CharField(
        label="再输一遍新密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "请再输一遍新密码。"},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = LengthAndKinds().get_help_text()

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("password1") and facts.get("password2") and facts["password1"] != facts["password2"]:
            self.add_error("password2", "两遍密码不一样，请重新输入。")
        return facts


class PickForm(forms.Form):
    """One of one's sign-ins."""

    sign_in = forms.UUIDField()
