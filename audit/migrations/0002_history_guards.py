"""Guards on the history tables that exist already. Those of later tables come with the post_migrate hook of the audit app."""

from django.db import migrations


def install(apps, schema_editor):
    from audit.history_guards import install_guards

    install_guards()


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("pghistory", "0007_auto_20250421_0444")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
