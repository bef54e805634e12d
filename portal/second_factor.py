"""The second factor of firms' people and practitioners: the step of the sign-in, and where it is set up. Theirs by choice, unless the
bureau obliges the heads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.models import SecondFactor
from accounts.second_factor_forms import CodeForm, PasswordAgainForm, SignInCodeForm
from accounts.second_factor_steps import next_page, passed, to_scan, warn_of_few
from accounts.signin import FACTOR
from core.errors import DomainError
from core.pieces import Crumb
from portal.doors import account_page

HOME = "portal:home"


@require_http_methods(["GET", "POST"])
@account_page
def code_page(request: HttpRequest) -> HttpResponse:
    """After the password: the code of the phone, or a recovery code."""
    if FACTOR not in request.session:
        return HttpResponseRedirect(reverse("portal:account"))
    form = SignInCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            left = services.factor_check(actor=request.user, code=form.cleaned_data["code"])
        except DomainError as error:
            _put(form, error)
        else:
            passed(request)
            warn_of_few(request, left)
            return HttpResponseRedirect(next_page(request, HOME))
    context = {"title": "第二重验证", "form": form, "next": next_page(request, HOME), "bare": True}
    return TemplateResponse(request, "portal/second_factor_code.html", context)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@account_page
def setup_page(request: HttpRequest) -> HttpResponse:
    """Password, then picture and first code, then the recovery codes, shown once."""
    row = SecondFactor.objects.filter(user=request.user).first()
    waiting = bool(row and row.pending)
    step = "confirm" if request.POST.get("step") == "confirm" or (waiting and "step" not in request.POST) else "begin"
    typed = request.POST if request.method == "POST" else None
    form: forms.Form = (CodeForm if step == "confirm" else PasswordAgainForm)(typed)
    forced = FACTOR in request.session
    if request.method == "POST" and form.is_valid():
        try:
            if step == "confirm":
                codes = services.factor_confirm(actor=request.user, code=form.cleaned_data["code"])
                passed(request)
                return _codes_once(request, codes, reverse(HOME if forced else "portal:account"))
            services.factor_begin(actor=request.user, password=form.cleaned_data["password"])
            return HttpResponseRedirect(request.get_full_path())
        except DomainError as error:
            _put(form, error)
    context = {"title": "设置第二重验证", "form": form, "step": step, "forced": forced, "bare": forced}
    return TemplateResponse(
        request,
        "portal/second_factor_setup.html",
        context | to_scan(request, row) | _crumbs("设置第二重验证", shown=not forced),
    )


@require_http_methods(["GET", "POST"])
@account_page
def codes_page(request: HttpRequest) -> HttpResponse:
    """New recovery codes; the old ones end."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = services.codes_renew(actor=request.user, code=form.cleaned_data["code"])
            return _codes_once(request, codes, reverse("portal:account"))
        except DomainError as error:
            _put(form, error)
    return _ask(request, form, "重新生成恢复码", "生成后，以前的恢复码全部作废。")


@require_http_methods(["GET", "POST"])
@account_page
def off_page(request: HttpRequest) -> HttpResponse:
    """Do without, where the rules allow it."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.factor_remove(actor=request.user, code=form.cleaned_data["code"])
            messages.success(request, "已停用第二重验证，今后只凭密码登录。")
            return HttpResponseRedirect(reverse("portal:account"))
        except DomainError as error:
            _put(form, error)
    return _ask(request, form, "停用第二重验证", "停用后只凭密码登录，别人知道密码就能进入您的账号。")


def _codes_once(request: HttpRequest, codes: list[str], back: str) -> HttpResponse:
    context = {"title": "恢复码", "codes": codes, "back": back}
    return TemplateResponse(request, "portal/recovery_codes.html", context)


def _ask(request: HttpRequest, form: forms.Form, title: str, why: str) -> HttpResponse:
    context = {"title": title, "form": form, "verb": title, "why": why, "back": reverse("portal:account")}
    return TemplateResponse(request, "portal/simple_form.html", context | _crumbs(title))


def _crumbs(last: str, *, shown: bool = True) -> dict[str, Any]:
    return {"crumbs": [Crumb("我的账号", reverse("portal:account")), Crumb(last)] if shown else []}


def _put(form: forms.Form, error: DomainError) -> None:
    form.add_error(error.field if error.field in form.fields else None, error.message)
