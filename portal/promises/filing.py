"""Choose what to promise, and fill it in. Everything typed is kept at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from commitments import rules
from commitments.choices import Kind, State
from commitments.models import Promise
from commitments.selectors import current_matters, current_templates, standing_of
from commitments.services.drafts import draft_discard, draft_save, draft_start, lacking
from commitments.services.signing import code_send
from core import clock
from core.errors import DomainError
from core.pieces import Crumb
from members.choices import Role
from portal.doors import member_page
from portal.promises.forms import FillForm


@require_http_methods(["GET", "HEAD", "POST"])
@member_page()
def new(request: HttpRequest) -> HttpResponse:
    """Which promise? One button each; a certified matter is chosen from the catalogue."""
    on = clock.today()
    templates, matters = current_templates(on), current_matters(on)
    problems: list[DomainError] = []
    if request.method == "POST":
        try:
            draft = _start(request, templates, matters)
        except DomainError as error:
            problems = [error]
        else:
            return HttpResponseRedirect(reverse("portal:promise_fill", args=[draft.public_id]))
    former = standing_of(request.subject)
    proof = next((one for one in templates if one.kind == Kind.PROOF), None)
    context = {
        "title": "作出信用承诺", "problems": problems, "matters": matters if proof else [], "proof": proof,
        "choices": [(one, rules.bar(one.kind, former)) for one in templates if one.kind != Kind.PROOF],
        "bar": rules.bar(Kind.PROOF, former), "crumbs": [_HOME, Crumb("信用承诺", reverse("portal:promises")), Crumb("作出信用承诺")],
    }  # fmt: skip
    return TemplateResponse(request, "portal/promises/new.html", context)


_HOME = Crumb("首页", "/portal/")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page()
def fill(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """First page of two: what only the firm knows. The rest is filled in already."""
    draft = own_draft(request, public_id)
    if (answer := signed_meanwhile(draft)) is not None:
        return answer
    form = FillForm(draft, request.POST or None)
    saved = False
    if request.method == "POST":
        if request.POST.get("go") == "discard":
            draft_discard(actor=request.user, promise=draft)
            messages.success(request, "草稿已放弃，没有作出承诺。")
            return HttpResponseRedirect(reverse("portal:promises"))
        if form.is_valid():
            answer = _saved(request, draft, form)
            if answer is not None:
                return answer
            saved = True
    context = {
        "title": draft.template.title, "draft": draft, "form": form, "saved": saved,
        "crumbs": [_HOME, Crumb("信用承诺", reverse("portal:promises")), Crumb("填写")],
    }  # fmt: skip
    return TemplateResponse(request, "portal/promises/fill.html", context)


def own_draft(request: HttpRequest, public_id: UUID) -> Promise:
    """A draft of the subject acted for, or what became of it; 404 for anybody else's and for what was given up."""
    rows = Promise.objects.of_subject(request.subject).exclude(state=State.DISCARDED)
    return get_object_or_404(rows.select_related("template", "matter", "subject"), public_id=public_id)


def signed_meanwhile(draft: Promise) -> HttpResponse | None:
    """Where a second click, or the way back in the browser, leads once the letter is signed: to its number, not to an error."""
    return (
        None
        if draft.state == State.DRAFT
        else HttpResponseRedirect(reverse("portal:promise_done", args=[draft.public_id]))
    )


def may_sign(request: HttpRequest) -> bool:
    """Whether this person signs online; clerks hand in the stamped scan."""
    return request.membership.role in (Role.HEAD, Role.PRACTITIONER)


def _saved(request: HttpRequest, draft: Promise, form: FillForm) -> HttpResponse | None:
    """Keep it; then on to the check, or back to the list. None when something is still lacking."""
    data = form.cleaned_data
    saved = draft_save(
        actor=request.user, promise=draft, reason=data["reason"], answers=form.answers(),
        show_full_name=bool(data.get("show_full_name")),
    )  # fmt: skip
    if request.POST.get("go") == "save":
        messages.success(request, "草稿已保存在网上，可以随时在“信用承诺”里接着填。")
        return HttpResponseRedirect(reverse("portal:promises"))
    if missing := lacking(saved):
        form.refuse(missing)
        return None
    return to_sign(request, saved)


def to_sign(request: HttpRequest, draft: Promise) -> HttpResponse:
    """On to the check of a complete draft, the code on its way; to what is still lacking otherwise."""
    if lacking(draft):
        return HttpResponseRedirect(reverse("portal:promise_fill", args=[draft.public_id]))
    if may_sign(request):
        code_send(actor=request.user, promise=draft)
    return HttpResponseRedirect(reverse("portal:promise_check", args=[draft.public_id]))


def _start(request: HttpRequest, templates: list[Any], matters: list[Any]) -> Promise:
    matter = next((one for one in matters if one.code == request.POST.get("matter", "")), None)
    wanted = Kind.PROOF if request.POST.get("matter") else ""
    chosen = next(
        (one for one in templates if (one.kind == wanted if wanted else one.code == request.POST.get("template"))), None
    )
    if chosen is None:
        raise DomainError("请选择要作出的承诺。", code="E-CN-02", field="template")
    return draft_start(actor=request.user, subject=request.subject, template=chosen, matter=matter)
