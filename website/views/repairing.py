"""Credit repair for everybody: the guide, the self-check, is this letter ours, and what has been taken down."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import clock, settings_store
from core.errors import DomainError
from core.identifiers import docnumber
from core.pieces import Crumb
from records.models import CreditRecord
from records.removals import latest
from repair.choices import WAYS
from repair.eligibility import Eligibility, Facts, check
from repair.facts import eligibility_of, rules, terms
from repair.parameters import ACCEPT_DAYS, DECIDE_DAYS, EXTEND_DAYS, REVIEW_DAYS, SYNC_DAYS
from repair.verifying import verify
from website.caching import public_page
from website.limits import too_often
from website.views.verifying import SECONDS, TRIES, VerifyForm

CLASSES = (
    ("minor", "轻微：警告、通报批评等"),
    ("general", "一般：较大数额罚款、没收违法所得等"),
    ("serious", "严重：吊销执业证书或许可证、限制从业等"),
)
DUTIES = (("", "不清楚"), ("yes", "已经全部纠正、履行完毕"), ("no", "还没有"))
_DATE = {"invalid": "日期写法不对，请写成 2026-06-01 这样。"}


def _day(label: str, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, help_text=help_text, widget=widget, error_messages=_DATE)


class CheckForm(forms.Form):
    """By the number of a public decision, or by what stands in the decision."""

    q = forms.CharField(
        label="决定文号", required=False, max_length=128, help_text="处罚决定书上的文号，如“巫山司罚决字〔2026〕3号”，括号写成什么样都可以。"
    )  # fmt: skip
    event = _day("决定作出日期", "没有文号，或者这条信息不公示的，填决定书上的日期。")
    classes = forms.MultipleChoiceField(
        label="处罚属于哪一类", required=False, choices=CLASSES, widget=forms.CheckboxSelectMultiple, help_text="有几种处罚的，都选上。"
    )  # fmt: skip
    duties = forms.ChoiceField(
        label="处罚决定的义务履行完了吗",
        required=False,
        choices=DUTIES,
        widget=forms.RadioSelect,
        help_text="罚款缴清、整改完成，才算履行完。",
    )
    duties_on = _day("履行完毕日期")
    court_on = _day("法院裁定批准重整计划的日期", "只有破产重整的才填。")
    fraud_on = _day("以前申请修复被认定弄虚作假的日期", "没有的不填。")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("q") and not data.get("event") and not self.errors:
            self.add_error("q", "请填写决定文号；没有文号的，填写决定作出日期和处罚类别。")
        if not data.get("q") and data.get("event") and not data.get("classes"):
            self.add_error("classes", "请选择处罚属于哪一类。")
        for name in ("event", "duties_on", "court_on", "fraud_on"):
            if data.get(name) and (data[name] > clock.today() or data[name] < date(2000, 1, 1)):
                self.add_error(name, "日期应当在 2000 年到今天之间。")
        return data

    @property
    def known(self) -> dict[str, Any]:
        """What the visitor says beyond the record."""
        data = self.cleaned_data
        done = {"yes": True, "no": False}.get(data.get("duties", ""))
        return {"duties_done": done, "duties_on": data["duties_on"] if done else None, "court_on": data["court_on"]}


@require_safe
@public_page
def guide(request: HttpRequest) -> HttpResponse:
    """What, who, which papers, how long, free of charge."""
    days = settings_store.get_many([ACCEPT_DAYS, DECIDE_DAYS, EXTEND_DAYS, REVIEW_DAYS, SYNC_DAYS])
    unsure = {item.key for item in settings_store.unconfirmed()}
    context = {
        "title": "信用修复", "crumbs": [Crumb("首页", reverse("website:home")), Crumb("信用修复")], "ways": WAYS,
        "days": {key.split(".")[1]: (value, key in unsure) for key, value in days.items()}, "form": CheckForm(),
    }  # fmt: skip
    return TemplateResponse(request, "website/repair.html", context)


@require_safe
@public_page
def self_check(request: HttpRequest) -> HttpResponse:
    """May it be repaired, from when, what is missing. Only public records are looked up; nothing typed is kept."""
    asked = bool(request.GET)
    form = CheckForm(request.GET if asked else None)
    found: list[tuple[CreditRecord | None, Eligibility]] = []
    problems: list[DomainError] = []
    if asked and form.is_valid():
        try:
            found = _answers(form)
        except DomainError as error:
            problems = [error]
    context = {
        "title": "信用修复自查", "form": form, "found": found, "problems": problems, "open": asked and not found, "on": clock.today(),
        "crumbs": [Crumb("首页", reverse("website:home")), Crumb("信用修复", reverse("website:repair")), Crumb("自查")],
    }  # fmt: skip
    answer = TemplateResponse(
        request, "website/repair_check.html", context, status=400 if asked and (form.errors or problems) else 200
    )
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _answers(form: CheckForm) -> list[tuple[CreditRecord | None, Eligibility]]:
    data, on = form.cleaned_data, clock.today()
    if not data["q"]:
        facts = Facts(
            event_date=data["event"], severities=tuple(data["classes"]), fraud_on=data["fraud_on"], **form.known
        )
        return [(None, check(facts, rules(), terms(), on))]
    number = docnumber.normalise(data["q"]).text
    public = (
        CreditRecord.objects.public(on)
        .filter(document_number=number, nature="adverse")
        .select_related("item", "subject")
    )
    rows = list(public.defer("subject__id_number")[:10])
    if not rows:
        raise DomainError(
            "没有正在公示的失信信息是这个文号。可能文号有错，公示期已满，或者依法不公示。请核对文号，或者按决定书填写日期和类别。",
            code="not_found",
            field="q",
        )
    return [(row, eligibility_of(row, on, **form.known)) for row in rows]


@require_safe
def verify_letter(request: HttpRequest) -> HttpResponse:
    """Is this repair letter or certificate ours? Number and code get one short answer; anything wrong gets the same answer."""
    asked = "n" in request.GET or "c" in request.GET
    form = VerifyForm(request.GET if asked else None)
    del form.fields["file"]
    form.fields["n"].label, form.fields["n"].help_text = "文书编号", "在文书标题下面。"
    form.fields["n"].error_messages["required"] = "请填写文书编号。"
    form.fields["c"].help_text = "12 位，在二维码下面。"
    context: dict[str, Any] = {
        "title": "修复文书核验", "form": form, "asked": False,
        "crumbs": [Crumb("首页", reverse("website:home")), Crumb("信用修复", reverse("website:repair")), Crumb("文书核验")],
    }  # fmt: skip
    status = 200
    if asked and too_often(request, "verify", TRIES, SECONDS):
        status, context["throttled"] = 429, True
    elif asked and form.is_valid():
        context |= {"asked": True, "found": verify(form.cleaned_data["n"], form.cleaned_data["c"])}
    answer = TemplateResponse(request, "website/repair_verify.html", context, status=status)
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer" if asked else "same-origin"
    if status == 429:
        answer["Retry-After"] = str(SECONDS)
    return answer


@require_safe
@public_page
def taken_down(request: HttpRequest) -> HttpResponse:
    """The newest removals for people to read, and the address for machines."""
    context = {
        "title": "停止公示的信息", "items": latest(now=clock.now(), limit=50), "feed": reverse("public-api:removals"),
        "crumbs": [Crumb("首页", reverse("website:home")), Crumb("停止公示的信息")],
    }  # fmt: skip
    answer = TemplateResponse(request, "website/removals.html", context)
    answer["X-Robots-Tag"] = "noindex"
    return answer
