"""Slips of the old kind name no slip number and could never be tried again: they end, saying why."""

from django.db import migrations
from django.db.models.functions import Now

WHY = "查验码改为 12 位，请到窗口重新开具"


def end_old_slips(apps, schema_editor):
    codes = apps.get_model("members", "OneTimeCode").objects
    open_ones = codes.filter(use="binding", slip="", used_at__isnull=True, cancelled_at__isnull=True)
    open_ones.update(cancelled_at=Now(), cancel_reason=WHY)


class Migration(migrations.Migration):
    dependencies = [("members", "0003_slips_and_account_codes")]

    operations = [migrations.RunPython(end_old_slips, migrations.RunPython.noop)]
