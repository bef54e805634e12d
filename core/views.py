"""Pages that belong to every door: the switch of the large-type edition, and refusals; machines get theirs in JSON."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import defaults
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


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What could not even be read."""
    if isinstance(exception, RequestDataTooBig):
        words = f"请求内容超过 {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024} MB，没有读取。请分成几次发送。"
        return _for_machines(request, 413, "too_large", words) or defaults.bad_request(request, exception)
    words = "请求读不懂，可能是地址没有复制完整。请对照接口说明。"
    return _for_machines(request, 400, "invalid", words) or defaults.bad_request(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that leads nowhere."""
    words = "没有找到这项内容，可能已撤下，或者编号有误。请核对地址。"
    return _for_machines(request, 404, "not_found", words) or defaults.page_not_found(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of the program."""
    words = "系统出了问题，没有办成。请稍后再试；仍然不行的，请把应答头 X-Request-ID 告诉系统管理员。"
    return _for_machines(request, 500, "server_error", words) or defaults.server_error(request)


def _for_machines(request: HttpRequest, status: int, code: str, words: str) -> HttpResponse | None:
    if not request.path.startswith("/api/"):
        return None
    item = {"code": code, "message": words}
    return JsonResponse(item | {"errors": [item]}, status=status)
