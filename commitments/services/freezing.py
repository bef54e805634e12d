"""The moment of signing, whichever way it comes: what must be so then, and the letter frozen with number, hash and clocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from commitments import letters, rules
from commitments.choices import State
from commitments.dates import workdays_later
from commitments.models import MissingPaper, Promise, PromiseCheck
from commitments.parameters import CHECK_DAYS, PAPERS_WORKDAYS
from commitments.selectors import current_templates
from commitments.services.drafts import check_bar, lacking, missing_papers
from core import clock, settings_store
from core.errors import NotReady
from core.identifiers.regions import WUSHAN
from records.periods import add_months

if TYPE_CHECKING:
    from accounts.models import User

_NUMBERING = 20200043


def still_right(promise: Promise) -> None:
    """What must be so in the moment of signing, not only when the draft was begun."""
    if promise.template not in current_templates(clock.today()):
        raise NotReady("起草以后承诺书模板有了新的版本。请放弃这份草稿，按新的版本重新填写。", code="E-CN-02")
    check_bar(promise.subject, promise.kind)
    if missing := lacking(promise):
        raise NotReady(missing[0].message, code=missing[0].code, field=missing[0].field)


def freeze(promise: Promise, actor: User, signer: str, signature: str, on: date | None = None) -> None:
    """Inside a deed: number the complete letter, freeze it, and start its clocks from `on`, the day it was given (today).

    actor: who signed, or who entered the paper at the window.
    """
    now = clock.now().replace(microsecond=0)
    on = on or now.date()
    template, source = promise.template, promise.matter or promise.template
    days = {risk: int(value) for risk, value in _check_days().items()}
    promise.party_name, promise.party_code = promise.subject.name, promise.subject.uscc
    promise.content, promise.liability = letters.wording(template, promise.matter, promise.answers)
    promise.code, promise.accepted_by = _next_code(on), letters.bureau()
    promise.accepted_code = str(settings_store.get("publicity.bureau_code") or "")[:18]
    promise.valid_until = add_months(on, template.validity_months) if template.validity_months else None
    promise.signature, promise.signer_name, promise.signed_by = signature, signer, actor
    promise.signed_on, promise.signed_at, promise.state = on, now, State.SIGNED
    promise.check_due, promise.check_waiver = rules.check_due(source.risk, on, days), source.check_waiver
    papers = _papers(promise, on)
    promise.letter = _letter(promise, now, on, papers)
    promise.letter_hash = letters.letter_hash(promise.letter)
    promise.save()
    MissingPaper.objects.bulk_create(
        MissingPaper(promise=promise, row=n, name=name, due_on=due) for n, (name, due) in enumerate(papers, 1)
    )
    if promise.check_due:
        PromiseCheck.objects.create(promise=promise, due_on=promise.check_due)


def _letter(promise: Promise, now: datetime, on: date, papers: list[tuple[str, date]]) -> dict[str, Any]:
    return letters.compose(
        promise, code=promise.code, signed_at=now, signed_on=on, signer=promise.signer_name, signature=promise.signature,
        valid_until=promise.valid_until, papers=papers, accepted_by=promise.accepted_by,
    )  # fmt: skip


def _papers(promise: Promise, on: date) -> list[tuple[str, date]]:
    names = missing_papers(promise)
    if not names:
        return []
    allowed = promise.template.papers_workdays or int(settings_store.get(PAPERS_WORKDAYS))
    due = workdays_later(on, allowed)
    return [(name, due) for name in names]


def _check_days() -> Mapping[str, Any]:
    values = settings_store.get_many(CHECK_DAYS.values())
    return {risk: values[key] for risk, key in CHECK_DAYS.items()}


def _next_code(on: date) -> str:
    """The next 承诺编码 of the day, without doubles."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING])
    prefix = f"{WUSHAN}{on:%Y%m%d}"
    newest = Promise.objects.filter(code__startswith=prefix).order_by("-code").values_list("code", flat=True).first()
    return rules.commitment_code(WUSHAN, on, (rules.code_parts(newest)[2] if newest else 0) + 1)
