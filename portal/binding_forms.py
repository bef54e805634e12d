"""What is asked of somebody who wants to act for a firm or for himself."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.password_rules import LengthAndKinds
from core.errors import DomainError
from members.choices import FIRM_ROLES, Role
from members.services.finding import firm_named, practitioner_named
from members.services.registering import NewAccount
from records.models import Subject


class FirmForm(forms.Form):
    """Which institution: code and name, which must belong together."""

    code_number = forms.CharField(
        label="统一社会信用代码", max_length=40, help_text="18 位，在执业许可证上。",
        error_messages={"required": "请填写统一社会信用代码。"},
    )  # fmt: skip
    name = forms.CharField(
        label="机构名称", max_length=200, help_text="照执业许可证填写全称。", error_messages={"required": "请填写机构名称。"}
    )  # fmt: skip

    subject: Subject | None = None

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if not self.errors:
            try:
                self.subject = self.find(facts["code_number"], facts["name"])
            except DomainError as error:
                self.add_error(error.field, error.message)
        return facts

    @staticmethod
    def find(code: str, name: str) -> Subject:
        return firm_named(code, name)


class _CodeField(forms.Form):
    code = forms.CharField(
        label="窗口查验码", max_length=20, help_text="窗口给您的纸条上的 12 位字母和数字，不分大小写，空格不影响。",
        error_messages={"required": "请填写窗口查验码。没有的，请用“没有查验码”的办法。"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip


class FirmCodeForm(_CodeField, FirmForm):
    """An institution, with a code from the window."""

    field_order = ("code_number", "name", "code")


class PersonCodeForm(_CodeField, FirmForm):
    """A practitioner, with a code from the window."""

    field_order = ("code_number", "name", "code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number, name, code = self.fields["code_number"], self.fields["name"], self.fields["code"]
        number.label, number.help_text = "执业证号", "照执业证填写。换过执业机构的，填现在的或者原来的都可以。"
        number.error_messages["required"] = "请填写执业证号。"
        name.label, name.help_text = "姓名", "照执业证填写。"
        name.error_messages["required"] = "请填写姓名。"
        code.error_messages["required"] = "请填写窗口查验码。没有的，请携带执业证到司法局窗口开具。"

    @staticmethod
    def find(code: str, name: str) -> Subject:
        return practitioner_named(code, name)


class AskForm(FirmForm):
    """An institution without a code: as what, and why."""

    role = forms.ChoiceField(
        label="以什么身份", choices=[(role.value, role.label) for role in reversed(FIRM_ROLES)], widget=forms.RadioSelect,
        help_text="经办人由本机构负责人同意；负责人账号由司法局核对。", error_messages={"required": "请选择身份。"},
    )  # fmt: skip
    statement = forms.CharField(
        label="申请说明", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="您在本机构的职务，为什么申请。请不要填写证件号码和电话。", error_messages={"required": "请填写申请说明。"},
    )  # fmt: skip


class AccountForm(forms.Form):
    """The account itself; without the firm's fields."""

    display_name = forms.CharField(
        label="您的姓名", max_length=80, help_text="真实姓名。本机构负责人和司法局能看到，公众看不到。",
        widget=forms.TextInput(attrs={"autocomplete": "name"}), error_messages={"required": "请填写您的姓名。"},
    )  # fmt: skip
    username = forms.CharField(
        label="用户名", max_length=60, help_text="登录用，至少 4 个字符，例如姓名拼音。不要用身份证号或手机号。",
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": "请填写用户名。"},
    )  # fmt: skip
    password1 = forms.CharField(
        label="密码", strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), error_messages={"required": "请设置密码。"},
    )  # fmt: skip
    password2 = forms.CharField(
        label="再输一遍密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "请再输一遍密码。"},
    )  # fmt: skip
    email = forms.EmailField(
        label="电子邮箱", required=False, help_text="填了的话，期限和通知同时发到邮箱。",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}), error_messages={"invalid": "邮箱写法不对，应像 name@example.cn。"},
    )  # fmt: skip

    def __init__(self, *args: Any, known_name: str = "", **kwargs: Any) -> None:
        """known_name: a practitioner's name as the register has it; then it is not asked."""
        super().__init__(*args, **kwargs)
        self.known_name = known_name
        self.fields[
            "password1"
        ].help_text = f"{LengthAndKinds().get_help_text()}不要用常见密码，不要与姓名、用户名相近。"
        if known_name:
            del self.fields["display_name"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("password1") and facts.get("password2") and facts["password1"] != facts["password2"]:
            self.add_error("password2", "两遍密码不一样，请重新输入。")
        return facts

    def account(self) -> NewAccount:
        """What was filled in, for the service."""
        facts = self.cleaned_data
        return NewAccount(
            self.known_name or facts["display_name"], facts["username"], facts["password1"], facts["email"]
        )


def role_label(role: str) -> str:
    return Role(role).label
