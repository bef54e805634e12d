"""The page of one application: its track, papers, the buttons that the state and the person's right allow, the checklist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from audit.services import saw
from core import clock
from core.errors import DomainError
from core.masking import scrub
from core.pieces import Crumb
from core.staff import staff_page
from repair import track
from repair.choices import REPAIRED, State
from repair.facts import eligibility_of
from repair.models import Application, SyncItem
from repair.querysets import SEE
from repair.services import applying, deciding, handling, syncing
from repair.staff_forms import PauseForm, ProposeForm, ReasonForm, RefuseForm, SyncForm
from repair.transitions import OWN, REPAIR_MOVES

#: Form and service of each button; forms are shown one under the other, the main way first.
FORMS: dict[str, type[Any]] = {
    "supplement": ReasonForm, "decline": ReasonForm, "pause": PauseForm, "extend": ReasonForm, "propose": ProposeForm,
    "return": ReasonForm, "grant": ReasonForm, "refuse": RefuseForm, "uphold": ReasonForm, "overturn": ReasonForm,
}  # fmt: skip
SERVICES: dict[str, Callable[..., Application]] = {
    "accept": handling.application_accept, "supplement": handling.application_supplement, "decline": handling.application_decline,
    "pause": handling.application_pause, "resume": handling.application_resume, "extend": handling.application_extend,
    "propose": handling.application_propose, "return": deciding.application_return, "grant": deciding.application_grant,
    "refuse": deciding.application_refuse, "uphold": deciding.review_uphold, "overturn": deciding.review_overturn,
    "close": syncing.application_close,
}  # fmt: skip
#: What leads on; these stand first, the others wait closed below.
MAIN = ("accept", "propose", "grant", "overturn", "close", "resume")
#: What a button does, in words; {…} is filled with the numbers of the case.
CONSEQUENCES = {
    "accept": "受理后公示页标注“修复办理中”，您成为经办人。", "supplement": "补正只能一次性告知，期限暂停计算。",
    "decline": "生成不予受理告知书，载明理由和救济途径。", "pause": "只有列明的情形可以中止，恢复时按工作日顺延。",
    "extend": "只能延长一次，理由告知申请人。", "propose": "提交后由另外的人决定。", "return": "退回经办人重新核查，期限照算。",
    "grant": "立即停止公示、停止共享，通知重新评价、解除措施，生成决定书和修复证明。",
    "refuse": "生成不予修复决定书，载明理由和救济途径。", "uphold": "生成复核决定书。", "overturn": "立即停止公示、停止共享，生成复核决定书和修复证明。",
    "close": "各网站都已核对或者说明后才能办结。", "resume": "期限从今天起接着算。",
}  # fmt: skip


@staff_page("repair/cases/<uuid:public_id>/", name="repair_case", title="修复申请", perm=SEE)
def case_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One application. A button posts `deed`; what was typed stays when a rule says no."""
    row = visible(request, public_id)
    problems: list[DomainError] = []
    if request.method == "POST":
        try:
            words = _act(request, row)
        except DomainError as error:
            problems = [error]
        else:
            messages.success(request, words)
            return HttpResponseRedirect(reverse("admin:repair_case", args=[public_id]))
        row = visible(request, public_id)
    else:
        saw(actor=request.user, deed="view", obj=row.subject, purpose="信用修复办理", matter=row.number)
    context = {
        "row": row, "problems": problems, "title": row.subject.name, "subtitle": f"{row.number}　{row.record.document_number}",
        "steps": track.steps(row), "next": track.what_next(row), "due": track.due_of(row), "on": clock.today(),
        "facts": track.facts(row), "entries": track.entries(row, with_people=True), "papers": row.papers.filter(removed_at=None),
        "letters": row.letters.all(), "syncs": row.syncs.select_related("entered_by") if row.state in (State.SYNCING, State.CLOSED) else [],
        "buttons": _buttons(request, row), "answer": eligibility_of(row.record, application=row), "may_tick": _may_tick(request, row),
        "may_fill": row.state in (State.DRAFT, State.SUPPLEMENT) and row.channel != "portal" and applying.may_open(request.user, row),
        "sync_form": SyncForm(), "revocations": row.revocations.all(),
        "may_revoke": row.state in REPAIRED and request.user.has_perm("repair.handle_repair"),
        "crumbs": [Crumb("信用修复", reverse("admin:repair_cases")), Crumb(row.number)],
    }  # fmt: skip
    return TemplateResponse(request, "admin/repair/case.html", context)


def _buttons(request: HttpRequest, row: Application) -> list[dict[str, Any]]:
    """The moves this person may make now, each with its form and what it does."""
    found = []
    paused = track.open_pause(row) is not None
    for move in sorted(REPAIR_MOVES.allowed(row.state), key=lambda one: one.code not in MAIN):
        if move.perm == OWN or move.code not in SERVICES or not request.user.has_perm(move.perm):
            continue
        if (move.code == "resume") != paused and move.code in ("resume", "pause", "propose"):
            continue
        if move.code == "extend" and row.extended_on is not None:
            continue
        if move.code in ("grant", "refuse", "return") and row.handler_id == request.user.pk:
            continue
        if move.code in ("uphold", "overturn") and request.user.pk in (row.handler_id, row.decided_by_id):
            continue
        typed = request.POST if request.POST.get("deed") == move.code else None
        form = FORMS[move.code](typed, auto_id=f"{move.code}_%s") if move.code in FORMS else None
        found.append({"move": move, "form": form, "text": CONSEQUENCES.get(move.code, ""), "open": typed is not None})
    return found


def _may_tick(request: HttpRequest, row: Application) -> bool:
    return row.state == State.SYNCING and request.user.has_perm("repair.handle_repair")


def _act(request: HttpRequest, row: Application) -> str:
    deed = request.POST.get("deed", "")
    if deed == "tick":
        return _tick(request, row)
    service = SERVICES.get(deed)
    if service is None:
        raise DomainError("没有认出要做什么，请用页面上的按钮。", code="E-REP-18")
    given: dict[str, Any] = {}
    if deed in FORMS:
        form = FORMS[deed](request.POST)
        if not form.is_valid():
            name, texts = next(iter(form.errors.items()))
            raise DomainError(f"{form.fields[name].label}：{texts[0]}", code="E-REP-18", field=name)
        given = form.cleaned_data
    service(actor=request.user, application=row, **given)
    return f"“{REPAIR_MOVES[deed].label}”已办理。"


def _tick(request: HttpRequest, row: Application) -> str:
    item = get_object_or_404(
        SyncItem.objects.select_related("application"), application=row, pk=_number(request.POST.get("item", ""))
    )  # fmt: skip
    form = SyncForm(request.POST, request.FILES)
    if not form.is_valid():
        raise DomainError("同步日期：日期写法不对，请写成 2026-11-02 这样。", code="E-REP-14", field="done_on")
    data = form.cleaned_data
    if request.POST.get("how") == "explain":
        syncing.sync_explain(actor=request.user, item=item, note=data["note"])
        return f"“{item.channel}”已说明。"
    file = data["proof"]
    syncing.sync_done(
        actor=request.user, item=item, done_on=data["done_on"] or clock.today(), note=data["note"],
        content=file.read() if file else b"", filename=file.name if file else "",
    )  # fmt: skip
    return f"“{item.channel}”已登记同步。"


@staff_page(
    "repair/cases/<uuid:public_id>/papers/<uuid:paper_id>/", name="repair_case_paper", title="修复材料", perm=SEE
)
def paper(request: HttpRequest, public_id: UUID, paper_id: UUID) -> HttpResponse:
    """A paper of the applicant; the look is registered."""
    row = visible(request, public_id)
    found = get_object_or_404(row.papers.exclude(file=""), public_id=paper_id)
    saw(
        actor=request.user,
        deed="view",
        obj=row.subject,
        title=f"修复材料：{found.title}",
        purpose="信用修复办理",
        matter=row.number,
    )
    return download(found.file, found.filename, found.media_type)


@staff_page(
    "repair/cases/<uuid:public_id>/letters/<int:letter_id>/", name="repair_case_letter", title="修复文书", perm=SEE
)
def letter(request: HttpRequest, public_id: UUID, letter_id: int) -> HttpResponse:
    """A letter as PDF."""
    found = get_object_or_404(visible(request, public_id).letters, pk=letter_id)
    return download(found.pdf, f"{found.get_kind_display()} {found.number}.pdf", "application/pdf")


@staff_page("repair/cases/<uuid:public_id>/proofs/<int:item_id>/", name="repair_case_proof", title="同步截图", perm=SEE)
def proof(request: HttpRequest, public_id: UUID, item_id: int) -> HttpResponse:
    """The screenshot of one channel."""
    found = get_object_or_404(visible(request, public_id).syncs.exclude(proof=""), pk=item_id)
    return download(found.proof, found.proof_name, found.proof_type)


def visible(request: HttpRequest, public_id: UUID) -> Application:
    """The application, or 404 when it is not there for this person."""
    rows = Application.objects.visible_to(request.user).select_related(
        "record__item", "record__rule_version", "subject", "section", "handler", "decided_by", "reviewed_by"
    )  # fmt: skip
    return get_object_or_404(rows.prefetch_related("pauses"), public_id=public_id)


def download(file: Any, name: str, media_type: str) -> HttpResponse:
    answer = FileResponse(file.open("rb"), as_attachment=True, filename=scrub(name), content_type=media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer  # type: ignore[return-value]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
