"""What the public searches by: the names of subjects as pairs of characters, document numbers by their end, newest records."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# Setting a column to itself fires the triggers just made: files opened before get their keys.
BACKFILL = """
ALTER INDEX records_subject_search ALTER COLUMN 1 SET STATISTICS 1000;
UPDATE records_subject SET name = name;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0002_seed_reference"),
        ("core", "0003_search_functions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="subject",
            name="search_text",
            field=models.TextField(blank=True, db_default="", editable=False, verbose_name="检索用名称"),
        ),
        migrations.AlterField(
            model_name="creditrecord",
            name="subject",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="records",
                to="records.subject",
                verbose_name="主体",
            ),
        ),
        migrations.AddIndex(
            model_name="creditrecord",
            index=models.Index(
                condition=models.Q(("disclosure", "public")),
                fields=["-event_date", "-id"],
                name="records_record_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="creditrecord",
            index=models.Index(
                condition=models.Q(("disclosure", "public")),
                fields=["kind", "publish_until", "id"],
                name="records_record_ending",
            ),
        ),
        migrations.AddIndex(
            model_name="creditrecord",
            index=models.Index(
                condition=models.Q(
                    ("disclosure", "public"), ("suspended_at__isnull", True), ("withdrawn_at__isnull", True)
                ),
                fields=["subject", "-event_date", "-id"],
                include=("publish_from", "publish_until"),
                name="records_record_of_subject",
            ),
        ),
        migrations.AddIndex(
            model_name="creditrecord",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    models.Func(models.Func(models.F("document_number"), function="core_fold"), function="reverse"),
                    name="text_pattern_ops",
                ),
                condition=models.Q(("disclosure", "public")),
                name="records_record_document",
            ),
        ),
        migrations.AddIndex(
            model_name="subject",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(models.F("search_text"), function="core_bigrams"), name="records_subject_search"
            ),
        ),
        migrations.AddIndex(
            model_name="subject",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass("uscc", name="varchar_pattern_ops"),
                condition=models.Q(("uscc", ""), _negated=True),
                name="records_subject_code",
            ),
        ),
        migrations.AddIndex(
            model_name="subject",
            index=models.Index(
                condition=models.Q(("licence_number", ""), _negated=True),
                fields=["licence_number"],
                name="records_subject_licence",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="search_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    UPDATE records_subject s SET search_text = s.search_text || k.keys\n    FROM (\n        SELECT n.subject_id, string_agg(DISTINCT core_fold(n.party_name) || '|', '') AS keys\n        FROM new_rows n JOIN records_subject known ON known.id = n.subject_id\n        WHERE n.disclosure = 'public' AND strpos(known.search_text, '|' || core_fold(n.party_name) || '|') = 0\n        GROUP BY n.subject_id\n    ) k\n    WHERE s.id = k.subject_id;\n    RETURN NULL;\n    ",
                    hash="065bdd13596b61a684cceade22768195da271bd8",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_search_insert_cd48b",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="records_creditrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="search_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    UPDATE records_subject s SET search_text = s.search_text || k.keys\n    FROM (\n        SELECT n.subject_id, string_agg(DISTINCT core_fold(n.party_name) || '|', '') AS keys\n        FROM new_rows n JOIN records_subject known ON known.id = n.subject_id\n        WHERE n.disclosure = 'public' AND strpos(known.search_text, '|' || core_fold(n.party_name) || '|') = 0\n        GROUP BY n.subject_id\n    ) k\n    WHERE s.id = k.subject_id;\n    RETURN NULL;\n    ",
                    hash="09e47c578aa54f6c5ed6662eb0237f42b50a3154",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_search_update_f5ed7",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="records_creditrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="subject",
            trigger=pgtrigger.compiler.Trigger(
                name="search_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    NEW.search_text := \n    '|' || core_fold(NEW.name) || CASE WHEN NEW.kind IN ('lawyer', 'service_worker', 'notary', 'forensic_expert', 'other_person') THEN '|'\n        ELSE '|' || core_fold(NEW.pinyin) || '|' || core_fold(NEW.initials) || '|' END\n;\n    RETURN NEW;\n",
                    hash="f9c735ecc521b8743a0a4e1231e0a98d01632fe7",
                    operation="INSERT",
                    pgid="pgtrigger_search_insert_38c07",
                    table="records_subject",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="subject",
            trigger=pgtrigger.compiler.Trigger(
                name="search_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    NEW.search_text := \n    '|' || core_fold(NEW.name) || CASE WHEN NEW.kind IN ('lawyer', 'service_worker', 'notary', 'forensic_expert', 'other_person') THEN '|'\n        ELSE '|' || core_fold(NEW.pinyin) || '|' || core_fold(NEW.initials) || '|' END\n || COALESCE((\n        SELECT string_agg(known.key || '|', '' ORDER BY known.key) FROM (\n            SELECT core_fold(n.name) AS key FROM records_subjectname n WHERE n.subject_id = NEW.id\n            UNION\n            SELECT core_fold(r.party_name) FROM records_creditrecord r\n            WHERE r.subject_id = NEW.id AND r.disclosure = 'public'\n        ) known WHERE known.key <> core_fold(NEW.name)\n    ), '');\n    RETURN NEW;\n",
                    hash="da7fd7b69511f5f1f03d43c84b54bcdc42c74356",
                    operation='UPDATE OF "name", "pinyin", "initials", "kind"',
                    pgid="pgtrigger_search_update_333fe",
                    table="records_subject",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="subjectname",
            trigger=pgtrigger.compiler.Trigger(
                name="search_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    UPDATE records_subject s SET search_text = s.search_text || k.keys\n    FROM (\n        SELECT n.subject_id, string_agg(DISTINCT core_fold(n.name) || '|', '') AS keys\n        FROM new_rows n JOIN records_subject known ON known.id = n.subject_id\n        WHERE true AND strpos(known.search_text, '|' || core_fold(n.name) || '|') = 0\n        GROUP BY n.subject_id\n    ) k\n    WHERE s.id = k.subject_id;\n    RETURN NULL;\n    ",
                    hash="0cf0e155a234fcd14285fe04c43dc5160830c353",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_search_insert_8f4da",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="records_subjectname",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="subjectname",
            trigger=pgtrigger.compiler.Trigger(
                name="search_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    UPDATE records_subject s SET search_text = s.search_text || k.keys\n    FROM (\n        SELECT n.subject_id, string_agg(DISTINCT core_fold(n.name) || '|', '') AS keys\n        FROM new_rows n JOIN records_subject known ON known.id = n.subject_id\n        WHERE true AND strpos(known.search_text, '|' || core_fold(n.name) || '|') = 0\n        GROUP BY n.subject_id\n    ) k\n    WHERE s.id = k.subject_id;\n    RETURN NULL;\n    ",
                    hash="9e5b427ae6e3a3c0354d9479dc722932aca658bc",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_search_update_3d09d",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="records_subjectname",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
    ]
