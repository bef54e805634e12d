"""Taking a granted repair back because it was got by false papers or deceit. Told, heard, weighed, decided by somebody else."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.guards import no_delete, no_truncate
from repair.choices import REVOKING, RevocationState, RevokeGround
from repair.transitions import REVOKE_PAIRS

S = RevocationState
_pairs = ", ".join(f"('{old}', '{new}')" for old, new in REVOKE_PAIRS)

# No door gets past the way of the table; and nothing is taken back whose notice was not served by the register of service.
_WAY = f"""
    IF (OLD.state, NEW.state) NOT IN ({_pairs}) THEN
        RAISE EXCEPTION 'repair: no step from % to %', OLD.state, NEW.state USING ERRCODE = '23514',
            CONSTRAINT = 'repair_revocation_way';
    END IF;
    IF NEW.state IN ('hearing', 'weighed', 'revoked', 'annulled') AND NOT EXISTS (
        SELECT 1 FROM repair_letter l JOIN notices_dispatch d ON d.paper_type = 'repair.letter' AND d.paper_id = l.id
        WHERE l.revocation_id = NEW.id AND l.kind = 'revoking' AND d.served_on = NEW.served_on
    ) THEN
        RAISE EXCEPTION 'repair: notice not served' USING ERRCODE = '23514', CONSTRAINT = 'repair_revocation_notice_served';
    END IF;
    RETURN NEW;
"""
_BEGINNING = """
    IF NEW.state <> 'noticed' OR NOT EXISTS (
        SELECT 1 FROM repair_application a WHERE a.id = NEW.application_id AND a.state IN ('syncing', 'closed')
    ) THEN
        RAISE EXCEPTION 'repair: begins as a notice of a granted repair' USING ERRCODE = '23514',
            CONSTRAINT = 'repair_revocation_way';
    END IF;
    RETURN NEW;
"""


def _person(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=True, blank=True, related_name="+"
    )


@pghistory.track()
class Revocation(models.Model):
    """One attempt to take a repair back. What was found stands in the notice and never changes: new facts need a new notice."""

    public_id = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("编号", max_length=20, unique=True)
    application = models.ForeignKey(
        "repair.Application", models.PROTECT, verbose_name="修复申请", related_name="revocations"
    )
    state = models.CharField("状态", max_length=10, choices=S.choices, default=S.NOTICED)
    ground = models.CharField("撤销的情形", max_length=10, choices=RevokeGround.choices)
    facts = models.CharField("查明的事实和证据", max_length=1000)
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="经办人", related_name="+")
    opened_at = models.DateTimeField("提出时间")
    served_on = models.DateField("告知书送达日期", null=True, blank=True)
    statement_until = models.DateField("陈述申辩截止", null=True, blank=True)
    statement = models.CharField("陈述申辩", max_length=2000, blank=True)
    stated_at = models.DateTimeField("陈述时间", null=True, blank=True)
    stated_by = _person("陈述登记人")
    answer = models.CharField("核查意见（含对陈述申辩的答复）", max_length=1000, blank=True)
    weighed_on = models.DateField("核查日期", null=True, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decided_by = _person("决定人")
    reason = models.CharField("决定理由", max_length=500, blank=True)
    remedies = models.CharField("救济途径", max_length=500, blank=True)
    barred_until = models.DateField("不得再申请至", null=True, blank=True)
    annulled_on = models.DateField("失效日期", null=True, blank=True)
    annulled_by = _person("失效登记人")
    annul_document = models.CharField("复议决定书、判决书文号", max_length=128, blank=True)
    annul_reason = models.CharField("失效原因", max_length=500, blank=True)

    class Meta:
        verbose_name = "撤销修复"
        verbose_name_plural = "撤销修复"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(state__in=REVOKING), name="repair_revocation_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(facts="") & Q(ground__in=RevokeGround.values), name="repair_revocation_found_what"
            ),
            models.CheckConstraint(
                condition=Q(state__in=(S.NOTICED, S.DROPPED))
                | Q(served_on__isnull=False, statement_until__gt=F("served_on")),
                name="repair_revocation_served_first",
            ),
            models.CheckConstraint(
                condition=Q(stated_at__isnull=True, statement="")
                | Q(served_on__isnull=False, stated_at__isnull=False) & ~Q(statement=""),
                name="repair_revocation_stated",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(S.WEIGHED, S.REVOKED, S.ANNULLED)) | (~Q(answer="") & Q(weighed_on__isnull=False)),
                name="repair_revocation_weighed_first",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(S.REVOKED, S.DROPPED, S.ANNULLED))
                | Q(decided_on__isnull=False, decided_by__isnull=False) & ~Q(reason=""),
                name="repair_revocation_decided_how",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(S.REVOKED, S.ANNULLED)) | Q(barred_until__isnull=False) & ~Q(remedies=""),
                name="repair_revocation_remedies",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(S.WEIGHED, S.REVOKED, S.ANNULLED))
                | Q(stated_at__isnull=False) | Q(weighed_on__gt=F("statement_until")),
                name="repair_revocation_window",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("handler")), name="repair_revocation_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(state=S.ANNULLED)
                | Q(annulled_on__isnull=False, annulled_by__isnull=False) & ~Q(annul_document="") & ~Q(annul_reason=""),
                name="repair_revocation_annulled_how",
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Trigger(
                name="begins", level=pgtrigger.Row, when=pgtrigger.Before, operation=pgtrigger.Insert, func=_BEGINNING
            ),
            pgtrigger.Trigger(
                name="way", level=pgtrigger.Row, when=pgtrigger.Before, operation=pgtrigger.Update, func=_WAY
            ),
            pgtrigger.ReadOnly(name="notice_stays", fields=["application", "number", "ground", "facts", "handler"]),
            no_delete(),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"撤销修复 {self.number}"
