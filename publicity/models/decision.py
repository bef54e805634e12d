"""The decision ledger: every administrative decision of the bureau, reportable or not. It is the denominator."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.fields import EncryptedTextField
from core.guards import no_delete, no_truncate
from publicity.choices import (
    CHECKED_STATES,
    DecisionState,
    Effect,
    EventKind,
    ExemptReason,
)
from publicity.querysets import DecisionQuerySet
from records.choices import PartyKind


@pghistory.track(exclude=["secrets"])
class Decision(models.Model):
    """One decision on one party. `data` holds the national fields by code in canonical text, without any identity
    number; identity numbers stand encrypted in `secrets`. Dates 2099-12-31 mean 长期.

    Clocks: `due_internal` = decision + 7 days (the bureau's own promise), `act_by` = last workday on or before it,
    `due_official` = 7 working days (发改办财金〔2018〕424号). Day of decision = day 0.
    """

    public_id = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    # No index of their own where a longer one begins with the column, or nobody asks by it: each costs every import.
    kind = models.ForeignKey(
        "publicity.DecisionKind", models.PROTECT, verbose_name="种类", related_name="decisions", db_index=False
    )
    edition = models.ForeignKey(
        "publicity.StandardEdition", models.PROTECT, verbose_name="数据标准", related_name="+", db_index=False
    )
    state = models.CharField("状态", max_length=10, choices=DecisionState.choices, default=DecisionState.DRAFT)
    section = models.ForeignKey(
        "accounts.Section", models.PROTECT, verbose_name="责任科室", related_name="+", db_index=False
    )
    subject = models.ForeignKey(
        "records.Subject", models.PROTECT, verbose_name="信用主体", null=True, blank=True, related_name="decisions"
    )
    party_kind = models.CharField("相对人类别", max_length=8, choices=PartyKind.choices)
    party_name = models.CharField("行政相对人名称", max_length=200)
    party_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    party_key = models.CharField("相对人检索值", max_length=64)
    secrets = EncryptedTextField("加密字段", blank=True)
    number = models.CharField("文号", max_length=128)
    series = models.ForeignKey(
        "publicity.DocumentSeries",
        models.PROTECT,
        verbose_name="文号序列",
        null=True,
        blank=True,
        related_name="decisions",
        db_index=False,
    )
    sequence = models.PositiveIntegerField("序号", null=True, blank=True)
    certificate = models.CharField("许可编号", max_length=64, blank=True)
    title = models.CharField("事项", max_length=300)
    decided_on = models.DateField("决定日期")
    valid_from = models.DateField("有效期自", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    authority = models.CharField("作出机关", max_length=200)
    data = models.JSONField("标准字段", default=dict)
    overrides = models.JSONField("人工确认的例外", default=dict, blank=True)
    due_internal = models.DateField("内控期限（7日）")
    act_by = models.DateField("最迟办理日")
    due_official = models.DateField("国标期限（7个工作日）")
    due_provisional = models.BooleanField("期限待核（缺放假安排）", default=False)
    exported_at = models.DateTimeField("导出时间", null=True, blank=True)
    first_reported_on = models.DateField("首次上报日期", null=True, blank=True)
    accepted_on = models.DateField("入库日期", null=True, blank=True)
    exempt_reason = models.CharField("不报送原因", max_length=20, choices=ExemptReason.choices, blank=True)
    exempt_note = models.CharField("不报送说明", max_length=300, blank=True)
    major = models.BooleanField("重大执法决定", default=False)
    legal_review_number = models.CharField("法制审核意见书编号", max_length=80, blank=True)
    legal_review_on = models.DateField("法制审核日期", null=True, blank=True)
    legal_review_opinion = models.CharField("法制审核意见", max_length=300, blank=True)
    legal_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="法制审核人",
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    effect = models.CharField("效力", max_length=10, choices=Effect.choices, default=Effect.IN_FORCE)
    publicity_answers = models.JSONField("公开方式问答", default=dict, blank=True)
    returned_reason = models.CharField("退回原因", max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", related_name="+")
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="审核人",
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    channel = models.CharField(
        "录入途径", max_length=10, choices=[("form", "表单"), ("sheet", "表格"), ("api", "接口")]
    )
    job = models.ForeignKey(
        "exchange.Job", models.PROTECT, verbose_name="导入任务", null=True, blank=True, related_name="+"
    )
    source_sheet = models.CharField("来源工作表", max_length=60, blank=True)
    source_row = models.PositiveIntegerField("来源行号", null=True, blank=True)
    content_digest = models.CharField("内容摘要", max_length=64)
    created_at = models.DateTimeField("登记时间", default=clock.now, editable=False)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "行政决定"
        verbose_name_plural = "行政决定"
        ordering = ["-decided_on", "-id"]
        permissions = [
            ("enter_decision", "登记决定"),
            ("import_decisions", "批量导入决定"),
            ("review_decision", "审核决定"),
            ("exempt_decision", "决定不报送"),
            ("revoke_decision", "登记变更、撤销等"),
            ("legal_review", "登记法制审核意见"),
            ("submit_decisions", "生成并上报报送文件"),
            ("take_receipt", "登记平台回执"),
            ("view_rates", "查看三率"),
            ("view_all_sections", "查看全部科室"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number", "party_key", "certificate"],
                condition=~Q(state="void"),
                name="publicity_decision_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=CHECKED_STATES) | Q(subject__isnull=False),
                name="publicity_decision_has_subject",
            ),
            models.CheckConstraint(
                condition=~Q(state="exempt") | (~Q(exempt_reason="") & ~Q(exempt_note="")),
                name="publicity_exempt_why",
            ),
            models.CheckConstraint(
                condition=~Q(major=True)
                | ~Q(state__in=["exported", "reported", "accepted"])
                | (~Q(legal_review_number="") & Q(legal_review_on__isnull=False)),
                name="publicity_major_has_legal_review",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["reported", "accepted"]) | Q(first_reported_on__isnull=False),
                name="publicity_reported_when",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=models.F("valid_from")),
                name="publicity_validity_order",
            ),
            models.CheckConstraint(
                condition=Q(due_internal__gt=models.F("decided_on")) & Q(due_official__gt=models.F("decided_on")),
                name="publicity_due_after_decision",
            ),
        ]
        indexes = [
            models.Index(fields=["-decided_on", "-id"], name="publicity_decision_newest"),
            models.Index(fields=["kind", "-decided_on", "-id"], name="publicity_decision_kind"),
            models.Index(
                fields=["act_by"],
                condition=Q(first_reported_on__isnull=True) & ~Q(state__in=["exempt", "void"]),
                name="publicity_decision_due",
            ),
            models.Index(fields=["series", "sequence"], name="publicity_decision_series"),
            models.Index(fields=["section", "-decided_on", "-id"], name="publicity_decision_section"),
        ]
        triggers = [
            no_delete(),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.party_name}".strip()

    def history_labels(self) -> dict[str, str]:
        """National field code → header, so that the history names what changed inside `data`."""
        return dict(self.edition.fields.values_list("code", "header"))


@pghistory.track()
class LinkedEvent(models.Model):
    """What later happened to a decision. Change, revocation and the like suspend its display at once, and must be
    withdrawn and explained within 3 working days (行政处罚法第四十八条)."""

    decision = models.ForeignKey(Decision, models.PROTECT, verbose_name="决定", related_name="events")
    kind = models.CharField("性质", max_length=12, choices=EventKind.choices)
    happened_on = models.DateField("发生日期")
    document_number = models.CharField("文书号", max_length=128, blank=True)
    reason = models.CharField("理由", max_length=500)
    changes = models.JSONField("更正内容", default=dict, blank=True)
    due_on = models.DateField("应处理完毕", null=True, blank=True)
    done_at = models.DateTimeField("处理完毕", null=True, blank=True)
    public_note = models.CharField("公开说明", max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", related_name="+")
    created_at = models.DateTimeField("登记时间", default=clock.now, editable=False)

    class Meta:
        verbose_name = "后续事件"
        verbose_name_plural = "后续事件"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="correction") | Q(kind="review") | ~Q(document_number=""),
                name="publicity_event_has_document",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="publicity_event_why"),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on:%Y-%m-%d}"
