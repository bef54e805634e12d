"""The kinds of decision and the editions of the data standard that the program ships."""

from django.db import migrations

# code, name, cycle, catalogue item, nature, responsible sections, order
KINDS = (
    ("licence", "行政许可", "each", "XZ-XK", "neutral", ("approval",), 10),
    ("penalty", "行政处罚", "each", "XZ-CF", "adverse", ("legal-affairs",), 20),
    ("coercion", "行政强制", "month", "XZ-QZ", "adverse", ("legal-affairs",), 30),
    ("confirmation", "行政确认", "month", "XZ-QR", "neutral", ("public-legal-service",), 40),
    ("adjudication", "行政裁决", "quarter", "XZ-CJ", "neutral", ("legal-affairs",), 50),
    ("reward", "行政奖励", "month", "XZ-JL", "positive", ("public-legal-service",), 60),
    ("levy", "行政征收", "quarter", "XZ-ZS", "neutral", ("finance",), 70),
    ("inspection", "行政监督检查", "month", "XZ-JC", "neutral", ("public-legal-service",), 80),
    ("payment", "行政给付", "quarter", "XZ-JF", "neutral", ("legal-aid",), 90),
)


def load(apps, schema_editor):
    from publicity.standard.spec import shipped_specs, to_rows

    kind_model = apps.get_model("publicity", "DecisionKind")
    edition_model = apps.get_model("publicity", "StandardEdition")
    field_model = apps.get_model("publicity", "FieldSpec")
    section_model = apps.get_model("accounts", "Section")
    for code, name, cycle, item, nature, sections, order in KINDS:
        kind = kind_model.objects.create(code=code, name=name, cycle=cycle, item_code=item, nature=nature, order=order)
        kind.sections.set(section_model.objects.filter(code__in=sections))
    for spec in shipped_specs():
        edition_row, field_rows = to_rows(spec)
        edition = edition_model.objects.create(kind_id=edition_row.pop("kind"), **edition_row)
        field_model.objects.bulk_create(field_model(edition=edition, **row) for row in field_rows)


class Migration(migrations.Migration):
    dependencies = [("publicity", "0001_initial"), ("records", "0002_seed_reference")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
