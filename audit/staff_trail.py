"""操作记录 and 查询登记: sentences, newest first, filtered by person, day and object."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from audit import sentences
from audit.codes import ACTIONS, DEEDS
from audit.models import Access, Action
from audit.selectors import Page, Wanted, find, page_of
from audit.trail_form import TrailForm
from core.staff import staff_page

_ON_A_PAGE = 50


@staff_page("audit/actions/", name="audit_actions", title="操作记录", perm="audit.view_action", group="台账", order=80)
@require_safe
def actions_page(request: HttpRequest) -> HttpResponse:
    """What people and the machine did."""
    context = _listing(request, Action.objects.all(), "code", ACTIONS, _action_row)
    return TemplateResponse(request, "admin/audit/actions.html", context)


@staff_page(
    "audit/accesses/", name="audit_accesses", title="查询登记", perm="audit.view_access", group="台账", order=81
)
@require_safe
def accesses_page(request: HttpRequest) -> HttpResponse:
    """Who looked at non-public data, and signed in or out."""
    context = _listing(request, Access.objects.all(), "deed", DEEDS, _access_row)
    return TemplateResponse(request, "admin/audit/accesses.html", context)


def _listing(
    request: HttpRequest,
    entries: QuerySet[Any],
    code_field: str,
    codes: dict[str, str],
    row: Callable[[Any], dict[str, Any]],
) -> dict[str, Any]:
    form = TrailForm(request.GET, codes)
    wanted = form.wanted()
    before, after = (_number(request.GET.get(name)) for name in ("before", "after"))
    page = page_of(find(entries, wanted, code_field=code_field), before=before, after=after, size=_ON_A_PAGE)
    return {
        "form": form,
        "rows": [row(entry) for entry in page.rows],
        "filtered": wanted != Wanted(),
        "object_shown": page.rows[0].object_title if wanted.obj and page.rows else wanted.obj,
        **_turning(request.GET, page),
    }


def _action_row(action: Action) -> dict[str, Any]:
    return {
        "entry": action,
        "sentence": sentences.action_sentence(action),
        "door": sentences.door(action.channel),
        "details": list(sentences.details(action.extra)),
    }


def _access_row(access: Access) -> dict[str, Any]:
    return {"entry": access, "sentence": sentences.access_sentence(access)}


def _turning(query: QueryDict, page: Page[Any]) -> dict[str, str]:
    def address(**to: int) -> str:
        kept = query.copy()
        for name in ("before", "after"):
            kept.pop(name, None)
        kept.update({name: str(number) for name, number in to.items()})
        return f"?{kept.urlencode()}"

    return {
        "older": address(before=page.older) if page.older is not None else "",
        "newer": address(after=page.newer) if page.newer is not None else "",
        "first": address(),
    }


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
