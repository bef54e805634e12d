"""异议: the list, one objection with its dated track, and the papers of the party."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from audit.services import saw
from audit.telling import story
from core import clock
from core.errors import DomainError
from core.pieces import Crumb
from core.staff import staff_page
from objections.choices import OPEN, UNANSWERED, Outcome, State, Way
from objections.forms import AnswerForm, PapersForm, ReasonForm, RefuseForm, StatementForm, TellForm
from objections.models import Objection, Paper
from objections.querysets import SEE
from objections.services import filing, handling
from objections.track import facts, next_step, track
from objections.transitions import OBJECTION_MOVES, REVIEW, TAKE

GROUP, PURPOSE = "修复与异议", "异议修复办理"
FILTERS = {"": "没有办结", "overdue": "逾期", "mine": "由我核查", "review": "复核", "all": "全部"}


@staff_page("objections/", name="objections", title="异议", perm=SEE, group=GROUP, order=40)
def objections_page(request: HttpRequest) -> HttpResponse:
    """Open ones first due first; the rest newest first."""
    show = request.GET.get("show", "") if request.GET.get("show", "") in FILTERS else ""
    rows = Objection.objects.visible_to(request.user)
    on = clock.today()
    chosen = {
        "": rows.open().order_by("due_on", "id"), "overdue": rows.overdue(on).order_by("due_on", "id"),
        "mine": rows.open().filter(handler=request.user).order_by("due_on", "id"),
        "review": rows.filter(state=State.REVIEWING).order_by("review_due_on", "id"), "all": rows.order_by("-id"),
    }[show]  # fmt: skip
    page = Paginator(chosen.select_related("record", "subject", "handler"), 30).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "show": show,
        "filters": FILTERS.items(),
        "on": on,
        "may_take": request.user.has_perm("objections.take_objection"),
    }
    return TemplateResponse(request, "admin/objections/list.html", context)


@staff_page("objections/<uuid:public_id>/", name="objections_objection_page", title="异议", perm=SEE)
def objection_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One objection. A button posts `deed`; what was typed stays when a rule says no."""
    one = _visible(request, public_id)
    problems: list[Any] = []
    forms = _forms(request, one)
    if request.method == "POST":
        try:
            words = _act(request, one, forms)
        except DomainError as error:
            problems = [error]
        else:
            if words:
                messages.success(request, words)
                return HttpResponseRedirect(reverse("admin:objections_objection_page", args=[one.public_id]))
        one = _visible(request, public_id)
    else:
        saw(actor=request.user, deed="view", obj=one, title=f"{one}：{one.record}", purpose=PURPOSE, matter=one.number)
    return TemplateResponse(request, "admin/objections/objection.html", _context(request, one, forms, problems))


@staff_page("objections/papers/<uuid:public_id>/", name="objections_paper", title="查阅异议材料", perm=SEE)
def paper(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The bytes of one paper; the look is registered."""
    visible = Objection.objects.visible_to(request.user)
    found = get_object_or_404(
        Paper.objects.select_related("objection").filter(objection__in=visible), public_id=public_id
    )
    saw(
        actor=request.user, deed="download", obj=found.objection, title=f"{found.objection}：{found}", purpose=PURPOSE,
        matter=found.objection.number,
    )  # fmt: skip
    return paper_answer(found)


def paper_answer(found: Paper) -> HttpResponseBase:
    """The file as a download that no cache keeps and no browser runs."""
    answer = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.filename, content_type=found.media_type
    )
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _visible(request: HttpRequest, public_id: UUID) -> Objection:
    rows = Objection.objects.visible_to(request.user).select_related(
        "record__subject", "subject", "handler", "reviewer", "filed_by"
    )
    return get_object_or_404(rows, public_id=public_id)


def _forms(request: HttpRequest, one: Objection) -> dict[str, Form]:
    """The forms of the page; only the one that was posted is bound."""

    def bound(deed: str) -> Any:
        return request.POST if request.method == "POST" and request.POST.get("deed") == deed else None

    wanted = {point.code: point.wanted_value for point in one.points.all()}
    answer = {"record": one.record, "wanted": wanted, "erratum": one.erratum_wanted}
    return {
        "refuse": RefuseForm(bound("refuse"), auto_id="refuse_%s"),
        "decide": AnswerForm(bound("decide"), auto_id="decide_%s", **answer),
        "tell": TellForm(bound("tell"), auto_id="tell_%s"),
        "review": AnswerForm(bound("review"), auto_id="review_%s", **answer),
        "suspend": ReasonForm(bound("suspend"), auto_id="suspend_%s"),
        "ask_review": StatementForm(bound("ask_review"), auto_id="ask_%s"),
        "papers": PapersForm(bound("papers"), request.FILES or None, auto_id="papers_%s"),
    }


def _act(request: HttpRequest, one: Objection, forms: dict[str, Form]) -> str:
    """Call the service of the posted deed; "" when its form is not complete."""
    deed = request.POST.get("deed", "")
    if deed in forms and not forms[deed].is_valid():
        return ""
    who: dict[str, Any] = {"actor": request.user, "objection": one}
    typed = forms[deed].cleaned_data if deed in forms else {}
    acts: dict[str, tuple[Callable[[], Any], str]] = {
        "accept": (lambda: handling.objection_accept(**who), "已受理。"),
        "refuse": (lambda: handling.objection_refuse(**who, **typed), "不予受理，理由已告知当事人，标注已解除。"),
        "check": (lambda: handling.objection_check(**who), "由您核查，请在期限内作出结论。"),
        "decide": (lambda: handling.objection_decide(**who, **forms["decide"].answer()), "结论已经生效，标注已解除。"),  # type: ignore[attr-defined]
        "tell": (lambda: handling.objection_tell(**who, **typed), "已登记电话告知，从明天起计算申请复核的期限。"),
        "review": (lambda: handling.review_decide(**who, **forms["review"].answer()), "复核结论已经生效。"),  # type: ignore[attr-defined]
        "ask_review": (lambda: filing.review_ask(**who, **typed), "已登记复核申请，由另一名工作人员复核。"),
        "recall": (lambda: filing.objection_recall(**who), "已登记撤回，标注已解除。"),
        "papers": (lambda: _add(request, one, typed["papers"]), "材料已收到。"),
        "suspend": (lambda: handling.display_suspend(**who, **typed), "已暂停展示，作出结论后自动恢复或者撤下。"),
    }
    if deed not in acts:
        raise DomainError("没有这个操作，请刷新页面后重试。", code="E-STATE-01")
    act, words = acts[deed]
    act()
    return words


def _add(request: HttpRequest, one: Objection, files: list[Any]) -> None:
    for file in files:
        filing.paper_add(actor=request.user, objection=one, content=file.read(), filename=file.name)


def _context(request: HttpRequest, one: Objection, forms: dict[str, Form], problems: list[Any]) -> dict[str, Any]:
    user: Any = request.user
    stranger = user.pk not in one.authors
    can = {move.code for move in OBJECTION_MOVES.allowed(one.state) if user.has_perm(move.perm)}
    if not stranger:
        can -= {"refuse", "check", "decide", "review"}
    if one.handler_id != user.pk:
        can -= {"decide"}
    if one.handler_id == user.pk:
        can -= {"review"}
    at_window = one.way == Way.WINDOW and user.has_perm(TAKE)
    overdue = Objection.objects.overdue().filter(pk=one.pk).exists()
    return {
        "title": one.number, "objection": one, "can": can, "stranger": stranger, "overdue": overdue, "problems": problems,
        "forms": forms, "form_list": list(forms.values()), "steps": track(one), "next": next_step(one), "rows": facts(one),
        "points": list(one.points.all()), "papers": list(one.papers.all()), "on": clock.today(), "outcomes": Outcome.choices,
        "may_suspend": overdue and one.state in OPEN and one.suspended_at is None and user.has_perm("objections.suspend_display"),
        "may_add": at_window and one.state in OPEN, "may_recall": at_window and one.state in UNANSWERED,
        "may_ask": at_window and one.state == State.TOLD and (one.review_until or clock.today()) >= clock.today(),
        "owed": handling.answer_owed(one) if one.state == State.DECIDED else None, "waits_for_review": one.state == State.REVIEWING and user.has_perm(REVIEW), "entries": story(user, one),
        "crumbs": [Crumb("异议", reverse("admin:objections")), Crumb(one.number)],
    }  # fmt: skip
