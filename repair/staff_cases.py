"""信用修复: the list of applications, the most pressing first."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from core import clock
from core.staff import staff_page
from repair import track
from repair.choices import State
from repair.models import Application, Revocation
from repair.querysets import SEE

GROUP = "修复与异议"
#: Lists of the page: what is shown, its name, which states.
SHOWN: dict[str, tuple[str, tuple[str, ...]]] = {
    "": ("办理中", (State.SUBMITTED, State.SUPPLEMENT, State.ACCEPTED, State.PROPOSED, State.REVIEWING)),
    "syncing": ("待同步核对", (State.SYNCING,)),
    "granted": ("已修复", (State.SYNCING, State.CLOSED)),
    "refused": ("不予修复、不予受理", (State.REFUSED, State.UPHELD, State.DECLINED)),
    "revoked": ("撤销修复", ()),
    "all": ("全部", tuple(State.values)),
}


@staff_page("repair/", name="repair_cases", title="信用修复", perm=SEE, group=GROUP, order=10)
def cases_page(request: HttpRequest) -> HttpResponse:
    """Applications this person may see."""
    show = request.GET.get("show", "")
    show = show if show in SHOWN else ""
    rows = Application.objects.visible_to(request.user)
    numbers = {key: _shown(rows, key).count() for key in SHOWN}
    rows = _shown(rows, show).select_related("record", "subject", "section", "handler").prefetch_related("pauses")
    if words := request.GET.get("q", "").strip():
        rows = rows.filter(
            Q(number__icontains=words) | Q(subject__name__icontains=words) | Q(record__document_number__icontains=words)
        )
    order = ("decide_due", "id") if show == "" else ("-id",)
    page = Paginator(rows.order_by(*order), 30).get_page(request.GET.get("page"))
    context = {
        "rows": [(row, track.due_of(row)) for row in page], "page": page, "q": words, "show": show, "on": _today(),
        "filters": [(key, label, numbers[key]) for key, (label, _) in SHOWN.items()],
        "may_window": request.user.has_perm("repair.handle_repair"),
    }  # fmt: skip
    return TemplateResponse(request, "admin/repair/cases.html", context)


def _shown(rows: QuerySet[Application], show: str) -> QuerySet[Application]:
    """One list of the page; what is being taken back, or was, is found by its revocation."""
    if show == "revoked":
        return rows.filter(Exists(Revocation.objects.filter(application=OuterRef("pk"))))
    return rows.filter(state__in=SHOWN[show][1])


def _today() -> date:
    return clock.today()
