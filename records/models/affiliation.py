"""Who belongs to which institution, as what, and since when; the licence number plays no part in it."""

import uuid

import pghistory
from django.db import models
from django.db.models import F, Q

from core.guards import no_delete, no_truncate
from records.choices import AffiliationRole


@pghistory.track()
class Affiliation(models.Model):
    """A person's tie to an institution in one role, from a day on. `until` is the last day, both days inclusive.

    That `person` is a person and `institution` is not is guarded by records.services.affiliations.
    """

    public_id = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        "records.Subject", models.PROTECT, verbose_name="人员", related_name="affiliations_held", db_index=False
    )
    institution = models.ForeignKey(
        "records.Subject", models.PROTECT, verbose_name="机构", related_name="affiliations_given"
    )
    role = models.CharField("身份", max_length=20, choices=AffiliationRole.choices)
    since = models.DateField("起始日期")
    until = models.DateField("终止日期", null=True, blank=True)
    source = models.CharField("依据文书", max_length=300)
    end_source = models.CharField("终止依据", max_length=300, blank=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "任职关系"
        verbose_name_plural = "任职关系"
        ordering = ["-since", "-id"]
        permissions = [("enter_affiliation", "登记任职关系")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "institution", "role"],
                condition=Q(until__isnull=True),
                name="records_affiliation_one_open",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="records_affiliation_order"
            ),
            models.CheckConstraint(condition=~Q(person=F("institution")), name="records_affiliation_two_subjects"),
            models.CheckConstraint(condition=~Q(source=""), name="records_affiliation_sourced"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | ~Q(end_source=""), name="records_affiliation_end_sourced"
            ),
        ]
        indexes = [models.Index(fields=["person", "-since"], name="records_affiliation_person")]
        triggers = [no_delete(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.person.name}（{self.institution.name}{self.get_role_display()}）"
