"""A repaired record ends publicity and sharing; what leaves the public's sight leaves a tombstone for the removal feed."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0006_marks_and_replies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(verbose_name="公开编号")),
                ("removed_at", models.DateTimeField(verbose_name="撤下时间")),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("repaired", "信用修复"),
                            ("withdrawn", "撤下（更正、变更、撤销等）"),
                            ("suspended", "暂停公示"),
                            ("restricted", "不再公示"),
                            ("expired", "公示期满"),
                            ("resumed", "恢复公示"),
                        ],
                        max_length=10,
                        verbose_name="原因",
                    ),
                ),
                ("was_public", models.BooleanField(verbose_name="原来公示")),
            ],
            options={
                "verbose_name": "撤下登记",
                "verbose_name_plural": "撤下登记",
                "ordering": ["removed_at", "public_id"],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="creditrecord",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="creditrecord",
            name="update_update",
        ),
        migrations.RemoveIndex(
            model_name="creditrecord",
            name="records_record_of_subject",
        ),
        migrations.AddField(
            model_name="creditrecord",
            name="repaired_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="信用修复时间"),
        ),
        migrations.AddField(
            model_name="creditrecord",
            name="repaired_source",
            field=models.CharField(blank=True, max_length=60, verbose_name="信用修复来源"),
        ),
        migrations.AddField(
            model_name="creditrecordevent",
            name="repaired_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="信用修复时间"),
        ),
        migrations.AddField(
            model_name="creditrecordevent",
            name="repaired_source",
            field=models.CharField(blank=True, max_length=60, verbose_name="信用修复来源"),
        ),
        migrations.AddIndex(
            model_name="creditrecord",
            index=models.Index(
                condition=models.Q(
                    ("disclosure", "public"),
                    ("repaired_at__isnull", True),
                    ("suspended_at__isnull", True),
                    ("withdrawn_at__isnull", True),
                ),
                fields=["subject", "-event_date", "-id"],
                include=("publish_from", "publish_until"),
                name="records_record_of_subject",
            ),
        ),
        migrations.AddIndex(
            model_name="creditrecord",
            index=models.Index(
                condition=models.Q(
                    ("disclosure", "public"),
                    ("repaired_at__isnull", True),
                    ("suspended_at__isnull", True),
                    ("withdrawn_at__isnull", True),
                ),
                fields=["publish_until", "public_id"],
                name="records_record_ended",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="leave_tombstone",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN ((OLD.repaired_at, OLD.withdrawn_at, OLD.suspended_at, OLD.disclosure, OLD.publish_until) IS DISTINCT FROM (NEW.repaired_at, NEW.withdrawn_at, NEW.suspended_at, NEW.disclosure, NEW.publish_until))",
                    declare="DECLARE why text; moment timestamptz := now(); day date;",
                    func="\n    IF NEW.repaired_at IS NOT NULL AND OLD.repaired_at IS NULL THEN\n        why := 'repaired'; moment := NEW.repaired_at;\n    ELSIF NEW.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS NULL THEN\n        why := 'withdrawn'; moment := NEW.withdrawn_at;\n    ELSIF NEW.suspended_at IS NOT NULL AND OLD.suspended_at IS NULL THEN\n        why := 'suspended'; moment := NEW.suspended_at;\n    ELSIF NEW.suspended_at IS NULL AND OLD.suspended_at IS NOT NULL AND NEW.withdrawn_at IS NULL THEN\n        why := 'resumed';\n    ELSIF OLD.disclosure = 'public' AND NEW.disclosure <> 'public' THEN\n        why := 'restricted';\n    ELSIF OLD.publish_until > NEW.publish_until AND NEW.publish_until < (moment AT TIME ZONE 'Asia/Shanghai')::date THEN\n        why := 'expired';\n    ELSE\n        RETURN NULL;\n    END IF;\n    day := (moment AT TIME ZONE 'Asia/Shanghai')::date;\n    INSERT INTO records_tombstone (record_id, public_id, removed_at, cause, was_public)\n    VALUES (NEW.id, NEW.public_id, moment, why, OLD.disclosure = 'public' AND OLD.repaired_at IS NULL\n        AND OLD.withdrawn_at IS NULL AND OLD.publish_from <= day AND OLD.publish_until >= day);\n    RETURN NULL;\n",
                    hash="338e74c6f4eae6ec05f18b1439d296f591750a3c",
                    operation="UPDATE",
                    pgid="pgtrigger_leave_tombstone_b5e15",
                    table="records_creditrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="repaired_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.repaired_at IS NOT NULL AND NEW.repaired_at IS DISTINCT FROM OLD.repaired_at)",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="261f53b21cdd686dfc3a9261f60cdb7d949e60c9",
                    operation="UPDATE",
                    pgid="pgtrigger_repaired_is_final_5875c",
                    table="records_creditrecord",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_creditrecordevent" ("authority", "created_at", "disclosure", "disclosure_by_id", "disclosure_reason", "document_number", "event_date", "id", "item_id", "kind", "nature", "party_is_person", "party_name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "publish_from", "publish_until", "repaired_at", "repaired_source", "rule_version_id", "severity", "severity_basis", "severity_confirmed", "source_id", "source_type", "subject_id", "suspended_at", "suspended_reason", "title", "withdrawn_at", "withdrawn_reason") SELECT new_values."authority", new_values."created_at", new_values."disclosure", new_values."disclosure_by_id", new_values."disclosure_reason", new_values."document_number", new_values."event_date", new_values."id", new_values."item_id", new_values."kind", new_values."nature", new_values."party_is_person", new_values."party_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."public_id", new_values."publish_from", new_values."publish_until", new_values."repaired_at", new_values."repaired_source", new_values."rule_version_id", new_values."severity", new_values."severity_basis", new_values."severity_confirmed", new_values."source_id", new_values."source_type", new_values."subject_id", new_values."suspended_at", new_values."suspended_reason", new_values."title", new_values."withdrawn_at", new_values."withdrawn_reason" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="ab59d5cdd5cbd44c860262ec02af70ca371df29c",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_20d1a",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="records_creditrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_creditrecordevent" ("authority", "created_at", "disclosure", "disclosure_by_id", "disclosure_reason", "document_number", "event_date", "id", "item_id", "kind", "nature", "party_is_person", "party_name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "publish_from", "publish_until", "repaired_at", "repaired_source", "rule_version_id", "severity", "severity_basis", "severity_confirmed", "source_id", "source_type", "subject_id", "suspended_at", "suspended_reason", "title", "withdrawn_at", "withdrawn_reason") SELECT new_values."authority", new_values."created_at", new_values."disclosure", new_values."disclosure_by_id", new_values."disclosure_reason", new_values."document_number", new_values."event_date", new_values."id", new_values."item_id", new_values."kind", new_values."nature", new_values."party_is_person", new_values."party_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."public_id", new_values."publish_from", new_values."publish_until", new_values."repaired_at", new_values."repaired_source", new_values."rule_version_id", new_values."severity", new_values."severity_basis", new_values."severity_confirmed", new_values."source_id", new_values."source_type", new_values."subject_id", new_values."suspended_at", new_values."suspended_reason", new_values."title", new_values."withdrawn_at", new_values."withdrawn_reason" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="6c589776db6d3313e9757d4b49f871a9d4f9b09b",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_84a80",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="records_creditrecord",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="creditrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("repaired_at__isnull", True), ("repaired_source", "")),
                    models.Q(("repaired_at__isnull", False), models.Q(("repaired_source", ""), _negated=True)),
                    _connector="OR",
                ),
                name="records_record_repaired_by",
            ),
        ),
        migrations.AddField(
            model_name="tombstone",
            name="record",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tombstones",
                to="records.creditrecord",
                verbose_name="信用记录",
            ),
        ),
        migrations.AddIndex(
            model_name="tombstone",
            index=models.Index(
                condition=models.Q(("was_public", True)),
                fields=["removed_at", "public_id"],
                name="records_tombstone_feed",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tombstone",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7b3ec2bfca708a3aa7b61097c3f05740abe78547",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_81335",
                    table="records_tombstone",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tombstone",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'guards: cannot truncate %', TG_TABLE_NAME;",
                    hash="930f25599024abedc75f3b93a10303f2d4933bb0",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_643f2",
                    table="records_tombstone",
                    when="BEFORE",
                ),
            ),
        ),
    ]
