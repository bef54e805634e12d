"""One promise: letter, papers, check, and the procedure of a breach, each step a button with its consequence in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from audit.services import saw
from commitments import letters
from commitments.choices import RUNNING, State
from commitments.forms import DropForm, KeepForm, NoticeForm, ProposeForm, UpholdForm
from commitments.models import Breach, Promise, PromisePaper
from commitments.paper_form import StatedForm, TakePaperForm, content_of
from commitments.rules import kind_label, window_over
from commitments.services import breaches, checks
from commitments.services.papers import missing_bring
from commitments.staff_list import SEE
from commitments.track import track
from commitments.transitions import CHECK, DECIDE, PROMISE_MOVES
from core import clock
from core.errors import DomainError
from core.pieces import Crumb, Row
from core.staff import history_of, staff_page
from core.words import cn_date


@staff_page("commitments/promises/<uuid:public_id>/", name="commitments_promise", title="信用承诺", perm=SEE)
def promise_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One promise. A button posts `deed`; what was typed stays when a rule says no."""
    promise = _visible(request, public_id)
    made = _forms(request, promise)
    problems: list[DomainError] = []
    if request.method == "POST":
        try:
            said = _act(request, promise, made)
        except DomainError as error:
            problems = _placed(error, made.get(request.POST.get("deed", "")))
        else:
            if said:
                messages.success(request, said)
                return HttpResponseRedirect(_url(promise))
        promise = _visible(request, public_id)
    else:
        _saw(request, promise, "view")
    return TemplateResponse(request, "admin/commitments/promise.html", _context(request, promise, made, problems))


@staff_page("commitments/promises/<uuid:public_id>/letter/", name="commitments_letter", title="承诺书", perm=SEE)
def letter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The signed letter as PDF."""
    promise = _visible(request, public_id)
    _saw(request, promise, "download")
    answer = HttpResponse(letters.pdf(promise), content_type="application/pdf")
    answer["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(f'承诺书{promise.code}.pdf')}"
    return answer


@staff_page("commitments/papers/<uuid:paper_id>/", name="commitments_paper", title="承诺材料", perm=SEE)
def paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """A file that the promisor handed in."""
    rows = PromisePaper.objects.filter(promise__in=Promise.objects.visible_to(request.user))
    one = get_object_or_404(rows.select_related("promise__subject"), public_id=paper_id)
    _saw(request, one.promise, "download")
    answer = FileResponse(one.file.open(), content_type=one.media_type, as_attachment=True, filename=one.filename)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


# -- what the page shows ---------------------------------------------------------------------------------------------
def _context(request: HttpRequest, promise: Promise, made: dict[str, Any], problems: list[Any]) -> dict[str, Any]:
    user, on = request.user, clock.today()
    breach = Breach.objects.filter(promise=promise).select_related(
        "found_by", "noticed_by", "stated_by", "decided_by", "statement_paper"
    )
    newest = breach.first()
    open_one = newest if newest and not newest.outcome else None
    other = bool(open_one) and user.pk not in (open_one.found_by_id, open_one.noticed_by_id)
    allowed = {move.code for move in PROMISE_MOVES.allowed(promise.state) if user.has_perm(move.perm)}
    return {
        "promise": promise, "problems": problems, "made": made, "deed": request.POST.get("deed", ""), "on": on,
        "title": promise.template.title, "subtitle": f"{promise.party_name}　{promise.code}", "steps": track(promise),
        "rows": _rows(promise), "papers": list(promise.missing_papers.select_related("paper")),
        "checks": list(promise.checks.select_related("done_by")), "breaches": list(breach), "breach": open_one, "allowed": allowed,
        "may_take": user.has_perm(CHECK) and promise.state in RUNNING and bool(made["take"].fields["row"].queryset),
        "may_check": user.has_perm(CHECK), "may_decide": user.has_perm(DECIDE) and other,
        "must_be_other": bool(open_one) and user.has_perm(DECIDE) and not other,
        "open_window": bool(open_one and open_one.statement_until) and not window_over(
            open_one.statement_until, open_one.stated_at is not None, on
        ),
        "history": history_of(user, promise)[:30],
        "crumbs": [Crumb("承诺台账", reverse("admin:commitments_promises")), Crumb(promise.code)],
    }  # fmt: skip


def _rows(promise: Promise) -> list[Row]:
    return [
        Row("承诺人", promise.party_name), Row("承诺人类别", promise.get_party_class_display()), Row("承诺人代码", promise.party_code or "自然人，见档案"),
        Row("承诺类型", kind_label(promise.kind, promise.kind_other)), Row("承诺事由", promise.reason),
        Row("作出日期", cn_date(promise.signed_on)), Row("有效期至", cn_date(promise.valid_until) or "履行完毕为止"),
        Row("签署", _signature(promise)), Row("受理科室", promise.section.name),
        Row("公开类型", promise.get_public_level_display()),
        Row("核查期限", cn_date(promise.check_due) if promise.check_due else f"免核查：{promise.check_waiver}"),
        Row("模板", f"第 {promise.template_version} 版"), Row("摘要（SHA-256）", promise.letter_hash),
    ]  # fmt: skip


def _signature(promise: Promise) -> str:
    entered = f"，{promise.signed_by} 登记" if promise.on_paper else ""
    return f"{promise.signer_name}，{promise.get_signature_display()}{entered}"


def _forms(request: HttpRequest, promise: Promise) -> dict[str, Any]:
    """One form for each deed; the one that was posted holds what was typed."""
    typed = request.POST.get("deed", "")

    def made(deed: str, form: Any, *args: Any, **options: Any) -> Any:
        mine = typed == deed
        return form(
            *args, request.POST if mine else None, request.FILES if mine else None, auto_id=f"{deed}_%s", **options
        )

    return {
        "keep": made("keep", KeepForm), "propose": made("propose", ProposeForm), "drop": made("drop", DropForm),
        "notify": made("notify", NoticeForm, initial={"text": _notice(promise)}), "uphold": made("uphold", UpholdForm, promise),
        "take": made("take", TakePaperForm, promise), "stated": made("stated", StatedForm),
    }  # fmt: skip


def _notice(promise: Promise) -> str:
    """A wording to begin with, from the finding."""
    breach = promise.breaches.filter(outcome="").first() if promise.state == State.PROPOSED else None
    if breach is None:
        return ""
    return (
        f"你（单位）于{cn_date(promise.signed_on)}作出《{promise.template.title}》（承诺编码 {promise.code}）。经查：{breach.finding}\n"
        f"没有履行的承诺内容：{breach.unfulfilled}\n"
        f"本局拟认定承诺{breach.get_result_display()}，并依照承诺书载明的违诺责任处理。你（单位）有权在陈述期内陈述、申辩并提交材料。"
    )


# -- what the buttons do ---------------------------------------------------------------------------------------------
def _act(request: HttpRequest, promise: Promise, made: dict[str, Any]) -> str:
    deed = request.POST.get("deed", "")
    work = _DEEDS.get(deed)
    if work is None:
        raise DomainError("没有认出要做什么，请用页面上的按钮。", code="E-CN-16")
    form = made.get(deed)
    if form is not None and not form.is_valid():
        return ""
    return work(request, promise, form.cleaned_data if form is not None else {})


def _start(request: HttpRequest, promise: Promise, data: dict[str, Any]) -> str:
    checks.check_start(actor=request.user, promise=promise)
    return "已开始核查。核查后请登记结果。"


def _keep(request: HttpRequest, promise: Promise, data: dict[str, Any]) -> str:
    checks.check_keep(actor=request.user, promise=promise, **data)
    return "已认定全部履行，守信履约记入信用记录。"


def _propose(request: HttpRequest, promise: Promise, data: dict[str, Any]) -> str:
    checks.check_propose(actor=request.user, promise=promise, **data)
    return "已提出拟认定。下一步：送达告知书，给当事人陈述申辩的时间。"


def _notify(request: HttpRequest, promise: Promise, data: dict[str, Any]) -> str:
    done = breaches.breach_notify(actor=request.user, promise=promise, **data)
    return f"告知书已送达，陈述期至 {cn_date(done.statement_until)}。"


def _uphold(request: HttpRequest, promise: Promise, data: dict[str, Any]) -> str:
    done = breaches.breach_uphold(actor=request.user, promise=promise, **data)
    return f"已认定{done.get_result_display()}，记入信用记录，并已告知当事人。"


def _drop(request: HttpRequest, promise: Promise, data: dict[str, Any]) -> str:
    breaches.breach_drop(actor=request.user, promise=promise, **data)
    return "不予认定，已转为重新核查。"


def _take(request: HttpRequest, promise: Promise, data: dict[str, Any]) -> str:
    content, filename = content_of(data["file"])
    done = missing_bring(actor=request.user, missing=data["row"], content=content, filename=filename, at_window=True)
    return f"已收到“{data['row'].name}”，回执号 {done.receipt}。"


def _stated(request: HttpRequest, promise: Promise, data: dict[str, Any]) -> str:
    content, filename = content_of(data["file"])
    breaches.breach_state(
        actor=request.user, promise=promise, statement=data["statement"], content=content, filename=filename, at_window=True
    )  # fmt: skip
    return "已登记当事人的陈述申辩，可以由提出、送达以外的人员作出认定。"


def _archive(request: HttpRequest, promise: Promise, data: dict[str, Any]) -> str:
    checks.promise_archive(actor=request.user, promise=promise)
    return "已归档。"


_DEEDS: dict[str, Callable[[HttpRequest, Promise, dict[str, Any]], str]] = {
    "check": _start, "keep": _keep, "propose": _propose, "notify": _notify, "uphold": _uphold, "drop": _drop, "archive": _archive,
    "take": _take, "stated": _stated,
}  # fmt: skip


def _placed(error: DomainError, form: forms.Form | None) -> list[DomainError]:
    if form is not None and error.field in form.fields:
        form.add_error(error.field, error.message)
        return []
    return [error]


def _saw(request: HttpRequest, promise: Promise, deed: str) -> None:
    """A look at a promise is a look at its promisor, who can see that somebody looked."""
    saw(actor=request.user, deed=deed, obj=promise.subject, purpose="信用承诺监管", matter=promise.code)


def _visible(request: HttpRequest, public_id: UUID) -> Promise:
    """The promise, or 404 when it is not there for this person."""
    rows = Promise.objects.visible_to(request.user).select_related("template", "matter", "section", "subject", "scan")
    return get_object_or_404(rows, public_id=public_id)


def _url(promise: Promise) -> str:
    return reverse("admin:commitments_promise", args=[promise.public_id])
