"""The signature: a typed name and a one-time code, or the scan of a stamped letter. From then on the letter is frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.services import deed
from commitments.choices import FREELY_GIVEN, PaperPurpose, Signature, State
from commitments.models import Promise
from commitments.services.common import locked_promise, tell_party, words
from commitments.services.freezing import freeze, still_right
from commitments.services.papers import paper_keep
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition
from core.text import clean, fold
from core.words import cn_date
from members.choices import CodeUse, Role
from members.models import OneTimeCode
from members.selectors import acts_for
from members.services.codes import WRONG_SIGN, good_code, sign_code_send, spend

if TYPE_CHECKING:
    from accounts.models import User


def code_send(*, actor: User, promise: Promise) -> OneTimeCode:
    """Send the signer a one-time code for this letter, over the notice channels."""
    _may_sign(actor, promise)
    return sign_code_send(actor=actor, subject=promise.subject, about=_about(promise))


def promise_sign(
    *, actor: User, promise: Promise, signer: str, agreed: bool, code: str = "", scan: bytes = b"", filename: str = ""
) -> Promise:
    """Sign a complete draft: by the signer's typed name and the one-time code, or by the stamped scan.

    Freezes text, template version and SHA-256, gives the 承诺编码, opens the after-check (or keeps the stated reason for none) and
    the clocks of missing papers. Raises NotReady (something is lacking, barred, or the wording was replaced), DomainError (name,
    code, file), Forbidden, InvalidTransition for the second of two at once.
    """
    signer = clean(signer)[:80]
    if not agreed:
        raise DomainError("请先确认已经阅读承诺书并愿意承担违诺责任。", code="E-CN-20", field="agreed")
    good = None
    if not scan:
        _may_sign(actor, promise)
        _is_signer(actor, signer)
        good = _code(actor, promise, code)
    elif len(signer) < 2:
        raise DomainError("请填写在承诺书上签字的人的姓名。", code="E-CN-21", field="signer")
    with deed(actor=actor, code="commitments.promise.signed", obj=promise) as draft:
        locked = locked_promise(actor, promise, "sign")
        still_right(locked)
        if good is not None:
            spend(actor=actor, code=good)
        else:
            locked.scan = paper_keep(
                actor=actor, promise=locked, purpose=PaperPurpose.SCAN, content=scan, filename=filename
            )
        freeze(locked, actor, signer, Signature.CODE if good else Signature.SCAN)
        draft.extra = {"code": locked.code, "template": str(locked.template), "sha256": locked.letter_hash}
        params = {"code": locked.code, "title": locked.template.title, "next": next_step(locked)}
        tell_party(locked, "commitments.signed", params, key=f"promise:{locked.pk}:signed")
    return locked


def promise_take_back(*, actor: User, promise: Promise, reason: str) -> Promise:
    """Take back a promise that was freely given and is not being checked yet. A promise on which an authority has acted stays."""
    if not acts_for(actor, promise.subject, Role.HEAD, Role.PRACTITIONER):
        raise Forbidden("撤回承诺须由机构负责人本人的账号办理，请联系本机构负责人。", code="E-CN-23")
    reason = words(reason, "撤回的理由", "reason", most=200, lines=False)
    with deed(actor=actor, code="commitments.promise.taken_back", obj=promise, reason=reason):
        locked = locked_promise(actor, promise, "take_back")
        if locked.kind not in FREELY_GIVEN:
            raise InvalidTransition(
                "行政机关已经依据这份承诺办理事项，不能自行撤回。确需撤回的，请联系受理科室终止办理。", code="E-CN-22"
            )
        locked.state, locked.taken_back_reason = State.TAKEN_BACK, reason
        locked.save(update_fields=["state", "taken_back_reason", "saved_at"])
    return locked


def next_step(promise: Promise) -> str:
    """What happens now, with its day."""
    first = promise.missing_papers.filter(paper=None).order_by("due_on").first()
    if first is not None and first.due_on < clock.today():
        return f"容缺材料应在 {cn_date(first.due_on)} 前补交，已经逾期并转为核查。请尽快补交，或者向受理科室说明情况。"
    if first is not None:
        return f"请在 {cn_date(first.due_on)} 前补交容缺材料。"
    if promise.check_due:
        return f"本局将在 {cn_date(promise.check_due)} 前核查履行情况，请保存好有关材料。"
    return f"这类承诺不单独核查（{promise.check_waiver}）。"


def _may_sign(actor: User, promise: Promise) -> None:
    if not acts_for(actor, promise.subject, Role.HEAD, Role.PRACTITIONER):
        raise Forbidden(
            "线上签署须由机构负责人本人的账号办理。经办人可以上传盖章扫描件，或者请负责人登录后在草稿中签署。",
            code="E-CN-23",
        )


def _is_signer(actor: User, signer: str) -> None:
    if fold(signer) != fold(actor.display_name):
        raise DomainError(
            "签署人姓名与登录账号的姓名不一致。请输入您本人的姓名；账号姓名有误的，请联系本局更正。",
            code="E-CN-21",
            field="signer",
        )


def _about(promise: Promise) -> str:
    return f"《{promise.template.title}》（草稿第 {promise.pk} 号）"


def _code(actor: User, promise: Promise, plain: str) -> OneTimeCode:
    """The good code for this very letter; a code for another paper does not open it."""
    if not clean(plain):
        raise DomainError("请填写消息里的确认码。没有收到的，可以重新发送。", code="E-CN-24", field="code")
    found = good_code(subject=promise.subject, use=CodeUse.SIGNING, plain=plain, by=actor, user=actor)
    if found.about != _about(promise):
        raise DomainError(WRONG_SIGN, code="E-CN-24", field="code")
    return found
