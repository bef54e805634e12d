"""Holidays and make-up workdays of 2020–2026 as announced by the State Council's general office."""

from django.db import migrations


def load(apps, schema_editor):
    from core.holiday_data import delivered_years

    holiday_model = apps.get_model("core", "Holiday")
    year_model = apps.get_model("core", "CalendarYear")
    for year in delivered_years():
        year_model.objects.create(year=year.year, source=year.source)
        holiday_model.objects.bulk_create(
            holiday_model(date=row.date, kind=row.kind, name=row.name) for row in year.rows
        )


class Migration(migrations.Migration):
    # The history triggers call a function that pghistory's own migrations create.
    dependencies = [("core", "0001_initial"), ("pghistory", "0007_auto_20250421_0444")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
