"""django-import-export as a team would set it up for the ledger: rules in before_import_row, credit records after the save.

Three ways: `default` (look-ups and saves per row), `use_bulk` (look-ups per row, saves in thousands), `preloaded` (use_bulk
with all keys and all known parties loaded before the first row, subjects and series remembered). All judge with the same rules,
the same knowledge of the house and the same wrong-person guard, and end with the same rows, provenance included, as our import.
What is already in the ledger is found by the library's own loader.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from import_export import fields, resources
from import_export.instance_loaders import ModelInstanceLoader

from core import clock
from publicity.assembly import DecisionFacts
from publicity.models import Decision
from publicity.services.checking import Judge
from publicity.services.ledger import decision_columns, record_columns
from publicity.services.series import ensure_series
from publicity.services.standards import edition_for
from publicity.services.world import World
from publicity.standard.templates import templates_of
from records.models import CreditRecord
from records.services.subjects import ensure_many

KIND = "licence"
KEYS = ("kind_id", "number", "party_key", "certificate")
COLUMNS = frozenset(field.attname for field in Decision._meta.concrete_fields)


class PerRow(ModelInstanceLoader):
    """A query for every row."""

    def get_instance(self, row):
        return Decision.objects.filter(**{key: row[key] for key in KEYS}).first()


class Preloaded(ModelInstanceLoader):
    """All keys with one query, before the first row."""

    def __init__(self, resource, dataset=None):
        super().__init__(resource, dataset)
        self.known = {tuple(getattr(one, key) for key in KEYS): one for one in Decision.objects.all()}

    def get_instance(self, row):
        return self.known.get(tuple(row[key] for key in KEYS))


class Ledger:
    """What all three ways share: the rules, the facts, subjects and series."""

    def __init__(self, clerk: Any, job: Any, remember: bool) -> None:
        self.clerk, self.job, self.remember = clerk, job, remember
        self.edition = edition_for(KIND)
        self.world = World(self.edition)
        self.judge = Judge(self.edition, self.world)
        standard = self.judge.standard
        self.roles = standard.roles
        self.headers = [(field.code, header) for field, header in templates_of(standard)["full_licence_28"].columns]
        context = replace(self.world.context, known=None)
        self.checker = standard.checker(context, [code for code, _ in self.headers])
        self.numbers = itertools.count(2)
        self._kept: dict[Any, Any] = {}

    def load(self, dataset: Any) -> None:
        """What the files say about all parties of the sheet, before the first row."""
        header = dict(self.headers)
        column = {
            role: {value for value in dataset[header[self.roles[role]]] if value}
            for role in ("uscc", "id_number", "certificate_no")
        }
        self.world.subjects(column["uscc"])
        self.world.holders(column["certificate_no"])
        known = self.world.persons(column["id_number"])
        self.world.persons = lambda numbers: {one: known[one] for one in numbers if one in known}  # type: ignore[method-assign]

    def facts(self, row: Any) -> tuple[int, DecisionFacts]:
        number = next(self.numbers)
        verdict = self.checker.check([row[header] for _, header in self.headers], number)
        if not verdict.good:
            raise ValidationError([finding.message for finding in verdict.findings])
        return number, self.judge.facts_of(verdict)

    def subject(self, facts: DecisionFacts) -> Any:
        key = facts.party_key
        return self._known(key, lambda: ensure_many(actor=self.clerk, parties=[facts.party])[key])

    def series(self, facts: DecisionFacts) -> Any:
        return self._known(facts.series, lambda: ensure_series(KIND, [facts.series])[facts.series])

    def _known(self, key: Any, find: Any) -> Any:
        if not self.remember:
            return find()
        if key not in self._kept:
            self._kept[key] = find()
        return self._kept[key]


class DecisionResource(resources.ModelResource):
    """The steps of a row that all three ways share."""

    number = fields.Field(attribute="number", column_name="行政许可决定文书号")

    class Meta:
        model = Decision
        fields = ("number",)
        import_id_fields = ("number",)
        instance_loader_class = PerRow

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self.ledger = ledger
        self.opened: list[Any] = []

    def before_import(self, dataset, **kwargs):
        if self.ledger.remember:
            self.ledger.load(dataset)

    def before_import_row(self, row, **kwargs):
        number, facts = self.ledger.facts(row)
        subject, series = self.ledger.subject(facts), self.ledger.series(facts)
        row.update(
            decision_columns(facts, self.ledger.edition),
            subject_id=subject.pk,
            series_id=series.pk,
            facts=facts,
            source_row=number,
        )

    def import_instance(self, instance, row, **kwargs):
        for name in COLUMNS & row.keys():
            setattr(instance, name, row[name])
        clerk = self.ledger.clerk
        instance.section_id, instance.entered_by_id = clerk.section_id, clerk.pk
        instance.channel, instance.state, instance.facts = "sheet", "ready", row["facts"]
        instance.job_id, instance.source_sheet = self.ledger.job.pk, "行政许可"
        instance.created_at = instance.updated_at = clock.now()
        self.opened.append(instance)

    def record(self, one: Any) -> CreditRecord:
        return CreditRecord(
            **record_columns(one, one.facts), disclosure_by_id=self.ledger.clerk.pk, created_at=clock.now()
        )


class OneByOne(DecisionResource):
    def after_save_instance(self, instance, row, **kwargs):
        self.record(instance).save()


class InBulk(DecisionResource):
    class Meta(DecisionResource.Meta):
        use_bulk = True
        batch_size = 1000
        skip_diff = True

    def after_import(self, dataset, result, **kwargs):
        CreditRecord.objects.bulk_create([self.record(one) for one in self.opened], batch_size=1000)


class InBulkPreloaded(InBulk):
    class Meta(InBulk.Meta):
        instance_loader_class = Preloaded


WAYS = {"default": OneByOne, "use_bulk": InBulk, "preloaded": InBulkPreloaded}


def resource(how: str, clerk: Any, job: Any) -> DecisionResource:
    """The resource of one way, for one kept file."""
    return WAYS[how](Ledger(clerk, job, remember=how == "preloaded"))
