"""拟撤销修复, for the subject: confirm the notice, speak, see what was decided."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import DomainError
from core.pieces import Crumb
from portal.doors import member_page
from portal.repair.forms import FILE_HELP
from portal.repair.views import HOME
from repair import track
from repair.choices import RevocationState
from repair.models import Revocation
from repair.services import revoking


class StatementForm(forms.Form):
    """What the subject has to say."""

    statement = forms.CharField(
        label="陈述申辩", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="哪里与事实不符、有什么理由和证据。只提交一次，请写完整。",
    )  # fmt: skip
    file = forms.FileField(label="证据材料", required=False, help_text=FILE_HELP)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page()
def revocation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One page: what is intended, by when one may speak, and the end of it."""
    one = _own(request, public_id)
    form = StatementForm(request.POST if request.POST.get("deed") == "state" else None, request.FILES or None)
    problems: list[DomainError] = []
    if request.method == "POST":
        try:
            words = _act(request, one, form)
        except DomainError as error:
            problems = [error]
        else:
            messages.success(request, words)
            return HttpResponseRedirect(request.path)
    row, on = one.application, clock.today()
    may_speak = one.state == RevocationState.HEARING and one.stated_at is None
    context = {
        "title": "拟撤销信用修复" if one.decided_on is None else "撤销信用修复", "one": one, "row": row, "form": form,
        "problems": problems, "on": on, "steps": track.revoking_steps(one), "next": track.revoking_next(one),
        "facts": track.revoking_facts(one, with_people=False), "letters": one.letters.all(),
        "may_confirm": one.state == RevocationState.NOTICED,
        "may_speak": may_speak and one.statement_until is not None and on <= one.statement_until,
        "crumbs": [
            HOME, Crumb("信用修复", reverse("portal:repairs")),
            Crumb(row.number, reverse("portal:repair", args=[row.public_id])), Crumb("撤销修复"),
        ],
    }  # fmt: skip
    return TemplateResponse(request, "portal/repair/revocation.html", context)


def _act(request: HttpRequest, one: Revocation, form: StatementForm) -> str:
    deed = request.POST.get("deed")
    if deed == "confirm":
        done = revoking.notice_confirm(actor=request.user, revocation=one)
        return f"已确认收到，{done.statement_until:%Y-%m-%d} 前可以陈述申辩。"
    if deed == "state" and form.is_valid():
        file = form.cleaned_data["file"]
        paper = {"content": file.read(), "filename": file.name} if file else {}
        revoking.revocation_state(actor=request.user, revocation=one, statement=form.cleaned_data["statement"], **paper)
        return "陈述申辩已收到，本局核查后由另外的人作出决定。"
    raise DomainError("没有认出要做什么，请用页面上的按钮。", code="E-REP-18")


def _own(request: HttpRequest, public_id: UUID) -> Revocation:
    """The revocation, or 404 when it is another subject's."""
    rows = Revocation.objects.filter(application__subject=request.subject)
    return get_object_or_404(rows.select_related("application__record", "application__subject"), public_id=public_id)
