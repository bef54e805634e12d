import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import exchange.models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_role_and_token_history"),
        ("exchange", "0002_job_phase_section_attempts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=30, unique=True, verbose_name="导出编号")),
                (
                    "public_id",
                    models.CharField(
                        default=exchange.models.new_public_id,
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="链接编号",
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="类型")),
                ("title", models.CharField(max_length=200, verbose_name="内容")),
                ("conditions", models.CharField(blank=True, max_length=500, verbose_name="条件")),
                ("params", models.JSONField(blank=True, default=dict, verbose_name="参数")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("supervision", "日常监管"),
                            ("approval", "审批、评优、资助等事项核查"),
                            ("case", "案件、异议、修复、投诉办理"),
                            ("reporting", "报送与对账"),
                            ("meeting", "会商与督办"),
                            ("statistics", "统计与工作报告"),
                            ("audit", "审计与考核"),
                        ],
                        max_length=12,
                        verbose_name="用途",
                    ),
                ),
                ("matter", models.CharField(max_length=100, verbose_name="事项")),
                ("rows", models.PositiveIntegerField(verbose_name="行数")),
                ("sha256", models.CharField(max_length=64, verbose_name="数据摘要")),
                ("official", models.BooleanField(default=False, verbose_name="固定格式的报送文件")),
                ("filename", models.CharField(blank=True, max_length=200, verbose_name="文件名")),
                (
                    "file",
                    models.FileField(
                        blank=True, max_length=200, upload_to=exchange.models._export_path, verbose_name="文件"
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="导出时间")),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="链接有效期至")),
                ("fetched_at", models.DateTimeField(blank=True, null=True, verbose_name="最近下载时间")),
                ("fetches", models.PositiveSmallIntegerField(default=0, verbose_name="下载次数")),
                ("dropped_at", models.DateTimeField(blank=True, null=True, verbose_name="文件删除时间")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exports",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="导出人",
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
                        verbose_name="科室",
                    ),
                ),
            ],
            options={
                "verbose_name": "导出登记",
                "verbose_name_plural": "导出登记",
                "ordering": ["-id"],
                "permissions": [("export_data", "导出数据"), ("view_exports", "查看全部导出登记")],
                "indexes": [
                    models.Index(fields=["actor", "-id"], name="exchange_export_own"),
                    models.Index(
                        condition=models.Q(("dropped_at__isnull", True), ("official", False)),
                        fields=["expires_at"],
                        name="exchange_export_kept",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("matter", ""), _negated=True), name="exchange_export_what_for"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("official", True), ("expires_at__isnull", False), _connector="OR"),
                        name="exchange_export_expires",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="export",
            trigger=pgtrigger.compiler.Trigger(
                name="entry_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."conditions" IS DISTINCT FROM (NEW."conditions") OR OLD."params" IS DISTINCT FROM (NEW."params") OR OLD."actor_id" IS DISTINCT FROM (NEW."actor_id") OR OLD."section_id" IS DISTINCT FROM (NEW."section_id") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."matter" IS DISTINCT FROM (NEW."matter") OR OLD."rows" IS DISTINCT FROM (NEW."rows") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."official" IS DISTINCT FROM (NEW."official") OR OLD."filename" IS DISTINCT FROM (NEW."filename") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="1942bd36862c52c4a66261dd5aad010a8441343c",
                    operation="UPDATE",
                    pgid="pgtrigger_entry_stays_731ad",
                    table="exchange_export",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="export",
            trigger=pgtrigger.compiler.Trigger(
                name="no_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="161c1cb20d76c44516a17a16803809ee0dec32cd",
                    operation="DELETE",
                    pgid="pgtrigger_no_delete_c7231",
                    table="exchange_export",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="export",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'guards: cannot truncate %', TG_TABLE_NAME;",
                    hash="da7bd43d97735b83cfa41baabc77e8f96f3d5351",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_08811",
                    table="exchange_export",
                    when="BEFORE",
                ),
            ),
        ),
    ]
