"""What the platform still has to be told; how a row was sent when its decision was corrected since."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publicity", "0005_times_by_the_clock"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("correct", "更正后重新报送"), ("withdraw", "请平台撤下")],
                        max_length=10,
                        verbose_name="性质",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                ("made_at", models.DateTimeField(verbose_name="发生时间")),
                ("ready_on", models.DateField(blank=True, null=True, verbose_name="可以办理")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="办理完毕")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="办理情况")),
            ],
            options={
                "verbose_name": "平台后续",
                "verbose_name_plural": "平台后续",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="FollowUpEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("correct", "更正后重新报送"), ("withdraw", "请平台撤下")],
                        max_length=10,
                        verbose_name="性质",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                ("made_at", models.DateTimeField(verbose_name="发生时间")),
                ("ready_on", models.DateField(blank=True, null=True, verbose_name="可以办理")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="办理完毕")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="办理情况")),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="submissionrow",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="submissionrow",
            name="update_update",
        ),
        migrations.AddField(
            model_name="submissionrow",
            name="sent_as",
            field=models.JSONField(blank=True, default=dict, verbose_name="报送时的文号和相对人"),
        ),
        migrations.AddField(
            model_name="submissionrowevent",
            name="sent_as",
            field=models.JSONField(blank=True, default=dict, verbose_name="报送时的文号和相对人"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="submissionrow",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "publicity_submissionrowevent" ("answered_at", "decision_id", "digest", "id", "message", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "platform_code", "row", "sent_as", "sheet", "state", "submission_id") SELECT new_values."answered_at", new_values."decision_id", new_values."digest", new_values."id", new_values."message", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."platform_code", new_values."row", new_values."sent_as", new_values."sheet", new_values."state", new_values."submission_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="a2e86e5fde86aa9897a2a59b9130f4f3f4b16e38",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e5eda",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="publicity_submissionrow",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="submissionrow",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "publicity_submissionrowevent" ("answered_at", "decision_id", "digest", "id", "message", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "platform_code", "row", "sent_as", "sheet", "state", "submission_id") SELECT new_values."answered_at", new_values."decision_id", new_values."digest", new_values."id", new_values."message", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."platform_code", new_values."row", new_values."sent_as", new_values."sheet", new_values."state", new_values."submission_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="dd43433c93821a39ada3adf3aaf3ce533d369250",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5f09f",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="publicity_submissionrow",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="decision",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followups",
                to="publicity.decision",
                verbose_name="决定",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="done_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="办理人",
            ),
        ),
        migrations.AddField(
            model_name="followupevent",
            name="decision",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="publicity.decision",
                verbose_name="决定",
            ),
        ),
        migrations.AddField(
            model_name="followupevent",
            name="done_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="办理人",
            ),
        ),
        migrations.AddField(
            model_name="followupevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="publicity.followup",
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                condition=models.Q(("done_on__isnull", True)),
                fields=["kind", "ready_on"],
                name="publicity_followup_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("done_on__isnull", True)),
                fields=("decision", "kind"),
                name="publicity_followup_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="publicity_followup_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(("done_on__isnull", True), models.Q(("note", ""), _negated=True), _connector="OR"),
                name="publicity_followup_done_how",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
                name="cause_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."decision_id" IS DISTINCT FROM (NEW."decision_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="9fe3dabd01420e36d0daf39b90389c8f80bcabed",
                    operation="UPDATE",
                    pgid="pgtrigger_cause_stays_03089",
                    table="publicity_followup",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
                name="done_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."done_on" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="89debfa420b050b55fe3523786d4677281c17a97",
                    operation="UPDATE",
                    pgid="pgtrigger_done_is_final_0f04f",
                    table="publicity_followup",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
                name="no_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="4ed65efdc07099b7678eb2ec768b67cf0e2c8b57",
                    operation="DELETE",
                    pgid="pgtrigger_no_delete_4260a",
                    table="publicity_followup",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'guards: cannot truncate %', TG_TABLE_NAME;",
                    hash="9cbe8562ba9c6d2e4ed614e8cb2b77a08c31dc67",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_f23b4",
                    table="publicity_followup",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "publicity_followupevent" ("decision_id", "done_by_id", "done_on", "id", "kind", "made_at", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ready_on", "reason") SELECT new_values."decision_id", new_values."done_by_id", new_values."done_on", new_values."id", new_values."kind", new_values."made_at", new_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."ready_on", new_values."reason" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="87a0586a6070aa8b991ba2939ef1fae8f6d3427f",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_66641",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="publicity_followup",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "publicity_followupevent" ("decision_id", "done_by_id", "done_on", "id", "kind", "made_at", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ready_on", "reason") SELECT new_values."decision_id", new_values."done_by_id", new_values."done_on", new_values."id", new_values."kind", new_values."made_at", new_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."ready_on", new_values."reason" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="c92f92b9fc1147699ec194356923feb67fe705c2",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7d4c9",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="publicity_followup",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followupevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="52e8957a67d178cd6c56781cbb04660d34e37fb6",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_7c273",
                    table="publicity_followupevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
