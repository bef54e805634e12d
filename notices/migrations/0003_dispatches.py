"""The register of papers that go out of the house."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import notices.models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_security_rules"),
        ("notices", "0002_wording_history_and_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Dispatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("paper_type", models.CharField(max_length=40, verbose_name="文书类型")),
                ("paper_id", models.BigIntegerField(verbose_name="文书")),
                ("title", models.CharField(max_length=120, verbose_name="文书名称")),
                ("number", models.CharField(max_length=60, verbose_name="文书编号")),
                ("about", models.CharField(blank=True, max_length=200, verbose_name="事项")),
                ("addressee", models.CharField(max_length=200, verbose_name="受送达人")),
                ("link", models.CharField(max_length=300, verbose_name="打印页面")),
                ("starts_clock", models.BooleanField(default=False, verbose_name="期限自送达起算")),
                ("made_at", models.DateTimeField(verbose_name="制作时间")),
                ("due_on", models.DateField(verbose_name="应发出")),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hand", "直接送达"),
                            ("mail", "邮寄送达"),
                            ("electronic", "电子送达"),
                            ("left", "留置送达"),
                            ("notice", "公告送达"),
                        ],
                        max_length=10,
                        verbose_name="送达方式",
                    ),
                ),
                ("sent_on", models.DateField(blank=True, null=True, verbose_name="发出日期")),
                ("receipt_number", models.CharField(blank=True, max_length=60, verbose_name="邮件号或回证编号")),
                ("served_on", models.DateField(blank=True, null=True, verbose_name="送达日期")),
                ("received_by", models.CharField(blank=True, max_length=60, verbose_name="签收人")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "proof",
                    models.FileField(
                        blank=True, max_length=120, upload_to=notices.models.proof_path, verbose_name="送达回证"
                    ),
                ),
                ("proof_name", models.CharField(blank=True, max_length=200, verbose_name="回证文件名")),
                ("proof_type", models.CharField(blank=True, max_length=100, verbose_name="回证文件类型")),
                ("proof_sha256", models.CharField(blank=True, max_length=64, verbose_name="回证 SHA-256 摘要")),
                ("entered_at", models.DateTimeField(blank=True, null=True, verbose_name="登记时间")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="注销时间")),
                ("closed_reason", models.CharField(blank=True, max_length=300, verbose_name="不再送达的原因")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.section",
                        verbose_name="送达科室",
                    ),
                ),
            ],
            options={
                "verbose_name": "文书送达",
                "verbose_name_plural": "文书送达",
                "ordering": ["-id"],
                "permissions": [
                    ("register_dispatch", "登记文书送达"),
                    ("view_all_dispatches", "查看全部科室的文书送达"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DispatchEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("paper_type", models.CharField(max_length=40, verbose_name="文书类型")),
                ("paper_id", models.BigIntegerField(verbose_name="文书")),
                ("title", models.CharField(max_length=120, verbose_name="文书名称")),
                ("number", models.CharField(max_length=60, verbose_name="文书编号")),
                ("about", models.CharField(blank=True, max_length=200, verbose_name="事项")),
                ("addressee", models.CharField(max_length=200, verbose_name="受送达人")),
                ("link", models.CharField(max_length=300, verbose_name="打印页面")),
                ("starts_clock", models.BooleanField(default=False, verbose_name="期限自送达起算")),
                ("made_at", models.DateTimeField(verbose_name="制作时间")),
                ("due_on", models.DateField(verbose_name="应发出")),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hand", "直接送达"),
                            ("mail", "邮寄送达"),
                            ("electronic", "电子送达"),
                            ("left", "留置送达"),
                            ("notice", "公告送达"),
                        ],
                        max_length=10,
                        verbose_name="送达方式",
                    ),
                ),
                ("sent_on", models.DateField(blank=True, null=True, verbose_name="发出日期")),
                ("receipt_number", models.CharField(blank=True, max_length=60, verbose_name="邮件号或回证编号")),
                ("served_on", models.DateField(blank=True, null=True, verbose_name="送达日期")),
                ("received_by", models.CharField(blank=True, max_length=60, verbose_name="签收人")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("proof_name", models.CharField(blank=True, max_length=200, verbose_name="回证文件名")),
                ("proof_type", models.CharField(blank=True, max_length=100, verbose_name="回证文件类型")),
                ("proof_sha256", models.CharField(blank=True, max_length=64, verbose_name="回证 SHA-256 摘要")),
                ("entered_at", models.DateTimeField(blank=True, null=True, verbose_name="登记时间")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="注销时间")),
                ("closed_reason", models.CharField(blank=True, max_length=300, verbose_name="不再送达的原因")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="notices.dispatch",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.section",
                        verbose_name="送达科室",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="dispatch",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True), ("served_on__isnull", True)),
                fields=["due_on"],
                name="notices_dispatch_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.UniqueConstraint(
                fields=("paper_type", "paper_id", "addressee"), name="notices_dispatch_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("addressee", ""), _negated=True), models.Q(("number", ""), _negated=True)),
                name="notices_dispatch_addressed",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_on__isnull", True), ("way", "")),
                    models.Q(
                        ("entered_by__isnull", False),
                        ("sent_on__isnull", False),
                        ("way__in", ["hand", "mail", "electronic", "left", "notice"]),
                    ),
                    _connector="OR",
                ),
                name="notices_dispatch_sent_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("way", "mail"), _negated=True),
                    models.Q(("receipt_number", ""), _negated=True),
                    _connector="OR",
                ),
                name="notices_dispatch_mail_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("received_by", ""), ("served_on__isnull", True)),
                    models.Q(
                        ("sent_on__isnull", False),
                        ("served_on__gte", models.F("sent_on")),
                        models.Q(("received_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="notices_dispatch_served_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("served_on__isnull", True),
                    ("way", "electronic"),
                    models.Q(("receipt_number", ""), _negated=True),
                    models.Q(("proof", ""), _negated=True),
                    _connector="OR",
                ),
                name="notices_dispatch_served_proof",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_reason", "")),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("served_on__isnull", True),
                        models.Q(("closed_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="notices_dispatch_closed_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispatch",
            trigger=pgtrigger.compiler.Trigger(
                name="paper_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."paper_type" IS DISTINCT FROM (NEW."paper_type") OR OLD."paper_id" IS DISTINCT FROM (NEW."paper_id") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."addressee" IS DISTINCT FROM (NEW."addressee") OR OLD."starts_clock" IS DISTINCT FROM (NEW."starts_clock") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="6e07e7dd91043ce35f001331b56e7f7370142a02",
                    operation="UPDATE",
                    pgid="pgtrigger_paper_stays_ad4a7",
                    table="notices_dispatch",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispatch",
            trigger=pgtrigger.compiler.Trigger(
                name="end_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."served_on" IS NOT NULL OR OLD."closed_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="828493b303da3b11c6e9161c81fe0725feb2445a",
                    operation="UPDATE",
                    pgid="pgtrigger_end_is_final_4e3d8",
                    table="notices_dispatch",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispatch",
            trigger=pgtrigger.compiler.Trigger(
                name="no_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="d16b9fa7bd304571f208b38d3ff147f88876e596",
                    operation="DELETE",
                    pgid="pgtrigger_no_delete_88017",
                    table="notices_dispatch",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispatch",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'guards: cannot truncate %', TG_TABLE_NAME;",
                    hash="e7fabb7a2ef5e8a33c9b04e181e8bf386e34f1e6",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_bcf3d",
                    table="notices_dispatch",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispatch",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "notices_dispatchevent" ("about", "addressee", "closed_at", "closed_reason", "due_on", "entered_at", "entered_by_id", "id", "link", "made_at", "note", "number", "paper_id", "paper_type", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proof_name", "proof_sha256", "proof_type", "receipt_number", "received_by", "section_id", "sent_on", "served_on", "starts_clock", "title", "way") SELECT new_values."about", new_values."addressee", new_values."closed_at", new_values."closed_reason", new_values."due_on", new_values."entered_at", new_values."entered_by_id", new_values."id", new_values."link", new_values."made_at", new_values."note", new_values."number", new_values."paper_id", new_values."paper_type", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."proof_name", new_values."proof_sha256", new_values."proof_type", new_values."receipt_number", new_values."received_by", new_values."section_id", new_values."sent_on", new_values."served_on", new_values."starts_clock", new_values."title", new_values."way" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="5ae025e685a6f22330868c5f59761387fc6854b1",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_645ae",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="notices_dispatch",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispatch",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "notices_dispatchevent" ("about", "addressee", "closed_at", "closed_reason", "due_on", "entered_at", "entered_by_id", "id", "link", "made_at", "note", "number", "paper_id", "paper_type", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proof_name", "proof_sha256", "proof_type", "receipt_number", "received_by", "section_id", "sent_on", "served_on", "starts_clock", "title", "way") SELECT new_values."about", new_values."addressee", new_values."closed_at", new_values."closed_reason", new_values."due_on", new_values."entered_at", new_values."entered_by_id", new_values."id", new_values."link", new_values."made_at", new_values."note", new_values."number", new_values."paper_id", new_values."paper_type", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."proof_name", new_values."proof_sha256", new_values."proof_type", new_values."receipt_number", new_values."received_by", new_values."section_id", new_values."sent_on", new_values."served_on", new_values."starts_clock", new_values."title", new_values."way" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."about" IS DISTINCT FROM (new_values."about") OR old_values."addressee" IS DISTINCT FROM (new_values."addressee") OR old_values."closed_at" IS DISTINCT FROM (new_values."closed_at") OR old_values."closed_reason" IS DISTINCT FROM (new_values."closed_reason") OR old_values."due_on" IS DISTINCT FROM (new_values."due_on") OR old_values."entered_at" IS DISTINCT FROM (new_values."entered_at") OR old_values."entered_by_id" IS DISTINCT FROM (new_values."entered_by_id") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."link" IS DISTINCT FROM (new_values."link") OR old_values."made_at" IS DISTINCT FROM (new_values."made_at") OR old_values."note" IS DISTINCT FROM (new_values."note") OR old_values."number" IS DISTINCT FROM (new_values."number") OR old_values."paper_id" IS DISTINCT FROM (new_values."paper_id") OR old_values."paper_type" IS DISTINCT FROM (new_values."paper_type") OR old_values."proof_name" IS DISTINCT FROM (new_values."proof_name") OR old_values."proof_sha256" IS DISTINCT FROM (new_values."proof_sha256") OR old_values."proof_type" IS DISTINCT FROM (new_values."proof_type") OR old_values."receipt_number" IS DISTINCT FROM (new_values."receipt_number") OR old_values."received_by" IS DISTINCT FROM (new_values."received_by") OR old_values."section_id" IS DISTINCT FROM (new_values."section_id") OR old_values."sent_on" IS DISTINCT FROM (new_values."sent_on") OR old_values."served_on" IS DISTINCT FROM (new_values."served_on") OR old_values."starts_clock" IS DISTINCT FROM (new_values."starts_clock") OR old_values."title" IS DISTINCT FROM (new_values."title") OR old_values."way" IS DISTINCT FROM (new_values."way")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="6e3b3172bf062cd9f427bea9edcfa6de16305276",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_64bd0",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="notices_dispatch",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispatchevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a0292007f19ab0616d3547acd29bbbfc7b6d2cdf",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_75075",
                    table="notices_dispatchevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
