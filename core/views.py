"""Pages that belong to every door: the switch of the large-type edition."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from core.context import ELDER_COOKIE

YEAR = 365 * 24 * 3600


@require_GET
def elder_switch(request: HttpRequest) -> HttpResponse:
    """Turn 长者版 on (?on=1) or off and go back to where the person was. A preference, so GET is harmless."""
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(ELDER_COOKIE, "1" if request.GET.get("on") == "1" else "0", max_age=YEAR, samesite="Lax")
    return response
