"""The firm's own promises: the list, one with its dated track, its letter, papers still to bring, a word in one's own defence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from commitments import letters
from commitments.choices import FREELY_GIVEN, RUNNING, State
from commitments.models import MissingPaper, Promise, PromisePaper
from commitments.selectors import renewable
from commitments.services.breaches import breach_state
from commitments.services.drafts import draft_renew
from commitments.services.papers import missing_bring
from commitments.services.signing import next_step, promise_take_back
from commitments.track import track
from core import clock
from core.errors import DomainError
from core.pieces import Crumb, Row
from core.words import cn_date
from portal.doors import member_page
from portal.promises.filing import _HOME, may_sign, to_sign
from portal.promises.forms import PaperForm, ReasonForm, StatementForm


@require_safe
@member_page()
def promises(request: HttpRequest) -> HttpResponse:
    """Drafts first, then what was signed, newest first."""
    rows = Promise.objects.of_subject(request.subject).select_related("template", "matter")
    drafts = rows.filter(state=State.DRAFT).order_by("-saved_at")[:20]
    page = Paginator(rows.exclude(state=State.DRAFT).newest(), 20).get_page(request.GET.get("page", "1")[:9])
    context = {"title": "信用承诺", "drafts": drafts, "page": page, "crumbs": [_HOME, Crumb("信用承诺")]}
    return TemplateResponse(request, "portal/promises/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page()
def promise(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One promise with its track; buttons post `deed`."""
    one = _own(request, public_id)
    if one.state == State.DRAFT:
        return HttpResponseRedirect(reverse("portal:promise_fill", args=[one.public_id]))
    problems: list[Any] = []
    papers = _papers(request, one)
    forms = {
        "statement_form": StatementForm(*_typed(request, "state"), auto_id="state_%s"),
        "back_form": ReasonForm(request.POST if request.POST.get("deed") == "take_back" else None, auto_id="back_%s"),
        "bring_form": next((row.form for row in papers if row.form.is_bound), None),
    }
    if request.method == "POST":
        try:
            if request.POST.get("deed") == "renew":
                return to_sign(request, draft_renew(actor=request.user, promise=one))
            said = _act(request, one, forms)
        except DomainError as error:
            problems = [error]
        else:
            if said:
                messages.success(request, said)
                return HttpResponseRedirect(reverse("portal:promise", args=[one.public_id]))
    context = {
        "title": one.template.title, "promise": one, "problems": problems, "on": clock.today(), "steps": track(one),
        "rows": _rows(one), "papers": papers, "may_bring": one.state in RUNNING,
        "breach": one.breaches.exclude(noticed_on=None).first(),
        "may_take_back": one.state == State.SIGNED and one.kind in FREELY_GIVEN and may_sign(request),
        "next": next_step(one) if one.state == State.SIGNED else "", "may_renew": one in renewable(request.subject, clock.today()),
        "crumbs": [_HOME, Crumb("信用承诺", reverse("portal:promises")), Crumb(one.code)], **forms,
    }  # fmt: skip
    return TemplateResponse(request, "portal/promises/promise.html", context)


@require_safe
@member_page()
def letter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The signed letter as PDF."""
    rows = Promise.objects.of_subject(request.subject).signed()
    one = get_object_or_404(rows.select_related("subject"), public_id=public_id)
    return _download(letters.pdf(one), f"承诺书{one.code}.pdf", "application/pdf")


@require_safe
@member_page()
def paper(request: HttpRequest, public_id: UUID, paper_id: UUID) -> HttpResponse:
    """A file the firm itself has handed in."""
    rows = PromisePaper.objects.filter(promise__subject=request.subject, promise__public_id=public_id)
    one = get_object_or_404(rows, public_id=paper_id)
    answer = FileResponse(one.file.open(), content_type=one.media_type, as_attachment=True, filename=one.filename)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _own(request: HttpRequest, public_id: UUID) -> Promise:
    rows = Promise.objects.of_subject(request.subject).select_related("template", "matter", "subject", "section")
    return get_object_or_404(rows, public_id=public_id)


def _act(request: HttpRequest, one: Promise, forms: dict[str, Any]) -> str:
    work = _DEEDS.get(request.POST.get("deed", ""))
    if work is None:
        raise DomainError("没有认出要做什么，请用页面上的按钮。", code="E-CN-16")
    return work(request, one, forms)


def _bring(request: HttpRequest, one: Promise, forms: dict[str, Any]) -> str:
    form = forms["bring_form"]
    if form is None:
        raise Http404
    if not form.is_valid():
        return ""
    missing = form.missing
    content, filename = form.content()
    done = missing_bring(actor=request.user, missing=missing, content=content, filename=filename)
    return f"已收到“{missing.name}”，回执号 {done.receipt}，{cn_date(done.uploaded_at)}。"


def _papers(request: HttpRequest, one: Promise) -> list[MissingPaper]:
    """The papers that may come later, each with the form that brings it; the posted one is bound."""
    rows = list(one.missing_papers.select_related("paper", "promise"))
    for row in rows:
        sent = request.POST.get("deed") == "bring" and request.POST.get("row") == str(row.pk)
        row.form = PaperForm(*((request.POST, request.FILES) if sent else ()), auto_id=f"paper{row.pk}_%s")
        row.form.missing, row.form.fields["file"].label = row, f"{row.name}的文件"
    return rows


def _state(request: HttpRequest, one: Promise, forms: dict[str, Any]) -> str:
    form = forms["statement_form"]
    if not form.is_valid():
        return ""
    content, filename = form.content()
    breach_state(
        actor=request.user, promise=one, statement=form.cleaned_data["statement"], content=content, filename=filename
    )
    return "已收到您的陈述申辩。认定由提出人以外的人员作出，结果会告知您。"


def _take_back(request: HttpRequest, one: Promise, forms: dict[str, Any]) -> str:
    form = forms["back_form"]
    if not form.is_valid():
        return ""
    promise_take_back(actor=request.user, promise=one, reason=form.cleaned_data["reason"])
    return "承诺已撤回，不再公开。"


_DEEDS: dict[str, Callable[[HttpRequest, Promise, dict[str, Any]], str]] = {
    "bring": _bring, "state": _state, "take_back": _take_back,
}  # fmt: skip


def _typed(request: HttpRequest, deed: str) -> tuple[Any, Any]:
    mine = request.POST.get("deed") == deed
    return (request.POST, request.FILES) if mine else (None, None)


def _rows(one: Promise) -> list[Row]:
    rows = [
        Row("承诺编码", one.code), Row("承诺类型", one.get_kind_display()), Row("承诺事由", one.reason),
        Row("受理单位", f"{one.accepted_by}{one.section}"), Row("作出日期", cn_date(one.signed_on)),
        Row("有效期至", cn_date(one.valid_until) or "履行完毕为止"), Row("签署", f"{one.signer_name}，{one.get_signature_display()}"),
        Row("公开类型", one.get_public_level_display()),
    ]  # fmt: skip
    if one.fulfilment:
        rows.append(Row("履行状态", f"{one.get_fulfilment_display()}（{cn_date(one.found_on)}认定）"))
    return rows


def _download(content: bytes, filename: str, media_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(filename)}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
