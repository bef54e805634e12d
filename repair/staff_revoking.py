"""撤销修复: begin with what was found and the proof; then one page with the way of it and the buttons of the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from audit.services import saw
from core import clock
from core.errors import DomainError
from core.pieces import Crumb
from core.staff import staff_page
from repair import track
from repair.choices import REPAIRED, RevokeGround
from repair.models import Application, Revocation
from repair.querysets import SEE
from repair.services import revoking
from repair.staff_case import visible
from repair.transitions import HANDLE, OWN, REVOKE_MOVES

_AREA = forms.Textarea(attrs={"rows": 3})


class OpenForm(forms.Form):
    """What was found, and the paper that proves it."""

    ground = forms.ChoiceField(
        label="撤销的情形", choices=RevokeGround.choices, widget=forms.RadioSelect,
        error_messages={"required": "请选择撤销的情形。"},
    )  # fmt: skip
    facts = forms.CharField(
        label="查明的事实和证据", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写进告知书：哪份材料是假的、怎样查明的、有什么证据。提出以后不能修改。",
    )  # fmt: skip
    file = forms.FileField(
        label="证明材料", required=False, help_text="核实函、鉴定意见等：pdf、jpg、png、ofd 或 docx。"
    )


class WordsForm(forms.Form):
    """A reason of one's own."""

    reason = forms.CharField(label="理由", max_length=1000, required=False, widget=_AREA)


class StatementForm(forms.Form):
    """What the subject brought on paper."""

    statement = forms.CharField(label="陈述申辩的内容", max_length=2000, required=False, widget=_AREA)
    file = forms.FileField(label="书面材料", required=False)


class AnnulForm(forms.Form):
    """The decision of a review body or a court."""

    document = forms.CharField(label="复议决定书、判决书文号", max_length=128, required=False)
    reason = forms.CharField(label="失效的原因", max_length=500, required=False, widget=_AREA)


FORMS: dict[str, type[forms.Form]] = {
    "state": StatementForm, "weigh": WordsForm, "revoke": WordsForm, "drop": WordsForm, "annul": AnnulForm,
}  # fmt: skip
SERVICES: dict[str, Callable[..., Revocation]] = {
    "state": revoking.revocation_state, "weigh": revoking.revocation_weigh, "revoke": revoking.revocation_revoke,
    "drop": revoking.revocation_drop, "annul": revoking.revocation_annul,
}  # fmt: skip
CONSEQUENCES = {
    "state": "当事人书面或者当面提出的，在这里登记；只登记一次。",
    "weigh": "写明对陈述申辩的答复。提交后由另外的人决定。",
    "revoke": "立即恢复共享和使用，原公示期未满的恢复公示；发给的决定书和修复证明作废，并通知重新评价。不得再申请的期间从今天起算。",
    "drop": "修复继续有效，已经送达告知书的，书面告知当事人。",
    "annul": "行政复议、行政诉讼撤销了本局的决定：信用修复恢复有效，立即停止公示和共享。",
}


@staff_page("repair/cases/<uuid:public_id>/revoke/", name="repair_revoke", title="提出撤销修复", perm=HANDLE)
def open_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Begin. The notice is made, and has to be served before anything follows."""
    row = visible(request, public_id)
    form = OpenForm(request.POST or None, request.FILES or None)
    problems: list[DomainError] = []
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        file = data.pop("file")
        try:
            made = revoking.revocation_open(
                actor=request.user, application=row, content=file.read() if file else b"",
                filename=file.name if file else "", **data,
            )  # fmt: skip
        except DomainError as error:
            problems = [error]
        else:
            messages.success(request, f"{made.number} 已提出，拟撤销告知书已做好，请送达当事人。")
            return HttpResponseRedirect(reverse("admin:repair_revocation", args=[made.public_id]))
    context = {
        "row": row, "form": form, "problems": problems, "title": "提出撤销修复", "subtitle": f"{row.number}　{row.subject.name}",
        "possible": row.state in REPAIRED,
        "crumbs": [
            Crumb("信用修复", reverse("admin:repair_cases")), Crumb(row.number, reverse("admin:repair_case", args=[public_id])),
            Crumb("撤销修复"),
        ],
    }  # fmt: skip
    return TemplateResponse(request, "admin/repair/revoke.html", context)


@staff_page("repair/revocations/<uuid:public_id>/", name="repair_revocation", title="撤销修复", perm=SEE)
def revocation_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One revocation; a button posts `deed`."""
    one = _visible(request, public_id)
    problems: list[DomainError] = []
    if request.method == "POST":
        try:
            words = _act(request, one)
        except DomainError as error:
            problems = [error]
        else:
            messages.success(request, words)
            return HttpResponseRedirect(request.path)
    else:
        saw(actor=request.user, deed="view", obj=one.application.subject, purpose="信用修复办理", matter=one.number)
    one = _visible(request, public_id)
    row = one.application
    context = {
        "one": one, "row": row, "problems": problems, "on": clock.today(), "title": row.subject.name,
        "subtitle": f"撤销修复 {one.number}　{row.record.document_number}", "steps": track.revoking_steps(one),
        "next": track.revoking_next(one), "facts": track.revoking_facts(one, with_people=True),
        "letters": one.letters.all(), "dispatch": revoking.notice_dispatch(one), "buttons": _buttons(request, one),
        "papers": row.papers.filter(kind__in=("finding", "statement")),
        "crumbs": [
            Crumb("信用修复", reverse("admin:repair_cases")),
            Crumb(row.number, reverse("admin:repair_case", args=[row.public_id])), Crumb(one.number),
        ],
    }  # fmt: skip
    return TemplateResponse(request, "admin/repair/revocation.html", context)


def _buttons(request: HttpRequest, one: Revocation) -> list[dict[str, Any]]:
    found = []
    for move in REVOKE_MOVES.allowed(one.state):
        perm = HANDLE if move.perm == OWN else move.perm
        if move.code not in SERVICES or not request.user.has_perm(perm):
            continue
        if move.code in ("revoke", "drop") and one.handler_id == request.user.pk:
            continue
        if move.code == "state" and one.stated_at is not None:
            continue
        typed = request.POST if request.POST.get("deed") == move.code else None
        form = FORMS[move.code](typed, auto_id=f"{move.code}_%s")
        found.append({"move": move, "form": form, "text": CONSEQUENCES[move.code], "open": typed is not None})
    return found


def _act(request: HttpRequest, one: Revocation) -> str:
    deed = request.POST.get("deed", "")
    if deed not in SERVICES:
        raise DomainError("没有认出要做什么，请用页面上的按钮。", code="E-REP-18")
    form = FORMS[deed](request.POST, request.FILES)
    if not form.is_valid():
        name, texts = next(iter(form.errors.items()))
        raise DomainError(f"{form.fields[name].label}：{texts[0]}", code="E-REP-18", field=name)
    given = dict(form.cleaned_data)
    if "file" in given:
        file = given.pop("file")
        given |= {"content": file.read(), "filename": file.name} if file else {}
    SERVICES[deed](actor=request.user, revocation=one, **given)
    return f"“{REVOKE_MOVES[deed].label}”已办理。"


def _visible(request: HttpRequest, public_id: UUID) -> Revocation:
    rows = Revocation.objects.filter(application__in=Application.objects.visible_to(request.user))
    rows = rows.select_related("application__record", "application__subject", "handler", "decided_by", "stated_by")
    return get_object_or_404(rows, public_id=public_id)
