"""历史封存: the chain of seals, the results of the checks, and the button that checks now."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from audit import history_sql, tasks
from audit.history import history_tables
from audit.models import Action, Seal
from audit.services import history_checked
from audit.verification_words import title_of
from core.staff import staff_page

_SHOWN_SEALS, _SHOWN_CHECKS = 30, 10
# Checked while the person waits (a few seconds); more rows are checked by the worker.
_CHECK_AT_ONCE = 300_000


@staff_page("audit/seals/", name="audit_seals", title="历史封存", perm="audit.view_seal", group="台账", order=82)
@require_safe
def seals_page(request: HttpRequest) -> HttpResponse:
    """How far history is sealed and what the last checks found."""
    recent = list(Seal.objects.order_by("-id").defer("row_ids", "row_marks")[:_SHOWN_SEALS])
    totals = Seal.objects.aggregate(rows=Sum("count"))
    checks = Action.objects.filter(code="audit.history.verified").order_by("-id")[:_SHOWN_CHECKS]
    context = {
        "seals": [(seal, title_of(seal.table)) for seal in recent],
        "head": recent[0] if recent else None,
        # In groups, so that it can be copied by hand and fits a phone; the command takes it with or without spaces.
        "head_groups": [recent[0].digest[at : at + 8] for at in range(0, 64, 8)] if recent else [],
        "seal_count": Seal.objects.count(),
        "row_count": totals["rows"] or 0,
        "checks": list(checks),
        "may_verify": request.user.has_perm("audit.verify_history"),
    }
    return TemplateResponse(request, "admin/audit/seals.html", context)


@staff_page("audit/seals/verify/", name="audit_seals_verify", title="核验", perm="audit.verify_history")
@require_POST
def verify_now(request: HttpRequest) -> HttpResponse:
    """Check everything now; a very long history is checked in the background."""
    back = HttpResponseRedirect(reverse("admin:audit_seals"))
    if _history_rows() > _CHECK_AT_ONCE:
        transaction.on_commit(lambda: tasks.verify_history.delay(request.user.pk))
        messages.info(request, "历史较多，核验已在后台进行，完成后结果会列在下面。您可以离开本页。")
        return back
    verdict = history_checked(actor=request.user)
    if verdict.first is None:
        messages.success(request, f"核验通过：{verdict.rows} 行历史、{verdict.live_rows} 行现有数据，全部一致。")
    else:
        messages.error(request, f"核验没有通过，共 {len(verdict.findings)} 处。第一处：{verdict.first.message}")
    return back


def _history_rows() -> int:
    """PostgreSQL's own estimate for all history tables together."""
    names = [history.table for history in history_tables()]
    question = "SELECT COALESCE(sum(GREATEST(reltuples, 0)), 0)::bigint FROM pg_class WHERE relname = ANY(%s)"
    ((rows,),) = history_sql.fetch(question, [names])
    return int(rows)
