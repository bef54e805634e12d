import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_role_and_token_history"),
        ("records", "0007_repaired"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ItemZero",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first", models.DateField(verbose_name="期间首日")),
                ("last", models.DateField(verbose_name="期间末日")),
                ("statement", models.CharField(max_length=300, verbose_name="声明")),
                ("signed_at", models.DateTimeField(verbose_name="签署时间")),
                ("taken_back_at", models.DateTimeField(blank=True, null=True, verbose_name="撤回时间")),
                ("taken_back_reason", models.CharField(blank=True, max_length=200, verbose_name="撤回理由")),
            ],
            options={
                "verbose_name": "零归集声明",
                "verbose_name_plural": "零归集声明",
                "ordering": ["-first", "item", "section"],
                "permissions": [("sign_item_zero", "签署零归集")],
            },
        ),
        migrations.CreateModel(
            name="ItemZeroEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("first", models.DateField(verbose_name="期间首日")),
                ("last", models.DateField(verbose_name="期间末日")),
                ("statement", models.CharField(max_length=300, verbose_name="声明")),
                ("signed_at", models.DateTimeField(verbose_name="签署时间")),
                ("taken_back_at", models.DateTimeField(blank=True, null=True, verbose_name="撤回时间")),
                ("taken_back_reason", models.CharField(blank=True, max_length=200, verbose_name="撤回理由")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="itemzero",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="zeros",
                to="records.catalogueitem",
                verbose_name="目录事项",
            ),
        ),
        migrations.AddField(
            model_name="itemzero",
            name="section",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.section",
                verbose_name="科室",
            ),
        ),
        migrations.AddField(
            model_name="itemzero",
            name="signed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="签署人",
            ),
        ),
        migrations.AddField(
            model_name="itemzeroevent",
            name="item",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="records.catalogueitem",
                verbose_name="目录事项",
            ),
        ),
        migrations.AddField(
            model_name="itemzeroevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="records.itemzero",
            ),
        ),
        migrations.AddField(
            model_name="itemzeroevent",
            name="section",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.section",
                verbose_name="科室",
            ),
        ),
        migrations.AddField(
            model_name="itemzeroevent",
            name="signed_by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="签署人",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemzero",
            constraint=models.UniqueConstraint(
                condition=models.Q(("taken_back_at__isnull", True)),
                fields=("item", "section", "first"),
                name="records_zero_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemzero",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__day", 1), ("last__gt", models.F("first"))), name="records_zero_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="itemzero",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("taken_back_at__isnull", True), models.Q(("taken_back_reason", ""), _negated=True), _connector="OR"
                ),
                name="records_zero_taken_back_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="itemzero",
            trigger=pgtrigger.compiler.Trigger(
                name="signature_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."item_id" IS DISTINCT FROM (NEW."item_id") OR OLD."section_id" IS DISTINCT FROM (NEW."section_id") OR OLD."first" IS DISTINCT FROM (NEW."first") OR OLD."last" IS DISTINCT FROM (NEW."last") OR OLD."statement" IS DISTINCT FROM (NEW."statement") OR OLD."signed_by_id" IS DISTINCT FROM (NEW."signed_by_id") OR OLD."signed_at" IS DISTINCT FROM (NEW."signed_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="6e5a7f36ba812f6196214506318831ef0cbf131a",
                    operation="UPDATE",
                    pgid="pgtrigger_signature_stays_e6ca1",
                    table="records_itemzero",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="itemzero",
            trigger=pgtrigger.compiler.Trigger(
                name="no_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="30d937d1171f21a7e8c1bbfa07779febf765f7a0",
                    operation="DELETE",
                    pgid="pgtrigger_no_delete_52c20",
                    table="records_itemzero",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="itemzero",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'guards: cannot truncate %', TG_TABLE_NAME;",
                    hash="b8d684cb97a692a4ac998dd5c5fcde31bfda831d",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_70277",
                    table="records_itemzero",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="itemzero",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_itemzeroevent" ("first", "id", "item_id", "last", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "section_id", "signed_at", "signed_by_id", "statement", "taken_back_at", "taken_back_reason") SELECT new_values."first", new_values."id", new_values."item_id", new_values."last", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."section_id", new_values."signed_at", new_values."signed_by_id", new_values."statement", new_values."taken_back_at", new_values."taken_back_reason" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="d66bd9b5b7674b1dd171314dff903c5902063b78",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2597a",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="records_itemzero",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="itemzero",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_itemzeroevent" ("first", "id", "item_id", "last", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "section_id", "signed_at", "signed_by_id", "statement", "taken_back_at", "taken_back_reason") SELECT new_values."first", new_values."id", new_values."item_id", new_values."last", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."section_id", new_values."signed_at", new_values."signed_by_id", new_values."statement", new_values."taken_back_at", new_values."taken_back_reason" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="9d752fdd4775e8ad52cf0869768957f441ebbf96",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f0ec9",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="records_itemzero",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="itemzeroevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d973076febd356e24736a17f901da5324cb0ec83",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2aa36",
                    table="records_itemzeroevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
