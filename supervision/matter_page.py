"""What the page of one matter shows: pure reading, from the matter's rows and their snapshots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.urls import reverse

from core import clock
from core.pieces import Row, Step
from core.words import count
from records.choices import Disclosure, Nature
from records.selectors_marks import Beside, beside_public
from supervision.choices import LookUpState, MatterState, Verdict
from supervision.models import LookUp, Matter
from supervision.results import in_words
from supervision.services.matters import current_rows, lacking, unused

PAGE = 50
#: Lists of the page: what is shown, its name, the rows.
SHOWN: dict[str, tuple[str, Q]] = {
    "": ("全部", Q()),
    "hit": ("有记录", Q(hit=True)),
    "silent": ("未反馈", Q(hit=True, feedback__isnull=True)),
    "unsure": ("待选定", Q(state=LookUpState.AMBIGUOUS)),
    "clear": ("无记录", Q(hit=False, state__in=(LookUpState.FOUND, LookUpState.NONE))),
}


@dataclass(frozen=True)
class Shown:
    """One row in words."""

    lookup: LookUp
    words: str
    tone: str
    lines: list[str]
    answer: Any

    @property
    def asks(self) -> bool:
        """Whether a hit still waits for its answer."""
        return self.lookup.hit and self.answer is None


def shown(lookup: LookUp, near: Mapping[str, Beside]) -> Shown:
    """The result of one look-up in plain words, with what stands beside its records now."""
    answer = getattr(lookup, "feedback", None)
    return Shown(
        lookup,
        words_of(lookup),
        tone_of(lookup),
        [record_words(one, near.get(one["id"])) for one in records_in(lookup)],
        answer,
    )


def words_of(lookup: LookUp) -> str:
    if lookup.state == LookUpState.WAITING:
        return "查询中"
    if lookup.state == LookUpState.AMBIGUOUS:
        return "待选定"
    if lookup.state == LookUpState.NONE:
        return "无记录（本局没有此主体的档案）"
    return in_words(lookup.result)


def tone_of(lookup: LookUp) -> str:
    if lookup.state == LookUpState.AMBIGUOUS:
        return "orange"
    if lookup.result.get("adverse"):
        return "red"
    return "green" if lookup.result.get("positive") else "grey"


def records_in(lookup: LookUp) -> list[dict[str, str]]:
    """The records that the look found, as they were on its day."""
    return lookup.result.get("records", [])


def marks_now(lookups: Iterable[LookUp]) -> dict[str, Beside]:
    """Public number of each record found → its marks and reply of now; one query."""
    return beside_public(one["id"] for lookup in lookups for one in records_in(lookup))


def record_words(record: dict[str, str], near: Beside | None = None) -> str:
    """One record of the snapshot as a line."""
    shared = "，仅政务共享" if record["disclosure"] == Disclosure.SHARED else ""
    nature = Nature(record["nature"]).label
    return f"{nature}：{record['title']}，{record['number'] or '无文号'}，{record['authority']} {record['event_date']}，有效至 {record['until']}{shared}{_near_words(near)}"


def _near_words(near: Beside | None) -> str:
    if near is None:
        return ""
    parts = [f"目前{near.in_words}"] if near.marks else []
    return "（" + "；".join([*parts, *([f"当事人回应：{near.reply}"] if near.reply else [])]) + "）"


def matter_context(matter: Matter, user: Any, show: str, page: str | None) -> dict[str, Any]:
    """Everything the template of one matter needs; a fixed number of queries whatever the length of the list."""
    rows = current_rows(matter)
    show = show if show in SHOWN else ""
    numbers = rows.aggregate(all=Count("pk"), waiting=Count("pk", filter=Q(state=LookUpState.WAITING)), **_counts())
    listed = rows.filter(SHOWN[show][1]).select_related("subject", "feedback__by").order_by("-hit", "row")
    paged = Paginator(listed, PAGE).get_page(page)
    may = user.has_perm("supervision.look_up")
    near = marks_now(paged)
    return {
        "matter": matter, "page": paged, "rows": [shown(one, near) for one in paged], "show": show, "numbers": numbers,
        "filters": [(key, label, numbers[f"n_{key or 'all'}"]) for key, (label, _) in SHOWN.items()],
        "steps": steps(matter, numbers), "facts": facts(matter), "job": job(matter, numbers),
        "poll": reverse("admin:supervision_progress", args=[matter.public_id]),
        "missing": lacking(matter, clock.today()) if matter.state == MatterState.OPEN else [],
        "unused": unused(matter) if matter.state != MatterState.CLOSED else [],
        "may_act": may and matter.state != MatterState.CLOSED, "is_open": matter.state == MatterState.OPEN,
        "may_sign": user.has_perm("supervision.sign_exception") and matter.state == MatterState.OPEN and not matter.exception_by_id,
    }  # fmt: skip


def job(matter: Matter, numbers: dict[str, int]) -> Any:
    """The look-up as progress: the shape that the progress piece reads."""
    total, left = numbers["all"], numbers["waiting"]
    done = total - left
    return SimpleNamespace(
        total=total, done=done, percent=done * 100 // total if total else 0, is_running=left > 0, error="",
        get_state_display="查询中" if left else "已完成", label=f"正在查询 {count(total, '个')}主体",
    )  # fmt: skip


def progress_json(matter: Matter) -> dict[str, Any]:
    """What static/js/progress.js reads."""
    numbers = current_rows(matter).aggregate(all=Count("pk"), waiting=Count("pk", filter=Q(state=LookUpState.WAITING)))
    state = job(matter, numbers)
    text = f"{state.done} / {state.total} 个（{state.percent}%）"
    return {"percent": state.percent, "text": text, "running": state.is_running, "state": state.get_state_display}


def steps(matter: Matter, numbers: dict[str, int]) -> list[Step]:
    """查询 → 反馈 → 决定 → 办结."""
    decided, closed = matter.state != MatterState.OPEN or bool(matter.decision), matter.state == MatterState.CLOSED
    looked = bool(numbers["all"]) and not numbers["waiting"] and not numbers["n_unsure"]
    answered = looked and not numbers["n_silent"]
    states = [("查询", looked), ("反馈", answered), ("决定", decided and bool(matter.decision)), ("办结", closed)]
    found, before = [], True
    for title, done in states:
        found.append(Step(title, "done" if done else "now" if before else "todo", _when(matter, title)))
        before = before and done
    return found


def facts(matter: Matter) -> list[Row]:
    """The matter in a few lines."""
    opened = f"{matter.opened_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
    lines = [
        Row("场景", matter.get_scene_display()),
        Row("科室", matter.section),
        Row("经办人", f"{matter.opened_by}，{opened} 开立"),
        Row(
            "市平台查询",
            f"{matter.platform_looked_on:%Y-%m-%d}，{matter.platform_result}"
            if matter.platform_looked_on
            else "尚未登记",
        ),
    ]
    if matter.round > 1:
        lines.append(Row("查询轮次", f"第 {matter.round} 次查询，以前的结果留存"))
    if matter.exception_by:
        lines.append(Row("例外", f"{matter.exception_reason}（{matter.exception_by} 签署）"))
    if matter.decision:
        lines.append(
            Row("决定", f"{Verdict(matter.decision).label}，{matter.decided_on:%Y-%m-%d}，{matter.decided_by} 登记")
        )
    if matter.unused_reason:
        lines.append(Row("应用未用的说明", matter.unused_reason))
    return lines


def _counts() -> dict[str, Any]:
    return {
        f"n_{key or 'all'}": Count("pk", filter=condition) if condition else Count("pk")
        for key, (_, condition) in SHOWN.items()
    }


def _when(matter: Matter, title: str) -> str:
    if title == "决定" and matter.decided_on:
        return f"{matter.decided_on:%m-%d}"
    if title == "办结" and matter.closed_at:
        return f"{clock.local_date(matter.closed_at):%m-%d}"
    return ""
