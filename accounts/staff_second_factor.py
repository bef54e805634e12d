"""The second factor: the step of the sign-in, and the page where it is set up."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts import limits, services
from accounts.models import SecondFactor
from accounts.second_factor_forms import CodeForm, PasswordAgainForm, SignInCodeForm
from accounts.second_factor_steps import next_page, passed, to_scan, warn_of_few
from accounts.signin import FACTOR
from core.errors import DomainError
from core.pieces import Crumb
from core.staff import staff_page


@staff_page("second-factor/", name="second_factor", title="第二重验证", perm="notices.view_notice")
@require_http_methods(["GET", "HEAD", "POST"])
def code_page(request: HttpRequest) -> HttpResponse:
    """After the password: the code of the phone, or a recovery code."""
    if FACTOR not in request.session:
        return HttpResponseRedirect(reverse("admin:own_account"))
    form = SignInCodeForm(request.POST or None)
    problems: list[DomainError] = []
    if request.method == "POST" and form.is_valid():
        try:
            left = services.factor_check(actor=request.user, code=form.cleaned_data["code"])
        except DomainError as error:
            problems.append(error)
        else:
            passed(request)
            warn_of_few(request, left)
            return HttpResponseRedirect(next_page(request, "admin:index"))
    context = {"form": form, "problems": problems, "next": next_page(request, "admin:index")}
    return TemplateResponse(request, "admin/accounts/second_factor_code.html", context)


@staff_page("second-factor/set-up/", name="second_factor_setup", title="设置第二重验证", perm="notices.view_notice")
@require_http_methods(["GET", "HEAD", "POST"])
def setup_page(request: HttpRequest) -> HttpResponse:
    """Password, then picture and first code, then the recovery codes, shown once."""
    row = SecondFactor.objects.filter(user=request.user).first()
    waiting = bool(row and row.pending)
    step = "confirm" if request.POST.get("step") == "confirm" or (waiting and "step" not in request.POST) else "begin"
    form: forms.Form = (CodeForm if step == "confirm" else PasswordAgainForm)(request.POST or None)
    problems: list[DomainError] = []
    if request.method == "POST" and form.is_valid():
        try:
            if step == "confirm":
                codes = services.factor_confirm(actor=request.user, code=form.cleaned_data["code"])
                forced = FACTOR in request.session
                passed(request)
                return _codes_once(request, codes, reverse("admin:index" if forced else "admin:own_account"))
            services.factor_begin(actor=request.user, password=form.cleaned_data["password"])
            return HttpResponseRedirect(request.get_full_path())
        except DomainError as error:
            problems.append(error)
    context = {
        "form": form,
        "problems": problems,
        "step": step,
        "forced": FACTOR in request.session,
        **to_scan(request, row),
    }
    context["crumbs"] = [Crumb("我的账号", reverse("admin:own_account")), Crumb("设置第二重验证")]
    return TemplateResponse(request, "admin/accounts/second_factor_setup.html", context)


@staff_page("second-factor/codes/", name="second_factor_codes", title="重新生成恢复码", perm="notices.view_notice")
@require_http_methods(["GET", "HEAD", "POST"])
def codes_page(request: HttpRequest) -> HttpResponse:
    """New recovery codes; the old ones end."""
    form, problems = CodeForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        try:
            codes = services.codes_renew(actor=request.user, code=form.cleaned_data["code"])
            return _codes_once(request, codes, reverse("admin:own_account"))
        except DomainError as error:
            problems.append(error)
    words = "生成后，以前的恢复码全部作废。"
    return _ask(request, form, problems, "重新生成恢复码", words)


@staff_page("second-factor/off/", name="second_factor_off", title="停用第二重验证", perm="notices.view_notice")
@require_http_methods(["GET", "HEAD", "POST"])
def off_page(request: HttpRequest) -> HttpResponse:
    """Do without, where the rules allow it."""
    form, problems = CodeForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        try:
            services.factor_remove(actor=request.user, code=form.cleaned_data["code"])
            messages.success(request, "已停用第二重验证，今后只凭密码登录。")
            return HttpResponseRedirect(reverse("admin:own_account"))
        except DomainError as error:
            problems.append(error)
    return _ask(request, form, problems, "停用第二重验证", "停用后只凭密码登录，别人知道密码就能进入您的账号。")


@staff_page("me/sign-ins/end/", name="sign_in_end", title="结束登录", perm="notices.view_notice")
@require_POST
def end_page(request: HttpRequest) -> HttpResponse:
    """End one of one's own sign-ins elsewhere."""
    form = _PickForm(request.POST)
    found = request.user.sign_ins.filter(pk=form.cleaned_data["sign_in"]).first() if form.is_valid() else None
    if found is None:
        messages.warning(request, "没有找到这个登录，可能已经结束。")
    else:
        try:
            services.sign_in_end(actor=request.user, sign_in=found)
            messages.success(request, "已结束那里的登录。如果不是您本人登录的，请立即修改密码。")
        except DomainError as error:
            messages.warning(request, error.message)
    return HttpResponseRedirect(reverse("admin:own_account"))


class _PickForm(forms.Form):
    sign_in = forms.UUIDField()


def _codes_once(request: HttpRequest, codes: list[str], back: str) -> HttpResponse:
    context = {"codes": codes, "back": back, "title": "恢复码"}
    return TemplateResponse(request, "admin/accounts/recovery_codes.html", context)


def _ask(request: HttpRequest, form: forms.Form, problems: list[DomainError], title: str, words: str) -> HttpResponse:
    required = limits.second_factor_required(request.user)
    crumbs = [Crumb("我的账号", reverse("admin:own_account")), Crumb(title)]
    context = {
        "form": form,
        "problems": problems,
        "title": title,
        "words": words,
        "required": required,
        "crumbs": crumbs,
    }
    return TemplateResponse(request, "admin/accounts/second_factor_ask.html", context)
