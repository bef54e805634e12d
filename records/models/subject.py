"""One subject, one file: an institution or a practitioner, with every name it ever had."""

import uuid

import pghistory
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func

from core.fields import EncryptedTextField
from records.choices import PERSON_KINDS, PractisingState, SubjectKind
from records.querysets import SubjectQuerySet
from records.search_keys import key_triggers, subject_triggers


@pghistory.track(exclude=["id_number", "search_text"])
class Subject(models.Model):
    """An institution is known by its 统一社会信用代码, a person by the keyed hash of the identity number or by the
    licence serial (12–17th digit of the practice licence), never by the licence number, which changes on transfer.
    """

    public_id = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("类型", max_length=20, choices=SubjectKind.choices)
    name = models.CharField("名称", max_length=200)
    pinyin = models.CharField("拼音", max_length=400, blank=True)
    initials = models.CharField("拼音首字母", max_length=120, blank=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    uscc_override = models.CharField("校验码不符仍采用的理由", max_length=200, blank=True)
    id_type = models.CharField("证件类型", max_length=40, blank=True)
    id_number = EncryptedTextField("证件号码", blank=True)
    id_hash = models.CharField("证件号码检索值", max_length=64, blank=True)
    licence_number = models.CharField("执业证号", max_length=40, blank=True)
    licence_serial = models.CharField("执业证序列号", max_length=12, blank=True)
    legal_representative = models.CharField("负责人", max_length=80, blank=True)
    institution = models.ForeignKey(
        "self", models.PROTECT, verbose_name="执业机构", null=True, blank=True, related_name="members"
    )
    address = models.CharField("住所", max_length=200, blank=True)
    founded_on = models.DateField("成立或执业日期", null=True, blank=True)
    state = models.CharField("执业状态", max_length=14, choices=PractisingState.choices, default=PractisingState.NORMAL)
    created_at = models.DateTimeField("建档时间", auto_now_add=True)
    search_text = models.TextField("检索用名称", editable=False, blank=True, db_default="")

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = "信用主体"
        verbose_name_plural = "信用主体"
        ordering = ["pinyin", "id"]
        permissions = [("enter_subject", "登记信用主体")]
        constraints = [
            models.UniqueConstraint(fields=["uscc"], condition=~models.Q(uscc=""), name="records_subject_uscc"),
            models.UniqueConstraint(fields=["id_hash"], condition=~models.Q(id_hash=""), name="records_subject_person"),
            models.CheckConstraint(condition=~models.Q(name=""), name="records_subject_named"),
            models.CheckConstraint(
                condition=models.Q(uscc="") | ~models.Q(kind__in=[kind.value for kind in PERSON_KINDS]),
                name="records_person_has_no_uscc",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "pinyin"], name="records_subject_kind"),
            GinIndex(Func(F("search_text"), function="core_bigrams"), name="records_subject_search"),
            models.Index(
                OpClass("uscc", name="varchar_pattern_ops"), condition=~models.Q(uscc=""), name="records_subject_code"
            ),
            models.Index(
                fields=["licence_number"], condition=~models.Q(licence_number=""), name="records_subject_licence"
            ),
        ]
        triggers = subject_triggers()

    def __str__(self) -> str:
        return self.name

    @property
    def is_person(self) -> bool:
        return self.kind in PERSON_KINDS


@pghistory.track()
class SubjectName(models.Model):
    """A name and the days on which it was the name; the last one is open-ended."""

    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name="主体", related_name="names")
    name = models.CharField("名称", max_length=200)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_until = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = "曾用名"
        verbose_name_plural = "曾用名"
        ordering = ["subject", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "name", "valid_from"], name="records_name_once"),
            models.UniqueConstraint(
                fields=["subject"], condition=models.Q(valid_until__isnull=True), name="records_name_one_current"
            ),
        ]
        triggers = key_triggers("name")

    def __str__(self) -> str:
        return self.name
