"""The administrator's pages: the wordings of all messages, and what became of each delivery."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import DomainError
from core.pieces import Crumb
from core.staff import staff_page
from notices import services
from notices.models import MessageTemplate
from notices.registry import TITLE_LENGTH, Message
from notices.registry import message as registered
from notices.registry import messages as all_messages
from notices.services.wording import preview, wording_of

VIEW, CHANGE = "notices.view_messagetemplate", "notices.change_messagetemplate"


class WordingForm(forms.Form):
    """Title, body and why; the wording it was made on rides along, so that nobody overwrites another's change."""

    title = forms.CharField(label="标题", max_length=TITLE_LENGTH)
    body = forms.CharField(label="正文", widget=forms.Textarea(attrs={"rows": 8}))
    reason = forms.CharField(
        label="修改理由", max_length=300, required=False, help_text="保存时必填，预览时可以不填。理由会留在操作记录中。"
    )
    seen_title = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    seen_body = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)


@staff_page("notices/templates/", name="notices_templates", title="消息模板", perm=VIEW, group="系统", order=60)
@require_safe
def templates_page(request: HttpRequest) -> HttpResponse:
    """All messages the system may send, with their present titles."""
    own = {row.code: row for row in MessageTemplate.objects.all()}
    rows = [{"message": item, "title": own[item.code].title if item.code in own else item.title, "own": item.code in own}
            for item in all_messages()]  # fmt: skip
    return TemplateResponse(request, "admin/notices/templates.html", {"rows": rows})


@staff_page("notices/templates/<str:code>/", name="notices_template", title="修改消息模板", perm=CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def template_page(request: HttpRequest, code: str) -> HttpResponse:
    """Change one wording; the preview shows explanations where values will stand."""
    wanted = _message(code)
    title, body, own = wording_of(code)
    first = {"title": title, "body": body, "seen_title": title, "seen_body": body}
    form = WordingForm(request.POST or None, initial=first)
    problems: list[DomainError] = []
    shown = preview(wanted, title, body)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            shown = preview(wanted, facts["title"], facts["body"])
            if "preview" not in request.POST:
                services.template_change(actor=request.user, code=code, **facts)
                messages.success(request, f"已修改消息“{facts['title']}”的文字，从下一条消息起生效。")
                return HttpResponseRedirect(reverse("admin:notices_templates"))
        except DomainError as error:
            problems.append(error)
    crumbs = [
        Crumb("消息模板", reverse("admin:notices_templates")),
        Crumb(title[:40]),
    ]
    context = {"form": form, "problems": problems, "message": wanted, "own": own, "preview": shown, "crumbs": crumbs}
    return TemplateResponse(request, "admin/notices/template.html", context)


@staff_page("notices/templates/<str:code>/reset/", name="notices_template_reset", title="恢复默认文字", perm=CHANGE)
@require_POST
def template_reset(request: HttpRequest, code: str) -> HttpResponse:
    """Give up the own wording."""
    _message(code)
    return _done(
        request,
        code,
        lambda: services.template_reset(actor=request.user, code=code, reason="恢复默认文字"),
        "已恢复默认文字。",
    )


@staff_page("notices/templates/<str:code>/try/", name="notices_template_try", title="发给自己试试", perm=CHANGE)
@require_POST
def template_try(request: HttpRequest, code: str) -> HttpResponse:
    """Send it to oneself over all channels."""
    _message(code)
    return _done(
        request,
        code,
        lambda: services.template_try(actor=request.user, code=code),
        "已发给您本人，请看“消息”和您的邮箱。",
    )


def _done(request: HttpRequest, code: str, work, said: str) -> HttpResponse:  # type: ignore[no-untyped-def]
    try:
        work()
        messages.success(request, said)
    except DomainError as error:
        messages.error(request, error.message)
    return HttpResponseRedirect(reverse("admin:notices_template", args=[code]))


def _message(code: str) -> Message:
    try:
        return registered(code)
    except DomainError:
        raise Http404 from None
