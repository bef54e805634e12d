"""What stands beside a credit record on every surface: that it is disputed or under repair, and what its subject replies."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.guards import no_delete, no_truncate
from records.choices import MarkKind, RefusalCause, ReplyState

REPLY_LENGTH = 200


@pghistory.track()
class RecordMark(models.Model):
    """A record is disputed or under repair from `since` until `until`; `source_type` and `source_id` name the case that says so."""

    record = models.ForeignKey(
        "records.CreditRecord", models.PROTECT, verbose_name="信用记录", related_name="marks", db_index=False
    )
    kind = models.CharField("标注", max_length=10, choices=MarkKind.choices)
    source_type = models.CharField("来源类型", max_length=40)
    source_id = models.BigIntegerField("来源编号")
    since = models.DateTimeField("标注时间")
    until = models.DateTimeField("解除时间", null=True, blank=True)

    class Meta:
        verbose_name = "记录标注"
        verbose_name_plural = "记录标注"
        ordering = ["record", "since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "kind", "source_type", "source_id"],
                condition=Q(until__isnull=True),
                name="records_mark_one_open",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="records_mark_order"
            ),
            models.CheckConstraint(condition=Q(kind__in=MarkKind.values), name="records_mark_kind"),
        ]
        indexes = [
            models.Index(fields=["record"], name="records_mark_record"),
            # Every public page asks this one: which of these records are marked now.
            models.Index(fields=["record"], include=["kind"], condition=Q(until__isnull=True), name="records_mark_now"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="only_end", exclude=["until"]),
            pgtrigger.Protect(
                name="ended_is_final", operation=pgtrigger.Update, condition=pgtrigger.Q(old__until__isnull=False)
            ),
            no_delete(),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


@pghistory.track()
class Reply(models.Model):
    """The subject's own words beside a record. Shown after a check by somebody else; refused only for a listed cause."""

    public_id = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    record = models.ForeignKey(
        "records.CreditRecord", models.PROTECT, verbose_name="信用记录", related_name="replies", db_index=False
    )
    text = models.CharField("回应内容", max_length=REPLY_LENGTH)
    state = models.CharField("状态", max_length=10, choices=ReplyState.choices, default=ReplyState.PENDING)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提交人", related_name="+", db_index=False
    )
    written_at = models.DateTimeField("提交时间")
    due_on = models.DateField("审查期限")
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="审查人", null=True, blank=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    judged_at = models.DateTimeField("审查时间", null=True, blank=True)
    refusal_cause = models.CharField("不予展示的情形", max_length=12, choices=RefusalCause.choices, blank=True)
    refusal_reason = models.CharField("不予展示的理由", max_length=300, blank=True)
    taken_back_at = models.DateTimeField("收回时间", null=True, blank=True)

    class Meta:
        verbose_name = "当事人回应"
        verbose_name_plural = "当事人回应"
        ordering = ["-written_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["record"], condition=Q(state="shown"), name="records_reply_one_shown"),
            models.UniqueConstraint(fields=["record"], condition=Q(state="pending"), name="records_reply_one_pending"),
            models.CheckConstraint(condition=~Q(text=""), name="records_reply_not_empty"),
            models.CheckConstraint(
                condition=~Q(state="refused")
                | (Q(refusal_cause__in=RefusalCause.values) & ~Q(refusal_reason="") & Q(judged_by__isnull=False)),
                name="records_reply_refused_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("shown", "refused")) | Q(judged_at__isnull=False), name="records_reply_judged"
            ),
            models.CheckConstraint(
                condition=Q(judged_by__isnull=True) | ~Q(judged_by=F("written_by")), name="records_reply_other_judge"
            ),
        ]
        indexes = [
            models.Index(fields=["record", "-written_at"], name="records_reply_record"),
            models.Index(fields=["due_on"], condition=Q(state="pending"), name="records_reply_waiting"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="words_stay", fields=["record", "text", "written_by", "written_at", "public_id", "due_on"]
            ),
            no_delete(),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return self.text
