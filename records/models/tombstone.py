"""What left the public's sight, and when: whoever has copied public data reads this and takes it down too."""

import pgtrigger
from django.db import models

from core.guards import append_only, no_truncate
from records.choices import RemovalCause

# Written by the database, so that no door can take a record away silently. The record's own moment counts where it has one.
_TOMBSTONE = """
    IF NEW.repaired_at IS NOT NULL AND OLD.repaired_at IS NULL THEN
        why := 'repaired'; moment := NEW.repaired_at;
    ELSIF NEW.repaired_at IS NULL AND OLD.repaired_at IS NOT NULL THEN
        IF NEW.withdrawn_at IS NOT NULL OR NEW.suspended_at IS NOT NULL THEN
            RETURN NULL;
        END IF;
        why := 'resumed'; moment := NEW.repair_revoked_at;
    ELSIF NEW.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS NULL THEN
        why := 'withdrawn'; moment := NEW.withdrawn_at;
    ELSIF NEW.suspended_at IS NOT NULL AND OLD.suspended_at IS NULL THEN
        why := 'suspended'; moment := NEW.suspended_at;
    ELSIF NEW.suspended_at IS NULL AND OLD.suspended_at IS NOT NULL AND NEW.withdrawn_at IS NULL THEN
        why := 'resumed';
    ELSIF OLD.disclosure = 'public' AND NEW.disclosure <> 'public' THEN
        why := 'restricted';
    ELSIF OLD.publish_until > NEW.publish_until AND NEW.publish_until < (moment AT TIME ZONE 'Asia/Shanghai')::date THEN
        why := 'expired';
    ELSE
        RETURN NULL;
    END IF;
    day := (moment AT TIME ZONE 'Asia/Shanghai')::date;
    INSERT INTO records_tombstone (record_id, public_id, removed_at, cause, was_public)
    VALUES (NEW.id, NEW.public_id, moment, why, OLD.disclosure = 'public'
        AND (OLD.repaired_at IS NULL OR NEW.repaired_at IS NULL) AND OLD.withdrawn_at IS NULL AND OLD.publish_from <= day AND OLD.publish_until >= day);
    RETURN NULL;
"""


def removal_trigger() -> pgtrigger.Trigger:
    """Fires only where one of the columns that decide about display has changed."""
    return pgtrigger.Trigger(
        name="leave_tombstone",
        level=pgtrigger.Row,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(
            "((OLD.repaired_at, OLD.withdrawn_at, OLD.suspended_at, OLD.disclosure, OLD.publish_until) IS DISTINCT FROM "
            "(NEW.repaired_at, NEW.withdrawn_at, NEW.suspended_at, NEW.disclosure, NEW.publish_until))"
        ),
        func=_TOMBSTONE,
        declare=[("why", "text"), ("moment", "timestamptz := now()"), ("day", "date")],
    )


class Tombstone(models.Model):
    """One record left the public's sight (or came back: 恢复公示). No name, no number: the public id, the moment, the cause."""

    record = models.ForeignKey(
        "records.CreditRecord", models.PROTECT, verbose_name="信用记录", related_name="tombstones"
    )
    public_id = models.UUIDField("公开编号")
    removed_at = models.DateTimeField("撤下时间")
    cause = models.CharField("原因", max_length=10, choices=RemovalCause.choices)
    was_public = models.BooleanField("原来公示")

    class Meta:
        verbose_name = "撤下登记"
        verbose_name_plural = "撤下登记"
        ordering = ["removed_at", "public_id"]
        indexes = [
            models.Index(
                fields=["removed_at", "public_id"], condition=models.Q(was_public=True), name="records_tombstone_feed"
            )
        ]
        triggers = [append_only(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.removed_at:%Y-%m-%d} {self.get_cause_display()}"
