"""A repair can be taken back: the moment, the guard that lets it through, the line of the removal feed."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0009_news"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="creditrecord",
            name="leave_tombstone",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="creditrecord",
            name="repaired_is_final",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="creditrecord",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="creditrecord",
            name="update_update",
        ),
        migrations.AddField(
            model_name="creditrecord",
            name="repair_revoked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="撤销修复时间"),
        ),
        migrations.AddField(
            model_name="creditrecordevent",
            name="repair_revoked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="撤销修复时间"),
        ),
        migrations.AlterField(
            model_name="news",
            name="kind",
            field=models.CharField(
                choices=[
                    ("corrected", "更正"),
                    ("withdrawn", "撤下"),
                    ("repaired", "修复"),
                    ("reinstated", "撤销修复"),
                ],
                max_length=10,
                verbose_name="性质",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="leave_tombstone",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN ((OLD.repaired_at, OLD.withdrawn_at, OLD.suspended_at, OLD.disclosure, OLD.publish_until) IS DISTINCT FROM (NEW.repaired_at, NEW.withdrawn_at, NEW.suspended_at, NEW.disclosure, NEW.publish_until))",
                    declare="DECLARE why text; moment timestamptz := now(); day date;",
                    func="\n    IF NEW.repaired_at IS NOT NULL AND OLD.repaired_at IS NULL THEN\n        why := 'repaired'; moment := NEW.repaired_at;\n    ELSIF NEW.repaired_at IS NULL AND OLD.repaired_at IS NOT NULL THEN\n        IF NEW.withdrawn_at IS NOT NULL OR NEW.suspended_at IS NOT NULL THEN\n            RETURN NULL;\n        END IF;\n        why := 'resumed'; moment := NEW.repair_revoked_at;\n    ELSIF NEW.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS NULL THEN\n        why := 'withdrawn'; moment := NEW.withdrawn_at;\n    ELSIF NEW.suspended_at IS NOT NULL AND OLD.suspended_at IS NULL THEN\n        why := 'suspended'; moment := NEW.suspended_at;\n    ELSIF NEW.suspended_at IS NULL AND OLD.suspended_at IS NOT NULL AND NEW.withdrawn_at IS NULL THEN\n        why := 'resumed';\n    ELSIF OLD.disclosure = 'public' AND NEW.disclosure <> 'public' THEN\n        why := 'restricted';\n    ELSIF OLD.publish_until > NEW.publish_until AND NEW.publish_until < (moment AT TIME ZONE 'Asia/Shanghai')::date THEN\n        why := 'expired';\n    ELSE\n        RETURN NULL;\n    END IF;\n    day := (moment AT TIME ZONE 'Asia/Shanghai')::date;\n    INSERT INTO records_tombstone (record_id, public_id, removed_at, cause, was_public)\n    VALUES (NEW.id, NEW.public_id, moment, why, OLD.disclosure = 'public'\n        AND (OLD.repaired_at IS NULL OR NEW.repaired_at IS NULL) AND OLD.withdrawn_at IS NULL AND OLD.publish_from <= day AND OLD.publish_until >= day);\n    RETURN NULL;\n",
                    hash="7be46d712dec8d75027e805fac03ec610d43d4fa",
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
                    condition="WHEN (OLD.repaired_at IS NOT NULL AND NEW.repaired_at IS DISTINCT FROM OLD.repaired_at AND NOT (NEW.repaired_at IS NULL AND NEW.repair_revoked_at IS NOT NULL AND NEW.repair_revoked_at IS DISTINCT FROM OLD.repair_revoked_at))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="20429965310e18c6347f8410cebc28e01cf1491e",
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
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_creditrecordevent" ("authority", "created_at", "disclosure", "disclosure_by_id", "disclosure_reason", "document_number", "event_date", "id", "item_id", "kind", "nature", "party_is_person", "party_name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "publish_from", "publish_until", "repair_revoked_at", "repaired_at", "repaired_source", "rule_version_id", "severity", "severity_basis", "severity_confirmed", "source_id", "source_type", "subject_id", "suspended_at", "suspended_reason", "title", "withdrawn_at", "withdrawn_reason") SELECT new_values."authority", new_values."created_at", new_values."disclosure", new_values."disclosure_by_id", new_values."disclosure_reason", new_values."document_number", new_values."event_date", new_values."id", new_values."item_id", new_values."kind", new_values."nature", new_values."party_is_person", new_values."party_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."public_id", new_values."publish_from", new_values."publish_until", new_values."repair_revoked_at", new_values."repaired_at", new_values."repaired_source", new_values."rule_version_id", new_values."severity", new_values."severity_basis", new_values."severity_confirmed", new_values."source_id", new_values."source_type", new_values."subject_id", new_values."suspended_at", new_values."suspended_reason", new_values."title", new_values."withdrawn_at", new_values."withdrawn_reason" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="cd4c35f3461a1586e26decde3d06035aaebc79a8",
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
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_creditrecordevent" ("authority", "created_at", "disclosure", "disclosure_by_id", "disclosure_reason", "document_number", "event_date", "id", "item_id", "kind", "nature", "party_is_person", "party_name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "publish_from", "publish_until", "repair_revoked_at", "repaired_at", "repaired_source", "rule_version_id", "severity", "severity_basis", "severity_confirmed", "source_id", "source_type", "subject_id", "suspended_at", "suspended_reason", "title", "withdrawn_at", "withdrawn_reason") SELECT new_values."authority", new_values."created_at", new_values."disclosure", new_values."disclosure_by_id", new_values."disclosure_reason", new_values."document_number", new_values."event_date", new_values."id", new_values."item_id", new_values."kind", new_values."nature", new_values."party_is_person", new_values."party_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."public_id", new_values."publish_from", new_values."publish_until", new_values."repair_revoked_at", new_values."repaired_at", new_values."repaired_source", new_values."rule_version_id", new_values."severity", new_values."severity_basis", new_values."severity_confirmed", new_values."source_id", new_values."source_type", new_values."subject_id", new_values."suspended_at", new_values."suspended_reason", new_values."title", new_values."withdrawn_at", new_values."withdrawn_reason" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="5207bdc0a96915fe1e7768c37ad4e4ea7169b1a4",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_84a80",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="records_creditrecord",
                    when="AFTER",
                ),
            ),
        ),
    ]
