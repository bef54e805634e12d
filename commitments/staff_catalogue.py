"""The certified matters and the wordings: what may be promised, kept by 信用办."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from commitments.forms import MatterForm, TemplateForm
from commitments.models import CertifiedMatter, PromiseTemplate
from commitments.services.catalogue import MANAGE, matter_end, matter_save, template_publish
from commitments.staff_list import GROUP, SEE
from core import clock
from core.errors import DomainError
from core.pieces import Crumb
from core.staff import staff_page


@staff_page("commitments/matters/", name="commitments_matters", title="证明事项目录", perm=SEE, group=GROUP, order=30)
def matters_page(request: HttpRequest) -> HttpResponse:
    """All certified matters, those out of use too."""
    rows = CertifiedMatter.objects.select_related("section").annotate(signed=Count("promises"))
    context = {"rows": rows.order_by("code"), "may_keep": request.user.has_perm(MANAGE), "on": clock.today()}
    return TemplateResponse(request, "admin/commitments/matters.html", context)


@staff_page("commitments/matters/new/", name="commitments_matter_new", title="新增证明事项", perm=MANAGE, menu=False)
def matter_new(request: HttpRequest) -> HttpResponse:
    """Enter one."""
    return _matter(request, None)


@staff_page("commitments/matters/<slug:code>/", name="commitments_matter", title="证明事项", perm=MANAGE)
def matter_page(request: HttpRequest, code: str) -> HttpResponse:
    """Change one, or take it out of use."""
    return _matter(request, get_object_or_404(CertifiedMatter, code=code))


@staff_page("commitments/templates/", name="commitments_templates", title="承诺书模板", perm=SEE, group=GROUP, order=40)
def templates_page(request: HttpRequest) -> HttpResponse:
    """Every wording with its versions, newest first."""
    rows = PromiseTemplate.objects.select_related("section", "published_by").annotate(signed=Count("promises"))
    context = {"rows": rows.order_by("code", "-version"), "may_keep": request.user.has_perm(MANAGE)}
    return TemplateResponse(request, "admin/commitments/templates.html", context)


@staff_page("commitments/templates/<slug:code>/", name="commitments_template", title="承诺书模板新版本", perm=MANAGE)
def template_page(request: HttpRequest, code: str) -> HttpResponse:
    """Publish the next version of a wording, beginning with the last one."""
    last = PromiseTemplate.objects.filter(code=code).order_by("-version").first()
    if last is None:
        raise Http404
    form = TemplateForm(last, request.POST or None)
    problems: list[DomainError] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = template_publish(
                actor=request.user, code=code, facts=form.facts(), reason=form.cleaned_data["reason"]
            )
        except DomainError as error:
            problems = _placed(error, form, {"variables": "lines"})
        else:
            messages.success(request, f"已发布{made}。以前签署的承诺书不变。")
            return HttpResponseRedirect(reverse("admin:commitments_templates"))
    context = {
        "form": form, "problems": problems, "title": f"{last.title}：第 {last.version + 1} 版", "button": "发布新版本",
        "lede": "新版本只用于以后签署的承诺书；已经签署的，文本和摘要都不变。没有签署的草稿须按新版本重新填写。",
        "crumbs": [Crumb("承诺书模板", reverse("admin:commitments_templates")), Crumb("新版本")],
    }  # fmt: skip
    return TemplateResponse(request, "admin/commitments/form.html", context)


def _matter(request: HttpRequest, matter: CertifiedMatter | None) -> HttpResponse:
    form = MatterForm(matter, request.POST or None)
    ending = request.POST.get("deed") == "end"
    problems: list[DomainError] = []
    if request.method == "POST" and (ending or form.is_valid()):
        try:
            said = _kept(request, matter, form, ending)
        except DomainError as error:
            problems = [error] if ending else _placed(error, form, {})
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("admin:commitments_matters"))
    context: dict[str, Any] = {
        "form": MatterForm(matter) if ending else form, "problems": problems, "button": "保存", "matter": matter,
        "title": matter.name if matter else "新增证明事项", "lede": "修改只影响以后的承诺；已经签署的承诺书不变。",
        "crumbs": [Crumb("证明事项目录", reverse("admin:commitments_matters")), Crumb(matter.code if matter else "新增")],
    }  # fmt: skip
    return TemplateResponse(request, "admin/commitments/form.html", context)


def _kept(request: HttpRequest, matter: CertifiedMatter | None, form: MatterForm, ending: bool) -> str:
    if ending and matter is not None:
        matter_end(actor=request.user, matter=matter, reason=request.POST.get("end_reason", ""))
        return f"“{matter.name}”从今天起停用。"
    saved = matter_save(actor=request.user, matter=matter, facts=form.cleaned_data, reason=form.cleaned_data["reason"])
    return f"已保存“{saved.name}”。"


def _placed(error: DomainError, form: Any, other: dict[str, str]) -> list[DomainError]:
    field = other.get(error.field or "", error.field)
    if field in form.fields:
        form.add_error(field, error.message)
        return []
    return [error]
