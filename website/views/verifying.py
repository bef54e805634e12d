"""Is this paper ours? Number and code (typed, or by the QR code) get one short answer; anything wrong gets the same answer."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods

from core.pieces import Crumb
from records.verifying import verify
from website.limits import too_often

TRIES, SECONDS = 20, 60
MAX_BYTES = 20 * 1024 * 1024


class VerifyForm(forms.Form):
    """What stands on the paper."""

    n = forms.CharField(
        label="报告编号",
        max_length=40,
        help_text="22 位，在报告首页和每页上方。",
        error_messages={"required": "请填写报告编号。"},
    )
    c = forms.CharField(
        label="核验码",
        max_length=40,
        help_text="12 位，在报告首页二维码下方。",
        error_messages={"required": "请填写核验码。"},
    )
    file = forms.FileField(
        label="报告文件", required=False, help_text="选填。比对 PDF 是否与出具时相同；文件不会保存。", error_messages={"empty": "文件是空的，请重新选择。"}
    )  # fmt: skip

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file and file.size > MAX_BYTES:
            raise forms.ValidationError("文件超过 20 MB，不是本局出具的报告文件。")
        return file


@require_http_methods(["GET", "HEAD", "POST"])
def verify_report(request: HttpRequest) -> HttpResponse:
    """The form, and below it the answer to ?n=…&c=… or to what was posted."""
    asked = request.method == "POST" or "n" in request.GET or "c" in request.GET
    form = (
        VerifyForm(request.POST, request.FILES)
        if request.method == "POST"
        else VerifyForm(request.GET if asked else None)
    )
    context = {
        "title": "信用报告核验",
        "crumbs": [Crumb("首页", reverse("website:home")), Crumb("信用报告核验")],
        "form": form,
        "asked": False,
        "minutes": SECONDS // 60,
    }
    status = 200
    if asked and too_often(request, "verify", TRIES, SECONDS):
        status, context["throttled"] = 429, True
    elif asked and form.is_valid():
        file = form.cleaned_data["file"]
        context["found"] = verify(form.cleaned_data["n"], form.cleaned_data["c"], file.read() if file else None)
        context["asked"] = True
    answer = TemplateResponse(request, "website/verify.html", context, status=status)
    patch_cache_control(answer, no_store=True, private=True)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer" if request.method != "POST" and asked else "same-origin"
    if status == 429:
        answer["Retry-After"] = str(SECONDS)
    return answer
