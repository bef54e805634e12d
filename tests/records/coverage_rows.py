"""Records of items that are no kind of decision, and the day and year of the coverage tests."""

from __future__ import annotations

from datetime import date

from records.models import CatalogueItem
from tests.factories import make_record, make_rule

MAY_5 = date(2026, 5, 5)
YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}


def listed(day, code="YZ-MD", **facts):
    """A record of an item that is no kind of decision, under a rule of its time."""
    rule = make_rule("R-ALL", effective_from=date(2020, 1, 1))
    return make_record(item=CatalogueItem.objects.get(code=code), event_date=day, rule_version=rule, **facts)
