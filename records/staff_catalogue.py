"""Pages of the catalogue: editions and collection tasks, a new edition as a difference first, its adoption with a reason."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.models import Section
from core import clock
from core.downloads import workbook_answer
from core.errors import DomainError
from core.pieces import Crumb, Row
from core.staff import staff_page
from core.words import cn_date
from exchange.models import Job
from records.catalogue_sheet import write_edition
from records.edition_review import EditionReview, ReasonForm, period_state
from records.models import CatalogueEdition, CatalogueItem, CreditRecord
from records.services import catalogue
from records.services.catalogue_import import KIND, edition_adopt, edition_hand_in, edition_look_again, facts_of_job

SEE, MANAGE = "records.view_catalogueitem", "records.manage_catalogue"
GROUP = "信用档案"


class EditionForm(forms.Form):
    """What a new edition is, and its workbook."""

    scope = forms.ChoiceField(label="目录", choices=CatalogueEdition.Scope.choices, widget=forms.RadioSelect)
    name = forms.CharField(
        label="名称",
        max_length=120,
        help_text="例如：全国公共信用信息基础目录（2026年版）",
        error_messages={"required": "请填写名称。"},
    )
    code = forms.SlugField(
        label="版本代码", max_length=30, help_text="字母、数字和短横，例如 national-2026。以后不能改。",
        error_messages={"required": "请填写版本代码。", "invalid": "版本代码只用字母、数字和短横，例如 national-2026。"},
    )  # fmt: skip
    basis = forms.CharField(
        label="发布文号",
        max_length=200,
        help_text="例如：发改财金规〔2026〕12号",
        error_messages={"required": "请填写发布文号。"},
    )
    valid_from = forms.DateField(
        label="施行日期", help_text="最早是明天，例如 2026-12-01。原版本到前一天为止。",
        error_messages={"required": "请填写施行日期。", "invalid": "日期写法不对，请写成 2026-12-01 这样。"},
    )  # fmt: skip
    confirmed = forms.BooleanField(
        label="已对照正式文本逐项核对", required=False, help_text="不勾选的，页面上带“待核对”标记，以后可以补登。"
    )
    file = forms.FileField(
        label="目录表格", help_text="在下载的现行版本上修改后的 .xlsx。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.ods,.et"}),
        error_messages={"required": "请选择改好的目录表格。", "empty": "文件是空的，没有任何内容。请确认选对了文件后重新上传。"},
    )  # fmt: skip


class AssignForm(ReasonForm):
    """The bureau's part of an item: who collects it, from where, how often."""

    section = forms.ModelChoiceField(Section.objects.none(), label="责任科室", required=False, empty_label="还没有落实")
    source = forms.CharField(label="数据来源", max_length=120, required=False, help_text="例如：处罚决定书")
    cycle = forms.ChoiceField(label="归集频次", choices=CatalogueItem.Cycle.choices)
    due_day = forms.IntegerField(
        label="次月截止日", min_value=1, max_value=28, help_text="每期结束后，次月几日前归集完。",
        error_messages={"required": "请填写 1 至 28 的数字。", "min_value": "最小是 1。", "max_value": "最大是 28。"},
    )  # fmt: skip
    field_order = ["section", "source", "cycle", "due_day", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = Section.objects.filter(active=True)  # type: ignore[attr-defined]


@staff_page("records/catalogue/", name="records_catalogue", title="归集目录", perm=SEE, group=GROUP, order=30)
def catalogue_page(request: HttpRequest) -> HttpResponse:
    """All editions, and the collection tasks that follow from the items in force; `?edition=` shows another edition."""
    on = clock.today()
    editions = list(CatalogueEdition.objects.annotate(count=Count("items")).order_by("-scope", "-valid_from"))
    wanted = request.GET.get("edition", "")
    shown = next((one for one in editions if str(one.pk) == wanted), None)
    items = list(shown.items.select_related("section", "edition").order_by("code")) if shown else catalogue.items_on(on)
    section = request.GET.get("section", "")
    sections = list(Section.objects.filter(pk__in={item.section_id for item in items}))
    if section:
        items = [item for item in items if str(item.section_id or "none") == section]
    context = {
        "editions": [(one, _edition_state(one)) for one in editions], "shown": shown, "on": on,
        "tasks": [(item, _period(item), count) for item, count in _counted(items, on.year)], "year": on.year,
        "sections": sections, "unassigned": any(item.section_id is None for item in items), "section": section,
        "may_manage": request.user.has_perm(MANAGE),
        "waiting": REVIEW.waiting(request) if request.user.has_perm(MANAGE) else (),
    }  # fmt: skip
    return TemplateResponse(request, "admin/records/catalogue.html", context)


@staff_page("records/catalogue/<int:pk>/workbook/", name="records_catalogue_workbook", title="下载目录", perm=SEE)
def edition_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The edition as a workbook to be changed."""
    edition = get_object_or_404(CatalogueEdition, pk=pk)
    target = io.BytesIO()
    write_edition(target, catalogue.edition_items(edition), catalogue.section_names())
    return workbook_answer(target.getvalue(), f"{edition.name}.xlsx")


@staff_page("records/catalogue/import/", name="records_catalogue_import", title="导入目录版本", perm=MANAGE)
def import_page(request: HttpRequest) -> HttpResponse:
    """Hand in a new edition; it is compared at once, nothing takes effect."""
    form = EditionForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()), initial={"scope": "national"}
    )
    if form.is_bound and form.is_valid():
        facts = dict(form.cleaned_data)
        upload = facts.pop("file")
        try:
            job = edition_hand_in(
                actor=request.user, facts=catalogue.EditionFacts(**facts), file=upload, filename=upload.name
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return HttpResponseRedirect(reverse("admin:records_catalogue_job", args=[job.public_id]))
    base = [edition for scope in CatalogueEdition.Scope.values if (edition := catalogue.newest_edition(scope))]
    context = {"form": form, "base": base, "crumbs": [Crumb("归集目录", _home()), Crumb("导入目录版本")]}
    return TemplateResponse(request, "admin/records/catalogue_import.html", context)


@staff_page("records/catalogue/import/<slug:public_id>/", name="records_catalogue_job", title="核对新版本", perm=MANAGE)
def job_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The difference a waiting edition would make; adopt it with a reason, compare again, or put it aside."""
    return REVIEW.page(request, public_id, _described)


@staff_page(
    "records/catalogue/import/<slug:public_id>/marked/",
    name="records_catalogue_marked",
    title="下载标注的表",
    perm=MANAGE,
)
def marked_download(request: HttpRequest, public_id: str) -> HttpResponse:
    """The person's own workbook with the wrong cells marked."""
    return REVIEW.marked(request, public_id)


@staff_page("records/catalogue/<int:pk>/confirm/", name="records_catalogue_confirm", title="登记已核对", perm=MANAGE)
def confirm_page(request: HttpRequest, pk: int) -> HttpResponse:
    """State that an edition was compared with the official text."""
    edition = get_object_or_404(CatalogueEdition, pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            catalogue.edition_confirm(actor=request.user, edition=edition, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, f"已登记核对：{edition}")
            return HttpResponseRedirect(_home())
    says = "登记后，这个版本和它的事项不再带“待核对”标记。请先对照正式文本逐项核对。"
    return _small_page(request, form, "登记已核对正式文本", edition, says)


@staff_page("records/catalogue/items/<int:pk>/", name="records_catalogue_item", title="调整归集任务", perm=MANAGE)
def item_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who collects one item, from where, how often, by which day."""
    item = get_object_or_404(CatalogueItem.objects.select_related("edition", "section"), pk=pk)
    initial = {"section": item.section_id, "source": item.source, "cycle": item.cycle, "due_day": item.due_day}
    form = AssignForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            catalogue.item_assign(actor=request.user, item=item, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, f"已调整归集任务：{item}")
            return HttpResponseRedirect(_home())
    says = f"依据：{item.basis}。名称、依据、公开属性随目录版本走，这里只调整由谁、从哪里、多久归集一次。"
    return _small_page(request, form, "调整归集任务", item, says)


def _adopted(edition: CatalogueEdition) -> tuple[str, str]:
    return (
        f"“{edition.name}”将从{cn_date(edition.valid_from)}起施行，原版本到前一天为止。",
        f"{_home()}?edition={edition.pk}",
    )


def _small_page(request: HttpRequest, form: forms.Form, title: str, obj: Any, says: str) -> HttpResponse:
    context = {
        "form": form, "title": title, "object": obj, "consequence": says, "back": _home(), "back_title": "归集目录",
    }  # fmt: skip
    return TemplateResponse(request, "admin/records/deed.html", context)


def _home() -> str:
    return reverse("admin:records_catalogue")


def _edition_state(edition: CatalogueEdition) -> tuple[str, str]:
    return period_state(edition.valid_from, edition.valid_until, coming="将施行", running="施行中", over="已停用")


def _period(item: CatalogueItem) -> str:
    """How often, and by when."""
    if item.cycle == CatalogueItem.Cycle.EACH:
        return str(item.get_cycle_display())
    after = {"month": "次月", "quarter": "季末次月", "year": "次年1月"}[item.cycle]
    return f"{item.get_cycle_display()}，{after}{item.due_day}日前"


def _counted(items: list[CatalogueItem], year: int) -> list[tuple[CatalogueItem, int]]:
    """Each item with the number of records of the year, whichever edition they stand under."""
    counts = dict(
        CreditRecord.objects.filter(item__code__in={item.code for item in items}, event_date__year=year)
        .values_list("item__code")
        .annotate(Count("pk"))
        .order_by()
    )
    return [(item, counts.get(item.code, 0)) for item in items]


def _described(job: Job) -> dict[str, Any]:
    facts = facts_of_job(job)
    return {
        "title": f"核对新版本：{facts.name}", "again_url": reverse("admin:records_catalogue_import"),
        "crumbs": [Crumb("归集目录", _home()), Crumb("导入目录版本", reverse("admin:records_catalogue_import")), Crumb("核对差异")],
        "facts": [
            Row("目录", CatalogueEdition.Scope(facts.scope).label),
            Row("版本", f"{facts.name}（{facts.code}）", facts.basis),
            Row("施行日期", facts.valid_from.isoformat()),
            *REVIEW.fact_rows(job, confirmed=facts.confirmed),
        ],
    }  # fmt: skip


REVIEW = EditionReview(
    kind=KIND.code,
    home="admin:records_catalogue",
    home_title="归集目录",
    marked_page="admin:records_catalogue_marked",
    noun="事项",
    consequence="确认后从施行日期起按新版本归集，原版本和它的事项到前一天为止；以前的记录不变。",
    put_aside="已放弃这份表格，没有改变目录。",
    adopt=edition_adopt,
    look_again=edition_look_again,
    adopted=_adopted,
)
