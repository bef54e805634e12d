"""Pages to register, correct and complete one decision. Three clicks: 登记决定 → kind → 提交审核."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from core import clock, settings_store
from core.errors import DomainError
from core.staff import staff_page, staff_search
from core.words import cn_date
from publicity.choices import DecisionState, EventKind
from publicity.entry_form import EntryForm
from publicity.entry_parties import from_the_file, names_to_choose, party_of
from publicity.models import Decision, DecisionKind, DocumentSeries, LinkedEvent
from publicity.services import events, moves
from publicity.services.checking import check_values
from publicity.services.entry import decision_change, decision_enter, raw_values_of
from publicity.services.ledger import Provenance
from publicity.services.series import next_number
from publicity.services.standards import edition_for, roles_of, spec_of

ENTER = "publicity.enter_decision"
staff_search(
    url_name="admin:publicity_decision_changelist", label="查决定：名称、文号或代码", perm="publicity.view_decision"
)


@staff_page("publicity/enter/", name="publicity_enter", title="登记决定", perm=ENTER, group="决定登记", order=20)
def enter_start(request: HttpRequest) -> HttpResponse:
    """Choose the kind; the kinds of the own section stand first."""
    kinds = list(DecisionKind.objects.filter(active=True).prefetch_related("sections"))
    own = [kind for kind in kinds if request.user.section in kind.sections.all()]
    rest = [kind for kind in kinds if kind not in own]
    return TemplateResponse(request, "admin/publicity/entry/start.html", {"own": own, "rest": rest})


@staff_page("publicity/enter/<slug:kind>/", name="publicity_enter_kind", title="登记决定", perm=ENTER)
def enter_kind(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of one kind: prefilled, checked while typing, saved as a draft or handed to the reviewer."""
    chosen = get_object_or_404(DecisionKind, pk=kind, active=True)
    edition = edition_for(chosen.pk, on=clock.today())
    fields = spec_of(edition)["fields"]
    if request.method == "POST":
        form = EntryForm(request.POST, fields=fields)
        state = DecisionState.DRAFT if "draft" in request.POST else DecisionState.PENDING
        try:
            decision = decision_enter(
                actor=request.user,
                kind=chosen.pk,
                edition=edition,
                raw_values=form.raw_values(),
                state=state,
                answers=form.answers(),
                overrides=form.overrides(),
                provenance=Provenance("form"),
            )
        except DomainError as error:
            _refuse(form, error)
        else:
            return _saved(request, decision, "已保存草稿" if state == DecisionState.DRAFT else "已提交审核")
    else:
        form = EntryForm(fields=fields, initial=_prefilled(request, chosen, edition))
    return _form_page(request, form, chosen, title=f"登记{chosen.name}决定")


@staff_page("publicity/enter/<slug:kind>/check/", name="publicity_check", title="边填边查", perm=ENTER)
def check_while_typing(request: HttpRequest, kind: str) -> HttpResponse:
    """Findings of the whole row as the form's script reads them: {"fields": {name: {level, message, fix}}}. Level known: what the
    file of the party says for a field that is still blank."""
    if request.method != "POST":
        raise Http404
    edition = edition_for(get_object_or_404(DecisionKind, pk=kind).pk, on=clock.today())
    form = EntryForm(request.POST, fields=spec_of(edition)["fields"])
    verdict = check_values(edition=edition, values=form.raw_values(), overrides=form.overrides())
    said: dict[str, dict[str, str]] = {}
    for finding in verdict.findings:
        worse = finding.level == "error" and said.get(finding.field, {}).get("level") != "error"
        if finding.field and (finding.field not in said or worse):
            said[finding.field] = {"level": finding.level, "message": finding.message, "fix": finding.suggestion or ""}
    for code, value in form.raw_values().items():
        if value and code not in said:
            said[code] = {"level": "ok", "message": "", "fix": ""}
    for code, value in from_the_file(roles_of(edition), form.raw_values()).items():
        said[code] = {"level": "known", "message": "主体档案里有：", "fix": value}
    return JsonResponse({"fields": said})


@staff_page("publicity/decisions/<int:pk>/edit/", name="publicity_edit", title="修改决定", perm=ENTER)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft, or correct a checked decision with a reason (更正)."""
    decision = _visible(request, pk)
    fields = spec_of(decision.edition)["fields"]
    correcting = decision.state not in (DecisionState.DRAFT, DecisionState.RETURNED)
    reason = request.POST.get("reason", "").strip()
    if request.method == "POST":
        form = EntryForm(request.POST, fields=fields, keep_secret=True)
        try:
            saved = _save_edit(request, decision, form, correcting, reason)
        except DomainError as error:
            _refuse(form, error)
        else:
            return _saved(request, saved, _corrected_words(saved) if correcting else "已保存修改")
    else:
        form = EntryForm(fields=fields, initial=raw_values_of(decision, secrets=False), keep_secret=True)
    return _form_page(
        request,
        form,
        decision.kind,
        title=f"{'更正' if correcting else '修改'}：{decision}",
        decision=decision,
        correcting=correcting,
        reason=reason,
    )


class LegalReviewForm(forms.Form):
    """The three facts of a legal review on file."""

    number = forms.CharField(
        label="法制审核意见书编号", max_length=80, error_messages={"required": "请填写意见书编号。"}
    )
    on = forms.DateField(
        label="审核日期",
        help_text="应不晚于作出决定的日期，例如 2026-03-02。",
        error_messages={"required": "请填写审核日期。", "invalid": "日期写法不对，请写成 2026-03-02 这样。"},
    )
    opinion = forms.CharField(
        label="审核意见",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写审核意见。"},
    )


class EventForm(forms.Form):
    """What happened to a decision afterwards."""

    kind = forms.ChoiceField(
        label="性质",
        widget=forms.RadioSelect,
        choices=[choice for choice in EventKind.choices if choice[0] != EventKind.CORRECTION],
        help_text="变更、撤销、确认违法、确认无效会立即暂停公示；复议或诉讼中不停止公示。",
        error_messages={"required": "请选择性质。"},
    )
    happened_on = forms.DateField(
        label="发生日期",
        error_messages={"required": "请填写发生日期。", "invalid": "日期写法不对，请写成 2026-03-02 这样。"},
    )
    document_number = forms.CharField(
        label="文书号", max_length=128, required=False, help_text="变更、撤销、确认违法、确认无效必须有文书号。"
    )
    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由。"},
    )


class PublicNoteForm(forms.Form):
    """The reason that is stated publicly when a record is withdrawn."""

    public_note = forms.CharField(
        label="公开说明",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="会写入记录：说明因何变更、撤销或被确认违法、无效。不要写个人隐私。",
        error_messages={"required": "请写明公开说明的理由。"},
    )


@staff_page(
    "publicity/decisions/<int:pk>/legal-review/",
    name="publicity_legal_review",
    title="登记法制审核意见",
    perm="publicity.legal_review",
)
def legal_review(request: HttpRequest, pk: int) -> HttpResponse:
    decision = _visible(request, pk)
    return _deed_page(
        request,
        LegalReviewForm,
        decision,
        "登记法制审核意见",
        "登记后，这件重大执法决定即可报送。",
        lambda data: moves.decision_legal_review(actor=request.user, decision=decision, **data),
    )


@staff_page(
    "publicity/decisions/<int:pk>/event/",
    name="publicity_event",
    title="登记变更或撤销",
    perm="publicity.revoke_decision",
)
def event(request: HttpRequest, pk: int) -> HttpResponse:
    decision = _visible(request, pk)
    return _deed_page(
        request,
        EventForm,
        decision,
        "登记变更或撤销",
        "决定被变更、撤销、确认违法或无效的，登记后立即暂停公示，并开始3个工作日的撤回期限。",
        lambda data: events.decision_event(actor=request.user, decision=decision, **data),
    )


@staff_page(
    "publicity/events/<int:pk>/done/",
    name="publicity_event_done",
    title="撤回公示并说明理由",
    perm="publicity.revoke_decision",
)
def event_done(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(LinkedEvent.objects.select_related("decision"), pk=pk)
    decision = _visible(request, found.decision_id)
    return _deed_page(
        request,
        PublicNoteForm,
        decision,
        "撤回公示并说明理由",
        "撤回后，这条记录不再对外显示，不能恢复。",
        lambda data: events.event_finish(actor=request.user, event=found, **data),
    )


def _visible(request: HttpRequest, pk: int) -> Decision:
    """The decision, or 404 when it is not there for this person."""
    return get_object_or_404(Decision.objects.visible_to(request.user).select_related("edition", "kind"), pk=pk)


def _save_edit(request: HttpRequest, decision: Decision, form: EntryForm, correcting: bool, reason: str) -> Decision:
    values = form.raw_values()
    kept = raw_values_of(decision, secrets=True)
    for code in roles_of(decision.edition).values():
        if not values.get(code) and code in kept and code not in decision.data:
            values[code] = kept[code]
    if correcting:
        return events.decision_correct(
            actor=request.user, decision=decision, raw_values=values, reason=reason, overrides=form.overrides()
        )
    return decision_change(
        actor=request.user, decision=decision, raw_values=values, answers=form.answers(), overrides=form.overrides()
    )


def _corrected_words(decision: Decision) -> str:
    if decision.state in (DecisionState.EXPORTED, DecisionState.REPORTED):
        return "已更正，公示内容当即更新；已报出的文件不变，平台回执登记后重新报送"
    return "已更正，请重新报送"


def _refuse(form: EntryForm, error: DomainError) -> None:
    findings = getattr(error, "findings", None)
    if findings:
        form.refuse(findings)
        return
    form.full_clean()
    form.add_error(error.field if error.field in form.fields else None, error.message)


def _form_page(request: HttpRequest, form: EntryForm, kind: DecisionKind, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "kind": kind,
        "check_url": reverse("admin:publicity_check", args=[kind.pk]),
        "party_names": names_to_choose(),
        "error_title": "还不能保存",
        **more,
    }
    return TemplateResponse(request, "admin/publicity/entry/form.html", context)


def _saved(request: HttpRequest, decision: Decision, done: str) -> HttpResponse:
    messages.success(request, f"{done}：{decision}。最迟 {cn_date(decision.act_by)} 报送。")
    return HttpResponseRedirect(reverse("admin:publicity_decision_change", args=[decision.pk]))


def _deed_page(
    request: HttpRequest, form_class: type[forms.Form], decision: Decision, title: str, consequence: str, do: Any
) -> HttpResponse:
    """A small page with one form and one button that calls one service."""
    form = form_class(request.POST or None)
    back = reverse("admin:publicity_decision_change", args=[decision.pk])
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, f"已{title}：{decision}")
            return HttpResponseRedirect(back)
    context = {"form": form, "title": title, "consequence": consequence, "object": decision, "back": back}
    return TemplateResponse(request, "admin/publicity/entry/deed.html", context)


def _prefilled(request: HttpRequest, kind: DecisionKind, edition: Any) -> dict[str, str]:
    """Today, the bureau, the next number, and the chosen subject; "同上一条" copies the person's last entry."""
    roles = roles_of(edition)
    name, code = settings_store.get("publicity.bureau_name"), settings_store.get("publicity.bureau_code")
    values = {
        "decided_on": clock.today().isoformat(),
        "agency": name,
        "agency_code": code,
        "source": name,
        "source_code": code,
        "doc_number": request.GET.get("number", "")[:128] or _next_number(kind),
    }
    filled = {roles[role]: value for role, value in values.items() if role in roles and value}
    if request.GET.get("copy"):
        last = (
            Decision.objects.visible_to(request.user).filter(kind=kind, entered_by=request.user).order_by("-id").first()
        )
        skip = {
            roles.get(role) for role in ("party_name", "uscc", "doc_number", "id_number", "legal_rep", "certificate_no")
        }
        filled = {code: value for code, value in (last.data if last else {}).items() if code not in skip} | filled
    filled |= party_of(roles, request.GET.get("subject", ""))
    return filled


def _next_number(kind: DecisionKind) -> str:
    series = DocumentSeries.objects.filter(kind=kind, own=True, year=clock.today().year).order_by("-pk").first()
    return f"{series}{next_number(series)}号" if series else ""
