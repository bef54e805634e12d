"""查信用: open a matter, paste, and the look-up runs; and the list of matters."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from core.errors import DomainError
from core.staff import staff_page
from supervision.choices import MatterState, Scene
from supervision.counterparts import LIMIT
from supervision.forms import StartForm
from supervision.models import Matter
from supervision.services.lookups import counterparts_add
from supervision.services.matters import matter_open

ACT = "supervision.look_up"
SEE = (ACT, "supervision.view_lookups")
GROUP = "信用档案"


@staff_page("supervision/", name="supervision_start", title="查信用", perm=ACT, group=GROUP, order=40)
def start_page(request: HttpRequest) -> HttpResponse:
    """One form: which matter, and whom. Sending it opens the matter and starts the look-up."""
    problems: list[DomainError] = []
    form = StartForm(request.POST or None, request.FILES or None, initial={"scene": Scene.APPROVAL})
    if request.method == "POST" and form.is_valid():
        try:
            matter, number = _start(request, form)
        except DomainError as error:
            problems = [error]
        else:
            messages.success(request, f"已开立 {matter.number}，名单 {number} 个已保存，正在查询。")
            return HttpResponseRedirect(reverse("admin:supervision_matter", args=[matter.public_id]))
    recent = _counted(Matter.objects.visible_to(request.user)).newest()[:6]
    context = {"form": form, "problems": problems, "recent": recent, "limit": LIMIT}
    return TemplateResponse(request, "admin/supervision/start.html", context)


@staff_page("supervision/matters/", name="supervision_matters", title="查询事项", perm=SEE, group=GROUP, order=41)
def matters_page(request: HttpRequest) -> HttpResponse:
    """All matters this person may see, newest first."""
    rows = _counted(Matter.objects.visible_to(request.user)).select_related("section", "opened_by")
    for name, known in (("state", MatterState.values), ("scene", Scene.values)):
        if request.GET.get(name) in known:
            rows = rows.filter(**{name: request.GET[name]})
    if words := request.GET.get("q", "").strip():
        rows = rows.filter(Q(number__icontains=words) | Q(title__icontains=words))
    page = Paginator(rows.newest(), 30).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "states": MatterState.choices,
        "scenes": Scene.choices,
        "q": words,
        "may_act": request.user.has_perm(ACT),
    }
    return TemplateResponse(request, "admin/supervision/matters.html", context)


def _start(request: HttpRequest, form: StartForm) -> tuple[Matter, int]:
    """Both or neither: a list that cannot be read leaves no empty matter behind."""
    content, filename = form.content()
    asked = form.cleaned_data
    with transaction.atomic():
        matter = matter_open(actor=request.user, scene=asked["scene"], title=asked["title"])
        number = counterparts_add(
            actor=request.user, matter=matter, text=asked["names"], content=content, filename=filename
        )
    return matter, number


def _counted(rows):  # noqa: ANN001, ANN202 - a queryset in, the same out
    current = Q(lookups__round=F("round"))
    return rows.annotate(
        looks=Count("lookups", filter=current),
        hits=Count("lookups", filter=current & Q(lookups__hit=True)),
        silent=Count("lookups", filter=current & Q(lookups__hit=True, lookups__feedback__isnull=True)),
    )
