"""The list of files in and out of the own section."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from core.errors import DomainError
from core.staff import staff_page
from exchange import staff_exports, staff_roundtrip  # noqa: F401 – their pages register themselves
from exchange.kinds import kind_of
from exchange.models import Job, JobState

PAGE = 30


@staff_page(
    "exchange/jobs/", name="exchange_jobs", title="导入任务", perm="exchange.view_job", group="决定登记", order=40
)
def jobs_page(request: HttpRequest) -> HttpResponse:
    """Every job of the own section, newest first; `?state=` keeps one state."""
    jobs = Job.objects.visible_to(request.user).files_in().select_related("actor").newest()
    state = request.GET.get("state", "")
    if state in JobState.values:
        jobs = jobs.filter(state=state)
    page = Paginator(jobs, PAGE).get_page(request.GET.get("page"))
    lines = [(job, _url(request, job)) for job in page]
    context = {"page": page, "lines": lines, "states": JobState.choices}
    return TemplateResponse(request, "admin/exchange/jobs.html", context)


def _url(request: HttpRequest, job: Job) -> str:
    """The page of a job by its kind; "" for one that this person may not open or whose kind this installation lost."""
    try:
        kind = kind_of(job.kind)
    except DomainError:
        return ""
    return reverse(kind.show, args=[job.public_id]) if request.user.has_perm(kind.perm) else ""
