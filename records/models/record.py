"""A credit record: one fact about one subject, with its basis, its period and its way into the house."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Func, Q

from core.guards import no_delete, no_truncate
from records.choices import Disclosure, Nature, Severity
from records.models.tombstone import removal_trigger
from records.querysets import CreditRecordQuerySet
from records.search_keys import key_triggers

# Statement-level, over the transition table: a bulk insert of 10,000 rows is checked in one join.
_GUARD = """
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN records_catalogueitem i ON i.id = n.item_id
        WHERE n.event_date < i.valid_from OR n.event_date > COALESCE(i.valid_until, 'infinity'::date)
    ) THEN
        RAISE EXCEPTION 'records: catalogue item not in force on the event date' USING ERRCODE = '23514',
            CONSTRAINT = 'records_record_item_in_force';
    END IF;
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN records_ruleversion v ON v.id = n.rule_version_id
        WHERE n.event_date < v.effective_from OR n.event_date > COALESCE(v.effective_until, 'infinity'::date)
    ) THEN
        RAISE EXCEPTION 'records: rule version not in force on the event date' USING ERRCODE = '23514',
            CONSTRAINT = 'records_record_rule_in_force';
    END IF;
    IF EXISTS (
        SELECT 1 FROM new_rows n
        LEFT JOIN records_periodrule p ON p.version_id = n.rule_version_id AND p.severity = n.severity
        WHERE n.disclosure = 'public'
          AND (p.id IS NULL OR NOT p.published OR n.publish_until > n.event_date + make_interval(months => p.max_months))
    ) THEN
        RAISE EXCEPTION 'records: publicity longer than the class allows' USING ERRCODE = '23514',
            CONSTRAINT = 'records_record_period_allowed';
    END IF;
    RETURN NULL;
"""


@pghistory.track()
class CreditRecord(models.Model):
    """The unit of the credit file. `event_date` is the day the effective document made the finding (认定之日)."""

    public_id = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("种类", max_length=20)
    subject = models.ForeignKey(  # its index is records_record_subject
        "records.Subject", models.PROTECT, verbose_name="主体", related_name="records", db_index=False
    )
    item = models.ForeignKey("records.CatalogueItem", models.PROTECT, verbose_name="目录事项", related_name="records")
    nature = models.CharField("性质", max_length=10, choices=Nature.choices)
    party_name = models.CharField("文书上的名称", max_length=200)
    party_is_person = models.BooleanField("自然人", default=False)
    document_number = models.CharField("文号", max_length=128, blank=True)
    title = models.CharField("事由", max_length=300)
    authority = models.CharField("认定机关", max_length=200)
    event_date = models.DateField("认定日期")
    severity = models.CharField("公示类别", max_length=10, choices=Severity.choices)
    severity_basis = models.CharField("类别依据", max_length=300, blank=True)
    severity_confirmed = models.BooleanField("类别已确认", default=False)
    rule_version = models.ForeignKey(
        "records.RuleVersion", models.PROTECT, verbose_name="规则版本", related_name="records"
    )
    disclosure = models.CharField("公开方式", max_length=10, choices=Disclosure.choices)
    disclosure_reason = models.CharField("公开方式的依据", max_length=300)
    disclosure_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="公开方式决定人", null=True, related_name="+"
    )
    publish_from = models.DateField("公示开始", null=True, blank=True)
    publish_until = models.DateField("公示截止", null=True, blank=True)
    suspended_at = models.DateTimeField("暂停公示时间", null=True, blank=True)
    suspended_reason = models.CharField("暂停理由", max_length=200, blank=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤下理由", max_length=200, blank=True)
    repaired_at = models.DateTimeField("信用修复时间", null=True, blank=True)
    repaired_source = models.CharField("信用修复来源", max_length=60, blank=True)
    repair_revoked_at = models.DateTimeField("撤销修复时间", null=True, blank=True)
    source_type = models.CharField("来源类型", max_length=40)
    source_id = models.BigIntegerField("来源编号")
    created_at = models.DateTimeField("建档时间", auto_now_add=True)

    objects = CreditRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "信用记录"
        verbose_name_plural = "信用记录"
        ordering = ["-event_date", "-id"]
        permissions = [("confirm_class", "确认公示类别"), ("decide_publicity", "决定公开方式")]
        constraints = [
            models.UniqueConstraint(fields=["source_type", "source_id"], name="records_record_one_source"),
            models.CheckConstraint(
                condition=~Q(disclosure="public") | Q(publish_from__isnull=False, publish_until__isnull=False),
                name="records_record_public_has_period",
            ),
            models.CheckConstraint(
                condition=Q(publish_from__isnull=True) | Q(publish_until__isnull=False),
                name="records_record_period_has_end",
            ),
            models.CheckConstraint(
                condition=Q(publish_until__isnull=True) | Q(publish_until__gte=models.F("publish_from")),
                name="records_record_period_order",
            ),
            models.CheckConstraint(
                condition=~Q(nature="adverse") | (~Q(document_number="") & ~Q(authority="")),
                name="records_record_adverse_has_document",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""), name="records_record_withdrawn_why"
            ),
            models.CheckConstraint(
                condition=Q(suspended_at__isnull=True) | ~Q(suspended_reason=""), name="records_record_suspended_why"
            ),
            models.CheckConstraint(condition=~Q(disclosure_reason=""), name="records_record_disclosure_why"),
            models.CheckConstraint(
                condition=Q(repaired_at__isnull=True, repaired_source="")
                | (Q(repaired_at__isnull=False) & ~Q(repaired_source="")),
                name="records_record_repaired_by",
            ),
        ]
        indexes = [
            models.Index(
                fields=["kind", "-event_date", "-id"], condition=Q(disclosure="public"), name="records_record_public"
            ),
            models.Index(fields=["subject", "-event_date"], name="records_record_subject"),
            models.Index(fields=["-event_date", "-id"], condition=Q(disclosure="public"), name="records_record_newest"),
            models.Index(
                fields=["kind", "publish_until", "id"], condition=Q(disclosure="public"), name="records_record_ending"
            ),
            # The public records of a subject, counted without reading them.
            models.Index(
                fields=["subject", "-event_date", "-id"],
                include=["publish_from", "publish_until"],
                condition=Q(
                    disclosure="public", suspended_at__isnull=True, withdrawn_at__isnull=True, repaired_at__isnull=True
                ),
                name="records_record_of_subject",
            ),
            # What ended by itself, for the removal feed.
            models.Index(
                fields=["publish_until", "public_id"],
                condition=Q(
                    disclosure="public", suspended_at__isnull=True, withdrawn_at__isnull=True, repaired_at__isnull=True
                ),
                name="records_record_ended",
            ),
            # 文号 by its end: 罚决字〔2026〕3号 finds 巫山司罚决字〔2026〕3号.
            models.Index(
                OpClass(
                    Func(Func(F("document_number"), function="core_fold"), function="reverse"), name="text_pattern_ops"
                ),
                condition=Q(disclosure="public"),
                name="records_record_document",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="guard_insert",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_rows"),
                func=_GUARD,
            ),
            pgtrigger.Trigger(
                name="guard_update",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(new="new_rows"),
                func=_GUARD,
            ),
            removal_trigger(),
            pgtrigger.Protect(
                name="repaired_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    # Only a revocation put on record in the same statement takes a repair back; who may revoke, repair guards.
                    "(OLD.repaired_at IS NOT NULL AND NEW.repaired_at IS DISTINCT FROM OLD.repaired_at AND NOT "
                    "(NEW.repaired_at IS NULL AND NEW.repair_revoked_at IS NOT NULL "
                    "AND NEW.repair_revoked_at IS DISTINCT FROM OLD.repair_revoked_at))"
                ),
            ),
            no_delete(),
            no_truncate(),
            *key_triggers("party_name", "n.disclosure = 'public'"),
        ]

    def __str__(self) -> str:
        return f"{self.party_name} {self.document_number}".strip()
