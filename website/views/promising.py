"""The promise wall: who has promised what, what became of it, and how many of each trade have; the catalogue of proofs nobody need bring."""

from __future__ import annotations

import hashlib
import re
import secrets
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.core.cache import cache
from django.core.paginator import Paginator
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from audit.middleware import client_address
from commitments import letters
from commitments.choices import Kind, State
from commitments.models import CertifiedMatter, Promise, PromiseTemplate
from commitments.querysets import SOURCE
from commitments.selectors import coverage, current_matters, current_templates
from core import clock
from core.masking import mask_name
from core.pieces import Crumb, Row
from core.text import clean
from core.words import cn_date
from records.choices import REGISTER_KINDS, SubjectKind
from records.models import CreditRecord
from website.caching import public_page
from website.shown_promises import STATUSES, find_promise, public_promises, shown_promises

ROWS, TRIES, SECONDS = 20, 20, 60
KEPT_SECONDS = 600
"""How long a printed letter is kept: setting it costs more than a page."""
TRADES = [(kind.value, str(kind.label)) for kind in map(SubjectKind, REGISTER_KINDS)]
_WALL = "信用承诺"


@require_safe
@public_page
def commitments(request: HttpRequest) -> HttpResponse:
    """Search, status, coverage by trade."""
    on = clock.today()
    q = clean(request.GET.get("q", ""))[:60]
    chosen = {
        name: request.GET[name]
        for name, known in (("kind", Kind.values), ("trade", dict(TRADES)), ("status", STATUSES))
        if request.GET.get(name) in known
    }
    page = Paginator(public_promises(on, q=q, **chosen), ROWS).get_page(request.GET.get("page", "1")[:9])
    context = {
        "title": "信用承诺公示", "q": q, "page": page, "rows": shown_promises(page.object_list, on), "coverage": coverage(on),
        "kinds": Kind.choices, "trades": TRADES, "statuses": STATUSES.items(), "filtered": bool(q or chosen), "kept": chosen,
        "search_url": reverse("website:commitments"), "label": "承诺人、承诺编码或者承诺书名称", "crumbs": [_home(), Crumb(_WALL)],
    }  # fmt: skip
    return TemplateResponse(request, "website/commitments.html", context)


@require_safe
@public_page
def commitment(request: HttpRequest, public_id: str) -> HttpResponse:
    """One promise: what was promised, what follows if it is broken, what became of it."""
    found = find_promise(_uuid(public_id), clock.today())
    if found is None:
        raise Http404
    promise, shown = found
    response = TemplateResponse(
        request,
        "website/commitment.html",
        {
            "title": f"{shown.party}：{shown.title}", "shown": shown, "record_url": _record_url(promise),
            "crumbs": [_home(), Crumb(_WALL, reverse("website:commitments")), Crumb(shown.code)],
            "meta": [
                Row("承诺编码", shown.code), Row("承诺人", shown.party), Row("承诺类型", shown.kind_name), Row("承诺事由", shown.reason),
                Row("作出日期", cn_date(shown.signed_on)),
                Row("有效期至", f"{cn_date(shown.valid_until) or '履行完毕为止'}{'（已过期）' if shown.lapsed else ''}"),
                Row("受理单位", shown.accepted_by), Row("履行状态", shown.status_name),
            ],
        },
    )  # fmt: skip
    if shown.status in (State.PARTIAL, State.BROKEN) or not shown.subject:
        response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@public_page
def commitment_letter(request: HttpRequest, public_id: str) -> HttpResponse:
    """The letter as PDF; a natural person's name as on the page."""
    found = find_promise(_uuid(public_id), clock.today())
    if found is None:
        raise Http404
    promise, shown = found
    key = f"promise-letter:{promise.letter_hash}:{promise.show_full_name}"
    content = cache.get_or_set(key, lambda: letters.pdf(promise, public=True), KEPT_SECONDS)
    return _pdf(content, f"承诺书{shown.code}.pdf")


@require_safe
@public_page
def commitment_matters(request: HttpRequest) -> HttpResponse:
    """The catalogue of certified matters."""
    context = {
        "title": "证明事项告知承诺目录", "matters": current_matters(clock.today()),
        "crumbs": [_home(), Crumb(_WALL, reverse("website:commitments")), Crumb("证明事项告知承诺目录")],
    }  # fmt: skip
    return TemplateResponse(request, "website/commitment_matters.html", context)


@require_safe
@public_page
def commitment_matter(request: HttpRequest, code: str) -> HttpResponse:
    """One certified matter, as the authority tells it once and in writing."""
    matter = _matter(code)
    context = {
        "title": matter.name, "matter": matter, "consequences": [line for line in matter.consequence.splitlines() if line.strip()],
        "crumbs": [
            _home(), Crumb(_WALL, reverse("website:commitments")), Crumb("证明事项目录", reverse("website:commitment_matters")), Crumb(matter.name),
        ],
    }  # fmt: skip
    return TemplateResponse(request, "website/commitment_matter.html", context)


@require_safe
@public_page
def commitment_form(request: HttpRequest, code: str) -> HttpResponse:
    """The printable 告知承诺书 of a certified matter."""
    matter, template, on = _matter(code), _proof_template(), clock.today()
    texts = hashlib.sha256(repr(sorted(model_to_dict(matter).items())).encode()).hexdigest()
    key = f"promise-form:{matter.code}:{template.pk}:{on}:{texts}"
    content = cache.get_or_set(key, lambda: letters.blank_pdf(matter, template, on), KEPT_SECONDS)
    return _pdf(content, f"告知承诺书{matter.code}.pdf")


class VerifyForm(forms.Form):
    """What stands on the letter."""

    n = forms.CharField(
        label="承诺编码", max_length=40, help_text="20 位数字，在承诺书首页和每页上方。", error_messages={"required": "请填写承诺编码。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    c = forms.CharField(
        label="核验码", max_length=40, help_text="12 位，在二维码下方。", error_messages={"required": "请填写核验码。"}
    )


@require_safe
def commitment_verify(request: HttpRequest) -> HttpResponse:
    """Is this letter the one that was signed? Code and digest (by the QR code) get one short answer; anything wrong gets the same."""
    code, digest = (clean(request.GET.get(name, ""))[:40] for name in ("n", "c"))
    sent = "n" in request.GET or "c" in request.GET
    form = VerifyForm(request.GET if sent else None)
    context = {
        "title": "承诺书核验", "form": form, "asked": sent and form.is_valid(),
        "crumbs": [_home(), Crumb(_WALL, reverse("website:commitments")), Crumb("承诺书核验")],
    }  # fmt: skip
    status = 200
    if context["asked"] and _too_often(request):
        status, context["throttled"], context["asked"] = 429, True, False
    elif context["asked"]:
        context["found"] = _verified(code, digest)
    answer = TemplateResponse(request, "website/commitment_verify.html", context, status=status)
    patch_cache_control(answer, no_store=True, private=True)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    if status == 429:
        answer["Retry-After"] = str(SECONDS)
    return answer


def _verified(code: str, digest: str) -> dict[str, object] | None:
    """Nothing of what the letter says but that it is ours, whose and of which day; a breach is told by the wall alone."""
    if not re.fullmatch(r"[0-9]{20}", code):
        return None
    promise = Promise.objects.signed().select_related("template", "subject").filter(code=code).first()
    right = (
        secrets.compare_digest(letters.verify_code(promise) if promise else "-", digest.upper())
        if digest.isascii()
        else False
    )
    if promise is None or not right:
        return None
    public = Promise.objects.public().filter(pk=promise.pk).exists()
    name = promise.party_name
    return {
        "title": promise.template.title, "code": code, "signed_on": promise.signed_on, "taken_back": promise.state == State.TAKEN_BACK,
        "party": mask_name(name) if promise.subject.is_person and not promise.show_full_name else name,
        "digest": promise.letter_hash, "url": reverse("website:commitment", args=[promise.public_id]) if public else "",
    }  # fmt: skip


def _record_url(promise: Promise) -> str:
    """The public page of the finding's record, for marks, replies and remedies; "" while there is none."""
    record = CreditRecord.objects.public().filter(source_type=SOURCE, source_id=promise.pk).first()
    return reverse("website:decision", args=[record.public_id]) if record else ""


def _matter(code: str) -> CertifiedMatter:
    found = next((one for one in current_matters(clock.today()) if one.code == code), None)
    if found is None:
        raise Http404
    return found


def _proof_template() -> PromiseTemplate:
    found = next((one for one in current_templates(clock.today()) if one.kind == Kind.PROOF), None)
    if found is None:
        raise Http404
    return found


def _pdf(content: bytes, filename: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(filename)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _too_often(request: HttpRequest) -> bool:
    """More than TRIES in SECONDS from one address."""
    key = f"commitment-verify:{client_address(request)}"
    cache.add(key, 0, SECONDS)
    try:
        return cache.incr(key) > TRIES
    except ValueError:  # it ran out between the two
        return False


def _home() -> Crumb:
    return Crumb("首页", reverse("website:home"))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
