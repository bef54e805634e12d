"""What was typed into a form that could not be taken, because the sign-in had ended or the page was too old: offered again, not lost.

Nothing is stored for strangers: the words travel hidden in the sign-in form and come into a session only when somebody has signed in.
Files cannot travel; the page says so. What belongs to a password is never carried, and no identity or telephone number lies in a
session: sentences go in with such numbers masked (as every service would keep them), fields that are nothing but a number stay out.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from core import clock
from core.masking import scrub

KEY = "unsent"
MOST_FIELDS, MOST_BYTES, KEPT_SECONDS = 300, 100_000, 3600
DOORS = {"portal:sign_in": "/portal/", "admin:login": "/admin/"}
_CHINESE = re.compile(r"[㐀-鿿]{2}")
_NOT_CARRIED = ("csrfmiddlewaretoken", KEY)


@dataclass(frozen=True)
class Unsent:
    """One form: where it was going, its fields in order, the names of the files that have to be chosen again."""

    path: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...] = ()
    numbers_left_out: bool = False

    @property
    def words(self) -> list[str]:
        """What a person will know again: the sentences and names, without codes."""
        return [value for _, value in self.fields if _CHINESE.search(value)]


def of_request(request: HttpRequest) -> Unsent | None:
    """What the request has brought; None when it brought nothing, too much, or a password."""
    fields = tuple(
        (name, value) for name, values in request.POST.lists() for value in values if name not in _NOT_CARRIED
    )
    if not fields or any("password" in name for name, _ in fields):
        return None
    files = tuple(file.name or "" for _, found in request.FILES.lists() for file in found)
    return _sound(Unsent(request.get_full_path(), fields, files))


def without_numbers(unsent: Unsent) -> Unsent:
    """As it may be kept: no number by which a person could be found."""
    fields = tuple(
        (name, scrub(value)) for name, value in unsent.fields if scrub(value) == value or _CHINESE.search(scrub(value))
    )
    return Unsent(unsent.path, fields, unsent.files, fields != unsent.fields)


def packed(unsent: Unsent) -> str:
    """As the value of one hidden field."""
    return json.dumps(asdict(unsent), ensure_ascii=False)


def unpacked(text: str) -> Unsent | None:
    """The form in a hidden field; None for whatever a browser could not have sent."""
    try:
        found = json.loads(text[: 2 * MOST_BYTES])
        fields = tuple((str(name), str(value)) for name, value in found["fields"])
        left_out = found.get("numbers_left_out") is True
        return _sound(Unsent(str(found["path"]), fields, tuple(map(str, found["files"])), left_out))
    except (ValueError, TypeError, KeyError):
        return None


def offered_again(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The answer; where it would send a form's words to the sign-in page without them, a sign-in page that keeps them instead."""
    door = _door_asked_for(request, answer)
    unsent = of_request(request) if door else None
    if unsent is None:
        return answer
    context = {
        "title": "请重新登录，刚才填写的内容还在",
        "action": reverse(door),
        "unsent": packed(unsent),
        "kept": unsent,
    }
    return _private(render(request, "unsent/sign_in.html", context | {"next_page": reverse("unsent")}, status=403))


@receiver(user_logged_in, dispatch_uid="accounts.unsent_kept")
def keep(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Take the words over into the session of who has signed in."""
    unsent = unpacked(request.POST.get(KEY, ""))
    if unsent is not None:
        request.session[KEY] = {"form": packed(without_numbers(unsent)), "at": clock.real_now().timestamp()}


def sent(request: HttpRequest) -> None:
    """Forget the words once they are on their way."""
    kept = request.session.get(KEY)
    if (
        request.method == "POST"
        and kept
        and (unsent := unpacked(kept["form"]))
        and unsent.path == request.get_full_path()
    ):
        del request.session[KEY]


@require_http_methods(["GET", "HEAD", "POST"])
def unsent_page(request: HttpRequest) -> HttpResponse:
    """After signing in: the same words, one button to send them on, one to let them go (POST)."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("website:entry"))
    home = reverse("admin:index" if request.user.is_staff else "portal:home")
    kept = request.session.get(KEY)
    unsent = None
    if kept and clock.real_now().timestamp() - kept["at"] < KEPT_SECONDS:
        unsent = unpacked(kept["form"])
    if unsent is None or request.method == "POST":
        request.session.pop(KEY, None)
        return HttpResponseRedirect(home)
    return _private(render(request, "unsent/again.html", {"title": "刚才填写的内容还在", "kept": unsent, "home": home}))


def too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form whose token is no longer good: mostly signed in anew in another window. Our own forms are offered again."""
    unsent = of_request(request) if _from_here(request) else None
    context = {"title": "这一页打开得太久，内容还没有提交", "kept": unsent, "back": request.path}
    return _private(render(request, "unsent/again.html", context, status=403))


def _sound(unsent: Unsent) -> Unsent | None:
    size = sum(len(name) + len(value) for name, value in unsent.fields)
    ours = url_has_allowed_host_and_scheme(unsent.path, allowed_hosts=None) and unsent.path.startswith("/")
    return unsent if ours and len(unsent.fields) <= MOST_FIELDS and size <= MOST_BYTES else None


def _door_asked_for(request: HttpRequest, answer: HttpResponse) -> str:
    """The sign-in page that the answer to a form leads to; "" when it leads elsewhere."""
    if request.method != "POST" or answer.status_code != 302 or request.user.is_authenticated:
        return ""
    to = urlsplit(answer["Location"]).path
    return next((door for door, part in DOORS.items() if request.path.startswith(part) and to == reverse(door)), "")


def _from_here(request: HttpRequest) -> bool:
    """Whether a page of this very site sent the form; words put into somebody's browser from outside are not offered again."""
    own = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin", "") == own


def _private(answer: HttpResponse) -> HttpResponse:
    patch_cache_control(answer, no_store=True, private=True)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
