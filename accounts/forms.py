"""What the administrators' pages ask. The rules are in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.forms import PasswordChangeForm

from accounts import services
from accounts.models import User
from accounts.roles import ROLES
from accounts.scopes import SCOPES
from core.admin import ReasonForm
from core.errors import DomainError


def date_field(label: str, help_text: str = "") -> forms.DateField:
    """A day, with the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)


class RolesForm(ReasonForm):
    """Exactly these roles, and why."""

    roles = forms.MultipleChoiceField(
        label="角色",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="系统管理、安全管理和审计须由不同的人承担；这三种人不经办业务。不选任何角色即收回全部权限。",
    )
    field_order = ("roles", "reason")

    def __init__(self, *args: Any, held: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role.name, f"{role.name}：{role.summary}") for role in ROLES]
        self.fields["roles"].initial = held


class LeaveForm(forms.Form):
    """Leave and deputy; all three empty ends a leave."""

    away_from = date_field("请假开始")
    away_until = date_field("请假结束", "含当日。不填表示销假以前一直有效。")
    deputy = forms.ModelChoiceField(
        label="代理人",
        queryset=User.objects.none(),
        required=False,
        empty_label="没有指定",
        help_text="请假期间，到期提醒同时发给代理人。",
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        kept = {name: getattr(person, name) for name in ("away_from", "away_until", "deputy")}
        super().__init__(*args, initial=kept, **kwargs)
        colleagues = User.objects.filter(is_active=True, is_staff=True).exclude(pk=person.pk)
        self.fields["deputy"].queryset = colleagues.order_by("display_name", "pk")


class TokenForm(forms.Form):
    """A machine's key: for what, how far, how long."""

    name = forms.CharField(label="用途", max_length=80, help_text="例如：办公自动化系统对接。")
    scopes = forms.MultipleChoiceField(label="权限范围", widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(label="有效天数", initial=365, min_value=1, max_value=366, help_text="到期前重新签发。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = list(SCOPES.items())


class OwnPasswordForm(PasswordChangeForm):
    """One's own password; changed by the service, so that the trail has it. `keep` is the sign-in that goes on."""

    def __init__(self, *args: Any, keep: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keep = keep

    required_css_class = AdminPasswordChangeForm.required_css_class

    def clean(self) -> dict[str, Any]:
        """The change is tried here, because a refusal must become an error of the form."""
        cleaned = super().clean()
        if not self.errors:
            try:
                new = self.cleaned_data["new_password1"]
                self.user = services.password_change(actor=self.user, password=new, keep=self.keep)
            except DomainError as error:
                self.add_error(error.field, error.message)
        return cleaned

    def save(self, commit: bool = True) -> User:
        """Already saved; the caller renews the session with it."""
        return self.user
