"""A promise from its draft to its end, and the papers that belong to it."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from commitments.choices import (
    FULFILMENT,
    Kind,
    PaperPurpose,
    PartyClass,
    PublicLevel,
    Signature,
    Stage,
    State,
)
from commitments.models.triggers import promise_triggers
from commitments.querysets import PromiseQuerySet
from core.guards import append_only, no_delete, no_truncate


def _person(label: str, **options: object) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, related_name="+", **options)


def opaque_paper_path(paper: "PromisePaper", filename: str) -> str:
    """Where the bytes lie: a random name that tells nothing and cannot be guessed."""
    secret = uuid.uuid4().hex
    return f"commitments/{secret[:2]}/{secret}"


@pghistory.track(exclude=["letter"])
class Promise(models.Model):
    """One letter. While it is a draft, `answers` holds what was typed; with the signature everything it says is frozen.

    `letter` is all that is printed, `letter_hash` the SHA-256 of its canonical form. `fulfilment` stays after archiving.
    """

    public_id = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField("承诺编码", max_length=20, blank=True)
    template = models.ForeignKey(
        "commitments.PromiseTemplate", models.PROTECT, verbose_name="模板", related_name="promises"
    )
    template_version = models.PositiveSmallIntegerField("模板版本")
    matter = models.ForeignKey(
        "commitments.CertifiedMatter", models.PROTECT, verbose_name="证明事项", null=True, blank=True, related_name="promises"
    )  # fmt: skip
    kind = models.CharField("承诺类型", max_length=10, choices=Kind.choices)
    kind_other = models.CharField("其他类型的说明", max_length=40, blank=True)
    subject = models.ForeignKey("records.Subject", models.PROTECT, verbose_name="承诺人", related_name="promises")
    party_name = models.CharField("承诺人名称", max_length=200)
    party_class = models.CharField("承诺人类别", max_length=8, choices=PartyClass.choices)
    party_code = models.CharField("承诺人代码", max_length=18, blank=True)
    reason = models.CharField("承诺事由", max_length=512, blank=True)
    content = models.TextField("承诺内容", max_length=4000, blank=True)
    liability = models.TextField("违诺责任", max_length=4000, blank=True)
    answers = models.JSONField("填写的内容", default=dict, blank=True)
    letter = models.JSONField("承诺书", default=dict, blank=True)
    letter_hash = models.CharField("承诺书摘要", max_length=64, blank=True)
    signature = models.CharField("签署方式", max_length=4, choices=Signature.choices, blank=True)
    signer_name = models.CharField("签署人姓名", max_length=80, blank=True)
    signed_on = models.DateField("承诺作出日期", null=True, blank=True)
    signed_at = models.DateTimeField("签署时间", null=True, blank=True)
    signed_by = _person("签署账号", null=True, blank=True)
    scan = models.ForeignKey(
        "commitments.PromisePaper", models.PROTECT, verbose_name="盖章扫描件", null=True, blank=True, related_name="+"
    )
    public_level = models.CharField("公开类型", max_length=8, choices=PublicLevel.choices)
    show_full_name = models.BooleanField("公开时显示全名", default=False)
    valid_until = models.DateField("承诺有效期", null=True, blank=True)
    accepted_by = models.CharField("承诺受理单位", max_length=200, blank=True)
    accepted_code = models.CharField("承诺受理单位代码", max_length=18, blank=True)
    section = models.ForeignKey("accounts.Section", models.PROTECT, verbose_name="受理科室", related_name="+")
    check_due = models.DateField("核查期限", null=True, blank=True)
    check_waiver = models.CharField("免核查理由", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    fulfilment = models.CharField("承诺履行状态", max_length=8, choices=FULFILMENT, blank=True)
    found_on = models.DateField("履行状态认定日期", null=True, blank=True)
    taken_back_reason = models.CharField("撤回理由", max_length=200, blank=True)
    drafted_by = _person("起草账号")
    drafted_at = models.DateTimeField("起草时间", auto_now_add=True)
    saved_at = models.DateTimeField("最近保存时间", auto_now=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = "信用承诺"
        verbose_name_plural = "信用承诺"
        ordering = ["-signed_at", "-id"]
        permissions = [
            ("file_promise", "在网上作出承诺"),
            ("check_promise", "核查承诺"),
            ("decide_breach", "认定违诺"),
            ("view_all_promises", "查看全部科室的承诺"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="commitments_promise_code"),
            models.CheckConstraint(
                condition=Q(code="") | Q(code__regex=r"^[0-9]{20}$"), name="commitments_promise_code_form"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"], signed_at__isnull=True, code="")
                | (
                    Q(signed_at__isnull=False, signed_on__isnull=False, signed_by__isnull=False)
                    & ~Q(code="") & ~Q(letter_hash="") & ~Q(signature="") & ~Q(signer_name="") & ~Q(reason="")
                    & ~Q(content="") & ~Q(liability="") & ~Q(accepted_by="") & ~Q(state__in=["draft", "discarded"])
                ),
                name="commitments_promise_signed_whole",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | Q(check_due__isnull=False) | ~Q(check_waiver=""),
                name="commitments_promise_checked_or_why_not",
            ),
            models.CheckConstraint(
                condition=~Q(signature__in=["scan", "desk"]) | Q(scan__isnull=False), name="commitments_promise_scan_there"
            ),
            models.CheckConstraint(
                condition=~Q(state="taken_back") | ~Q(taken_back_reason=""), name="commitments_promise_back_why"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["kept", "partial", "broken"]) | Q(fulfilment=F("state")),
                name="commitments_promise_found_as_state",
            ),
            models.CheckConstraint(
                condition=Q(fulfilment="", found_on__isnull=True)
                | (~Q(fulfilment="") & Q(found_on__isnull=False, state__in=["kept", "partial", "broken", "archived"])),
                name="commitments_promise_found_when",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("signed_on")),
                name="commitments_promise_valid_order",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["section", "-signed_at", "-id"], name="commitments_promise_section"),
            models.Index(fields=["subject", "-signed_at"], name="commitments_promise_subject"),
            models.Index(fields=["-signed_on", "-id"], condition=Q(public_level="public"), name="commitments_promise_wall"),
        ]  # fmt: skip
        triggers = [*promise_triggers(), no_delete(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.party_name} {self.code}".strip()

    @property
    def on_paper(self) -> bool:
        """Given on paper and entered by the staff: `signed_by` is who entered it."""
        return self.signature == Signature.DESK


@pghistory.track(exclude=["file"])
class PromisePaper(models.Model):
    """A file that the promisor handed in. Never changed and never removed."""

    public_id = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    promise = models.ForeignKey(Promise, models.PROTECT, verbose_name="信用承诺", related_name="papers")
    purpose = models.CharField("用途", max_length=10, choices=PaperPurpose.choices)
    receipt = models.CharField("回执号", max_length=24, unique=True)
    file = models.FileField("文件", upload_to=opaque_paper_path, max_length=120)
    filename = models.CharField("原文件名", max_length=200)
    media_type = models.CharField("文件类型", max_length=100)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256 摘要", max_length=64)
    uploaded_by = _person("上传人")
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "承诺材料"
        verbose_name_plural = "承诺材料"
        ordering = ["promise", "uploaded_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0) & ~Q(sha256=""), name="commitments_paper_hashed"),
        ]
        triggers = [append_only(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.filename}"


@pghistory.track()
class MissingPaper(models.Model):
    """A paper that 容缺受理 lets the firm bring later, and its day."""

    promise = models.ForeignKey(Promise, models.PROTECT, verbose_name="信用承诺", related_name="missing_papers")
    row = models.PositiveSmallIntegerField("序号")
    name = models.CharField("材料名称", max_length=120)
    due_on = models.DateField("补正期限")
    paper = models.ForeignKey(
        PromisePaper, models.PROTECT, verbose_name="收到的材料", null=True, blank=True, related_name="+"
    )
    received_at = models.DateTimeField("收到时间", null=True, blank=True)

    class Meta:
        verbose_name = "容缺材料"
        verbose_name_plural = "容缺材料"
        ordering = ["promise", "row"]
        constraints = [
            models.UniqueConstraint(fields=["promise", "row"], name="commitments_missing_row"),
            models.CheckConstraint(
                condition=Q(paper__isnull=True, received_at__isnull=True)
                | Q(paper__isnull=False, received_at__isnull=False),
                name="commitments_missing_received",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(paper__isnull=True), name="commitments_missing_open")]
        triggers = [
            pgtrigger.ReadOnly(name="fixed", fields=["promise", "row", "name", "due_on"]), no_delete(), no_truncate(),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class PaperReminder(models.Model):
    """That the firm was told of a missing paper at a stage: once."""

    missing = models.ForeignKey(MissingPaper, models.PROTECT, verbose_name="容缺材料", related_name="reminders")
    stage = models.CharField("阶段", max_length=8, choices=Stage.choices)
    on = models.DateField("提醒日期")

    class Meta:
        verbose_name = "容缺提醒"
        verbose_name_plural = "容缺提醒"
        constraints = [models.UniqueConstraint(fields=["missing", "stage"], name="commitments_reminder_once")]
        triggers = [append_only(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.missing} {self.get_stage_display()}"
