"""两书同达: the repair notice is made together with the penalty decision and served with it; the service is put on record.

A decision counts as served only through its notice: there is no other place where service could be entered.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection

from audit.services import deed
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition, NotReady
from core.masking import scrub
from core.text import clean
from members.selectors import users_of
from notices.choices import ServedBy
from notices.services import notify
from records.choices import Nature
from records.models import CreditRecord
from records.reporting.pdf import typeset
from records.reporting.snapshot import digest
from repair.facts import eligibility_of
from repair.messages import NOTICE_SERVED
from repair.models import Notice
from repair.papers.notice import notice_content
from repair.services.letters import LAYOUTS, bureau

if TYPE_CHECKING:
    from accounts.models import User

PERM = "repair.serve_notice"
_NUMBERING = 20250622  # number of the advisory lock that keeps the numbers of a year without gaps and doubles


def notice_make(*, actor: User, record: CreditRecord) -> Notice:
    """Make the notice of an adverse record, or anew when its class was changed since; a served one is not replaced.

    Forbidden without the right; NotReady when there is nothing to repair or no Chinese font.
    """
    if not actor.has_perm(PERM):
        raise Forbidden("生成信用修复告知书需要相应权限，请联系科室负责人。")
    with deed(actor=actor, code="repair.notice.made") as draft:
        row = (
            CreditRecord.objects.select_for_update(of=("self",))
            .select_related("item", "subject", "rule_version")
            .get(pk=record.pk)
        )
        old = Notice.objects.select_for_update().filter(record=row, replaced_at=None).first()
        if old is not None and old.served_on is not None:
            raise InvalidTransition("告知书已经送达，不能重新生成。需要更正的，请另行书面告知。", code="E-REP-16")
        content = _content(row)
        if old is not None:
            old.replaced_at = clock.now()
            old.save(update_fields=["replaced_at"])
        paper = typeset(LAYOUTS / f"{content['layout']}.typ", content, content["address"], noun="告知书")
        draft.obj = made = Notice.objects.create(
            number=content["number"], record=row, snapshot=content, snapshot_digest=digest(content),
            pdf=ContentFile(paper, name="notice"), pdf_sha256=hashlib.sha256(paper).hexdigest(), issued_by=actor,
            issued_at=clock.now(),
        )  # fmt: skip
        draft.extra = {"number": made.number, "record": row.pk}
    return made


def notice_serve(*, actor: User, notice: Notice, on: date, way: str, served_to: str, note: str = "") -> Notice:
    """Register that decision and notice were served together; the subject's people are told the earliest day."""
    if not actor.has_perm(PERM):
        raise Forbidden("登记送达需要相应权限，请联系科室负责人。")
    served_to = clean(served_to)[:60]
    if way not in ServedBy.values:
        raise DomainError("请选择送达方式。", code="E-REP-17", field="way")
    if len(served_to) < 2:
        raise DomainError("请填写签收人（留置、公告送达的写明在场人或者公告处）。", code="E-REP-17", field="served_to")
    with deed(actor=actor, code="repair.notice.served", obj=notice):
        row = Notice.objects.select_for_update(of=("self",)).select_related("record__subject").get(pk=notice.pk)
        if row.replaced_at is not None:
            raise InvalidTransition("这份告知书已经重新生成过，请送达最新的一份。", code="E-REP-16")
        if row.served_on is not None:
            raise InvalidTransition(f"已经登记 {row.served_on:%Y-%m-%d} 送达，不能再登记。", code="E-REP-16")
        if not row.record.event_date <= on <= clock.today():
            raise DomainError("送达日期应当在决定作出之日到今天之间。", code="E-REP-17", field="on")
        row.served_on, row.served_by_way, row.served_to = on, way, served_to
        row.served_note, row.served_entered_by = scrub(clean(note))[:200], actor
        row.save()
        facts = {
            "document": row.record.document_number, "subject": row.record.subject.name, "headline": row.snapshot["headline"],
        }  # fmt: skip
        notify(recipients=users_of(row.record.subject), code=NOTICE_SERVED, params=facts, key=f"repair-notice:{row.pk}")
    return row


def _content(record: CreditRecord) -> dict[str, Any]:
    if record.nature != Nature.ADVERSE:
        raise NotReady("只有失信信息才需要信用修复告知书。", code="E-REP-04")
    answer = eligibility_of(record)
    if not answer.answers:
        raise NotReady(answer.headline, code="E-REP-04")
    now = clock.now().replace(microsecond=0)
    public = CreditRecord.objects.public(clock.today()).filter(pk=record.pk).exists()
    address = (
        f"{settings.SITE_URL}/decisions/{record.public_id}/" if public
        else f"{settings.SITE_URL}/repair/check/?{urlencode({'q': record.document_number})}"
    )  # fmt: skip
    return notice_content(record, answer, bureau()) | {
        "number": _next_number(clock.today()), "address": address,
        "issued_at": now.astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
    }  # fmt: skip


def _next_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING])
    prefix = f"XFGZ-{on:%Y}-"
    taken = Notice.objects.filter(number__startswith=prefix).values_list("number", flat=True)
    return f"{prefix}{max((int(number.removeprefix(prefix)) for number in taken), default=0) + 1:04d}"
