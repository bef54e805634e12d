"""First wordings of the letters and first certified matters; whatever is not read in the official text is 待确认."""

import json
from datetime import date
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data" / "reference.json"
SINCE = date(2024, 1, 1)


def load(apps, schema_editor):
    data = json.loads(DATA.read_text(encoding="utf-8"))
    sections = dict(apps.get_model("accounts", "Section").objects.values_list("code", "pk"))
    templates = apps.get_model("commitments", "PromiseTemplate")
    matters = apps.get_model("commitments", "CertifiedMatter")
    for row in data["templates"]:
        templates.objects.create(
            version=1, effective_from=SINCE, change_reason="随系统交付的第一版", **_with_section(row, sections)
        )
    for row in data["matters"]:
        matters.objects.create(valid_from=SINCE, confirmed=False, **_with_section(row, sections))


def _with_section(row, sections):
    return {key: value for key, value in row.items() if key != "section"} | {"section_id": sections[row["section"]]}


class Migration(migrations.Migration):
    dependencies = [("commitments", "0001_promises"), ("records", "0002_seed_reference")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
