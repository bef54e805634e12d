"""Answer a hit: the measure taken, the incentive given, or why neither applies (反馈触发的联合奖惩情况)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.services import deed
from core import clock
from core.errors import DomainError, NotReady
from core.masking import scrub
from core.text import clean
from supervision.choices import Response
from supervision.models import Feedback, LookUp
from supervision.results import in_words
from supervision.services.matters import locked_matter

if TYPE_CHECKING:
    from accounts.models import User

_NEEDS = {Response.MEASURE: ("adverse", "失信"), Response.INCENTIVE: ("positive", "守信")}


def feedback_record(*, actor: User, lookup: LookUp, what: str, note: str, basis: str = "") -> Feedback:
    """Record or correct the answer to one hit; until the matter is closed. A measure must name its basis (法律、法规或清单)."""
    note, basis = scrub(clean(note))[:300], scrub(clean(basis))[:200]
    if what not in Response.values:
        raise DomainError("请选择怎样处理：已采取惩戒措施、已给予激励或不适用。", code="E-CX-12", field="what")
    if len(note) < 2:
        wanted = "不适用的理由" if what == Response.NOT_APPLICABLE else "采取了什么措施或给予了什么激励"
        raise DomainError(f"请写明{wanted}。", code="E-CX-12", field="note")
    if what == Response.MEASURE and not basis:
        raise DomainError(
            "惩戒措施须有依据：请写明法律、法规或失信惩戒措施基础清单的条目。", code="E-CX-13", field="basis"
        )
    with deed(actor=actor, code="supervision.feedback.recorded", obj=lookup.matter, reason=note) as draft:
        matter = locked_matter(actor, lookup.matter, "feedback")
        row = LookUp.objects.select_for_update().get(pk=lookup.pk, matter=matter)
        _check(row, matter.round, what)
        feedback = Feedback.objects.filter(lookup=row).first() or Feedback(lookup=row)
        feedback.what, feedback.note, feedback.basis = what, note, basis
        feedback.fed_back_on, feedback.by = clock.today(), actor
        feedback.save()
        draft.extra = {"row": row.row, "what": what}
    return feedback


def _check(row: LookUp, current_round: int, what: str) -> None:
    if row.round != current_round:
        raise NotReady("这是以前一轮的查询，已经重新查询过。请在最新的结果上反馈。", code="E-CX-14")
    if not row.hit:
        raise NotReady("这个主体没有触发，不需要反馈。", code="E-CX-14")
    key, word = _NEEDS.get(Response(what), ("", ""))
    if key and not row.result.get(key):
        raise DomainError(
            f"这个主体没有{word}记录（{in_words(row.result)}），请改选其他处理。", code="E-CX-15", field="what"
        )
