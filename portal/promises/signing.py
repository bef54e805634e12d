"""Second page of two: check the answers, read the letter, sign; then the number and the next step."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from commitments import rules
from commitments.choices import PartyClass
from commitments.models import Promise
from commitments.services.drafts import lacking, missing_papers
from commitments.services.signing import code_send, next_step, promise_sign
from core.errors import DomainError
from core.pieces import Crumb, Row
from portal.doors import member_page
from portal.promises.filing import _HOME, may_sign, own_draft, signed_meanwhile
from portal.promises.forms import ScanForm, SignForm


@require_http_methods(["GET", "HEAD", "POST"])
@member_page()
def check(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Check and sign, by code or by scan."""
    draft = own_draft(request, public_id)
    if (answer := signed_meanwhile(draft)) is not None:
        return answer
    if lacking(draft):
        return HttpResponseRedirect(reverse("portal:promise_fill", args=[draft.public_id]))
    deed = request.POST.get("deed", "")
    form = SignForm(request.POST if deed == "sign" else None, auto_id="sign_%s")
    scan = ScanForm(
        request.POST if deed == "scan" else None, request.FILES if deed == "scan" else None, auto_id="scan_%s"
    )
    problems: list[DomainError] = []
    if request.method == "POST":
        try:
            answer = _act(request, draft, deed, form if deed == "sign" else scan)
        except DomainError as error:
            draft.refresh_from_db(fields=["state"])
            if (answer := signed_meanwhile(draft)) is not None:  # the first of two clicks has signed it
                return answer
            problems = _placed(error, form if deed == "sign" else scan)
        else:
            if answer is not None:
                return answer
    context = {
        "title": "核对并签署", "draft": draft, "form": form, "scan": scan, "problems": problems, "deed": deed,
        "may_sign": may_sign(request), "rows": _answers(draft), "liability": rules.printed_liabilities(draft.liability),
        "crumbs": [_HOME, Crumb("信用承诺", reverse("portal:promises")), Crumb("核对并签署")],
    }  # fmt: skip
    return TemplateResponse(request, "portal/promises/check.html", context)


@require_safe
@member_page()
def done(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The number, the day, and what comes next."""
    rows = Promise.objects.of_subject(request.subject).signed().select_related("template")
    promise = get_object_or_404(rows, public_id=public_id)
    context = {
        "title": "承诺书已签署", "promise": promise, "next_steps": [next_step(promise), *_later(promise)],
        "crumbs": [_HOME, Crumb("信用承诺", reverse("portal:promises")), Crumb("已签署")],
    }  # fmt: skip
    return TemplateResponse(request, "portal/promises/done.html", context)


def _act(request: HttpRequest, draft: Promise, deed: str, form: Any) -> HttpResponse | None:
    if deed == "send":
        code_send(actor=request.user, promise=draft)
        messages.success(request, "新的确认码已经发出，以前的作废。")
        return HttpResponseRedirect(reverse("portal:promise_check", args=[draft.public_id]))
    if not form.is_valid():
        return None
    data = form.cleaned_data
    content, filename = form.content() if deed == "scan" else (b"", "")
    promise_sign(
        actor=request.user, promise=draft, signer=data["signer"], agreed=data["agreed"], code=data.get("code", ""),
        scan=content, filename=filename,
    )  # fmt: skip
    return HttpResponseRedirect(reverse("portal:promise_done", args=[draft.public_id]))


def _placed(error: DomainError, form: Any) -> list[DomainError]:
    """The complaint beside its field where the form has it; otherwise at the top."""
    if form.is_bound and error.field in form.fields:
        form.add_error(error.field, error.message)
        return []
    return [error]


def _answers(draft: Promise) -> list[Row]:
    rows = [Row("承诺人", draft.subject.name), Row("承诺事由", draft.reason)]
    rows += [
        Row(one["label"], draft.answers.get(one["name"], ""))
        for one in draft.template.variables
        if one["name"] != "missing_papers"
    ]
    rows += [Row(f"容缺材料 {n}", name) for n, name in enumerate(missing_papers(draft), 1)]
    rows.append(Row("公开类型", draft.get_public_level_display()))
    if draft.party_class == PartyClass.NATURAL:
        rows.append(Row("公开时的姓名", "显示全名" if draft.show_full_name else "只显示姓氏"))
    return rows


def _later(promise: Promise) -> list[str]:
    """What follows after the next step."""
    steps = ["全部履行的，记为守信信息；没有履行的，先告知您并听取陈述，再由其他人员认定。"]
    if promise.valid_until:
        steps.append(f"承诺有效期至 {promise.valid_until:%Y-%m-%d}。")
    return steps
