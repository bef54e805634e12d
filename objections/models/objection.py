"""An objection against one record: field by field, on a clock, answered by somebody who had no part in the record."""

import secrets
import uuid
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.fields import EncryptedTextField
from core.guards import append_only, no_delete, no_truncate
from objections.choices import ANSWERED, OPEN, Outcome, RefusalCause, State, TellWay, Way
from objections.querysets import ObjectionQuerySet
from objections.transitions import STEPS

# What the law says, even to raw SQL: only the known steps; nobody judges what he made himself; an answer once given stays.
_GUARD = f"""
    IF TG_OP = 'UPDATE' AND NEW.state <> OLD.state
       AND (OLD.state || '>' || NEW.state) NOT IN ({", ".join(f"'{a}>{b}'" for a, b in STEPS)}) THEN
        RAISE EXCEPTION 'objections: no such step' USING ERRCODE = '23514', CONSTRAINT = 'objections_objection_step';
    END IF;
    IF TG_OP = 'INSERT' AND NEW.state <> 'submitted' THEN
        RAISE EXCEPTION 'objections: begins with its submission' USING ERRCODE = '23514',
            CONSTRAINT = 'objections_objection_step';
    END IF;
    IF NEW.handler_id = ANY(NEW.authors) OR NEW.reviewer_id = ANY(NEW.authors) THEN
        RAISE EXCEPTION 'objections: handled by an author' USING ERRCODE = '23514',
            CONSTRAINT = 'objections_objection_other_handler';
    END IF;
    IF TG_OP = 'UPDATE' AND (
        (OLD.outcome <> '' AND (NEW.outcome, NEW.reason, NEW.handler_id) IS DISTINCT FROM (OLD.outcome, OLD.reason, OLD.handler_id))
        OR (OLD.review_outcome <> '' AND (NEW.review_outcome, NEW.review_reason, NEW.reviewer_id)
            IS DISTINCT FROM (OLD.review_outcome, OLD.review_reason, OLD.reviewer_id))
        OR (OLD.review_asked_at IS NOT NULL AND NEW.review_asked_at IS DISTINCT FROM OLD.review_asked_at)
    ) THEN
        RAISE EXCEPTION 'objections: an answer stays' USING ERRCODE = '23514', CONSTRAINT = 'objections_objection_answer_stays';
    END IF;
    RETURN NEW;
"""


def _person(label: str, **options: Any) -> models.ForeignKey:
    options.setdefault("db_index", False)
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, related_name="+", **options)


def opaque_paper_path(paper: "Paper", filename: str) -> str:
    """A random name that tells nothing; the file's own name is a column."""
    secret = secrets.token_hex(16)
    return f"objections/{secret[:2]}/{secret}"


@pghistory.track(exclude=["applicant_phone"])
class Objection(models.Model):
    """`authors` are those who made the record; none of them may handle or review. `due_on` is the last day for the answer."""

    public_id = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("异议编号", max_length=20, unique=True)
    record = models.ForeignKey(
        "records.CreditRecord", models.PROTECT, verbose_name="信用记录", related_name="objections", db_index=False
    )
    subject = models.ForeignKey(
        "records.Subject", models.PROTECT, verbose_name="当事人", related_name="objections", db_index=False
    )
    way = models.CharField("途径", max_length=8, choices=Way.choices)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.SUBMITTED)
    statement = models.CharField("事实和理由", max_length=1000)
    filed_by = _person("提交人")
    applicant_name = models.CharField("经办人姓名", max_length=80)
    applicant_phone = EncryptedTextField("联系电话", blank=True)
    authors = ArrayField(models.BigIntegerField(), verbose_name="原经办人", default=list)
    submitted_at = models.DateTimeField("提交时间")
    due_on = models.DateField("答复期限")
    due_provisional = models.BooleanField("期限待核（缺放假安排）", default=False)
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True)
    accepted_by = _person("受理人", null=True, blank=True)
    refusal_cause = models.CharField("不予受理的情形", max_length=10, choices=RefusalCause.choices, blank=True)
    handler = _person("核查人", null=True, blank=True)
    checking_at = models.DateTimeField("核查开始时间", null=True, blank=True)
    outcome = models.CharField("结论", max_length=10, choices=Outcome.choices, blank=True)
    reason = models.CharField("理由", max_length=1000, blank=True)
    decided_at = models.DateTimeField("结论时间", null=True, blank=True)
    told_at = models.DateTimeField("告知时间", null=True, blank=True)
    told_way = models.CharField("告知方式", max_length=8, choices=TellWay.choices, blank=True)
    told_note = models.CharField("告知说明", max_length=200, blank=True)
    review_until = models.DateField("申请复核截止", null=True, blank=True)
    review_statement = models.CharField("复核理由", max_length=1000, blank=True)
    review_asked_at = models.DateTimeField("申请复核时间", null=True, blank=True)
    review_due_on = models.DateField("复核答复期限", null=True, blank=True)
    reviewer = _person("复核人", null=True, blank=True)
    review_outcome = models.CharField("复核结论", max_length=10, choices=Outcome.choices, blank=True)
    review_reason = models.CharField("复核理由说明", max_length=1000, blank=True)
    reviewed_at = models.DateTimeField("复核时间", null=True, blank=True)
    recalled_at = models.DateTimeField("撤回时间", null=True, blank=True)
    escalated_at = models.DateTimeField("逾期上报时间", null=True, blank=True)
    suspended_at = models.DateTimeField("因逾期暂停展示时间", null=True, blank=True)
    erratum_wanted = models.BooleanField("要求公开更正声明", default=False)
    erratum = models.CharField("更正声明", max_length=500, blank=True)
    erratum_at = models.DateTimeField("更正声明公布时间", null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = "异议"
        verbose_name_plural = "异议"
        ordering = ["-id"]
        permissions = [
            ("file_objection", "提出异议和回应"),
            ("take_objection", "窗口代录异议、处理公众纠错"),
            ("handle_objection", "受理、核查异议和审查回应"),
            ("review_objection", "复核异议"),
            ("suspend_display", "决定暂停展示逾期的异议记录"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["record"], condition=Q(state__in=OPEN), name="objections_objection_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(statement="") & ~Q(applicant_name=""), name="objections_objection_stated"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ANSWERED) | (Q(outcome__in=Outcome.values) & Q(handler__isnull=False)),
                name="objections_objection_answered",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | (~Q(reason="") & Q(decided_at__isnull=False)), name="objections_objection_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | (Q(refusal_cause__in=RefusalCause.values) & ~Q(reason="")),
                name="objections_objection_refused_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(State.TOLD, State.REVIEWING, State.REVIEWED))
                | (Q(told_at__isnull=False) & ~Q(told_way="")),
                name="objections_objection_told_how",
            ),
            models.CheckConstraint(
                condition=~Q(state="reviewed")
                | (
                    Q(review_outcome__in=Outcome.values, reviewer__isnull=False, reviewed_at__isnull=False)
                    & ~Q(review_reason="")
                ),
                name="objections_review_why",
            ),
            models.CheckConstraint(
                condition=Q(review_asked_at__isnull=True) | ~Q(review_statement=""), name="objections_review_stated"
            ),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True) | ~Q(reviewer=F("handler")), name="objections_review_other_person"
            ),
            models.CheckConstraint(
                condition=Q(erratum_at__isnull=True) | ~Q(erratum=""), name="objections_erratum_written"
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "-id"], name="objections_objection_subject"),
            models.Index(fields=["record", "-id"], name="objections_objection_record"),
            models.Index(fields=["due_on"], condition=Q(state__in=OPEN), name="objections_objection_due"),
            models.Index(
                fields=["-erratum_at"], condition=Q(erratum_at__isnull=False), name="objections_erratum_newest"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="guard",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_GUARD,
            ),
            pgtrigger.ReadOnly(
                name="claim_stays",
                fields=["record", "subject", "number", "statement", "authors", "filed_by", "submitted_at", "way"],
            ),
            no_delete(),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"异议 {self.number}"


@pghistory.track()
class Point(models.Model):
    """One field that the party holds to be wrong, and what it should say."""

    objection = models.ForeignKey(Objection, models.PROTECT, verbose_name="异议", related_name="points")
    code = models.CharField("字段代码", max_length=40)
    label = models.CharField("字段", max_length=80)
    old_value = models.CharField("现在的内容", max_length=1000, blank=True)
    wanted_value = models.CharField("应当是", max_length=1000)

    class Meta:
        verbose_name = "异议字段"
        verbose_name_plural = "异议字段"
        ordering = ["objection", "id"]
        constraints = [
            models.UniqueConstraint(fields=["objection", "code"], name="objections_point_once"),
            models.CheckConstraint(condition=~Q(wanted_value=""), name="objections_point_wanted"),
            models.CheckConstraint(condition=~Q(wanted_value=F("old_value")), name="objections_point_differs"),
        ]
        triggers = [append_only(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.label}：{self.old_value} → {self.wanted_value}"


@pghistory.track(exclude=["file"])
class Paper(models.Model):
    """Evidence of the party. Never public; named by its bytes."""

    public_id = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    objection = models.ForeignKey(Objection, models.PROTECT, verbose_name="异议", related_name="papers")
    title = models.CharField("材料名称", max_length=200)
    file = models.FileField("文件", upload_to=opaque_paper_path, max_length=120)
    filename = models.CharField("原文件名", max_length=200)
    media_type = models.CharField("文件类型", max_length=100)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256 摘要", max_length=64)
    uploaded_by = _person("上传人")
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "异议材料"
        verbose_name_plural = "异议材料"
        ordering = ["objection", "id"]
        constraints = [
            models.UniqueConstraint(fields=["objection", "sha256"], name="objections_paper_once"),
            models.CheckConstraint(condition=Q(size__gt=0) & ~Q(sha256=""), name="objections_paper_hashed"),
        ]
        triggers = [append_only(), no_truncate()]

    def __str__(self) -> str:
        return self.title
