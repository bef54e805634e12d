"""What the auditor takes out of the trail: who did what, who looked at what, the seals, and who took what out. Nothing here can come back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from audit import sentences
from audit.codes import ACTIONS, DEEDS
from audit.models import Access, Action, Seal
from audit.selectors import find
from audit.trail_form import FILTERS, TrailForm
from audit.verification_words import title_of
from core.errors import DomainError
from exchange.lists import Found, ListExport, Told, chosen, register_list
from exchange.models import Export, ExportPurpose, Job, JobState

DONE, LOOKED, SEALS, EXPORTS, FILES = (
    "audit.actions",
    "audit.accesses",
    "audit.seals",
    "exchange.exports",
    "exchange.jobs",
)
_WHO = (Told("时间", "at", 18), Told("人员", "actor_name", 14), Told("科室", "section_name", 20))
_OBJECT = (Told("对象类型", lambda row: sentences.type_title(row.object_type), 14), Told("对象编号", "object_id", 20))
_FROM = (Told("来源地址", "ip", 16), Told("请求号", "request_id", 24))


def _trail(model: Any, code_field: str, codes: dict[str, str]) -> Callable[[Any, Mapping[str, str]], Found]:
    """The entries under the page's own filters. A filter that is not understood is refused: on a page it would only show more."""

    def rows(user: Any, params: Mapping[str, str]) -> Found:
        form = TrailForm(params, codes)
        if not form.is_valid():
            label = form.fields[next(iter(form.errors))].label or "条件"
            raise DomainError(f"筛选条件“{label}”看不懂，没有导出。请回到列表改正后再导出。", code="E-EXP-06")
        wanted = form.wanted()
        said = [
            f"从 {wanted.since}" if wanted.since else "", f"到 {wanted.until}" if wanted.until else "",
            f"人员 {form.cleaned_data['person']}" if wanted.person else "", f"事项 {codes[wanted.code]}" if wanted.code else "",
            f"含有“{wanted.words}”" if wanted.words else "", f"只看对象 {wanted.obj}" if wanted.obj else "",
        ]  # fmt: skip
        return find(model.objects.all(), wanted, code_field=code_field).order_by("-pk"), said

    return rows


def _details(action: Action) -> str:
    return "；".join(f"{label}：{text}" for label, text in sentences.details(action.extra))


def _seals(user: Any, params: Mapping[str, str]) -> Found:
    return Seal.objects.defer("row_ids", "row_marks", "columns").order_by("-id"), ()


def _exports(user: Any, params: Mapping[str, str]) -> Found:
    rows = Export.objects.visible_to(user).select_related("actor", "section").newest()
    purpose, label = chosen(params, "use", ExportPurpose.choices)
    return (rows.filter(purpose=purpose) if purpose else rows), [label]


def _jobs(user: Any, params: Mapping[str, str]) -> Found:
    rows = Job.objects.visible_to(user).files_in().select_related("actor", "section").newest()
    state, label = chosen(params, "state", JobState.choices)
    return (rows.filter(state=state) if state else rows), [label]


register_list(
    ListExport(
        DONE, "操作记录", "audit_actions", "audit.view_action", _trail(Action, "code", ACTIONS),
        (
            *_WHO, Told("操作", sentences.action_sentence, 44, free=True), Told("理由", "reason", 40, free=True),
            Told("详情", _details, 40, free=True), Told("途径", lambda row: sentences.door(row.channel), 12), *_OBJECT, *_FROM,
        ),
        FILTERS,
    ),
    ListExport(
        LOOKED, "查询登记", "audit_accesses", "audit.view_access", _trail(Access, "deed", DEEDS),
        (
            *_WHO, Told("行为", sentences.access_sentence, 44, free=True), Told("目的", "purpose", 20, free=True),
            Told("事项", "matter", 30, free=True), *_OBJECT, *_FROM,
        ),
        FILTERS,
    ),
    ListExport(
        SEALS, "历史封存", "audit_seals", "audit.view_seal", _seals,
        (
            Told("编号", "pk", 10), Told("封存时间", "at", 18), Told("历史", lambda row: title_of(row.table), 20), Told("起", "first_id", 12),
            Told("止", "last_id", 12), Told("行数", "count", 10), Told("内容摘要", "content_digest", 68), Told("上一封存", "previous_digest", 68),
            Told("封存摘要", "digest", 68),
        ),
    ),
    ListExport(
        EXPORTS, "导出登记", "exchange_exports", ("exchange.view_exports", "exchange.export_data"), _exports,
        (
            Told("导出编号", "number", 22), Told("内容", "title", 30, free=True), Told("条件", "conditions", 30, free=True),
            Told("用途", "get_purpose_display", 20), Told("事项", "matter", 30, free=True), Told("行数", "rows", 10), Told("导出人", "actor", 14),
            Told("科室", "section.name", 20), Told("导出时间", "made_at", 18), Told("链接有效期至", "expires_at", 18), Told("下载次数", "fetches", 10),
            Told("最近下载", "fetched_at", 18), Told("文件删除时间", "dropped_at", 18), Told("数据摘要", "sha256", 68),
        ),
        ("use",),
    ),
    ListExport(
        FILES, "导入任务", "exchange_jobs", "exchange.view_job", _jobs,
        (
            Told("编号", "public_id", 20), Told("文件", "filename", 34, free=True), Told("状态", "get_state_display", 12), Told("总行数", "total", 10),
            Told("新增", "created", 10), Told("已存在未变化", "unchanged", 12), Told("有错误", "bad", 10), Told("经办人", "actor", 14),
            Told("科室", "section.name", 20), Told("提交时间", "created_at", 18), Told("结束时间", "finished_at", 18), Told("原因", "error", 40, free=True),
            Told("文件摘要", "sha256", 68),
        ),
        ("state",),
    ),
)  # fmt: skip
