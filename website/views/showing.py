"""One thing: a decision, a subject. What is not public on the day gets the very answer of what never existed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import clock
from core.errors import DomainError
from core.pieces import Crumb, Row
from core.templatetags.pieces import docnumber
from core.words import cn_date
from records.models import Subject
from records.search import Page, records_of
from website.caching import public_page
from website.kinds import LICENCE, OTHERS, PENALTY
from website.shown import ShownDecision, find_shown, shown_records
from website.shown_subjects import ShownSubject, shown_subject
from website.views.finding import LISTS

SUBJECT_ROWS = 20
NOTE = "本页只公示依法应当公开的决定，不代表该机构或者人员的全部执业情况。"
REMEDIES = (
    "当事人对决定不服的，可以自收到决定书之日起六十日内申请行政复议，也可以在六个月内向人民法院提起行政诉讼；"
    "法律另有规定的从其规定。受理机关和期限以决定书载明的为准。"
)


@require_safe
@public_page
def decision(request: HttpRequest, public_id: str) -> HttpResponse:
    """A decision with its national fields, its last public day, and the rights that go with it."""
    on = clock.today()
    shown = find_shown(_uuid(public_id), on)
    if shown is None:
        raise Http404
    record = shown.record
    choice = record.kind if record.kind in (LICENCE, PENALTY) else OTHERS
    response = TemplateResponse(
        request,
        "website/decision.html",
        {
            "title": f"{record.party}：{record.kind_name}决定",
            "shown": shown,
            "record": record,
            "meta": _meta(shown),
            "field_rows": [Row(field.label, field.value) for field in shown.fields],
            "crumbs": [
                Crumb("首页", reverse("website:home")),
                Crumb(LISTS[choice][0], reverse(LISTS[choice][2])),
                Crumb(record.document_number or record.title),
            ],
            "note": NOTE,
            "remedies": REMEDIES,
            "papers": shown.papers,
            "subject_url": reverse("website:subject", args=[shown.subject]) if shown.subject else "",
        },
    )
    if record.adverse:
        response["X-Robots-Tag"] = "noindex"
    return response


def _meta(shown: ShownDecision) -> list[Row]:
    record = shown.record
    return [
        Row("决定文号", docnumber(record.document_number)),
        Row("决定种类", record.kind_name),
        Row("作出机关", record.authority),
        Row("决定日期", cn_date(record.decided_on)),
        Row("公示日期", f"{cn_date(record.publish_from)} 至 {cn_date(record.publish_until)}"),
        Row("当前效力", shown.effect or "有效"),
    ]


@require_safe
@public_page
def subject(request: HttpRequest, public_id: str) -> HttpResponse:
    """A subject's public file: who it is, may it practise, what is public about it, newest first."""
    on = clock.today()
    found = _public_subject(_uuid(public_id), on)
    if found is None:
        raise Http404
    shown = shown_subject(found)
    page, bad = _records_page(request, found, on)
    response = TemplateResponse(
        request,
        "website/subject.html",
        {
            "title": shown.name,
            "subject": shown,
            "rows": list(enumerate(shown_records(page.items, on), 1)),
            "older_url": f"?after={page.next}" if page.next else "",
            "first_url": request.path if request.GET.get("after") else "",
            "errors": bad,
            "facts": _facts(shown),
            "note": NOTE,
            "crumbs": [
                Crumb("首页", reverse("website:home")),
                Crumb(shown.kind_name, "" if shown.is_person else f"{reverse('website:search')}?kind={shown.kind}"),
                Crumb(shown.name),
            ],
        },
        status=400 if bad else 200,
    )
    response["X-Robots-Tag"] = "noindex"  # whatever adverse stands here must end on its day, copies elsewhere would not
    return response


def _public_subject(public_id: UUID, on: date) -> Subject | None:
    subjects = Subject.objects.public(on).select_related("institution").prefetch_related("names")
    unread = ("id_number", "search_text")
    return subjects.defer(*unread, *(f"institution__{name}" for name in unread)).filter(public_id=public_id).first()


def _records_page(request: HttpRequest, subject: Subject, on: date) -> tuple[Page, list[DomainError]]:
    """The page that the cursor asks for; the first one, with the reason, when the cursor is broken."""
    try:
        return records_of(subject, on=on, after=request.GET.get("after"), limit=SUBJECT_ROWS), []
    except DomainError as error:
        return records_of(subject, on=on, limit=SUBJECT_ROWS), [error]


def _facts(shown: ShownSubject) -> list[Row]:
    """The particulars that apply to this subject."""
    rows = [
        Row("类型", shown.kind_name),
        Row("统一社会信用代码", shown.uscc),
        Row("执业证号" if shown.is_person else "执业许可证号", shown.licence_number),
        Row("执业机构", shown.institution),
        Row("负责人", shown.head),
        Row("住所", shown.address),
        Row("执业起始" if shown.is_person else "设立日期", cn_date(shown.since)),
    ]
    return [row for row in rows if row.value]


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
