"""What the platform still has to be told after the bureau has mended its own ledger and pages."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from core.guards import no_delete, no_truncate
from publicity.choices import FollowUpKind


@pghistory.track()
class FollowUp(models.Model):
    """A decision was corrected or taken off after it had gone to the platform. For the public it took effect at once; the platform is
    told when the receipt of what was sent is in (`ready_on`). A correction ends with the next file, a withdrawal with a person's word."""

    decision = models.ForeignKey(
        "publicity.Decision", models.PROTECT, verbose_name="决定", related_name="followups", db_index=False
    )
    kind = models.CharField("性质", max_length=10, choices=FollowUpKind.choices)
    reason = models.CharField("理由", max_length=500)
    made_at = models.DateTimeField("发生时间")
    ready_on = models.DateField("可以办理", null=True, blank=True)
    done_on = models.DateField("办理完毕", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="办理人", null=True, blank=True, related_name="+"
    )
    note = models.CharField("办理情况", max_length=300, blank=True)

    class Meta:
        verbose_name = "平台后续"
        verbose_name_plural = "平台后续"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "kind"], condition=Q(done_on__isnull=True), name="publicity_followup_one_open"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="publicity_followup_why"),
            models.CheckConstraint(condition=Q(done_on__isnull=True) | ~Q(note=""), name="publicity_followup_done_how"),
        ]
        indexes = [
            models.Index(fields=["kind", "ready_on"], condition=Q(done_on__isnull=True), name="publicity_followup_open")
        ]
        triggers = [
            pgtrigger.ReadOnly(name="cause_stays", fields=["decision", "kind", "made_at"]),
            pgtrigger.Protect(
                name="done_is_final", operation=pgtrigger.Update, condition=pgtrigger.Q(old__done_on__isnull=False)
            ),
            no_delete(),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.decision}"
