"""安全事件: the register, the checklist with two clocks, the list of the affected, and the drafts of the notices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from audit.sentences import access_sentence
from core import clock
from core.errors import DomainError
from core.pieces import Crumb, Row
from core.staff import staff_page
from safeguards import drafts, services
from safeguards.affected import extent_of
from safeguards.choices import IncidentState, Told
from safeguards.drills import next_drill
from safeguards.forms import AmendForm, IncidentForm
from safeguards.models import Alert, Incident
from safeguards.services.incidents import lacking
from safeguards.staff_alerts import local
from safeguards.transitions import KEEP

SEE = "safeguards.view_incident"
_ON_A_PAGE = 50


@staff_page("incidents/", name="safeguards_incidents", title="安全事件", perm=SEE, group="台账", order=84)
@require_safe
def incidents_page(request: HttpRequest) -> HttpResponse:
    """Incidents and drills, newest first."""
    found = Incident.objects.select_related("opened_by")
    state = request.GET.get("state", "")
    if state in IncidentState.values:
        found = found.filter(state=state)
    page = Paginator(found, _ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "states": IncidentState.choices, "filtered": bool(state), "next_drill": next_drill(clock.today()),
        "may_keep": request.user.has_perm(KEEP),
    }  # fmt: skip
    return TemplateResponse(request, "admin/safeguards/incidents.html", context)


@staff_page("incidents/new/", name="safeguards_incident_new", title="登记安全事件", perm=KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def new_page(request: HttpRequest) -> HttpResponse:
    """Open the register; ?alert=… takes over what the watch found, ?drill=1 begins a drill."""
    number = request.GET.get("alert", "")
    alert = (
        Alert.objects.filter(pk=int(number)).first()
        if number.isascii() and number.isdigit() and len(number) < 18
        else None
    )
    form = IncidentForm(request.POST or None, initial=_from_alert(alert) | {"drill": request.GET.get("drill") == "1"})
    problems: list[DomainError] = []
    if request.method == "POST" and form.is_valid():
        try:
            facts = services.Facts(**form.cleaned_data, alert=alert)
            incident = services.incident_open(actor=request.user, facts=facts)
            messages.success(request, f"已登记 {incident.number}。请按清单逐步处置。")
            return HttpResponseRedirect(_url(incident))
        except DomainError as error:
            problems.append(error)
    context = {
        "form": form, "problems": problems,
        "crumbs": [Crumb("安全事件", reverse("admin:safeguards_incidents")), Crumb("登记")],
    }  # fmt: skip
    return TemplateResponse(request, "admin/safeguards/incident_new.html", context)


@staff_page("incidents/<int:pk>/", name="safeguards_incident", title="安全事件", perm=SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def incident_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One incident; a button posts `deed`, and what was typed stays when a rule says no."""
    incident = get_object_or_404(Incident.objects.select_related("opened_by", "closed_by", "suspect"), pk=pk)
    problems: list[DomainError] = []
    if request.method == "POST":
        try:
            words = _act(request, incident)
        except DomainError as error:
            problems.append(error)
            incident.refresh_from_db()
        else:
            messages.success(request, words)
            return HttpResponseRedirect(_url(incident))
    affected = list(incident.affected.select_related("subject").order_by("-looks", "subject_id")[:500])
    context = {
        "incident": incident, "facts": _facts(incident), "steps": list(incident.steps.select_related("done_by")),
        "affected": affected, "affected_count": incident.affected.count(), "clocks": _clocks(incident),
        "by_hand": _by_hand(incident) if affected or request.GET.get("hand") else [],
        "lacking": lacking(incident) if incident.state == IncidentState.OPEN else [], "problems": problems,
        "may_keep": request.user.has_perm(KEEP) and incident.state == IncidentState.OPEN,
        "typed": request.POST if problems else {}, "title": f"{incident.number} {incident.title}",
        "crumbs": [Crumb("安全事件", reverse("admin:safeguards_incidents")), Crumb(incident.number)],
    }  # fmt: skip
    return TemplateResponse(request, "admin/safeguards/incident.html", context)


@staff_page("incidents/<int:pk>/amend/", name="safeguards_incident_amend", title="补充情况", perm=KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def amend_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What has become known since the register was opened."""
    incident = get_object_or_404(Incident, pk=pk)
    kept = {name: getattr(incident, name) for name in AmendForm.base_fields if name != "reason"}
    form = AmendForm(request.POST or None, initial=kept)
    problems: list[DomainError] = []
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        reason = given.pop("reason")
        facts = services.Facts(
            **given, discovered_at=incident.discovered_at, drill=incident.drill, alert=incident.alert
        )
        try:
            services.incident_amend(actor=request.user, incident=incident, facts=facts, reason=reason)
            messages.success(request, "已补充，草稿随之更新。")
            return HttpResponseRedirect(_url(incident))
        except DomainError as error:
            problems.append(error)
    context = {
        "form": form, "problems": problems, "incident": incident, "title": f"{incident.number} 补充情况",
        "crumbs": [
            Crumb("安全事件", reverse("admin:safeguards_incidents")), Crumb(incident.number, _url(incident)), Crumb("补充情况"),
        ],
    }  # fmt: skip
    return TemplateResponse(request, "admin/safeguards/incident_new.html", context)


@staff_page("incidents/<int:pk>/notices/", name="safeguards_incident_notices", title="告知草稿", perm=SEE)
@require_safe
def notices_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Both drafts, to be copied or printed, and the names of those to be told."""
    incident = get_object_or_404(Incident, pk=pk)
    names = list(incident.affected.order_by("subject_id").values_list("subject__name", flat=True)[:500])
    context = {
        "incident": incident, "authority": drafts.authority_notice(incident, len(names)), "names": names,
        "persons": drafts.persons_notice(incident), "title": f"{incident.number} 告知草稿",
        "crumbs": [
            Crumb("安全事件", reverse("admin:safeguards_incidents")), Crumb(incident.number, _url(incident)), Crumb("告知草稿"),
        ],
    }  # fmt: skip
    return TemplateResponse(request, "admin/safeguards/notices.html", context)


# -- what the buttons do ---------------------------------------------------------------------------------------------
def _act(request: HttpRequest, incident: Incident) -> str:
    work = _DEEDS.get(request.POST.get("deed", ""))
    if work is None:
        raise DomainError("没有认出要做什么，请用页面上的按钮。", code="E-SAF-07")
    return work(request, incident)


def _step(request: HttpRequest, incident: Incident) -> str:
    services.step_done(
        actor=request.user, incident=incident, code=request.POST.get("step", ""), note=request.POST.get("note", "")
    )
    return "这一步已登记完成。"


def _collect(request: HttpRequest, incident: Incident) -> str:
    extent = services.affected_collect(actor=request.user, incident=incident)
    hand = f"；另有 {len(extent.by_hand)} 条导出或查阅须人工核对" if extent.by_hand else ""
    return f"名单已生成：{len(extent.touches)} 个主体{hand}。"


def _told(request: HttpRequest, incident: Incident) -> str:
    services.notice_told(
        actor=request.user, incident=incident, whom=request.POST.get("whom", ""),
        needed=request.POST.get("needed") == "1", note=request.POST.get("note", ""),
    )  # fmt: skip
    return "告知情况已登记。"


def _close(request: HttpRequest, incident: Incident) -> str:
    services.incident_close(actor=request.user, incident=incident, conclusion=request.POST.get("conclusion", ""))
    return f"{incident.number} 已办结。"


_DEEDS: dict[str, Callable[[HttpRequest, Incident], str]] = {
    "step": _step,
    "collect": _collect,
    "told": _told,
    "close": _close,
}


def _url(incident: Incident) -> str:
    return reverse("admin:safeguards_incident", args=[incident.pk])


def _from_alert(alert: Alert | None) -> dict[str, Any]:
    if alert is None:
        return {}
    return {
        "kind": "abuse", "title": f"{alert.who}{alert.what}"[:120], "facts": f"{alert.who} {alert.what}。", "since": alert.first_at,
        "until": alert.last_at, "suspect": alert.person_id, "discovered_at": alert.raised_at,
        "address": alert.key.partition(":")[2] if alert.key.startswith("ip:") else "",
    }  # fmt: skip


def _facts(incident: Incident) -> list[Row]:
    rows = [
        Row("类型", incident.get_kind_display()), Row("研判等级", incident.get_level_display()),
        Row("发现时间", local(incident.discovered_at)), Row("经过", incident.facts), Row("涉及的信息种类", incident.data_kinds),
        Row("可能的危害", incident.harm or "还没有写"), Row("补救措施", incident.measures or "还没有写"),
        Row("涉事账号", incident.suspect.display_name if incident.suspect else "不明或没有"),
        Row("涉事来源地址", incident.address or "不明"), Row("涉事时段", _span(incident)),
        Row("登记", f"{incident.opened_by.display_name}"),
    ]  # fmt: skip
    if incident.closed_by:
        rows += [
            Row("结论与整改", incident.conclusion),
            Row("办结人", incident.closed_by.display_name),
            Row("办结时间", local(incident.closed_at)),
        ]
    return rows


def _span(incident: Incident) -> str:
    return f"{local(incident.since)} 至 {local(incident.until)}"


def _clocks(incident: Incident) -> list[dict[str, Any]]:
    """Both notices: due, told, and whether it is late now."""
    found = []
    for whom, label in (("authority", "报告主管部门"), ("persons", "通知受影响主体")):
        told, due = getattr(incident, f"{whom}_told"), getattr(incident, f"{whom}_due")
        found.append(
            {
                "whom": whom, "label": label, "due": due, "state": getattr(incident, f"get_{whom}_told_display")(),
                "waiting": told == Told.WAITING, "late": told == Told.WAITING and due < clock.now(),
                "note": getattr(incident, f"{whom}_note"), "at": getattr(incident, f"{whom}_at"),
            }
        )  # fmt: skip
    return found


def _by_hand(incident: Incident) -> list[tuple[Any, str]]:
    return [(entry, access_sentence(entry)) for entry in extent_of(incident).by_hand[:100]]
