"""Papers come in checked and named by their bytes, and leave only by being withdrawn with a reason."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile

from audit.services import Actor, deed, person_id
from core import clock
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition
from core.masking import scrub
from core.papers import sniffing
from core.text import clean
from records.choices import EvidenceVariant
from records.models import CreditRecord, Evidence
from records.papers.cleaning import cleaned_copy
from records.sources import works_on

ENTER = "records.enter_evidence"


def evidence_add(
    *,
    actor: Actor,
    record: CreditRecord,
    content: bytes,
    filename: str,
    title: str,
    variant: str = EvidenceVariant.ORIGINAL,
    redacted_of: Evidence | None = None,
) -> Evidence:
    """Keep one paper of a record: pdf, jpg, png, ofd or docx of at most 20 MB, known by its bytes.

    A redacted copy, which the public may have, loses what it tells beside its pages (author, place, time, versions); an original
    is evidence and stays as it is, byte for byte. The SHA-256 is of the bytes that are kept. Identity and telephone numbers in
    title and file name are masked. Raises NotUnderstood (file), Duplicate (names the paper that is there),
    Forbidden for another section's record.
    """
    if not actor.has_perm(ENTER):
        raise Forbidden("您没有上传证据材料的权限，请联系科室负责人。")
    title = scrub(clean(title))[:200]
    if not title:
        raise DomainError("请填写材料名称，例如“行政处罚决定书”。", code="E-FILE-06", field="title")
    kind = sniffing.sniff(content)
    handed_in = hashlib.sha256(content).hexdigest()
    if variant == EvidenceVariant.REDACTED:
        content = cleaned_copy(kind, content)
    digest = hashlib.sha256(content).hexdigest()
    with deed(actor=actor, code="records.evidence.added") as draft:
        locked = CreditRecord.objects.select_for_update().get(pk=record.pk)
        _check_own(actor, locked)
        _check_variant(locked, variant, redacted_of)
        _check_new(locked, {handed_in, digest}, variant)
        draft.obj = evidence = Evidence.objects.create(
            record=locked,
            title=title,
            variant=variant,
            redacted_of=redacted_of,
            file=ContentFile(content, name="paper"),
            filename=_safe_name(filename, kind),
            media_type=kind.media_type,
            size=len(content),
            sha256=digest,
            uploaded_by_id=actor.pk,
        )
        draft.extra = {"record": locked.pk, "sha256": digest}
    return evidence


def evidence_withdraw(*, actor: Actor, evidence: Evidence, reason: str) -> Evidence:
    """Take a wrong paper out of use. It stays kept, with its reason, and is offered to nobody any more."""
    if not actor.has_perm(ENTER):
        raise Forbidden("您没有撤回证据材料的权限，请联系科室负责人。")
    reason = scrub(clean(reason))
    if len(reason) < 5:
        raise DomainError("请写明撤回的理由（至少 5 个字），理由会留在历史记录中。", code="E-LAW-02", field="reason")
    with deed(actor=actor, code="records.evidence.withdrawn", obj=evidence, reason=reason):
        locked = Evidence.objects.select_for_update(of=("self",)).select_related("record").get(pk=evidence.pk)
        _check_own(actor, locked.record)
        if locked.withdrawn_at is not None:
            raise InvalidTransition("这份材料已经撤回。", code="E-STATE-01")
        locked.withdrawn_at, locked.withdrawn_reason = clock.now(), reason[:200]
        locked.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return locked


def _check_own(actor: Actor, record: CreditRecord) -> None:
    """Only who may see the paper behind a record adds papers to it or takes them out; the machine's own deeds are not asked."""
    if person_id(actor) is not None and not works_on(actor, record):
        raise Forbidden("这条记录由其他科室办理，请联系该科室上传或者撤回材料。")


def _check_variant(record: CreditRecord, variant: str, redacted_of: Evidence | None) -> None:
    if variant not in EvidenceVariant.values:
        raise DomainError("请选择是原件还是脱敏件。", code="E-FILE-06", field="variant")
    if redacted_of is None:
        return
    if variant != EvidenceVariant.REDACTED:
        raise DomainError("只有脱敏件才对应一份原件。", code="E-FILE-06", field="redacted_of")
    if redacted_of.record_id != record.pk or redacted_of.variant != EvidenceVariant.ORIGINAL:
        raise DomainError("对应的原件不属于这条记录，请重新选择。", code="E-FILE-06", field="redacted_of")


def _check_new(record: CreditRecord, digests: set[str], variant: str) -> None:
    twin = Evidence.objects.filter(record=record, sha256__in=digests, withdrawn_at=None).first()
    if twin is None:
        return
    if variant == EvidenceVariant.REDACTED and twin.variant == EvidenceVariant.ORIGINAL:
        raise DomainError(
            f"这份脱敏件与原件“{twin.title}”完全相同，没有隐去任何内容，请重新制作。", code="E-FILE-07", field="file"
        )
    day = clock.local_date(twin.uploaded_at)
    raise Duplicate(f"这份文件已于 {day:%Y-%m-%d} 作为“{twin}”上传，不需要重复上传。", code="E-FILE-07", field="file")


def _safe_name(filename: str, kind: sniffing.Kind) -> str:
    """The file's own name without folders and numbers of persons, with the ending that its bytes deserve."""
    name = scrub(clean(filename.replace("\\", "/").rsplit("/", 1)[-1])).replace('"', "")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 5:
        name = stem
    return f"{(name or '材料')[:190]}.{kind.code}"
