"""The party's own objections: its records, a new objection, one with its dated track, its papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.errors import DomainError
from core.pieces import Crumb
from objections.choices import OPEN, UNANSWERED, State
from objections.forms import ObjectionForm, PapersForm, StatementForm
from objections.models import Objection, Paper
from objections.services import filing
from objections.staff_objections import paper_answer
from objections.track import facts, next_step, track
from portal.doors import member_page
from records.models import CreditRecord
from records.selectors_marks import put_beside

HOME = Crumb("首页", "/portal/")
ON_A_PAGE = 20


@require_safe
@member_page()
def objections(request: HttpRequest) -> HttpResponse:
    """The party's records, each with what can be done about it; and the objections made so far."""
    rows = own_records(request).select_related("item").order_by("-event_date", "-id")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page", "1")[:9])
    mine = list(Objection.objects.of(request.subject).select_related("record").order_by("-id")[:50])
    open_ones = {row.record_id: row for row in mine if row.state in OPEN}
    listed = [(record, open_ones.get(record.pk)) for record in put_beside(page.object_list)]
    context = {
        "title": "异议与回应", "page": page, "records": listed, "objections": mine, "on": clock.today(),
        "crumbs": [HOME, Crumb("异议与回应")],
    }  # fmt: skip
    return TemplateResponse(request, "portal/objections/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page()
def new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Object to one record: one page, three minutes."""
    record = get_object_or_404(own_records(request).select_related("subject"), public_id=public_id)
    form = ObjectionForm(
        request.POST or None,
        request.FILES or None,
        record=record,
        initial={"applicant_name": request.user.display_name},
    )
    problems: list[Any] = []
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = filing.objection_file(
                actor=request.user, record=record, statement=typed["statement"], wanted=form.wanted(), papers=form.uploads(),
                applicant_name=typed["applicant_name"], applicant_phone=typed["applicant_phone"],
                erratum_wanted=typed["erratum_wanted"],
            )  # fmt: skip
        except DomainError as error:
            problems = [error]
        else:
            return HttpResponseRedirect(reverse("portal:objection_done", args=[made.public_id]))
    context = {
        "title": "提出异议", "record": record, "form": form, "problems": problems,
        "crumbs": [HOME, Crumb("异议与回应", reverse("portal:objections")), Crumb("提出异议")],
    }  # fmt: skip
    return TemplateResponse(request, "portal/objections/new.html", context)


@require_safe
@member_page()
def done(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Number, date, and what happens next."""
    one = _own(request, public_id)
    context = {
        "title": "异议已提交", "objection": one, "crumbs": [HOME, Crumb("异议与回应", reverse("portal:objections")), Crumb("已提交")],
        "next_steps": [
            "这条记录从现在起在网站、接口、下载和信用报告中标注“异议处理中”。", next_step(one).split("。", 1)[1],
            "结论会发到您的消息；对结论不服的，可以申请一次复核。",
        ],
    }  # fmt: skip
    return TemplateResponse(request, "portal/objections/done.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page()
def objection(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One objection with its track; buttons post `deed`."""
    one = _own(request, public_id)
    problems: list[Any] = []
    deed = request.POST.get("deed", "")
    review = StatementForm(request.POST if deed == "review" else None, auto_id="review_%s")
    papers = PapersForm(*((request.POST, request.FILES) if deed == "papers" else ()), auto_id="papers_%s")
    if request.method == "POST":
        try:
            said = _act(request, one, review, papers)
        except DomainError as error:
            problems = [error]
        else:
            if said:
                messages.success(request, said)
                return HttpResponseRedirect(reverse("portal:objection", args=[one.public_id]))
    context = {
        "title": f"异议：{one.record.title}", "objection": one, "problems": problems, "steps": track(one), "next": next_step(one),
        "rows": facts(one), "points": list(one.points.all()), "papers": list(one.papers.all()), "on": clock.today(),
        "may_add": one.state in OPEN, "may_recall": one.state in UNANSWERED, "review_form": review, "papers_form": papers,
        "may_ask_review": one.state == State.TOLD and one.review_until is not None and clock.today() <= one.review_until,
        "crumbs": [HOME, Crumb("异议与回应", reverse("portal:objections")), Crumb(one.number)],
    }  # fmt: skip
    return TemplateResponse(request, "portal/objections/objection.html", context)


@require_safe
@member_page()
def paper(request: HttpRequest, public_id: UUID, paper_id: UUID) -> HttpResponseBase:
    """A paper that the party itself handed in."""
    rows = Paper.objects.filter(objection__subject=request.subject, objection__public_id=public_id)
    return paper_answer(get_object_or_404(rows, public_id=paper_id))


def own_records(request: HttpRequest) -> Any:
    """Records of whom the person acts for, as long as they are told to anybody."""
    return CreditRecord.objects.filter(subject=request.subject, withdrawn_at=None, repaired_at=None)


def _own(request: HttpRequest, public_id: UUID) -> Objection:
    rows = Objection.objects.of(request.subject).select_related("record", "subject", "handler")
    return get_object_or_404(rows, public_id=public_id)


def _act(request: HttpRequest, one: Objection, review: StatementForm, papers: PapersForm) -> str:
    """Call the service of the posted deed; "" when its form is not complete."""
    deed = request.POST.get("deed", "")
    acts: dict[str, tuple[Any, Callable[[], Any], str]] = {
        "recall": (None, lambda: filing.objection_recall(actor=request.user, objection=one), "异议已撤回，标注已解除。"),
        "review": (
            review, lambda: filing.review_ask(actor=request.user, objection=one, statement=review.cleaned_data["statement"]),
            "复核申请已提交，由另一名工作人员复核。",
        ),
        "papers": (papers, lambda: _add(request, one, papers), "材料已收到。"),
    }  # fmt: skip
    if deed not in acts:
        raise DomainError("没有这个操作，请刷新页面后重试。", code="E-STATE-01")
    form, act, words = acts[deed]
    if form is not None and not form.is_valid():
        return ""
    act()
    return words


def _add(request: HttpRequest, one: Objection, papers: PapersForm) -> None:
    for file in papers.cleaned_data["papers"]:
        filing.paper_add(actor=request.user, objection=one, content=file.read(), filename=file.name)
