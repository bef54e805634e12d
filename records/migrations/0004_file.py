"""The ties between persons and institutions, and the papers behind the records."""

import uuid

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import records.models.evidence


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0003_search_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Affiliation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="公开编号"),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("legal_representative", "法定代表人"),
                            ("principal", "负责人"),
                            ("partner", "合伙人"),
                            ("practitioner", "执业人员"),
                            ("actual_controller", "实际控制人"),
                        ],
                        max_length=20,
                        verbose_name="身份",
                    ),
                ),
                ("since", models.DateField(verbose_name="起始日期")),
                ("until", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                ("source", models.CharField(max_length=300, verbose_name="依据文书")),
                ("end_source", models.CharField(blank=True, max_length=300, verbose_name="终止依据")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="affiliations_given",
                        to="records.subject",
                        verbose_name="机构",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="affiliations_held",
                        to="records.subject",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "任职关系",
                "verbose_name_plural": "任职关系",
                "ordering": ["-since", "-id"],
                "permissions": [("enter_affiliation", "登记任职关系")],
            },
        ),
        migrations.CreateModel(
            name="AffiliationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="公开编号")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("legal_representative", "法定代表人"),
                            ("principal", "负责人"),
                            ("partner", "合伙人"),
                            ("practitioner", "执业人员"),
                            ("actual_controller", "实际控制人"),
                        ],
                        max_length=20,
                        verbose_name="身份",
                    ),
                ),
                ("since", models.DateField(verbose_name="起始日期")),
                ("until", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                ("source", models.CharField(max_length=300, verbose_name="依据文书")),
                ("end_source", models.CharField(blank=True, max_length=300, verbose_name="终止依据")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                (
                    "institution",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="records.subject",
                        verbose_name="机构",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="records.subject",
                        verbose_name="人员",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="records.affiliation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="公开编号"),
                ),
                ("title", models.CharField(max_length=200, verbose_name="材料名称")),
                (
                    "variant",
                    models.CharField(
                        choices=[("original", "原件"), ("redacted", "脱敏件")], max_length=10, verbose_name="版本"
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        max_length=120, upload_to=records.models.evidence.opaque_path, verbose_name="文件"
                    ),
                ),
                ("filename", models.CharField(max_length=200, verbose_name="原文件名")),
                ("media_type", models.CharField(max_length=100, verbose_name="文件类型")),
                ("size", models.PositiveBigIntegerField(verbose_name="大小（字节）")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 摘要")),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="撤回时间")),
                ("withdrawn_reason", models.CharField(blank=True, max_length=200, verbose_name="撤回理由")),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="records.creditrecord",
                        verbose_name="信用记录",
                    ),
                ),
                (
                    "redacted_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redactions",
                        to="records.evidence",
                        verbose_name="对应的原件",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "证据材料",
                "verbose_name_plural": "证据材料",
                "ordering": ["record", "uploaded_at", "id"],
                "permissions": [("enter_evidence", "上传证据材料"), ("read_original", "查阅证据原件")],
            },
        ),
        migrations.CreateModel(
            name="EvidenceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="公开编号")),
                ("title", models.CharField(max_length=200, verbose_name="材料名称")),
                (
                    "variant",
                    models.CharField(
                        choices=[("original", "原件"), ("redacted", "脱敏件")], max_length=10, verbose_name="版本"
                    ),
                ),
                ("filename", models.CharField(max_length=200, verbose_name="原文件名")),
                ("media_type", models.CharField(max_length=100, verbose_name="文件类型")),
                ("size", models.PositiveBigIntegerField(verbose_name="大小（字节）")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 摘要")),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="撤回时间")),
                ("withdrawn_reason", models.CharField(blank=True, max_length=200, verbose_name="撤回理由")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="records.evidence",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="records.creditrecord",
                        verbose_name="信用记录",
                    ),
                ),
                (
                    "redacted_of",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="records.evidence",
                        verbose_name="对应的原件",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="affiliation",
            index=models.Index(fields=["person", "-since"], name="records_affiliation_person"),
        ),
        migrations.AddConstraint(
            model_name="affiliation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("person", "institution", "role"),
                name="records_affiliation_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="affiliation",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                name="records_affiliation_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="affiliation",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("institution")), _negated=True),
                name="records_affiliation_two_subjects",
            ),
        ),
        migrations.AddConstraint(
            model_name="affiliation",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True), name="records_affiliation_sourced"
            ),
        ),
        migrations.AddConstraint(
            model_name="affiliation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True), models.Q(("end_source", ""), _negated=True), _connector="OR"
                ),
                name="records_affiliation_end_sourced",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="affiliation",
            trigger=pgtrigger.compiler.Trigger(
                name="no_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="f61d42df4d3fefdb7f724d9f114b0fe0a2714a87",
                    operation="DELETE",
                    pgid="pgtrigger_no_delete_5108c",
                    table="records_affiliation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="affiliation",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'guards: cannot truncate %', TG_TABLE_NAME;",
                    hash="4057341d052092240d8786ab70748cb3acb77f2c",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_c454d",
                    table="records_affiliation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="affiliation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_affiliationevent" ("created_at", "end_source", "id", "institution_id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "role", "since", "source", "until") SELECT new_values."created_at", new_values."end_source", new_values."id", new_values."institution_id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."public_id", new_values."role", new_values."since", new_values."source", new_values."until" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="af724df64637ce9aadbffbd2e71994763909321a",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_3bd16",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="records_affiliation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="affiliation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_affiliationevent" ("created_at", "end_source", "id", "institution_id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "role", "since", "source", "until") SELECT new_values."created_at", new_values."end_source", new_values."id", new_values."institution_id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."public_id", new_values."role", new_values."since", new_values."source", new_values."until" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="149ab5a38946bc397cc048a1b01dba5703b7ba77",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_cf054",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="records_affiliation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="affiliationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="666d68306d4f770a962f21e66e48e0271e19c488",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d1cc9",
                    table="records_affiliationevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(fields=["sha256"], name="records_evidence_bytes"),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("redacted_of__isnull", True), ("variant", "original")),
                    ("variant", "redacted"),
                    _connector="OR",
                ),
                name="records_evidence_original_stands_alone",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at__isnull", True), models.Q(("withdrawn_reason", ""), _negated=True), _connector="OR"
                ),
                name="records_evidence_withdrawn_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="records_evidence_not_empty"),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256", ""), _negated=True), name="records_evidence_hashed"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="records_evidence_titled"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidence",
            trigger=pgtrigger.compiler.Trigger(
                name="only_withdrawal",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."record_id" IS DISTINCT FROM (NEW."record_id") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."variant" IS DISTINCT FROM (NEW."variant") OR OLD."redacted_of_id" IS DISTINCT FROM (NEW."redacted_of_id") OR OLD."file" IS DISTINCT FROM (NEW."file") OR OLD."filename" IS DISTINCT FROM (NEW."filename") OR OLD."media_type" IS DISTINCT FROM (NEW."media_type") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."uploaded_by_id" IS DISTINCT FROM (NEW."uploaded_by_id") OR OLD."uploaded_at" IS DISTINCT FROM (NEW."uploaded_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="974d98873fa6e62618d51f3f6f6c6eee6d36cdc9",
                    operation="UPDATE",
                    pgid="pgtrigger_only_withdrawal_410fe",
                    table="records_evidence",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidence",
            trigger=pgtrigger.compiler.Trigger(
                name="withdrawn_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."withdrawn_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="ad60473017c490da84223d917133a8411abd2e6d",
                    operation="UPDATE",
                    pgid="pgtrigger_withdrawn_is_final_994f9",
                    table="records_evidence",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidence",
            trigger=pgtrigger.compiler.Trigger(
                name="no_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="f78e01da7ba9bcc9d612253fd116c536bf02201d",
                    operation="DELETE",
                    pgid="pgtrigger_no_delete_74f42",
                    table="records_evidence",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidence",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'guards: cannot truncate %', TG_TABLE_NAME;",
                    hash="8d6158e2f25af515785205a42a25c2114951336f",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_83294",
                    table="records_evidence",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidence",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_evidenceevent" ("filename", "id", "media_type", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "record_id", "redacted_of_id", "sha256", "size", "title", "uploaded_at", "uploaded_by_id", "variant", "withdrawn_at", "withdrawn_reason") SELECT new_values."filename", new_values."id", new_values."media_type", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."public_id", new_values."record_id", new_values."redacted_of_id", new_values."sha256", new_values."size", new_values."title", new_values."uploaded_at", new_values."uploaded_by_id", new_values."variant", new_values."withdrawn_at", new_values."withdrawn_reason" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="fca970db068fbaab21729ffa09c6829808925fe9",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_58b62",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="records_evidence",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidence",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_evidenceevent" ("filename", "id", "media_type", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "record_id", "redacted_of_id", "sha256", "size", "title", "uploaded_at", "uploaded_by_id", "variant", "withdrawn_at", "withdrawn_reason") SELECT new_values."filename", new_values."id", new_values."media_type", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."public_id", new_values."record_id", new_values."redacted_of_id", new_values."sha256", new_values."size", new_values."title", new_values."uploaded_at", new_values."uploaded_by_id", new_values."variant", new_values."withdrawn_at", new_values."withdrawn_reason" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."filename" IS DISTINCT FROM (new_values."filename") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."media_type" IS DISTINCT FROM (new_values."media_type") OR old_values."public_id" IS DISTINCT FROM (new_values."public_id") OR old_values."record_id" IS DISTINCT FROM (new_values."record_id") OR old_values."redacted_of_id" IS DISTINCT FROM (new_values."redacted_of_id") OR old_values."sha256" IS DISTINCT FROM (new_values."sha256") OR old_values."size" IS DISTINCT FROM (new_values."size") OR old_values."title" IS DISTINCT FROM (new_values."title") OR old_values."uploaded_at" IS DISTINCT FROM (new_values."uploaded_at") OR old_values."uploaded_by_id" IS DISTINCT FROM (new_values."uploaded_by_id") OR old_values."variant" IS DISTINCT FROM (new_values."variant") OR old_values."withdrawn_at" IS DISTINCT FROM (new_values."withdrawn_at") OR old_values."withdrawn_reason" IS DISTINCT FROM (new_values."withdrawn_reason")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="28ad3a97b2a53ef123e9283c1c5cada69880086f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2f078",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="records_evidence",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidenceevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c9b1a45cc9acded699bb91245bdf8b850e6fb024",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_03f0a",
                    table="records_evidenceevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
