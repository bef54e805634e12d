"""Who may act for a firm or as a practitioner, and the papers by which that came about."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.guards import no_delete, no_truncate
from members.choices import CodeUse, RequestState, Role, Way
from members.querysets import BindingRequestQuerySet, InvitationQuerySet, MembershipQuerySet, OneTimeCodeQuerySet

# Even raw SQL makes no member of the staff a firm's user, and nobody a practitioner's own account but for a person.
_RIGHT_PEOPLE = """
    IF EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = NEW.user_id AND (u.is_staff OR u.is_superuser)) THEN
        RAISE EXCEPTION 'members: staff cannot act for a subject' USING ERRCODE = '23514',
            CONSTRAINT = 'members_membership_not_staff';
    END IF;
    IF (NEW.role = 'practitioner') <> EXISTS (
        SELECT 1 FROM records_subject s WHERE s.id = NEW.subject_id
          AND s.kind IN ('lawyer', 'service_worker', 'notary', 'forensic_expert', 'other_person')
    ) THEN
        RAISE EXCEPTION 'members: the role does not fit the subject' USING ERRCODE = '23514',
            CONSTRAINT = 'members_membership_role_fits';
    END IF;
    RETURN NEW;
"""


def _person(label: str, **options: object) -> models.ForeignKey:
    options.setdefault("related_name", "+")
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, **options)


def _subject(**options: object) -> models.ForeignKey:
    return models.ForeignKey("records.Subject", models.PROTECT, verbose_name="信用主体", related_name="+", **options)


@pghistory.track()
class Membership(models.Model):
    """A person's right to act for a subject, from a day on. It is in force as long as `until` is empty: an end counts at once."""

    user = _person("用户", related_name="memberships", db_index=False)
    subject = models.ForeignKey(
        "records.Subject", models.PROTECT, verbose_name="信用主体", related_name="memberships", db_index=False
    )
    role = models.CharField("身份", max_length=12, choices=Role.choices)
    way = models.CharField("取得方式", max_length=10, choices=Way.choices)
    since = models.DateField("起始日期")
    until = models.DateField("终止日期", null=True, blank=True)
    end_reason = models.CharField("终止理由", max_length=200, blank=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "机构与人员账号"
        verbose_name_plural = "机构与人员账号"
        ordering = ["subject", "role", "id"]
        permissions = [
            ("issue_code", "开具绑定查验码"),
            ("decide_binding", "核对绑定申请、终止账号"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "subject"], condition=Q(until__isnull=True), name="members_membership_once"
            ),
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(until__isnull=True) & ~Q(role="clerk"),
                name="members_membership_one_head",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | (Q(until__gte=F("since")) & ~Q(end_reason="")),
                name="members_membership_ended_why",
            ),
        ]
        indexes = [
            models.Index(fields=["user"], condition=Q(until__isnull=True), name="members_membership_user"),
            models.Index(fields=["subject", "-id"], name="members_membership_subject"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="right_people",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("user_id", "subject_id", "role"),
                func=_RIGHT_PEOPLE,
            ),
            pgtrigger.Protect(
                name="ended_is_final", operation=pgtrigger.Update, condition=pgtrigger.Q(old__until__isnull=False)
            ),
            no_delete(),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.user}（{self.subject}{self.get_role_display()}）"


@pghistory.track(exclude=["digest"])
class OneTimeCode(models.Model):
    """A code handed over at the window or sent as a message. Only its keyed hash is kept; wrong guesses use it up."""

    use = models.CharField("用途", max_length=10, choices=CodeUse.choices)
    subject = _subject()
    user = _person("收码人", null=True, blank=True)
    role = models.CharField("绑定身份", max_length=12, choices=Role.choices, blank=True)
    about = models.CharField("用于", max_length=120, blank=True)
    slip = models.CharField(
        "纸条号", max_length=6, blank=True, help_text="查验码的前六位，随机产生；输错只计在所写的纸条上。"
    )
    digest = models.CharField("查验码摘要", max_length=64)
    issued_by = _person("开具人")
    issued_at = models.DateTimeField("开具时间")
    expires_at = models.DateTimeField("有效期至")
    attempts = models.PositiveSmallIntegerField("输错次数", default=0)
    used_at = models.DateTimeField("使用时间", null=True, blank=True)
    used_by = _person("使用人", null=True, blank=True)
    cancelled_at = models.DateTimeField("作废时间", null=True, blank=True)
    cancel_reason = models.CharField("作废理由", max_length=200, blank=True)

    objects = OneTimeCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "查验码"
        verbose_name_plural = "查验码"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False),
                name="members_code_used_by",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(cancelled_at__isnull=True), name="members_code_one_end"
            ),
            models.CheckConstraint(condition=~Q(use="binding") | ~Q(role=""), name="members_code_binds_as"),
            models.CheckConstraint(condition=~Q(use="signing") | Q(user__isnull=False), name="members_code_sent_to"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="members_code_expires"),
            models.UniqueConstraint(fields=["slip"], condition=~Q(slip=""), name="members_code_slip"),
        ]
        indexes = [
            models.Index(
                fields=["subject", "use"],
                condition=Q(used_at__isnull=True, cancelled_at__isnull=True),
                name="members_code_open",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="used_is_final", operation=pgtrigger.Update, condition=pgtrigger.Q(old__used_at__isnull=False)
            ),
            no_delete(),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.get_use_display()}"


@pghistory.track()
class BindingRequest(models.Model):
    """Somebody without a window code asks to act for a firm: its head or the bureau agrees or refuses, saying why."""

    public_id = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("申请编号", max_length=20, unique=True)
    user = _person("申请人")
    subject = _subject()
    role = models.CharField("申请身份", max_length=12, choices=Role.choices)
    statement = models.CharField("申请说明", max_length=300)
    state = models.CharField("状态", max_length=10, choices=RequestState.choices, default=RequestState.WAITING)
    asked_at = models.DateTimeField("申请时间")
    decided_by = _person("办理人", null=True, blank=True)
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)
    decision_reason = models.CharField("办理说明", max_length=300, blank=True)

    objects = BindingRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "绑定申请"
        verbose_name_plural = "绑定申请"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "subject"], condition=Q(state="waiting"), name="members_request_once"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="members_request_decided_by",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(decision_reason=""), name="members_request_refused_why"
            ),
            models.CheckConstraint(condition=~Q(statement=""), name="members_request_stated"),
        ]
        indexes = [
            models.Index(fields=["subject"], condition=Q(state="waiting"), name="members_request_waiting"),
            models.Index(fields=["user", "-id"], name="members_request_user"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="decided_is_final", operation=pgtrigger.Update, condition=~pgtrigger.Q(old__state="waiting")
            ),
            no_delete(),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.user}"


@pghistory.track(exclude=["digest"])
class Invitation(models.Model):
    """The head of a firm lets a clerk in: a link that only its hash is kept of, good once and not for long."""

    subject = _subject()
    name = models.CharField("被邀请人姓名", max_length=80)
    digest = models.CharField("链接摘要", max_length=64, unique=True)
    invited_by = _person("邀请人")
    invited_at = models.DateTimeField("邀请时间")
    expires_at = models.DateTimeField("有效期至")
    accepted_at = models.DateTimeField("接受时间", null=True, blank=True)
    accepted_by = _person("接受人", null=True, blank=True)
    cancelled_at = models.DateTimeField("收回时间", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "邀请"
        verbose_name_plural = "邀请"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="members_invitation_accepted_by",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(cancelled_at__isnull=True), name="members_invitation_one_end"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("invited_at")), name="members_invitation_expires"),
        ]
        indexes = [models.Index(fields=["subject", "-id"], name="members_invitation_subject")]
        triggers = [
            pgtrigger.Protect(
                name="accepted_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__accepted_at__isnull=False) | pgtrigger.Q(old__cancelled_at__isnull=False),
            ),
            no_delete(),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.subject}）"


# The rest of the app's tables; Django looks for them here.
from members.recovery_models import AccountCode, ConfirmedChannel  # noqa: E402, F401
