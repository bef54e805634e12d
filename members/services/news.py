"""Nobody learns of a record about himself from the public page: the people of the subject are told when it enters the file."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from core import clock
from core.words import cn_date
from members.messages import RECORDED
from members.models import Membership
from notices.services import Telling, notify_many
from records.choices import Disclosure
from records.models import CreditRecord

LOOK_BACK = timedelta(days=3)
"""How long an outage may last without anybody being left untold; a record told already is not told again."""
RECENT = timedelta(days=90)
"""An older decision that is entered late (a file taken over) is found in the file; no flood of messages about the past."""


def tell_new_records() -> int:
    """Tell the active accounts of each subject of records that entered its file lately; gives the number of new messages."""
    now = clock.now()
    rows = (
        CreditRecord.objects.filter(
            created_at__gte=now - LOOK_BACK,
            event_date__gte=clock.today() - RECENT,
            withdrawn_at=None,
            repaired_at=None,
            subject__in=Membership.objects.in_force().values("subject_id"),
        )
        .select_related("item", "subject")
        .order_by("id")
    )
    records = list(rows)
    members: dict[int, list[int]] = {}
    wanted = Membership.objects.in_force().filter(subject__in={record.subject_id for record in records})
    for subject_id, user_id in wanted.filter(user__is_active=True).values_list("subject_id", "user_id"):
        members.setdefault(subject_id, []).append(user_id)
    tellings = [
        Telling(user, RECORDED, f"members.record:{record.pk}", _words(record), reverse("portal:file"))
        for record in records
        for user in members.get(record.subject_id, [])
    ]
    return len(notify_many(tellings))


def _words(record: CreditRecord) -> dict[str, str]:
    shown = "不对社会公示。"
    if record.disclosure == Disclosure.PUBLIC and record.publish_from and record.publish_until:
        shown = f"{cn_date(record.publish_from)}至{cn_date(record.publish_until)}对社会公示。"
    paper = f"{record.document_number}，" if record.document_number else ""
    return {
        "firm": record.subject.name,
        "item": record.item.name,
        "title": record.title,
        "paper": f"{paper}{record.authority}，{cn_date(record.event_date)}",
        "shown": shown,
    }
