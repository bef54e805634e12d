"""异常查阅: what the watch found, and what the auditor made of it."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from audit.models import Access
from audit.sentences import access_sentence
from core import clock
from core.errors import DomainError
from core.pieces import Crumb, Row
from core.staff import staff_page
from safeguards import services
from safeguards.choices import AlertState
from safeguards.forms import HandleForm
from safeguards.models import Alert
from safeguards.watching import RULES, rule_of

SEE = "safeguards.view_alert"
_ON_A_PAGE, _LOOKS = 50, 200


@staff_page("alerts/", name="safeguards_alerts", title="异常查阅", perm=SEE, group="台账", order=83)
@require_safe
def alerts_page(request: HttpRequest) -> HttpResponse:
    """Newest first; the rules with their present numbers stand beside."""
    found = Alert.objects.select_related("handled_by")
    state, rule = request.GET.get("state", ""), request.GET.get("rule", "")
    if state in AlertState.values:
        found = found.filter(state=state)
    if rule_of(rule):
        found = found.filter(rule=rule)
    page = Paginator(found, _ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": [(alert, _label(alert)) for alert in page], "states": AlertState.choices,
        "rules": [(one.code, one.label) for one in RULES], "filtered": bool(state or rule),
        "may_handle": request.user.has_perm("safeguards.handle_alert"),
    }  # fmt: skip
    return TemplateResponse(request, "admin/safeguards/alerts.html", context)


@staff_page("alerts/<int:pk>/", name="safeguards_alert", title="异常查阅", perm=SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def alert_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One episode: the looks themselves for the auditor, and the finding."""
    alert = get_object_or_404(Alert.objects.select_related("handled_by", "person"), pk=pk)
    form = HandleForm(request.POST or None)
    problems: list[DomainError] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.alert_handle(actor=request.user, alert=alert, **form.cleaned_data)
            messages.success(request, "核查结论已登记。")
            return HttpResponseRedirect(reverse("admin:safeguards_alert", args=[alert.pk]))
        except DomainError as error:
            problems.append(error)
    may_handle = request.user.has_perm("safeguards.handle_alert")
    context = {
        "alert": alert, "facts": _facts(alert), "form": form if may_handle and alert.state == AlertState.OPEN else None,
        "problems": problems, "title": f"{_label(alert)}：{alert.who}",
        "looks": _looks(alert) if request.user.has_perm("audit.view_access") else None,
        "may_register": request.user.has_perm("safeguards.keep_incident"),
        "crumbs": [Crumb("异常查阅", reverse("admin:safeguards_alerts")), Crumb(alert.who)],
    }  # fmt: skip
    return TemplateResponse(request, "admin/safeguards/alert.html", context)


def local(moment: datetime | None) -> str:
    """A moment as people here read it."""
    return f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if moment else "不明"


def _label(alert: Alert) -> str:
    rule = rule_of(alert.rule)
    return rule.label if rule else alert.rule


def _facts(alert: Alert) -> list[Row]:
    rows = [Row("人员或来源", alert.who), Row("情况", alert.what)]
    for label, moment in (("开始", alert.first_at), ("最近", alert.last_at), ("提醒", alert.raised_at)):
        rows.append(Row(label, local(moment)))
    if alert.handled_by:
        rows += [
            Row("结论", alert.get_finding_display()), Row("核查情况", alert.note),
            Row("核查人", alert.handled_by.display_name), Row("核查时间", local(alert.handled_at)),
        ]  # fmt: skip
    return rows


def _looks(alert: Alert) -> list[tuple[Access, str]]:
    """The entries of the episode, as far as a person reads them."""
    rule = rule_of(alert.rule)
    entries = Access.objects.filter(at__gte=alert.first_at, at__lte=alert.last_at, deed__in=rule.deeds if rule else [])
    kind, _, value = alert.key.partition(":")
    if kind == "user":
        entries = entries.filter(actor_id=alert.person_id)
    elif kind == "ip":
        entries = entries.filter(actor_id__isnull=True, ip=value)
    else:
        entries = entries.filter(actor_id__isnull=True, actor_name=value)
    if ":subject:" in alert.key:
        entries = entries.filter(object_type="records.subject", object_id=alert.key.rpartition(":")[2])
    return [(entry, access_sentence(entry)) for entry in entries.order_by("-id")[:_LOOKS]]
