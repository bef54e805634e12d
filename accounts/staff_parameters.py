"""规则参数: every number or text that the law or the bureau fixes, with its basis and the 待确认 mark."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services
from accounts.parameters import SECURITY
from core.errors import DomainError
from core.models import Setting
from core.pieces import Crumb
from core.settings_store import DECLARED, Declared
from core.staff import staff_page

CHANGE = ("core.change_rules", SECURITY)
VIEW = "core.view_setting"


class ParameterForm(forms.Form):
    """Value, basis, whether the text was checked, and why it changes; the value it was made on rides along."""

    basis = forms.CharField(label="依据", max_length=300, required=False, help_text="文号和条文。确认参数时必填。")
    confirmed = forms.BooleanField(label="已核对正式文本，确认无误（取消“待确认”标记）", required=False)
    reason = forms.CharField(
        label="修改理由", max_length=500, help_text="理由会留在操作记录中。",
        error_messages={"required": "请写明理由，它会留在操作记录中。"},
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput)
    field_order = ("value", "basis", "confirmed", "reason")

    def __init__(self, *args: Any, declared: Declared, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = type(declared.default)
        self.fields["value"] = _value_field(declared)
        self.fields["value"].initial = "\n".join(now) if self.kind is list else {True: "1", False: "0"}.get(now, now)
        self.fields["seen"].initial = json.dumps(now, ensure_ascii=False)
        self.order_fields(self.field_order)

    def facts(self) -> dict[str, Any]:
        """What the service is asked to do."""
        given = dict(self.cleaned_data)
        if self.kind is list:
            given["value"] = [line.strip() for line in given["value"].splitlines() if line.strip()]
        elif self.kind is bool:
            given["value"] = given["value"] == "1"
        return given | {"seen": json.loads(given["seen"])}

    def clean_seen(self) -> str:
        """Only what this page wrote itself."""
        try:
            json.loads(self.cleaned_data["seen"])
        except ValueError:
            raise forms.ValidationError("页面已过期，请重新打开。") from None
        return str(self.cleaned_data["seen"])


def _value_field(declared: Declared) -> forms.Field:
    label = f"值（{declared.unit}）" if declared.unit else "值"
    kind = type(declared.default)
    if kind is bool:
        return forms.ChoiceField(label=label, choices=[("1", "是"), ("0", "否")], widget=forms.RadioSelect)
    if kind is int:
        return forms.IntegerField(label=label, min_value=0)
    if kind is float:
        return forms.FloatField(label=label, min_value=0)
    if kind is list:
        return forms.CharField(label=f"{label}，一行一个", required=False, widget=forms.Textarea(attrs={"rows": 5}))
    return forms.CharField(label=label, max_length=500, required=bool(declared.default))


@staff_page("parameters/", name="parameters", title="规则参数", perm=(VIEW, *CHANGE), group="系统", order=30)
@require_safe
def parameters_page(request: HttpRequest) -> HttpResponse:
    """All parameters by group; ?show=open lists those that wait to be confirmed. Who only keeps some sees those."""
    stored, everything = Setting.objects.in_bulk(), request.user.has_perm(VIEW)
    rows = [
        _row(declared, stored.get(key)) | {"may_change": request.user.has_perm(declared.perm)}
        for key, declared in sorted(DECLARED.items())
        if everything or request.user.has_perm(declared.perm)
    ]
    waiting = [row for row in rows if not row["confirmed"]]
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in waiting if request.GET.get("show") == "open" else rows:
        groups.setdefault(row["declared"].group, []).append(row)
    context = {"groups": sorted(groups.items()), "waiting": len(waiting), "total": len(rows)}
    return TemplateResponse(request, "admin/accounts/parameters.html", context)


@staff_page("parameters/<str:key>/", name="parameter", title="修改规则参数", perm=CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def parameter_page(request: HttpRequest, key: str) -> HttpResponse:
    """Change one parameter."""
    if key not in DECLARED:
        raise Http404
    declared, stored = DECLARED[key], Setting.objects.filter(pk=key).first()
    if not request.user.has_perm(declared.perm):
        raise PermissionDenied(f"“{declared.label}”由{services.KEEPERS.get(declared.perm, '系统管理员')}修改。")
    row = _row(declared, stored)
    first = {"basis": row["basis"], "confirmed": row["confirmed"]}
    now = stored.value if stored else declared.default
    form = ParameterForm(request.POST or None, declared=declared, now=now, initial=first)
    problems: list[DomainError] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.setting_change(actor=request.user, key=key, **form.facts())
            messages.success(request, f"已修改“{declared.label}”，立即生效。")
            return HttpResponseRedirect(reverse("admin:parameters"))
        except DomainError as error:
            problems.append(error)
    crumbs = [
        Crumb("规则参数", reverse("admin:parameters")),
        Crumb(declared.label),
    ]
    context = {
        "form": form,
        "problems": problems,
        "row": row,
        "crumbs": crumbs,
        "title": declared.label,
        "stored": stored,
    }
    return TemplateResponse(request, "admin/accounts/parameter.html", context)


def _row(declared: Declared, stored: Setting | None) -> dict[str, Any]:
    value = stored.value if stored else declared.default
    return {
        "declared": declared,
        "value": _words(value, declared.unit),
        "basis": stored.basis if stored else declared.basis,
        "confirmed": stored.confirmed if stored else declared.confirmed,
        "own": stored is not None and stored.value != declared.default,
        "default": _words(declared.default, declared.unit),
    }


def _words(value: Any, unit: str) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value)) or "（空）"
    text = str(value)
    return f"{text} {unit}".strip() if text else "（空）"
