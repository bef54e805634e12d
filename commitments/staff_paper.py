"""Paper promises at the window: whose, which wording, what stands on it; a blank to be stamped, and the receipt."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from commitments import letters, rules
from commitments.choices import Kind, Signature
from commitments.models import CertifiedMatter, Promise, PromiseTemplate
from commitments.paper_form import PaperPromiseForm
from commitments.selectors import current_matters, current_templates, standing_of
from commitments.services.paper_entry import PaperPromise, may_enter, paper_enter
from commitments.services.signing import next_step
from commitments.staff_list import GROUP
from commitments.transitions import CHECK
from core import clock
from core.errors import DomainError, Forbidden
from core.pieces import Crumb, Row
from core.staff import staff_page
from core.text import clean
from core.words import cn_date
from members.models import Membership
from records.choices import REGISTER_KINDS
from records.models import Subject

SHOWN = 20
_START = "commitments_paper_start"


@dataclass(frozen=True)
class Choice:
    """One promise that may be given on paper: its wording, its certified matter if any, and why not."""

    template: PromiseTemplate
    matter: CertifiedMatter | None
    bar: rules.Bar | None = None

    @property
    def code(self) -> str:
        return self.matter.code if self.matter else self.template.code

    @property
    def title(self) -> str:
        return f"{self.template.title}：{self.matter.name}" if self.matter else self.template.title


@staff_page("commitments/on-paper/", name=_START, title="登记书面承诺", perm=CHECK, group=GROUP, order=15)
@require_safe
def start_page(request: HttpRequest) -> HttpResponse:
    """Whose promise? ?q= name, code or licence number."""
    words = clean(request.GET.get("q", ""))[:60]
    found: list[Subject] = []
    if words:
        account = Membership.objects.in_force().filter(subject=OuterRef("pk"))
        rows = Subject.objects.filter(kind__in=REGISTER_KINDS).defer("id_number").annotate(has_account=Exists(account))
        rows = rows.filter(Q(name__icontains=words) | Q(uscc__iexact=words) | Q(licence_number=words))
        found = list(rows.order_by("pinyin", "pk")[: SHOWN + 1])
    context = {"q": words, "found": found[:SHOWN], "more": len(found) > SHOWN}
    return TemplateResponse(request, "admin/commitments/paper_start.html", context)


@staff_page("commitments/on-paper/<int:pk>/", name="commitments_paper_choose", title="登记书面承诺", perm=CHECK)
@require_safe
def choose_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Which promise? Those that this person's section receives."""
    subject = _subject(pk)
    context = {
        "title": "登记书面承诺", "subject": subject, "choices": _choices(request, subject),
        "crumbs": _crumbs(Crumb(subject.name)),
    }  # fmt: skip
    return TemplateResponse(request, "admin/commitments/paper_choose.html", context)


@staff_page(
    "commitments/on-paper/<int:pk>/<slug:code>/", name="commitments_paper_enter", title="登记书面承诺", perm=CHECK
)
@require_http_methods(["GET", "HEAD", "POST"])
def enter_page(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What stands on the paper, and its scan."""
    subject = _subject(pk)
    one = _choice(request, subject, code)
    typed = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PaperPromiseForm(subject, one.template, one.matter, *typed)
    problems: list[DomainError] = []
    if request.method == "POST" and form.is_valid():
        try:
            promise = _entered(request, subject, one, form)
        except Forbidden:
            raise
        except DomainError as error:
            if error.field in form.fields:
                form.add_error(error.field, error.message)
            else:
                problems = [error]
        else:
            return HttpResponseRedirect(reverse("admin:commitments_paper_receipt", args=[promise.public_id]))
    choose = reverse("admin:commitments_paper_choose", args=[subject.pk])
    context = {
        "title": one.title, "subject": subject, "one": one, "form": form, "problems": problems, "back": choose,
        "crumbs": _crumbs(Crumb(subject.name, choose), Crumb(one.title)),
    }  # fmt: skip
    return TemplateResponse(request, "admin/commitments/paper_enter.html", context)


@staff_page(
    "commitments/on-paper/<int:pk>/<slug:code>/blank/", name="commitments_paper_blank", title="空白承诺书", perm=CHECK
)
@require_safe
def blank_page(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The letter to be printed, completed by hand and stamped."""
    subject = _subject(pk)
    one = _choice(request, subject, code)
    on = clock.today()
    content = (
        letters.blank_pdf(one.matter, one.template, on) if one.matter else letters.blank_letter_pdf(one.template, subject, on)
    )  # fmt: skip
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(f'{one.title}（空白）.pdf')}"
    return answer


@staff_page(
    "commitments/promises/<uuid:public_id>/receipt/",
    name="commitments_paper_receipt",
    title="书面承诺登记回执",
    perm=CHECK,
)
@require_safe
def receipt_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The receipt that is printed and handed over with the paper."""
    rows = Promise.objects.visible_to(request.user).filter(signature=Signature.DESK)
    promise = get_object_or_404(rows.select_related("template", "section", "scan", "signed_by"), public_id=public_id)
    facts = [
        Row("承诺编码", promise.code), Row("承诺人", promise.party_name), Row("承诺书", promise.template.title),
        Row("承诺事由", promise.reason), Row("承诺书日期", cn_date(promise.signed_on)), Row("签字人", promise.signer_name),
        Row("方式", "书面承诺，原件留存受理科室"), Row("扫描件回执号", promise.scan.receipt),
        Row("登记", f"{promise.signed_by}，{promise.signed_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"), Row("受理科室", promise.section.name),
        Row("有效期至", cn_date(promise.valid_until) or "履行完毕为止"), Row("核验码", letters.verify_code(promise)),
    ]  # fmt: skip
    context = {
        "title": "书面承诺登记回执", "promise": promise, "rows": facts, "next": next_step(promise),
        "papers": list(promise.missing_papers.all()), "address": letters.verify_url(promise).partition("?")[0],
        "crumbs": _crumbs(Crumb(promise.code)),
    }  # fmt: skip
    return TemplateResponse(request, "admin/commitments/paper_receipt.html", context)


def _entered(request: HttpRequest, subject: Subject, one: Choice, form: PaperPromiseForm) -> Promise:
    data = form.cleaned_data
    scan, filename = form.scan()
    paper = PaperPromise(
        subject=subject, template=one.template, matter=one.matter, reason=data["reason"], signer=data["signer"],
        signed_on=data["signed_on"], answers=form.answers(), show_full_name=bool(data.get("show_full_name")),
    )  # fmt: skip
    return paper_enter(actor=request.user, paper=paper, scan=scan, filename=filename, compared=data["compared"])


def _subject(pk: int) -> Subject:
    return get_object_or_404(Subject.objects, pk=pk, kind__in=REGISTER_KINDS)


def _choices(request: HttpRequest, subject: Subject) -> list[Choice]:
    on, former = clock.today(), standing_of(subject)
    found = []
    for template in current_templates(on):
        matters = current_matters(on) if template.kind == Kind.PROOF else [None]
        found += [Choice(template, matter, rules.bar(template.kind, former)) for matter in matters]
    return [one for one in found if _mine(request, one)]


def _mine(request: HttpRequest, one: Choice) -> bool:
    try:
        may_enter(request.user, one.template, one.matter)
    except Forbidden:
        return False
    return True


def _choice(request: HttpRequest, subject: Subject, code: str) -> Choice:
    found = next((one for one in _choices(request, subject) if one.code == code), None)
    if found is None:
        raise Http404
    return found


def _crumbs(*more: Crumb) -> list[Crumb]:
    return [
        Crumb("承诺台账", reverse("admin:commitments_promises")),
        Crumb("登记书面承诺", reverse(f"admin:{_START}")),
        *more,
    ]
