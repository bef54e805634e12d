"""Take a list in at once, look it up in the background piece by piece, and let a person decide where names are not enough."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from kombu.exceptions import OperationalError

from audit import context
from audit.services import deed, saw_many
from core import clock
from core.errors import DomainError, NotReady
from records.models import Subject
from supervision import counterparts, results
from supervision.choices import LookUpState, MatchedBy
from supervision.matching import Match, load_names, match_many
from supervision.models import LookUp, Matter
from supervision.services.matters import current_rows, locked_matter

if TYPE_CHECKING:
    from accounts.models import User
    from records.near_names import NameIndex

CHUNK = 100
_CHANGED = [
    "state",
    "matched_by",
    "subject",
    "candidates",
    "note",
    "result",
    "hit",
    "looked_at",
    "looked_on",
    "looked_by",
]

log = structlog.get_logger(__name__)


def counterparts_add(*, actor: User, matter: Matter, text: str = "", content: bytes = b"", filename: str = "") -> int:
    """Keep a pasted list, or the rows of a table, as rows of the matter at once; the look-up follows in the background.

    Gives the number of new rows; who is on the list already is left out. NotUnderstood for an empty list or over 500.
    """
    found = (
        counterparts.from_file(content, filename, settings.UPLOAD_MAX_BYTES)
        if content
        else counterparts.from_text(text)
    )
    with deed(actor=actor, code="supervision.counterparts.added", obj=matter) as draft:
        locked = locked_matter(actor, matter, "add")
        rows = list(current_rows(locked))
        known = {counterparts.Counterpart(row.name, row.code, row.id_hash).key for row in rows}
        fresh = [one for one in found if one.key not in known]
        if found and not fresh:
            raise DomainError("名单上的都已经在这件事项里了，不需要重复加入。", code="E-CX-09", field="names")
        counterparts.check_size(fresh, len(rows))
        first = max((row.row for row in rows), default=0) + 1
        LookUp.objects.bulk_create(
            LookUp(
                matter=locked,
                round=locked.round,
                row=first + n,
                name=one.name,
                code=one.code,
                id_hash=one.id_hash,
                asked_by=actor,
            )
            for n, one in enumerate(fresh)
        )
        draft.extra = {"rows": len(fresh)}
        enqueue(locked.pk)
    return len(fresh)


def lookups_renew(*, actor: User, matter: Matter) -> Matter:
    """Look everybody up anew, because the last look has grown old. The old look stays on record as an earlier round."""
    with deed(actor=actor, code="supervision.lookups.renewed", obj=matter):
        locked = locked_matter(actor, matter, "renew")
        rows = list(current_rows(locked).order_by("row"))
        if not rows:
            raise NotReady("名单还是空的，没有可以重新查询的。", code="E-CX-01")
        if any(row.state == LookUpState.WAITING for row in rows):
            raise NotReady("上一次查询还没有完成，请稍候。", code="E-CX-10")
        locked.round = LookUp.objects.filter(matter=locked).aggregate(last=Max("round"))["last"] + 1
        locked.save(update_fields=["round"])
        LookUp.objects.bulk_create(
            LookUp(
                matter=locked,
                round=locked.round,
                row=row.row,
                name=row.name,
                code=row.code,
                id_hash=row.id_hash,
                asked_by=actor,
            )
            for row in rows
        )
        enqueue(locked.pk)
    return locked


def lookup_choose(*, actor: User, lookup: LookUp, subject_id: int | None) -> LookUp:
    """A person says which of the candidates is meant, or (None) that none of them is."""
    with deed(actor=actor, code="supervision.lookup.chosen", obj=lookup.matter) as draft:
        matter = locked_matter(actor, lookup.matter, "choose")
        row = LookUp.objects.select_for_update().get(pk=lookup.pk, matter=matter)
        if row.state != LookUpState.AMBIGUOUS:
            raise DomainError("这一行已经选定，不需要再选。请刷新页面查看最新结果。", code="E-CX-11")
        chosen = None
        if subject_id is not None:
            if subject_id not in {one["id"] for one in row.candidates}:
                raise DomainError("所选的主体不在候选之中，请刷新页面后重新选择。", code="E-CX-11")
            chosen = Subject.objects.get(pk=subject_id)
        match = Match(LookUpState.FOUND, chosen, MatchedBy.PERSON) if chosen else Match(note="经核对，候选都不是。")
        _complete([row], {row.pk: match}, matter, actor)
        draft.extra = {"row": row.row, "chosen": chosen.name if chosen else ""}
    return row


def run(matter_id: int) -> int:
    """Look up everything that waits in one matter, piece by piece; each piece is kept when it is done. Gives the number of rows.

    Safe to be started twice: a piece that another worker holds is passed over.
    """
    names = cache(load_names)
    done = 0
    with context.request_context(channel=context.current().channel or "task"):
        while count := _run_piece(matter_id, names):
            done += count
    return done


def sweep() -> int:
    """Start again what waits because its message was lost or its worker died. Gives the number of matters."""
    waiting = list(LookUp.objects.filter(state=LookUpState.WAITING).values_list("matter_id", flat=True).distinct())
    for matter_id in waiting:
        run(matter_id)
    return len(waiting)


def enqueue(matter_id: int) -> None:
    """Tell the workers on commit. A queue that cannot be reached loses nothing: the sweep finds the waiting rows."""
    from supervision.tasks import run_lookups

    def send() -> None:
        try:
            run_lookups.delay(matter_id)
        except OperationalError:
            log.warning("lookup_queue_unreachable", matter=matter_id)

    transaction.on_commit(send)


def _run_piece(matter_id: int, names: Callable[[], NameIndex]) -> int:
    with transaction.atomic():
        waiting = LookUp.objects.filter(matter_id=matter_id, state=LookUpState.WAITING)
        rows = list(
            waiting.select_for_update(skip_locked=True, of=("self",))
            .select_related("matter", "asked_by__section")
            .order_by("round", "row")[:CHUNK]
        )
        if not rows:
            return 0
        matter, actor = rows[0].matter, rows[0].asked_by
        mine = [row for row in rows if row.asked_by_id == actor.pk]
        with deed(actor=actor, code="supervision.lookups.done", obj=matter, extra={"rows": len(mine)}):
            _complete(mine, match_many(mine, names), matter, actor)
    return len(mine)


def _complete(rows: list[LookUp], matches: dict[int, Match], matter: Matter, actor: User) -> None:
    """Write the results of these rows and register every look."""
    on, now = clock.today(), clock.now()
    found = {match.subject.pk for match in matches.values() if match.subject}
    applied = results.snapshots(found, matter.scene, on)
    for row in rows:
        match = matches[row.pk]
        row.state, row.matched_by, row.subject, row.note = match.state, match.matched_by, match.subject, match.note
        row.candidates = [_candidate(one) for one in match.candidates] or row.candidates
        row.result = applied[match.subject.pk] if match.subject else {}
        row.hit = results.is_hit(row.result)
        row.looked_at, row.looked_on, row.looked_by = now, on, actor
    LookUp.objects.bulk_update(rows, _CHANGED)
    saw_many(
        actor=actor, deed="search", purpose=matter.get_scene_display(), matter=matter.number,
        seen=[(matches[row.pk].subject, "" if matches[row.pk].subject else str(row)) for row in rows],
    )  # fmt: skip


def _candidate(subject: Subject) -> dict[str, object]:
    """What a person needs to tell one from another; never an identity number."""
    return {
        "id": subject.pk, "name": subject.name, "kind": subject.get_kind_display(),
        "code": subject.uscc or subject.licence_number,
    }  # fmt: skip
