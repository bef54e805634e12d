"""The roles as groups. Their permissions follow after every migrate, when the permissions of all apps exist."""

from django.db import migrations


def create_groups(apps, schema_editor):
    from accounts.role_groups import keep_roles_in_step

    keep_roles_in_step(None, using=schema_editor.connection.alias, apps=apps)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create_groups, migrations.RunPython.noop)]
