"""A matter, the counterparts looked up for it, and what was done about a hit."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from core.guards import no_delete, no_truncate
from supervision.choices import LookUpState, MatchedBy, MatterState, Response, Scene, Verdict
from supervision.querysets import LookUpQuerySet, MatterQuerySet

# The rule of the house even for raw SQL: 准予 needs a finished look-up of everybody in the last days, or a signed exception.
_LOOKED_FIRST = """
    IF NEW.decision = 'granted' AND NEW.exception_by_id IS NULL AND (
        NOT EXISTS (SELECT 1 FROM supervision_lookup l WHERE l.matter_id = NEW.id AND l.round = NEW.round)
        OR EXISTS (
            SELECT 1 FROM supervision_lookup l
            WHERE l.matter_id = NEW.id AND l.round = NEW.round
              AND (l.state IN ('waiting', 'ambiguous') OR l.looked_on > NEW.decided_on OR l.looked_on < NEW.decided_on
                   - COALESCE((SELECT s.value::text::int FROM core_setting s WHERE s.key = 'supervision.lookup_valid_days'), 5))
        )
    ) THEN
        RAISE EXCEPTION 'supervision: granted without a fresh look-up' USING ERRCODE = '23514',
            CONSTRAINT = 'supervision_matter_looked_first';
    END IF;
    RETURN NEW;
"""


def _person(label: str, **options: object) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, related_name="+", **options)


@pghistory.track()
class Matter(models.Model):
    """One approval, award, funding or other matter in which credit must be looked up. `round` counts the looks."""

    public_id = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("事项编号", max_length=20, unique=True)
    scene = models.CharField("场景", max_length=14, choices=Scene.choices)
    title = models.CharField("事项名称", max_length=200)
    section = models.ForeignKey("accounts.Section", models.PROTECT, verbose_name="科室", related_name="+")
    opened_by = _person("经办人")
    opened_at = models.DateTimeField("开立时间")
    state = models.CharField("状态", max_length=8, choices=MatterState.choices, default=MatterState.OPEN)
    round = models.PositiveSmallIntegerField("查询轮次", default=1)
    platform_looked_on = models.DateField("市平台查询日期", null=True, blank=True)
    platform_result = models.CharField("市平台查询结果", max_length=300, blank=True)
    decision = models.CharField("决定", max_length=8, choices=Verdict.choices, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decided_by = _person("决定登记人", null=True, blank=True)
    exception_reason = models.CharField("例外理由", max_length=300, blank=True)
    exception_by = _person("例外签署人", null=True, blank=True)
    unused_reason = models.CharField("应用未用的说明", max_length=300, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = "查询事项"
        verbose_name_plural = "查询事项"
        ordering = ["-id"]
        permissions = [
            ("look_up", "查询信用状况"),
            ("view_lookups", "查看全部科室的信用查询"),
            ("sign_exception", "签署未查询先准予的例外"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_on__isnull=True) | (~Q(decision="") & Q(decided_on__isnull=False)),
                name="supervision_matter_decided_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided") | ~Q(decision=""), name="supervision_matter_decided_how"
            ),
            models.CheckConstraint(
                condition=Q(exception_by__isnull=True, exception_reason="")
                | (Q(exception_by__isnull=False) & ~Q(exception_reason="")),
                name="supervision_matter_exception_why",
            ),
        ]
        indexes = [models.Index(fields=["section", "-id"], name="supervision_matter_section")]
        triggers = [
            pgtrigger.Trigger(
                name="looked_first",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("decision", "decided_on", "exception_by_id", "round"),
                func=_LOOKED_FIRST,
            ),
            no_delete(),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


@pghistory.track()
class LookUp(models.Model):
    """One counterpart as it was named, and what applied to it on the day of the look.

    `code` is masked when an identity number was typed; the number itself is kept nowhere, `id_hash` finds the person.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, verbose_name="事项", related_name="lookups", db_index=False)
    round = models.PositiveSmallIntegerField("查询轮次", default=1)
    row = models.PositiveSmallIntegerField("序号")
    name = models.CharField("名称", max_length=200, blank=True)
    code = models.CharField("代码", max_length=40, blank=True)
    id_hash = models.CharField("证件号码检索值", max_length=64, blank=True)
    state = models.CharField("状态", max_length=10, choices=LookUpState.choices, default=LookUpState.WAITING)
    matched_by = models.CharField("怎样对上的", max_length=8, choices=MatchedBy.choices, blank=True)
    subject = models.ForeignKey(
        "records.Subject", models.PROTECT, verbose_name="信用主体", null=True, blank=True, related_name="lookups"
    )
    candidates = models.JSONField("可能的主体", default=list, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    result = models.JSONField("当日结果", default=dict, blank=True)
    hit = models.BooleanField("触发", default=False)
    asked_by = _person("提交人")
    looked_at = models.DateTimeField("查询时间", null=True, blank=True)
    looked_on = models.DateField("查询日期", null=True, blank=True)
    looked_by = _person("查询人", null=True, blank=True)

    objects = LookUpQuerySet.as_manager()

    class Meta:
        verbose_name = "信用查询"
        verbose_name_plural = "信用查询"
        ordering = ["matter", "round", "row"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "round", "row"], name="supervision_lookup_row"),
            models.CheckConstraint(condition=~Q(name="") | ~Q(code=""), name="supervision_lookup_named"),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(looked_at__isnull=False, looked_on__isnull=False),
                name="supervision_lookup_done_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="found") | Q(subject__isnull=False), name="supervision_lookup_found_whom"
            ),
            models.CheckConstraint(condition=Q(hit=False) | Q(state="found"), name="supervision_lookup_hit_found"),
        ]
        indexes = [
            models.Index(fields=["matter", "row"], condition=Q(state="waiting"), name="supervision_lookup_waiting"),
            models.Index(fields=["looked_on"], name="supervision_lookup_day"),
        ]
        triggers = [no_delete(), no_truncate()]

    def __str__(self) -> str:
        return self.name or self.code


@pghistory.track()
class Feedback(models.Model):
    """What was done about one hit (触发反馈)."""

    lookup = models.OneToOneField(LookUp, models.PROTECT, verbose_name="信用查询", related_name="feedback")
    what = models.CharField("处理", max_length=16, choices=Response.choices)
    note = models.CharField("说明", max_length=300)
    basis = models.CharField("依据", max_length=200, blank=True)
    fed_back_on = models.DateField("反馈日期")
    by = _person("反馈人")

    class Meta:
        verbose_name = "触发反馈"
        verbose_name_plural = "触发反馈"
        constraints = [
            models.CheckConstraint(condition=~Q(note=""), name="supervision_feedback_note"),
            models.CheckConstraint(
                condition=~Q(what="measure_taken") | ~Q(basis=""), name="supervision_feedback_measure_basis"
            ),
        ]
        triggers = [no_delete(), no_truncate()]

    def __str__(self) -> str:
        return self.get_what_display()
