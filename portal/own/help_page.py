"""What one can do here, in plain words; open to everybody, also before an account is opened."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.limits import failure_limit, lockout
from core.settings_store import get_many
from members.parameters import CODE_ATTEMPTS, CODE_HOURS, INVITATION_DAYS, REQUEST_DAYS
from portal.doors import open_page


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """For everybody; staff read it without the frame of the portal, to advise people who call."""
    return _help(request) if request.user.is_staff else open_page(_help)(request)


def _help(request: HttpRequest) -> HttpResponse:
    """The numbers in it are the rules in force, not words that grow old."""
    values = get_many((CODE_HOURS, CODE_ATTEMPTS, INVITATION_DAYS, REQUEST_DAYS))
    numbers = {key.split(".")[1]: value for key, value in values.items()}
    numbers |= {"tries": failure_limit(), "pause": lockout().seconds // 60}
    return TemplateResponse(request, "portal/help.html", {"title": "帮助", "numbers": numbers})
