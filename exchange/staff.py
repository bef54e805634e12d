"""The list of files in and out of the own section."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from core.staff import staff_page
from exchange.models import Job, JobState

PAGE = 30


@staff_page(
    "exchange/jobs/", name="exchange_jobs", title="导入任务", perm="exchange.view_job", group="决定登记", order=40
)
def jobs_page(request: HttpRequest) -> HttpResponse:
    """Every job of the own section, newest first; `?state=` keeps one state."""
    jobs = Job.objects.visible_to(request.user).select_related("actor").newest()
    state = request.GET.get("state", "")
    if state in JobState.values:
        jobs = jobs.filter(state=state)
    context = {"page": Paginator(jobs, PAGE).get_page(request.GET.get("page")), "states": JobState.choices}
    return TemplateResponse(request, "admin/exchange/jobs.html", context)
