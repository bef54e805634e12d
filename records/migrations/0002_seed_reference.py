"""First catalogue editions and publicity rules. What is not read in the official text is loaded unconfirmed (待确认)."""

import json
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data" / "reference.json"


def load(apps, schema_editor):
    data = json.loads(DATA.read_text(encoding="utf-8"))
    sections = _sections(apps)
    editions = _editions(apps, data["editions"])
    _items(apps, data["items"], editions, sections)
    _rules(apps, data["rules"])


def _sections(apps):
    from accounts.data_sections import SECTIONS

    model = apps.get_model("accounts", "Section")
    for code, name, order in SECTIONS:
        model.objects.get_or_create(code=code, defaults={"name": name, "order": order})
    return dict(model.objects.values_list("code", "pk"))


def _editions(apps, rows):
    model = apps.get_model("records", "CatalogueEdition")
    return {row["code"]: model.objects.create(**row) for row in rows}


def _items(apps, rows, editions, sections):
    model = apps.get_model("records", "CatalogueItem")
    for row in rows:
        facts = {key: value for key, value in row.items() if key not in ("editions", "section")}
        for code in row["editions"]:
            edition = editions[code]
            model.objects.create(
                edition=edition,
                section_id=sections[row["section"]],
                valid_from=edition.valid_from,
                valid_until=edition.valid_until,
                confirmed=False,
                **facts,
            )


def _rules(apps, rows):
    version_model = apps.get_model("records", "RuleVersion")
    period_model = apps.get_model("records", "PeriodRule")
    for row in rows:
        periods = row.pop("periods")
        version = version_model.objects.create(**row)
        for period in periods:
            period_model.objects.create(version=version, **period)


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial"), ("accounts", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
