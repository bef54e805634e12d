"""The page of one matter: progress that survives leaving, results in words, answers, decision; and its papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from audit.services import saw
from core.errors import DomainError
from core.pieces import Crumb
from core.staff import staff_page
from exchange.exporting import export_url
from supervision.choices import Response, Verdict
from supervision.forms import DecideForm, FeedbackForm, NamesForm, PlatformForm, ReasonForm
from supervision.matter_page import facts, marks_now, matter_context, progress_json, shown
from supervision.models import LookUp, Matter
from supervision.services import feedback, lookups, matters
from supervision.staff_start import SEE
from supervision.workbook import RESULT


@staff_page("supervision/matters/<uuid:public_id>/", name="supervision_matter", title="查询事项", perm=SEE)
def matter_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One matter. A button posts `deed`; what was typed stays when a rule says no."""
    matter = _visible(request, public_id)
    problems: list[Any] = []
    if request.method == "POST":
        try:
            words = _act(request, matter)
        except DomainError as error:
            problems = [error]
        else:
            messages.success(request, words)
            return HttpResponseRedirect(_back(request, matter))
        matter = _visible(request, public_id)
    else:
        saw(actor=request.user, deed="view", obj=matter, purpose=matter.get_scene_display(), matter=matter.number)
    context = matter_context(matter, request.user, request.GET.get("show", ""), request.GET.get("page"))
    context |= {
        "problems": problems, "title": matter.title, "subtitle": f"{matter.number}　{matter.get_scene_display()}",
        "names_form": NamesForm(_typed(request, "add")), "platform_form": PlatformForm(_typed(request, "platform")),
        "typed": request.POST if problems else {}, "responses": Response.choices, "verdicts": Verdict.choices,
        "crumbs": [Crumb("查询事项", reverse("admin:supervision_matters")), Crumb(matter.number)],
        "export": export_url(RESULT, {"case": str(matter.public_id)}) if request.user.has_perm("exchange.export_data") else "",
    }  # fmt: skip
    return TemplateResponse(request, "admin/supervision/matter.html", context)


@staff_page("supervision/matters/<uuid:public_id>/progress/", name="supervision_progress", title="进度", perm=SEE)
def progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the page asks for every two seconds."""
    return JsonResponse(progress_json(_visible(request, public_id)))


@staff_page("supervision/matters/<uuid:public_id>/print/", name="supervision_print", title="打印查询结果", perm=SEE)
def print_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The results on paper, for the file of the matter."""
    matter = _visible(request, public_id)
    saw(
        actor=request.user,
        deed="view",
        obj=matter,
        title=f"打印 {matter}",
        purpose=matter.get_scene_display(),
        matter=matter.number,
    )
    rows = list(matters.current_rows(matter).select_related("subject", "feedback__by").order_by("row"))
    near = marks_now(rows)
    context = {
        "matter": matter, "rows": [shown(row, near) for row in rows], "facts": facts(matter), "title": f"{matter.number} 信用查询结果",
        "crumbs": [Crumb("查询事项", reverse("admin:supervision_matters")), Crumb(matter.number, _url(matter)), Crumb("打印")],
    }  # fmt: skip
    return TemplateResponse(request, "admin/supervision/print.html", context)


# -- what the buttons do ---------------------------------------------------------------------------------------------
def _act(request: HttpRequest, matter: Matter) -> str:
    work = _DEEDS.get(request.POST.get("deed", ""))
    if work is None:
        raise DomainError("没有认出要做什么，请用页面上的按钮。", code="E-CX-16")
    return work(request, matter)


def _add(request: HttpRequest, matter: Matter) -> str:
    form = _valid(NamesForm(request.POST, request.FILES))
    content, filename = form.content()
    number = lookups.counterparts_add(
        actor=request.user, matter=matter, text=form.cleaned_data["names"], content=content, filename=filename
    )
    return f"又加入 {number} 个，正在查询。"


def _renew(request: HttpRequest, matter: Matter) -> str:
    lookups.lookups_renew(actor=request.user, matter=matter)
    return "正在重新查询，以前的结果留存。"


def _choose(request: HttpRequest, matter: Matter) -> str:
    subject = request.POST.get("subject", "")
    if subject != "none" and not subject.isdecimal():
        raise DomainError("请先选择是哪个主体，或选“都不是”。", code="E-CX-11")
    row = lookups.lookup_choose(
        actor=request.user, lookup=_row(request, matter), subject_id=None if subject == "none" else int(subject)
    )
    return f"“{row}”已选定。"


def _feedback(request: HttpRequest, matter: Matter) -> str:
    asked = _valid(FeedbackForm(request.POST)).cleaned_data
    done = feedback.feedback_record(actor=request.user, lookup=_row(request, matter), **asked)
    return f"“{done.lookup}”已反馈：{done}。"


def _platform(request: HttpRequest, matter: Matter) -> str:
    matters.platform_record(actor=request.user, matter=matter, **_valid(PlatformForm(request.POST)).cleaned_data)
    return "已登记市平台查询情况。"


def _sign(request: HttpRequest, matter: Matter) -> str:
    matters.exception_sign(
        actor=request.user, matter=matter, reason=_valid(ReasonForm(request.POST)).cleaned_data["reason"]
    )
    return "例外已签署，可以登记决定。"


def _decide(request: HttpRequest, matter: Matter) -> str:
    done = matters.matter_decide(
        actor=request.user, matter=matter, decision=_valid(DecideForm(request.POST)).cleaned_data["decision"]
    )
    return f"已登记决定：{Verdict(done.decision).label}。"


def _close(request: HttpRequest, matter: Matter) -> str:
    matters.matter_close(actor=request.user, matter=matter, unused_reason=request.POST.get("unused_reason", ""))
    return "事项已办结。"


_DEEDS: dict[str, Callable[[HttpRequest, Matter], str]] = {
    "add": _add, "renew": _renew, "choose": _choose, "feedback": _feedback, "platform": _platform, "sign": _sign,
    "decide": _decide, "close": _close,
}  # fmt: skip


# -- parts -----------------------------------------------------------------------------------------------------------
def _visible(request: HttpRequest, public_id: UUID) -> Matter:
    """The matter, or 404 when it is not there for this person."""
    rows = Matter.objects.visible_to(request.user).select_related("section", "opened_by", "exception_by", "decided_by")
    return get_object_or_404(rows, public_id=public_id)


def _row(request: HttpRequest, matter: Matter) -> LookUp:
    row = request.POST.get("row", "")
    return get_object_or_404(
        LookUp.objects.select_related("matter"), matter=matter, pk=int(row) if row.isdecimal() else 0
    )


def _valid(form: Any) -> Any:
    """The form when it is right; otherwise its first complaint as a DomainError."""
    if form.is_valid():
        return form
    name, texts = next(iter(form.errors.items()))
    raise DomainError(f"{form.fields[name].label}：{texts[0]}", code="E-CX-17", field=name)


def _typed(request: HttpRequest, deed: str) -> Any:
    """What was typed into the form of this deed, so that it stays when a rule says no."""
    return request.POST if request.POST.get("deed") == deed else None


def _url(matter: Matter) -> str:
    return reverse("admin:supervision_matter", args=[matter.public_id])


def _back(request: HttpRequest, matter: Matter) -> str:
    """The same list and page, and the row one came from."""
    query = request.GET.urlencode()
    row = request.POST.get("row", "")
    return f"{_url(matter)}{f'?{query}' if query else ''}{f'#row-{row}' if row.isdecimal() else ''}"
