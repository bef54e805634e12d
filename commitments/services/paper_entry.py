"""A promise given on paper at the window, entered by the staff: the same rules, number, clocks and frozen letter as online."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from audit.services import deed
from commitments.choices import PaperPurpose, Signature
from commitments.models import CertifiedMatter, Promise, PromisePaper, PromiseTemplate
from commitments.parameters import PAPER_DAYS
from commitments.querysets import ALL_SECTIONS
from commitments.services.common import tell_party
from commitments.services.drafts import fill_in, fresh_draft, usable
from commitments.services.freezing import freeze, still_right
from commitments.services.papers import paper_keep
from commitments.services.signing import next_step
from commitments.transitions import CHECK
from core import clock, settings_store
from core.errors import DomainError, Duplicate, Forbidden
from core.text import clean, fold
from core.words import cn_date
from records.choices import REGISTER_KINDS
from records.models import Subject

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class PaperPromise:
    """What stands on the paper."""

    subject: Subject
    template: PromiseTemplate
    matter: CertifiedMatter | None
    reason: str
    signer: str
    signed_on: date
    answers: Mapping[str, Any] = field(default_factory=dict)
    show_full_name: bool = False


def paper_enter(*, actor: User, paper: PaperPromise, scan: bytes, filename: str, compared: bool) -> Promise:
    """Enter a stamped paper promise with its scan; `signed_by` is who entered it, the scan is the original's picture.

    compared: the clerk has held the scan against the original. Raises Forbidden (no right, another section's promise), NotReady
    (wording not in use, 告知承诺 barred), DomainError naming the field (day, signer, scan, something lacking), Duplicate for a scan
    that was entered before.
    """
    may_enter(actor, paper.template, paper.matter)
    if paper.subject.kind not in REGISTER_KINDS:
        raise DomainError("窗口只登记法律服务机构和从业人员的书面承诺。", code="E-CN-50")
    if not compared:
        raise DomainError("请先核对扫描件与原件一致，并确认内容与纸面相同。", code="E-CN-51", field="compared")
    signer = _signer(paper)
    _day(paper)
    if not scan:
        raise DomainError("请上传盖章或者签字的承诺书扫描件。", code="E-CN-52", field="file")
    usable(paper.subject, paper.template, paper.matter)
    with deed(actor=actor, code="commitments.paper.entered") as draft:
        # Of two clicks at once the second waits here and then finds the scan of the first.
        Subject.objects.select_for_update(of=("self",)).get(pk=paper.subject.pk)
        draft.obj = promise = fresh_draft(actor, paper.subject, paper.template, paper.matter)
        fill_in(promise, paper.reason, paper.answers, paper.show_full_name)
        still_right(promise)
        kept = paper_keep(actor=actor, promise=promise, purpose=PaperPurpose.SCAN, content=scan, filename=filename)
        _not_twice(kept)
        promise.scan = kept
        freeze(promise, actor, signer, Signature.DESK, on=paper.signed_on)
        draft.extra = {"code": promise.code, "template": str(promise.template), "sha256": promise.letter_hash}
        params = {"code": promise.code, "title": promise.template.title, "next": next_step(promise)}
        tell_party(promise, "commitments.signed", params, key=f"promise:{promise.pk}:signed")
    return promise


def may_enter(actor: User, template: PromiseTemplate, matter: CertifiedMatter | None) -> None:
    """Forbidden unless the promise is received by the actor's section, or the actor works for all of them."""
    if not actor.has_perm(CHECK):
        raise Forbidden("您没有登记书面承诺的权限，请联系科室负责人。")
    section = (matter or template).section
    if section.pk != actor.section_id and not actor.has_perm(ALL_SECTIONS):
        raise Forbidden(f"这种承诺由{section}受理，请当事人到该科室办理，或者转交该科室登记。")


def _signer(paper: PaperPromise) -> str:
    signer = clean(paper.signer)[:80]
    if len(signer) < 2:
        raise DomainError("请填写在承诺书上签字的人的姓名。", code="E-CN-21", field="signer")
    if paper.subject.is_person and fold(signer) != fold(paper.subject.name):
        raise DomainError(
            f"从业人员的承诺须由本人签字，签字人应是“{paper.subject.name}”。", code="E-CN-21", field="signer"
        )
    return signer


def _day(paper: PaperPromise) -> None:
    on, days = clock.today(), int(settings_store.get(PAPER_DAYS))
    earliest = max(on - timedelta(days=days), paper.template.effective_from)
    if paper.matter is not None:
        earliest = max(earliest, paper.matter.valid_from)
    if paper.signed_on > on:
        raise DomainError("承诺书上的日期晚于今天，请核对。", code="E-CN-53", field="signed_on")
    if paper.signed_on < earliest:
        raise DomainError(
            f"承诺书上的日期早于 {cn_date(earliest)}，不能再登记：只登记 {days} 日以内、用现行文本签署的承诺书。请当事人用现行文本重新签署。",
            code="E-CN-53", field="signed_on",
        )  # fmt: skip


def _not_twice(kept: PromisePaper) -> None:
    same = PromisePaper.objects.filter(sha256=kept.sha256, purpose=PaperPurpose.SCAN).exclude(pk=kept.pk)
    earlier = same.exclude(promise__code="").select_related("promise").first()
    if earlier is not None:
        raise Duplicate(
            f"这份扫描件已经登记过，承诺编码 {earlier.promise.code}，请勿重复登记。", code="E-CN-54", field="file"
        )
