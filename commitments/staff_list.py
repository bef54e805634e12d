"""信用承诺: the ledger of promises, the checks that are due, and the file for the platform."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from urllib.parse import quote

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from audit.services import deed
from commitments.choices import FULFILMENT, NOT_SIGNED, Kind, State
from commitments.export import national_rows, national_workbook
from commitments.forms import ExportForm
from commitments.models import Promise, PromiseCheck
from commitments.querysets import ALL_SECTIONS, OWN_SECTION
from commitments.selectors import coverage
from core import clock
from core.errors import DomainError
from core.pieces import Crumb
from core.staff import staff_page
from core.text import clean
from exchange.models import ExportPurpose
from exchange.services.exports import export_note

SEE = (OWN_SECTION, ALL_SECTIONS)
GROUP = "信用承诺"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATES = [(value, label) for value, label in State.choices if value not in NOT_SIGNED]


@staff_page("commitments/", name="commitments_promises", title="承诺台账", perm=SEE, group=GROUP, order=10)
def promises_page(request: HttpRequest) -> HttpResponse:
    """All signed promises this person may see, newest first."""
    rows = Promise.objects.visible_to(request.user).select_related("template", "matter", "section")
    for name, known in (("state", State.values), ("kind", Kind.values), ("fulfilment", dict(FULFILMENT))):
        if request.GET.get(name) in known:
            rows = rows.filter(**{name: request.GET[name]})
    if words := clean(request.GET.get("q", ""))[:100]:
        rows = rows.filter(Q(code__startswith=words) | Q(party_name__icontains=words) | Q(reason__icontains=words))
    page = Paginator(rows.newest(), 30).get_page(request.GET.get("page"))
    context = {"page": page, "states": STATES, "kinds": Kind.choices, "q": words, "coverage": coverage(clock.today())}
    return TemplateResponse(request, "admin/commitments/promises.html", context)


@staff_page("commitments/checks/", name="commitments_checks", title="承诺核查", perm=SEE, group=GROUP, order=20)
def checks_page(request: HttpRequest) -> HttpResponse:
    """Checks that are still to be done, the most pressing first; or those done."""
    done = request.GET.get("show") == "done"
    seen = Promise.objects.visible_to(request.user).exclude(state=State.TAKEN_BACK)
    rows = PromiseCheck.objects.filter(promise__in=seen, done_at__isnull=not done)
    rows = rows.select_related("promise__template", "promise__section", "done_by")
    page = Paginator(rows.order_by("-done_at" if done else "due_on", "pk"), 30).get_page(request.GET.get("page"))
    context = {"page": page, "done": done, "on": clock.today()}
    return TemplateResponse(request, "admin/commitments/checks.html", context)


@staff_page("commitments/export/", name="commitments_export", title="导出承诺数据", perm=SEE, group=GROUP, order=50)
def export_page(request: HttpRequest) -> HttpResponse:
    """The national template for a period. Taking it out needs its purpose and is registered."""
    today = clock.today()
    form = ExportForm(request.POST or None, initial={"since": today - timedelta(days=30), "until": today})
    problems: list[DomainError] = []
    if request.method == "POST" and form.is_valid():
        try:
            return _file(request, form)
        except DomainError as error:
            problems = [error]
    context = {
        "form": form, "problems": problems, "title": "导出承诺数据",
        "crumbs": [Crumb("承诺台账", reverse("admin:commitments_promises")), Crumb("导出承诺数据")],
    }  # fmt: skip
    return TemplateResponse(request, "admin/commitments/export.html", context)


def _file(request: HttpRequest, form: ExportForm) -> HttpResponse:
    asked = form.cleaned_data
    rows = Promise.objects.visible_to(request.user).filter(signed_on__range=(asked["since"], asked["until"]))
    promises = list(national_rows(rows))
    if not promises:
        raise DomainError("这段时间没有承诺，没有生成文件。请放宽日期。", code="E-CN-40", field="since")
    with deed(actor=request.user, code="commitments.promises.exported", extra={"rows": len(promises)}):
        content, found = national_workbook(promises)
        name = f"信用承诺{asked['since']:%Y%m%d}至{asked['until']:%Y%m%d}.xlsx"
        export_note(
            actor=request.user, kind="promises", title=f"信用承诺数据（已认定 {found} 条）", rows=len(promises),
            sha256=hashlib.sha256(content).hexdigest(), purpose=ExportPurpose.REPORTING, matter=asked["matter"], filename=name,
        )  # fmt: skip
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
