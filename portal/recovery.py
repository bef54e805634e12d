"""A forgotten password, in two steps; whoever asks learns nothing about whose account there is."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from core import clock, settings_store
from core.errors import DomainError
from core.text import clean
from members.parameters import RECOVERY_MINUTES
from members.services.recovery import recover, recovery_ask, recovery_open
from portal.account_forms import ForgottenForm, RecoverForm
from portal.doors import open_page
from portal.limits import too_often, wait_answer

_KEPT = "portal.recovery"
_LASTS = timedelta(minutes=30)
ASKS, FOR_ONE, A_DAY = 10, 3, 24 * 3600
GUESSES = 20


@require_http_methods(["GET", "POST"])
@open_page
def forgotten(request: HttpRequest) -> HttpResponse:
    """Whose password? The same answer for every name."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(reverse("portal:password"))
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        username = clean(form.cleaned_data["username"])
        # One who asks again and again for the same name would use up that person's day.
        if too_often(request, "forgotten", tries=ASKS) or too_often(
            request, f"forgotten:{username}", tries=FOR_ONE, seconds=A_DAY
        ):
            return wait_answer(request)
        asker = secrets.token_urlsafe(24)
        recovery_ask(username=username, asker=asker)
        request.session[_KEPT] = {
            "username": username, "asker": asker, "until": (clock.now() + _LASTS).isoformat(),
        }  # fmt: skip
        return HttpResponseRedirect(reverse("portal:recover"))
    context = {"title": "忘记密码", "form": form, "possible": recovery_open()}
    return TemplateResponse(request, "portal/forgotten.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@open_page
def recover_page(request: HttpRequest) -> HttpResponse:
    """The code and a new password."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(reverse("portal:password"))
    kept = _kept(request)
    if kept is None:
        messages.warning(request, "这一步放得太久或者已经办完，请重新填写用户名。")
        return HttpResponseRedirect(reverse("portal:forgotten"))
    form = RecoverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if too_often(request, "recover", tries=GUESSES):
            return wait_answer(request)
        if form.is_valid():
            facts = form.cleaned_data
            try:
                recover(
                    username=kept["username"], asker=kept["asker"], plain=facts["code"], password=facts["password1"]
                )
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
            else:
                del request.session[_KEPT]
                messages.success(request, "密码已重设，各处的登录已退出。请用新密码登录。")
                return HttpResponseRedirect(reverse("portal:sign_in"))
    context = {"title": "重设密码", "form": form, "minutes": settings_store.get(RECOVERY_MINUTES)}
    return TemplateResponse(request, "portal/recover.html", context)


def _kept(request: HttpRequest) -> dict[str, Any] | None:
    facts = request.session.get(_KEPT)
    if facts is None or datetime.fromisoformat(facts["until"]) <= clock.now():
        return None
    return dict(facts)
