"""Data leave by one door: with purpose, within the role's limit, sealed, registered, kept for a day, fetched by their maker alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction

from accounts.models import User
from audit.services import deed, person_id, saw
from core import clock, settings_store
from core.errors import DomainError, Forbidden
from core.masking import scrub
from core.sheets.writing import Column, SheetSpec, write_workbook
from core.staff import may
from core.text import clean
from exchange.exporting import ExportKind, Extract, Seal, export_kind, over_limit
from exchange.models import Export, ExportPurpose, export_path
from exchange.parameters import EXPORT_HOURS, EXPORT_LIMITS
from exchange.services.jobs import shown_name

PERM = "exchange.export_data"
WATERMARK = "用途与水印"
MATTER_SHORTEST, MATTER_LONGEST = 4, 100
_SWEEP = 200
_FOLDER, _ORPHAN_AFTER = "exports", timedelta(days=1)


class Expired(DomainError):
    """The link is older than a file is kept."""

    default_code = "E-EXP-05"


def row_limit(user: Any) -> int:
    """How many rows this person may take out at once: the highest of the person's roles, 0 for none."""
    if not (user.is_active and user.has_perm(PERM)):
        return 0
    held = set(EXPORT_LIMITS) if user.is_superuser else set(user.groups.values_list("name", flat=True))
    values = settings_store.get_many(EXPORT_LIMITS[role] for role in EXPORT_LIMITS if role in held)
    return max((int(value) for value in values.values()), default=0)


def export_plan(*, actor: User, kind: str, params: Mapping[str, str]) -> tuple[ExportKind, Extract, int]:
    """What would be taken out, and the person's limit. Forbidden, or DomainError for parameters without sense."""
    chosen, limit = export_kind(kind), row_limit(actor)
    perms = (chosen.perm,) if isinstance(chosen.perm, str) else chosen.perm
    if not limit or not may(actor, perms):
        raise Forbidden(f"导出“{chosen.title}”需要相应权限，您的账号没有。请联系科室负责人或系统管理员。")
    return chosen, chosen.extract(actor, _kept(chosen, params), limit), limit


@dataclass(frozen=True)
class Wish:
    """An export as it was asked for and found allowed."""

    kind: ExportKind
    extract: Extract
    limit: int
    asked: Mapping[str, str]
    purpose: str
    matter: str


def export_check(*, actor: User, kind: str, params: Mapping[str, str], purpose: str, matter: str) -> Wish:
    """What is asked before anything is written. Raises DomainError: no purpose (field purpose), no case (field matter), nothing to
    export, more rows than the role may take; Forbidden."""
    chosen, extract, limit = export_plan(actor=actor, kind=kind, params=params)
    matter = _stated(purpose, matter)
    if not extract.count:
        raise DomainError("按这个条件没有任何数据，没有生成文件。请放宽条件。", code="E-EXP-04")
    if extract.count > limit:
        raise over_limit(limit, extract.count)
    return Wish(chosen, extract, limit, _kept(chosen, params), purpose, matter)


class Work:
    """Who writes: here, the person's own request. A worker in the background says how far it is and holds its job."""

    public_id = ""

    def rows(self, spec: SheetSpec) -> SheetSpec:
        """The list on its way into the file."""
        return spec

    def keeping(self, path: str) -> None:
        """Called before the file gets its place."""

    def done(self, entry: Export) -> None:
        """Called when the entry is written, inside its transaction."""


def export_make(
    *, actor: User, kind: str, params: Mapping[str, str], purpose: str, matter: str, work: Work | None = None
) -> Export:
    """Write the workbook, seal it, register it. Raises what `export_check` raises."""
    wish, work = export_check(actor=actor, kind=kind, params=params, purpose=purpose, matter=matter), work or Work()
    chosen, extract, matter = wish.kind, wish.extract, wish.matter
    with deed(actor=actor, code="exchange.export.made", reason=f"{ExportPurpose(purpose).label}：{matter}") as draft:
        entry = _entry(actor, chosen.code, extract.title, purpose, matter)
        entry.public_id = work.public_id or entry.public_id
        entry.conditions, entry.params = scrub(extract.conditions)[:500], dict(wish.asked)
        entry.filename = shown_name(f"{extract.filename or extract.title}（{entry.number}）.xlsx")
        entry.expires_at = entry.made_at + timedelta(hours=int(settings_store.get(EXPORT_HOURS)))
        with tempfile.TemporaryFile() as target:
            seal = _write(target, entry, wish, work)
            entry.rows, entry.sha256 = seal.rows, seal.sha256
            work.keeping(export_path(entry.public_id))
            entry.file.save(entry.filename, File(target), save=False)
        entry.save(force_insert=True)
        draft.obj, draft.extra = entry, _facts(entry)
        title = f"{entry.number} {entry.title}"
        saw(actor=actor, deed="export", obj=extract.about, title=title, purpose=_label(purpose), matter=matter)
        work.done(entry)
    return entry


def export_note(
    *, actor: User, kind: str, title: str, rows: int, sha256: str, purpose: str, matter: str, filename: str = ""
) -> Export:
    """Register an official file of fixed form, which carries no sheet of ours and is kept by its own app."""
    matter = _stated(purpose, matter)
    with deed(actor=actor, code="exchange.export.noted", reason=f"{_label(purpose)}：{matter}") as draft:
        entry = _entry(actor, kind, title, purpose, matter)
        entry.rows, entry.sha256, entry.official, entry.filename = rows, sha256, True, filename
        entry.save(force_insert=True)
        draft.obj, draft.extra = entry, _facts(entry)
    return entry


def export_fetch(*, actor: User, export: Export) -> File:
    """Open the file for its maker. Forbidden for anybody else; Expired when its time is over."""
    with transaction.atomic():
        found = Export.objects.made_by(actor).select_for_update().filter(pk=export.pk).first()
        if found is None or not row_limit(actor):
            raise Forbidden("导出的文件只能由导出人本人下载。")
        now = clock.now()
        if found.dropped_at or found.expires_at is None or found.expires_at <= now:
            raise Expired("下载链接已经失效：导出的文件只保留到上面的时间，已从服务器删除。需要时请重新导出。")
        found.fetched_at, found.fetches = now, found.fetches + 1
        found.save(update_fields=["fetched_at", "fetches"])
        saw(actor=actor, deed="download", obj=found, purpose=found.get_purpose_display(), matter=found.matter)
    return found.file.open("rb")


def drop_expired() -> int:
    """Delete the files whose time is over; the entries stay. Returns how many. Doing it twice does nothing."""
    dropped = 0
    waiting = Export.objects.filter(official=False, dropped_at=None, expires_at__lte=clock.now())
    for entry in waiting.order_by("expires_at")[:_SWEEP]:
        entry.file.storage.delete(str(entry.file.name))
        entry.dropped_at = clock.now()
        entry.save(update_fields=["dropped_at"])
        dropped += 1
    return dropped


def drop_orphans() -> int:
    """Delete files that no entry knows: left by a process that was killed between file and entry. Returns how many."""
    edge = clock.now() - _ORPHAN_AFTER
    try:
        names = default_storage.listdir(_FOLDER)[1]
    except FileNotFoundError:
        return 0
    old = [path for path in (f"{_FOLDER}/{name}" for name in names) if default_storage.get_modified_time(path) < edge]
    known = set(Export.objects.filter(file__in=old).values_list("file", flat=True))
    for path in set(old) - known:
        default_storage.delete(path)
    return len(set(old) - known)


# -- parts -----------------------------------------------------------------------------------------------------------
def _kept(kind: ExportKind, params: Mapping[str, str]) -> dict[str, str]:
    return {name: str(params[name])[:200] for name in kind.params if params.get(name)}


def _stated(purpose: str, matter: str) -> str:
    if purpose not in ExportPurpose.values:
        raise DomainError("请选择用途。没有用途的导出不能办理。", code="E-EXP-02", field="purpose")
    matter = scrub(clean(matter))
    if not MATTER_SHORTEST <= len(matter) <= MATTER_LONGEST:
        raise DomainError(
            f"请写明用在什么事项上（{MATTER_SHORTEST} 至 {MATTER_LONGEST} 个字），例如通知文号、会议名称、受理号。",
            code="E-EXP-02", field="matter",
        )  # fmt: skip
    return matter


def _entry(actor: User, kind: str, title: str, purpose: str, matter: str) -> Export:
    """A new entry with its own number: the day, and the running number of the register."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [Export._meta.db_table])
        pk = cursor.fetchone()[0]
    now = clock.now()
    return Export(
        pk=pk, number=f"DC-{now:%Y%m%d}-{pk:05d}", kind=kind, title=scrub(title)[:200], actor_id=person_id(actor),
        section_id=actor.section_id, purpose=purpose, matter=matter, made_at=now,
    )  # fmt: skip


def _write(target: Any, entry: Export, wish: Wish, work: Work) -> Seal:
    """The list's own sheets, then the watermark, which names the digest of what stands before it."""
    seal, extract = Seal(wish.limit), wish.extract
    first, *more = extract.sheets()
    sheets = [seal.over(work.rows(first), counted=True), *(seal.over(spec, counted=False) for spec in more)]
    columns = (Column("项目", 18), Column("内容", 80))
    write_workbook(target, [*sheets, SheetSpec(WATERMARK, columns, _watermark(entry, seal))], guide=extract.guide)
    target.seek(0)
    return seal


def _watermark(entry: Export, seal: Seal) -> Iterator[Sequence[str]]:
    """Read last: by then the seal is complete."""
    who = f"{entry.actor}（{entry.section or '未分科室'}）"
    yield from (
        ("导出编号", entry.number),
        ("导出人", who),
        ("导出时间", f"{entry.made_at:%Y-%m-%d %H:%M}"),
        ("用途", entry.get_purpose_display()),
        ("事项", entry.matter),
        ("内容", entry.title),
        ("条件", entry.conditions or "全部"),
        ("行数", str(seal.rows)),
        ("数据摘要", f"SHA-256 {seal.sha256}"),
        ("仅供", f"仅供{who}用于“{entry.matter}”，不得转发、公开或挪作他用；用后按档案规定保管或销毁。"),
    )


def _facts(entry: Export) -> dict[str, Any]:
    return {"number": entry.number, "count": entry.rows, "sha256": entry.sha256}


def _label(purpose: str) -> str:
    return str(ExportPurpose(purpose).label)
