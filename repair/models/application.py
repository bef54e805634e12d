"""An application for credit repair on its way, its dated steps, and the times during which its clock stands still."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.guards import append_only, no_delete, no_truncate
from repair.choices import DECIDED, OPEN, REPAIRED, Channel, Ground, PauseCause, Proposal, State
from repair.querysets import ApplicationQuerySet
from repair.transitions import PAIRS

_ACCEPTED_FIRST = (State.ACCEPTED, State.PROPOSED, *DECIDED)
_pairs = ", ".join(f"('{old}', '{new}')" for old, new in PAIRS)

# What no door may get past: only the steps of the table, an extension once, and an end only with every channel settled.
_WAY = f"""
    IF (OLD.state, NEW.state) NOT IN ({_pairs}) THEN
        RAISE EXCEPTION 'repair: no step from % to %', OLD.state, NEW.state USING ERRCODE = '23514',
            CONSTRAINT = 'repair_application_way';
    END IF;
    IF OLD.extended_on IS NOT NULL AND (NEW.extended_on, NEW.extended_days) IS DISTINCT FROM (OLD.extended_on, OLD.extended_days) THEN
        RAISE EXCEPTION 'repair: extended once' USING ERRCODE = '23514', CONSTRAINT = 'repair_application_extended_once';
    END IF;
    IF NEW.state = 'closed' AND (
        NOT EXISTS (SELECT 1 FROM repair_syncitem s WHERE s.application_id = NEW.id)
        OR EXISTS (SELECT 1 FROM repair_syncitem s WHERE s.application_id = NEW.id AND s.state = 'open')
    ) THEN
        RAISE EXCEPTION 'repair: channels open' USING ERRCODE = '23514', CONSTRAINT = 'repair_application_synced';
    END IF;
    IF NEW.state IN ('syncing', 'closed') AND NOT EXISTS (
        SELECT 1 FROM records_creditrecord r WHERE r.id = NEW.record_id AND r.repaired_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'repair: granted without effect' USING ERRCODE = '23514', CONSTRAINT = 'repair_application_effect';
    END IF;
    IF NEW.state = 'revoked' AND (
        NOT EXISTS (SELECT 1 FROM repair_revocation r WHERE r.application_id = NEW.id AND r.state = 'revoked')
        OR EXISTS (SELECT 1 FROM records_creditrecord r WHERE r.id = NEW.record_id AND r.repaired_at IS NOT NULL)
    ) THEN
        RAISE EXCEPTION 'repair: revoked without a decided revocation' USING ERRCODE = '23514',
            CONSTRAINT = 'repair_application_revoked_how';
    END IF;
    RETURN NEW;
"""
_BEGINNING = """
    IF NEW.state <> 'draft' THEN
        RAISE EXCEPTION 'repair: begins as a draft' USING ERRCODE = '23514', CONSTRAINT = 'repair_application_way';
    END IF;
    RETURN NEW;
"""


def _person(label: str, **options: object) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, related_name="+", **options)


@pghistory.track()
class Application(models.Model):
    """One application for one record. `handler` examines, `decided_by` decides, `reviewed_by` reviews: three different people."""

    public_id = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("申请编号", max_length=20, unique=True)
    record = models.ForeignKey("records.CreditRecord", models.PROTECT, verbose_name="信用记录", related_name="repairs")
    subject = models.ForeignKey("records.Subject", models.PROTECT, verbose_name="申请人", related_name="repairs")
    section = models.ForeignKey("accounts.Section", models.PROTECT, verbose_name="办理科室", related_name="+")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    channel = models.CharField("申请渠道", max_length=12, choices=Channel.choices)
    channel_number = models.CharField("来件编号", max_length=60, blank=True)
    created_by = _person("填写人")
    created_at = models.DateTimeField("填写时间")
    fulfilled_on = models.DateField("履行完毕日期", null=True, blank=True)
    court_on = models.DateField("法院裁定日期", null=True, blank=True)
    statement = models.CharField("纠正和履行情况", max_length=500, blank=True)
    promise_text = models.TextField("承诺书", blank=True)
    promise_signer = models.CharField("承诺人签名", max_length=60, blank=True)
    promised_at = models.DateTimeField("承诺时间", null=True, blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    submitted_on = models.DateField("申请日期", null=True, blank=True)
    supplement_by = models.DateField("补正期限", null=True, blank=True)
    supplement_text = models.CharField("补正内容", max_length=500, blank=True)
    accept_due = models.DateField("应决定受理", null=True, blank=True)
    decide_due = models.DateField("应作出决定", null=True, blank=True)
    due_provisional = models.BooleanField("期限待核（缺放假安排）", default=False)
    accepted_on = models.DateField("受理日期", null=True, blank=True)
    handler = _person("经办人", null=True, blank=True)
    extended_days = models.PositiveSmallIntegerField("延长工作日", default=0)
    extended_on = models.DateField("延长日期", null=True, blank=True)
    extended_reason = models.CharField("延长理由", max_length=300, blank=True)
    proposal = models.CharField("核查意见", max_length=8, choices=Proposal.choices, blank=True)
    findings = models.CharField("核查情况", max_length=500, blank=True)
    proposed_on = models.DateField("核查日期", null=True, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decided_by = _person("决定人", null=True, blank=True)
    decision_reason = models.CharField("决定理由", max_length=500, blank=True)
    ground = models.CharField("不予修复的情形", max_length=10, choices=Ground.choices, blank=True)
    remedies = models.CharField("救济途径", max_length=500, blank=True)
    effects = models.JSONField("四项效果", default=dict, blank=True)
    review_asked_on = models.DateField("申请复核日期", null=True, blank=True)
    review_reason = models.CharField("申请复核理由", max_length=500, blank=True)
    review_due = models.DateField("应作出复核决定", null=True, blank=True)
    reviewed_on = models.DateField("复核决定日期", null=True, blank=True)
    reviewed_by = _person("复核人", null=True, blank=True)
    review_answer = models.CharField("复核理由", max_length=500, blank=True)
    sync_due = models.DateField("应同步完毕", null=True, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "信用修复申请"
        verbose_name_plural = "信用修复申请"
        ordering = ["-id"]
        permissions = [
            ("handle_repair", "受理、核查信用修复"),
            ("decide_repair", "决定信用修复"),
            ("view_repairs", "查看信用修复"),
            ("view_all_repairs", "查看全部科室的信用修复"),
            ("serve_notice", "生成和送达信用修复告知书"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["record"], condition=Q(state__in=OPEN), name="repair_application_one_open"),
            models.CheckConstraint(
                condition=Q(state__in=(State.DRAFT, State.WITHDRAWN))
                | Q(submitted_on__isnull=False, accept_due__isnull=False),
                name="repair_application_submitted_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(State.DRAFT, State.WITHDRAWN))
                | Q(promised_at__isnull=False) & ~Q(promise_signer=""),
                name="repair_application_promised",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_ACCEPTED_FIRST)
                | Q(accepted_on__isnull=False, handler__isnull=False, decide_due__isnull=False),
                name="repair_application_accepted_first",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(State.PROPOSED, *DECIDED)) | (~Q(proposal="") & ~Q(findings="")),
                name="repair_application_examined_first",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=DECIDED)
                | (Q(decided_on__isnull=False, decided_by__isnull=False) & ~Q(decision_reason="")),
                name="repair_application_decided_how",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(State.REFUSED, State.REVIEWING, State.UPHELD))
                | (~Q(decision_reason="") & ~Q(remedies="") & Q(ground__in=Ground.values)),
                name="repair_application_refused_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DECLINED) | (~Q(decision_reason="") & ~Q(remedies="")),
                name="repair_application_declined_why",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(handler__isnull=True) | ~Q(decided_by=F("handler")),
                name="repair_application_two_people",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True)
                | ~Q(reviewed_by=F("decided_by")) & ~Q(reviewed_by=F("handler")) & ~Q(review_answer=""),
                name="repair_application_other_reviewer",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.UPHELD) | Q(reviewed_by__isnull=False, reviewed_on__isnull=False),
                name="repair_application_upheld_how",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REVIEWING) | (~Q(review_reason="") & Q(review_due__isnull=False)),
                name="repair_application_review_why",
            ),
            models.CheckConstraint(
                condition=Q(extended_on__isnull=True, extended_days=0)
                | (Q(extended_on__isnull=False, extended_days__gt=0) & ~Q(extended_reason="")),
                name="repair_application_extended_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SUPPLEMENT) | (~Q(supplement_text="") & Q(supplement_by__isnull=False)),
                name="repair_application_supplement_what",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=REPAIRED) | Q(sync_due__isnull=False), name="repair_application_sync_due"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED) | Q(closed_on__isnull=False), name="repair_application_closed_when"
            ),
        ]
        indexes = [
            models.Index(fields=["section", "-id"], name="repair_application_section"),
            models.Index(fields=["subject", "-id"], name="repair_application_subject"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="begins", level=pgtrigger.Row, when=pgtrigger.Before, operation=pgtrigger.Insert, func=_BEGINNING
            ),
            pgtrigger.Trigger(
                name="way", level=pgtrigger.Row, when=pgtrigger.Before, operation=pgtrigger.Update, func=_WAY
            ),
            no_delete(),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.record.document_number}"


class Step(models.Model):
    """One dated step as the applicant sees it."""

    application = models.ForeignKey(Application, models.PROTECT, verbose_name="修复申请", related_name="steps")
    move = models.CharField("步骤", max_length=20)
    at = models.DateTimeField("时间")
    by = _person("办理人", null=True, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "修复步骤"
        verbose_name_plural = "修复步骤"
        ordering = ["application", "id"]
        triggers = [append_only(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.move} {self.at:%Y-%m-%d}"


@pghistory.track()
class Pause(models.Model):
    """A time during which the clock stands still, for one of the listed causes."""

    application = models.ForeignKey(Application, models.PROTECT, verbose_name="修复申请", related_name="pauses")
    cause = models.CharField("情形", max_length=12, choices=PauseCause.choices)
    reason = models.CharField("说明", max_length=300)
    since = models.DateField("中止日期")
    until = models.DateField("恢复日期", null=True, blank=True)

    class Meta:
        verbose_name = "期限中止"
        verbose_name_plural = "期限中止"
        ordering = ["application", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(until__isnull=True), name="repair_pause_one_open"
            ),
            models.CheckConstraint(condition=Q(cause__in=PauseCause.values), name="repair_pause_listed_cause"),
            models.CheckConstraint(condition=~Q(reason=""), name="repair_pause_why"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="repair_pause_order"
            ),
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
        return self.get_cause_display()
