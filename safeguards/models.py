"""Alerts about unusual reading, and the register of security incidents and drills."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from core.guards import no_delete, no_truncate
from safeguards.choices import AlertState, Finding, IncidentKind, IncidentState, Level, Told


def _person(label: str, **options: object) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, related_name="+", **options)


@pghistory.track()
class Alert(models.Model):
    """One episode of unusual reading. While the episode goes on its end and count move; nobody is told twice.

    `key` says whose episode it is: user:<id>, ip:<address> or name:<typed name>, for some rules with the object behind.
    """

    rule = models.CharField("规则", max_length=20)
    key = models.CharField("对象键", max_length=200)
    person = _person("人员", null=True, blank=True)
    who = models.CharField("人员或来源", max_length=120)
    what = models.CharField("情况", max_length=300)
    first_at = models.DateTimeField("开始时间")
    last_at = models.DateTimeField("最近时间")
    count = models.PositiveIntegerField("次数")
    raised_at = models.DateTimeField("提醒时间")
    state = models.CharField("状态", max_length=8, choices=AlertState.choices, default=AlertState.OPEN)
    finding = models.CharField("结论", max_length=10, choices=Finding.choices, blank=True)
    note = models.TextField("核查情况", blank=True)
    handled_by = _person("核查人", null=True, blank=True)
    handled_at = models.DateTimeField("核查时间", null=True, blank=True)

    class Meta:
        verbose_name = "异常查阅提醒"
        verbose_name_plural = "异常查阅提醒"
        ordering = ["-id"]
        permissions = [("handle_alert", "核查异常查阅")]
        constraints = [
            models.UniqueConstraint(fields=["rule", "key", "first_at"], name="safeguards_alert_once"),
            models.CheckConstraint(
                condition=Q(state="open", handled_by__isnull=True, handled_at__isnull=True, note="", finding="")
                | (
                    Q(state="closed", handled_by__isnull=False, handled_at__isnull=False) & ~Q(note="") & ~Q(finding="")
                ),
                name="safeguards_alert_closed_how",
            ),
        ]
        indexes = [models.Index(fields=["rule", "key", "-id"], name="safeguards_alert_episode")]
        triggers = [no_delete(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.who} {self.what}"


@pghistory.track()
class Incident(models.Model):
    """A security incident, or a drill played with the same checklist. The two clocks run from the discovery."""

    number = models.CharField("事件编号", max_length=20, unique=True)
    drill = models.BooleanField("演练", default=False)
    kind = models.CharField("类型", max_length=20, choices=IncidentKind.choices)
    level = models.CharField("等级", max_length=8, choices=Level.choices, default=Level.COMMON)
    title = models.CharField("名称", max_length=120)
    facts = models.TextField("经过")
    data_kinds = models.CharField("涉及的信息种类", max_length=300)
    harm = models.CharField("可能造成的危害", max_length=500, blank=True)
    measures = models.CharField("已采取的补救措施", max_length=500, blank=True)
    advice = models.CharField("主体可以采取的措施", max_length=500, blank=True)
    discovered_at = models.DateTimeField("发现时间")
    since = models.DateTimeField("涉事时段开始", null=True, blank=True)
    until = models.DateTimeField("涉事时段结束", null=True, blank=True)
    suspect = _person("涉事账号", null=True, blank=True)
    address = models.GenericIPAddressField("涉事来源地址", null=True, blank=True)
    alert = models.ForeignKey(
        Alert, models.PROTECT, verbose_name="来自提醒", null=True, blank=True, related_name="incidents"
    )
    authority_due = models.DateTimeField("报告主管部门时限")
    authority_told = models.CharField("报告主管部门", max_length=12, choices=Told.choices, default=Told.WAITING)
    authority_note = models.CharField("报告情况", max_length=300, blank=True)
    authority_at = models.DateTimeField("报告时间", null=True, blank=True)
    persons_due = models.DateTimeField("通知主体时限")
    persons_told = models.CharField("通知受影响主体", max_length=12, choices=Told.choices, default=Told.WAITING)
    persons_note = models.CharField("通知情况", max_length=300, blank=True)
    persons_at = models.DateTimeField("通知时间", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=IncidentState.choices, default=IncidentState.OPEN)
    opened_by = _person("登记人")
    opened_at = models.DateTimeField("登记时间")
    conclusion = models.TextField("结论与整改", blank=True)
    closed_by = _person("办结人", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = "安全事件"
        verbose_name_plural = "安全事件"
        ordering = ["-id"]
        permissions = [("keep_incident", "登记和处置安全事件")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True, closed_by__isnull=True)
                | (
                    Q(state="closed", closed_at__isnull=False, closed_by__isnull=False)
                    & ~Q(conclusion="")
                    & ~Q(authority_told="waiting")
                    & ~Q(persons_told="waiting")
                ),
                name="safeguards_incident_closed_how",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="safeguards_incident_span",
            ),
        ]
        triggers = [no_delete(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


@pghistory.track()
class IncidentStep(models.Model):
    """One line of the checklist."""

    incident = models.ForeignKey(Incident, models.PROTECT, verbose_name="事件", related_name="steps")
    code = models.CharField("步骤", max_length=20)
    order = models.PositiveSmallIntegerField("顺序")
    text = models.CharField("要做的事", max_length=300)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    done_by = _person("完成人", null=True, blank=True)
    note = models.CharField("情况", max_length=300, blank=True)

    class Meta:
        verbose_name = "处置步骤"
        verbose_name_plural = "处置步骤"
        ordering = ["incident", "order"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "code"], name="safeguards_step_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True, note="")
                | (Q(done_at__isnull=False, done_by__isnull=False) & ~Q(note="")),
                name="safeguards_step_done_how",
            ),
        ]
        triggers = [no_delete(), no_truncate()]

    def __str__(self) -> str:
        return self.text


class Affected(models.Model):
    """A subject whose information was concerned, as the registers of looks and of exports said when the list was made."""

    incident = models.ForeignKey(Incident, models.PROTECT, verbose_name="事件", related_name="affected")
    subject = models.ForeignKey("records.Subject", models.PROTECT, verbose_name="信用主体", related_name="+")
    ways = models.CharField("涉及方式", max_length=60)
    looks = models.PositiveIntegerField("次数")
    first_at = models.DateTimeField("最早")
    last_at = models.DateTimeField("最近")

    class Meta:
        verbose_name = "受影响主体"
        verbose_name_plural = "受影响主体"
        ordering = ["incident", "subject_id"]
        constraints = [models.UniqueConstraint(fields=["incident", "subject"], name="safeguards_affected_once")]

    def __str__(self) -> str:
        return f"{self.subject}"
