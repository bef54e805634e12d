"""Credit repair: applications on their way, papers, letters, notices, the sync checklist."""

import uuid

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import repair.models.letters
import repair.models.papers


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("records", "0007_repaired"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="公开编号"),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="申请编号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "待受理"),
                            ("supplement", "待补正"),
                            ("accepted", "核查中"),
                            ("proposed", "待决定"),
                            ("syncing", "已修复，同步核对中"),
                            ("closed", "已修复，已办结"),
                            ("refused", "不予修复"),
                            ("reviewing", "复核中"),
                            ("upheld", "复核维持"),
                            ("declined", "不予受理"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("portal", "本系统网上申请"),
                            ("window", "政务大厅窗口"),
                            ("credit_china", "“信用中国”转来"),
                            ("credit_city", "“信用重庆”转来"),
                        ],
                        max_length=12,
                        verbose_name="申请渠道",
                    ),
                ),
                ("channel_number", models.CharField(blank=True, max_length=60, verbose_name="来件编号")),
                ("created_at", models.DateTimeField(verbose_name="填写时间")),
                ("fulfilled_on", models.DateField(blank=True, null=True, verbose_name="履行完毕日期")),
                ("court_on", models.DateField(blank=True, null=True, verbose_name="法院裁定日期")),
                ("statement", models.CharField(blank=True, max_length=500, verbose_name="纠正和履行情况")),
                ("promise_text", models.TextField(blank=True, verbose_name="承诺书")),
                ("promise_signer", models.CharField(blank=True, max_length=60, verbose_name="承诺人签名")),
                ("promised_at", models.DateTimeField(blank=True, null=True, verbose_name="承诺时间")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="提交时间")),
                ("submitted_on", models.DateField(blank=True, null=True, verbose_name="申请日期")),
                ("supplement_by", models.DateField(blank=True, null=True, verbose_name="补正期限")),
                ("supplement_text", models.CharField(blank=True, max_length=500, verbose_name="补正内容")),
                ("accept_due", models.DateField(blank=True, null=True, verbose_name="应决定受理")),
                ("decide_due", models.DateField(blank=True, null=True, verbose_name="应作出决定")),
                ("due_provisional", models.BooleanField(default=False, verbose_name="期限待核（缺放假安排）")),
                ("accepted_on", models.DateField(blank=True, null=True, verbose_name="受理日期")),
                ("extended_days", models.PositiveSmallIntegerField(default=0, verbose_name="延长工作日")),
                ("extended_on", models.DateField(blank=True, null=True, verbose_name="延长日期")),
                ("extended_reason", models.CharField(blank=True, max_length=300, verbose_name="延长理由")),
                (
                    "proposal",
                    models.CharField(
                        blank=True,
                        choices=[("grant", "建议准予修复"), ("refuse", "建议不予修复")],
                        max_length=8,
                        verbose_name="核查意见",
                    ),
                ),
                ("findings", models.CharField(blank=True, max_length=500, verbose_name="核查情况")),
                ("proposed_on", models.DateField(blank=True, null=True, verbose_name="核查日期")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定日期")),
                ("decision_reason", models.CharField(blank=True, max_length=500, verbose_name="决定理由")),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_yet", "最短公示期未满"),
                            ("duties", "没有纠正失信行为或者没有履行完义务"),
                            ("false", "提交虚假材料、弄虚作假"),
                            ("barred", "处于不得申请的期间"),
                        ],
                        max_length=10,
                        verbose_name="不予修复的情形",
                    ),
                ),
                ("remedies", models.CharField(blank=True, max_length=500, verbose_name="救济途径")),
                ("effects", models.JSONField(blank=True, default=dict, verbose_name="四项效果")),
                ("review_asked_on", models.DateField(blank=True, null=True, verbose_name="申请复核日期")),
                ("review_reason", models.CharField(blank=True, max_length=500, verbose_name="申请复核理由")),
                ("review_due", models.DateField(blank=True, null=True, verbose_name="应作出复核决定")),
                ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="复核决定日期")),
                ("review_answer", models.CharField(blank=True, max_length=500, verbose_name="复核理由")),
                ("sync_due", models.DateField(blank=True, null=True, verbose_name="应同步完毕")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填写人",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="决定人",
                    ),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repairs",
                        to="records.creditrecord",
                        verbose_name="信用记录",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复核人",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.section",
                        verbose_name="办理科室",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repairs",
                        to="records.subject",
                        verbose_name="申请人",
                    ),
                ),
            ],
            options={
                "verbose_name": "信用修复申请",
                "verbose_name_plural": "信用修复申请",
                "ordering": ["-id"],
                "permissions": [
                    ("handle_repair", "受理、核查信用修复"),
                    ("decide_repair", "决定信用修复"),
                    ("view_repairs", "查看信用修复"),
                    ("view_all_repairs", "查看全部科室的信用修复"),
                    ("serve_notice", "生成和送达信用修复告知书"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApplicationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="公开编号")),
                ("number", models.CharField(max_length=20, verbose_name="申请编号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "待受理"),
                            ("supplement", "待补正"),
                            ("accepted", "核查中"),
                            ("proposed", "待决定"),
                            ("syncing", "已修复，同步核对中"),
                            ("closed", "已修复，已办结"),
                            ("refused", "不予修复"),
                            ("reviewing", "复核中"),
                            ("upheld", "复核维持"),
                            ("declined", "不予受理"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("portal", "本系统网上申请"),
                            ("window", "政务大厅窗口"),
                            ("credit_china", "“信用中国”转来"),
                            ("credit_city", "“信用重庆”转来"),
                        ],
                        max_length=12,
                        verbose_name="申请渠道",
                    ),
                ),
                ("channel_number", models.CharField(blank=True, max_length=60, verbose_name="来件编号")),
                ("created_at", models.DateTimeField(verbose_name="填写时间")),
                ("fulfilled_on", models.DateField(blank=True, null=True, verbose_name="履行完毕日期")),
                ("court_on", models.DateField(blank=True, null=True, verbose_name="法院裁定日期")),
                ("statement", models.CharField(blank=True, max_length=500, verbose_name="纠正和履行情况")),
                ("promise_text", models.TextField(blank=True, verbose_name="承诺书")),
                ("promise_signer", models.CharField(blank=True, max_length=60, verbose_name="承诺人签名")),
                ("promised_at", models.DateTimeField(blank=True, null=True, verbose_name="承诺时间")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="提交时间")),
                ("submitted_on", models.DateField(blank=True, null=True, verbose_name="申请日期")),
                ("supplement_by", models.DateField(blank=True, null=True, verbose_name="补正期限")),
                ("supplement_text", models.CharField(blank=True, max_length=500, verbose_name="补正内容")),
                ("accept_due", models.DateField(blank=True, null=True, verbose_name="应决定受理")),
                ("decide_due", models.DateField(blank=True, null=True, verbose_name="应作出决定")),
                ("due_provisional", models.BooleanField(default=False, verbose_name="期限待核（缺放假安排）")),
                ("accepted_on", models.DateField(blank=True, null=True, verbose_name="受理日期")),
                ("extended_days", models.PositiveSmallIntegerField(default=0, verbose_name="延长工作日")),
                ("extended_on", models.DateField(blank=True, null=True, verbose_name="延长日期")),
                ("extended_reason", models.CharField(blank=True, max_length=300, verbose_name="延长理由")),
                (
                    "proposal",
                    models.CharField(
                        blank=True,
                        choices=[("grant", "建议准予修复"), ("refuse", "建议不予修复")],
                        max_length=8,
                        verbose_name="核查意见",
                    ),
                ),
                ("findings", models.CharField(blank=True, max_length=500, verbose_name="核查情况")),
                ("proposed_on", models.DateField(blank=True, null=True, verbose_name="核查日期")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定日期")),
                ("decision_reason", models.CharField(blank=True, max_length=500, verbose_name="决定理由")),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_yet", "最短公示期未满"),
                            ("duties", "没有纠正失信行为或者没有履行完义务"),
                            ("false", "提交虚假材料、弄虚作假"),
                            ("barred", "处于不得申请的期间"),
                        ],
                        max_length=10,
                        verbose_name="不予修复的情形",
                    ),
                ),
                ("remedies", models.CharField(blank=True, max_length=500, verbose_name="救济途径")),
                ("effects", models.JSONField(blank=True, default=dict, verbose_name="四项效果")),
                ("review_asked_on", models.DateField(blank=True, null=True, verbose_name="申请复核日期")),
                ("review_reason", models.CharField(blank=True, max_length=500, verbose_name="申请复核理由")),
                ("review_due", models.DateField(blank=True, null=True, verbose_name="应作出复核决定")),
                ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="复核决定日期")),
                ("review_answer", models.CharField(blank=True, max_length=500, verbose_name="复核理由")),
                ("sync_due", models.DateField(blank=True, null=True, verbose_name="应同步完毕")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填写人",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="决定人",
                    ),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="repair.application",
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
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复核人",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.section",
                        verbose_name="办理科室",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="records.subject",
                        verbose_name="申请人",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("granted", "准予信用修复决定书"),
                            ("refused", "不予信用修复决定书"),
                            ("declined", "不予受理告知书"),
                            ("review", "信用修复复核决定书"),
                            ("certificate", "信用修复证明"),
                        ],
                        max_length=12,
                        verbose_name="文书",
                    ),
                ),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="文书编号")),
                ("verify_code", models.CharField(max_length=20, verbose_name="核验码")),
                ("snapshot", models.JSONField(verbose_name="文书内容")),
                ("snapshot_digest", models.CharField(max_length=64, verbose_name="内容摘要")),
                (
                    "pdf",
                    models.FileField(max_length=120, upload_to=repair.models.letters.letter_path, verbose_name="文件"),
                ),
                ("pdf_sha256", models.CharField(max_length=64, verbose_name="文件 SHA-256 摘要")),
                ("issued_at", models.DateTimeField(verbose_name="签发时间")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="repair.application",
                        verbose_name="修复申请",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签发人",
                    ),
                ),
            ],
            options={
                "verbose_name": "修复文书",
                "verbose_name_plural": "修复文书",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="告知书编号")),
                ("snapshot", models.JSONField(verbose_name="告知书内容")),
                ("snapshot_digest", models.CharField(max_length=64, verbose_name="内容摘要")),
                (
                    "pdf",
                    models.FileField(max_length=120, upload_to=repair.models.letters.notice_path, verbose_name="文件"),
                ),
                ("pdf_sha256", models.CharField(max_length=64, verbose_name="文件 SHA-256 摘要")),
                ("issued_at", models.DateTimeField(verbose_name="生成时间")),
                ("served_on", models.DateField(blank=True, null=True, verbose_name="送达日期")),
                (
                    "served_by_way",
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
                ("served_to", models.CharField(blank=True, max_length=60, verbose_name="签收人")),
                ("served_note", models.CharField(blank=True, max_length=200, verbose_name="送达说明")),
                ("replaced_at", models.DateTimeField(blank=True, null=True, verbose_name="被替换时间")),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="生成人",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repair_notices",
                        to="records.creditrecord",
                        verbose_name="信用记录",
                    ),
                ),
                (
                    "served_entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="送达登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "信用修复告知书",
                "verbose_name_plural": "信用修复告知书",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="NoticeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("number", models.CharField(max_length=24, verbose_name="告知书编号")),
                ("snapshot_digest", models.CharField(max_length=64, verbose_name="内容摘要")),
                ("pdf_sha256", models.CharField(max_length=64, verbose_name="文件 SHA-256 摘要")),
                ("issued_at", models.DateTimeField(verbose_name="生成时间")),
                ("served_on", models.DateField(blank=True, null=True, verbose_name="送达日期")),
                (
                    "served_by_way",
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
                ("served_to", models.CharField(blank=True, max_length=60, verbose_name="签收人")),
                ("served_note", models.CharField(blank=True, max_length=200, verbose_name="送达说明")),
                ("replaced_at", models.DateTimeField(blank=True, null=True, verbose_name="被替换时间")),
                (
                    "issued_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="生成人",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="repair.notice",
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
                    "served_entered_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="送达登记人",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="公开编号"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fulfilment", "履行完毕证明"),
                            ("promise", "信用修复承诺书"),
                            ("court", "人民法院裁定书"),
                            ("training", "信用培训证明（自愿）"),
                            ("report", "信用报告（自愿）"),
                            ("held", "本局已有材料"),
                        ],
                        max_length=12,
                        verbose_name="材料",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="材料名称")),
                (
                    "file",
                    models.FileField(
                        blank=True, max_length=120, upload_to=repair.models.papers.opaque_path, verbose_name="文件"
                    ),
                ),
                ("filename", models.CharField(blank=True, max_length=200, verbose_name="原文件名")),
                ("media_type", models.CharField(blank=True, max_length=100, verbose_name="文件类型")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="大小（字节）")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256 摘要")),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="第几次提交")),
                ("added_at", models.DateTimeField(verbose_name="提交时间")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="移除时间")),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="repair.application",
                        verbose_name="修复申请",
                    ),
                ),
                (
                    "held",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.evidence",
                        verbose_name="本局已有材料",
                    ),
                ),
            ],
            options={
                "verbose_name": "修复材料",
                "verbose_name_plural": "修复材料",
                "ordering": ["application", "id"],
            },
        ),
        migrations.CreateModel(
            name="PaperEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="公开编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fulfilment", "履行完毕证明"),
                            ("promise", "信用修复承诺书"),
                            ("court", "人民法院裁定书"),
                            ("training", "信用培训证明（自愿）"),
                            ("report", "信用报告（自愿）"),
                            ("held", "本局已有材料"),
                        ],
                        max_length=12,
                        verbose_name="材料",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="材料名称")),
                ("filename", models.CharField(blank=True, max_length=200, verbose_name="原文件名")),
                ("media_type", models.CharField(blank=True, max_length=100, verbose_name="文件类型")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="大小（字节）")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256 摘要")),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="第几次提交")),
                ("added_at", models.DateTimeField(verbose_name="提交时间")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="移除时间")),
                (
                    "added_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="repair.application",
                        verbose_name="修复申请",
                    ),
                ),
                (
                    "held",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="records.evidence",
                        verbose_name="本局已有材料",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="repair.paper",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("supplement", "等待申请人补正材料"),
                            ("other_body", "等待其他机关核实回复"),
                            ("inspection", "需要现场核查、鉴定"),
                        ],
                        max_length=12,
                        verbose_name="情形",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="说明")),
                ("since", models.DateField(verbose_name="中止日期")),
                ("until", models.DateField(blank=True, null=True, verbose_name="恢复日期")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pauses",
                        to="repair.application",
                        verbose_name="修复申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "期限中止",
                "verbose_name_plural": "期限中止",
                "ordering": ["application", "id"],
            },
        ),
        migrations.CreateModel(
            name="PauseEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("supplement", "等待申请人补正材料"),
                            ("other_body", "等待其他机关核实回复"),
                            ("inspection", "需要现场核查、鉴定"),
                        ],
                        max_length=12,
                        verbose_name="情形",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="说明")),
                ("since", models.DateField(verbose_name="中止日期")),
                ("until", models.DateField(blank=True, null=True, verbose_name="恢复日期")),
                (
                    "application",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="repair.application",
                        verbose_name="修复申请",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="repair.pause",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("move", models.CharField(max_length=20, verbose_name="步骤")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="repair.application",
                        verbose_name="修复申请",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
                    ),
                ),
            ],
            options={
                "verbose_name": "修复步骤",
                "verbose_name_plural": "修复步骤",
                "ordering": ["application", "id"],
            },
        ),
        migrations.CreateModel(
            name="SyncItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=60, verbose_name="网站或机构")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待核对"), ("done", "已同步"), ("explained", "已说明")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="同步日期")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "proof",
                    models.FileField(
                        blank=True, max_length=120, upload_to=repair.models.letters.proof_path, verbose_name="截图"
                    ),
                ),
                ("proof_name", models.CharField(blank=True, max_length=200, verbose_name="截图文件名")),
                ("proof_type", models.CharField(blank=True, max_length=100, verbose_name="截图类型")),
                ("proof_sha256", models.CharField(blank=True, max_length=64, verbose_name="截图 SHA-256 摘要")),
                ("entered_at", models.DateTimeField(blank=True, null=True, verbose_name="登记时间")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="syncs",
                        to="repair.application",
                        verbose_name="修复申请",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "同步核对",
                "verbose_name_plural": "同步核对",
                "ordering": ["application", "id"],
            },
        ),
        migrations.CreateModel(
            name="SyncItemEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("channel", models.CharField(max_length=60, verbose_name="网站或机构")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待核对"), ("done", "已同步"), ("explained", "已说明")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="同步日期")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("proof_name", models.CharField(blank=True, max_length=200, verbose_name="截图文件名")),
                ("proof_type", models.CharField(blank=True, max_length=100, verbose_name="截图类型")),
                ("proof_sha256", models.CharField(blank=True, max_length=64, verbose_name="截图 SHA-256 摘要")),
                ("entered_at", models.DateTimeField(blank=True, null=True, verbose_name="登记时间")),
                (
                    "application",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="repair.application",
                        verbose_name="修复申请",
                    ),
                ),
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
                        to="repair.syncitem",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["section", "-id"], name="repair_application_section"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["subject", "-id"], name="repair_application_subject"),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ("draft", "submitted", "supplement", "accepted", "proposed", "reviewing"))
                ),
                fields=("record",),
                name="repair_application_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("draft", "withdrawn")),
                    models.Q(("accept_due__isnull", False), ("submitted_on__isnull", False)),
                    _connector="OR",
                ),
                name="repair_application_submitted_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("draft", "withdrawn")),
                    models.Q(("promised_at__isnull", False), models.Q(("promise_signer", ""), _negated=True)),
                    _connector="OR",
                ),
                name="repair_application_promised",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ("accepted", "proposed", "syncing", "closed", "refused", "reviewing", "upheld")),
                        _negated=True,
                    ),
                    models.Q(("accepted_on__isnull", False), ("decide_due__isnull", False), ("handler__isnull", False)),
                    _connector="OR",
                ),
                name="repair_application_accepted_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ("proposed", "syncing", "closed", "refused", "reviewing", "upheld")),
                        _negated=True,
                    ),
                    models.Q(models.Q(("proposal", ""), _negated=True), models.Q(("findings", ""), _negated=True)),
                    _connector="OR",
                ),
                name="repair_application_examined_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("syncing", "closed", "refused", "reviewing", "upheld")), _negated=True),
                    models.Q(
                        ("decided_by__isnull", False),
                        ("decided_on__isnull", False),
                        models.Q(("decision_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="repair_application_decided_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("refused", "reviewing", "upheld")), _negated=True),
                    models.Q(
                        models.Q(("decision_reason", ""), _negated=True),
                        models.Q(("remedies", ""), _negated=True),
                        ("ground__in", ["not_yet", "duties", "false", "barred"]),
                    ),
                    _connector="OR",
                ),
                name="repair_application_refused_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "declined"), _negated=True),
                    models.Q(
                        models.Q(("decision_reason", ""), _negated=True), models.Q(("remedies", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="repair_application_declined_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    ("handler__isnull", True),
                    models.Q(("decided_by", models.F("handler")), _negated=True),
                    _connector="OR",
                ),
                name="repair_application_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_by__isnull", True),
                    models.Q(
                        models.Q(("reviewed_by", models.F("decided_by")), _negated=True),
                        models.Q(("reviewed_by", models.F("handler")), _negated=True),
                        models.Q(("review_answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="repair_application_other_reviewer",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "upheld"), _negated=True),
                    models.Q(("reviewed_by__isnull", False), ("reviewed_on__isnull", False)),
                    _connector="OR",
                ),
                name="repair_application_upheld_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "reviewing"), _negated=True),
                    models.Q(models.Q(("review_reason", ""), _negated=True), ("review_due__isnull", False)),
                    _connector="OR",
                ),
                name="repair_application_review_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("extended_days", 0), ("extended_on__isnull", True)),
                    models.Q(
                        ("extended_days__gt", 0),
                        ("extended_on__isnull", False),
                        models.Q(("extended_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="repair_application_extended_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "supplement"), _negated=True),
                    models.Q(models.Q(("supplement_text", ""), _negated=True), ("supplement_by__isnull", False)),
                    _connector="OR",
                ),
                name="repair_application_supplement_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("syncing", "closed")), _negated=True),
                    ("sync_due__isnull", False),
                    _connector="OR",
                ),
                name="repair_application_sync_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "closed"), _negated=True), ("closed_on__isnull", False), _connector="OR"
                ),
                name="repair_application_closed_when",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="begins",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF NEW.state <> 'draft' THEN\n        RAISE EXCEPTION 'repair: begins as a draft' USING ERRCODE = '23514', CONSTRAINT = 'repair_application_way';\n    END IF;\n    RETURN NEW;\n",
                    hash="e6e364fc75e2f8291e444c0676183783c0f69e65",
                    operation="INSERT",
                    pgid="pgtrigger_begins_e110f",
                    table="repair_application",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="way",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF (OLD.state, NEW.state) NOT IN (('accepted', 'accepted'), ('accepted', 'proposed'), ('accepted', 'withdrawn'), ('closed', 'closed'), ('declined', 'declined'), ('draft', 'draft'), ('draft', 'submitted'), ('draft', 'withdrawn'), ('proposed', 'accepted'), ('proposed', 'proposed'), ('proposed', 'refused'), ('proposed', 'syncing'), ('proposed', 'withdrawn'), ('refused', 'refused'), ('refused', 'reviewing'), ('reviewing', 'reviewing'), ('reviewing', 'syncing'), ('reviewing', 'upheld'), ('submitted', 'accepted'), ('submitted', 'declined'), ('submitted', 'submitted'), ('submitted', 'supplement'), ('submitted', 'withdrawn'), ('supplement', 'submitted'), ('supplement', 'supplement'), ('supplement', 'withdrawn'), ('syncing', 'closed'), ('syncing', 'syncing'), ('upheld', 'upheld'), ('withdrawn', 'withdrawn')) THEN\n        RAISE EXCEPTION 'repair: no step from % to %', OLD.state, NEW.state USING ERRCODE = '23514',\n            CONSTRAINT = 'repair_application_way';\n    END IF;\n    IF OLD.extended_on IS NOT NULL AND (NEW.extended_on, NEW.extended_days) IS DISTINCT FROM (OLD.extended_on, OLD.extended_days) THEN\n        RAISE EXCEPTION 'repair: extended once' USING ERRCODE = '23514', CONSTRAINT = 'repair_application_extended_once';\n    END IF;\n    IF NEW.state = 'closed' AND (\n        NOT EXISTS (SELECT 1 FROM repair_syncitem s WHERE s.application_id = NEW.id)\n        OR EXISTS (SELECT 1 FROM repair_syncitem s WHERE s.application_id = NEW.id AND s.state = 'open')\n    ) THEN\n        RAISE EXCEPTION 'repair: channels open' USING ERRCODE = '23514', CONSTRAINT = 'repair_application_synced';\n    END IF;\n    IF NEW.state IN ('syncing', 'closed') AND NOT EXISTS (\n        SELECT 1 FROM records_creditrecord r WHERE r.id = NEW.record_id AND r.repaired_at IS NOT NULL\n    ) THEN\n        RAISE EXCEPTION 'repair: granted without effect' USING ERRCODE = '23514', CONSTRAINT = 'repair_application_effect';\n    END IF;\n    RETURN NEW;\n",
                    hash="b4a874322c4ca9ac7be51b79973929cae4a1ef02",
                    operation="UPDATE",
                    pgid="pgtrigger_way_1b8be",
                    table="repair_application",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="no_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="be82e93c7de68170c1aebfc975aa0881df876ab2",
                    operation="DELETE",
                    pgid="pgtrigger_no_delete_5f343",
                    table="repair_application",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'guards: cannot truncate %', TG_TABLE_NAME;",
                    hash="168449b136c7a71141e3abce5f0d92292bdf8dea",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_ce850",
                    table="repair_application",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "repair_applicationevent" ("accept_due", "accepted_on", "channel", "channel_number", "closed_on", "court_on", "created_at", "created_by_id", "decide_due", "decided_by_id", "decided_on", "decision_reason", "due_provisional", "effects", "extended_days", "extended_on", "extended_reason", "findings", "fulfilled_on", "ground", "handler_id", "id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promise_signer", "promise_text", "promised_at", "proposal", "proposed_on", "public_id", "record_id", "remedies", "review_answer", "review_asked_on", "review_due", "review_reason", "reviewed_by_id", "reviewed_on", "section_id", "state", "statement", "subject_id", "submitted_at", "submitted_on", "supplement_by", "supplement_text", "sync_due") SELECT new_values."accept_due", new_values."accepted_on", new_values."channel", new_values."channel_number", new_values."closed_on", new_values."court_on", new_values."created_at", new_values."created_by_id", new_values."decide_due", new_values."decided_by_id", new_values."decided_on", new_values."decision_reason", new_values."due_provisional", new_values."effects", new_values."extended_days", new_values."extended_on", new_values."extended_reason", new_values."findings", new_values."fulfilled_on", new_values."ground", new_values."handler_id", new_values."id", new_values."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."promise_signer", new_values."promise_text", new_values."promised_at", new_values."proposal", new_values."proposed_on", new_values."public_id", new_values."record_id", new_values."remedies", new_values."review_answer", new_values."review_asked_on", new_values."review_due", new_values."review_reason", new_values."reviewed_by_id", new_values."reviewed_on", new_values."section_id", new_values."state", new_values."statement", new_values."subject_id", new_values."submitted_at", new_values."submitted_on", new_values."supplement_by", new_values."supplement_text", new_values."sync_due" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="a106a7c13e76a2aef14d788aa255d8d22a74e7d6",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d18af",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="repair_application",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "repair_applicationevent" ("accept_due", "accepted_on", "channel", "channel_number", "closed_on", "court_on", "created_at", "created_by_id", "decide_due", "decided_by_id", "decided_on", "decision_reason", "due_provisional", "effects", "extended_days", "extended_on", "extended_reason", "findings", "fulfilled_on", "ground", "handler_id", "id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promise_signer", "promise_text", "promised_at", "proposal", "proposed_on", "public_id", "record_id", "remedies", "review_answer", "review_asked_on", "review_due", "review_reason", "reviewed_by_id", "reviewed_on", "section_id", "state", "statement", "subject_id", "submitted_at", "submitted_on", "supplement_by", "supplement_text", "sync_due") SELECT new_values."accept_due", new_values."accepted_on", new_values."channel", new_values."channel_number", new_values."closed_on", new_values."court_on", new_values."created_at", new_values."created_by_id", new_values."decide_due", new_values."decided_by_id", new_values."decided_on", new_values."decision_reason", new_values."due_provisional", new_values."effects", new_values."extended_days", new_values."extended_on", new_values."extended_reason", new_values."findings", new_values."fulfilled_on", new_values."ground", new_values."handler_id", new_values."id", new_values."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."promise_signer", new_values."promise_text", new_values."promised_at", new_values."proposal", new_values."proposed_on", new_values."public_id", new_values."record_id", new_values."remedies", new_values."review_answer", new_values."review_asked_on", new_values."review_due", new_values."review_reason", new_values."reviewed_by_id", new_values."reviewed_on", new_values."section_id", new_values."state", new_values."statement", new_values."subject_id", new_values."submitted_at", new_values."submitted_on", new_values."supplement_by", new_values."supplement_text", new_values."sync_due" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="c6766a1495fa61b6702f49673e72cb8d664afa42",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_957e7",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="repair_application",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="applicationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ded8ef4c90150c880ea3b8c5a5a642211191a47d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ea661",
                    table="repair_applicationevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(fields=("application", "kind"), name="repair_letter_one"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="letter",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a5f09091a5f562c049c037e884cc0374e74402fd",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2bf25",
                    table="repair_letter",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="letter",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'guards: cannot truncate %', TG_TABLE_NAME;",
                    hash="e47be58ae7f0dd15a76230c272579c846a651504",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_c8869",
                    table="repair_letter",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at__isnull", True)), fields=("record",), name="repair_notice_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("served_by_way", ""), ("served_on__isnull", True)),
                    models.Q(
                        ("served_by_way__in", ["hand", "mail", "electronic", "left", "notice"]),
                        ("served_on__isnull", False),
                        models.Q(("served_to", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="repair_notice_served_how",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notice",
            trigger=pgtrigger.compiler.Trigger(
                name="words_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."record_id" IS DISTINCT FROM (NEW."record_id") OR OLD."snapshot" IS DISTINCT FROM (NEW."snapshot") OR OLD."snapshot_digest" IS DISTINCT FROM (NEW."snapshot_digest") OR OLD."pdf" IS DISTINCT FROM (NEW."pdf") OR OLD."pdf_sha256" IS DISTINCT FROM (NEW."pdf_sha256") OR OLD."issued_at" IS DISTINCT FROM (NEW."issued_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="8d7ad1e4e750ae929e6190f6857f01ecde057e9e",
                    operation="UPDATE",
                    pgid="pgtrigger_words_stay_34931",
                    table="repair_notice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notice",
            trigger=pgtrigger.compiler.Trigger(
                name="served_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.served_on IS NOT NULL AND NEW.served_on IS DISTINCT FROM OLD.served_on)",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="0abb0aec7aa4709f1354dc5238c3b1c57cd09eea",
                    operation="UPDATE",
                    pgid="pgtrigger_served_is_final_3ae60",
                    table="repair_notice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notice",
            trigger=pgtrigger.compiler.Trigger(
                name="no_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="611ed11d2b7f33a10bbfd687c1de25aa0ee13f38",
                    operation="DELETE",
                    pgid="pgtrigger_no_delete_758df",
                    table="repair_notice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notice",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'guards: cannot truncate %', TG_TABLE_NAME;",
                    hash="b05564cdb4f446834ceeb38fcc4eca1faf3c798f",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_f1524",
                    table="repair_notice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notice",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "repair_noticeevent" ("id", "issued_at", "issued_by_id", "number", "pdf_sha256", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "replaced_at", "served_by_way", "served_entered_by_id", "served_note", "served_on", "served_to", "snapshot_digest") SELECT new_values."id", new_values."issued_at", new_values."issued_by_id", new_values."number", new_values."pdf_sha256", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."record_id", new_values."replaced_at", new_values."served_by_way", new_values."served_entered_by_id", new_values."served_note", new_values."served_on", new_values."served_to", new_values."snapshot_digest" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="477ac3373f31478749ae01249f265df210b427cc",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e7871",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="repair_notice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notice",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "repair_noticeevent" ("id", "issued_at", "issued_by_id", "number", "pdf_sha256", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "replaced_at", "served_by_way", "served_entered_by_id", "served_note", "served_on", "served_to", "snapshot_digest") SELECT new_values."id", new_values."issued_at", new_values."issued_by_id", new_values."number", new_values."pdf_sha256", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."record_id", new_values."replaced_at", new_values."served_by_way", new_values."served_entered_by_id", new_values."served_note", new_values."served_on", new_values."served_to", new_values."snapshot_digest" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."issued_at" IS DISTINCT FROM (new_values."issued_at") OR old_values."issued_by_id" IS DISTINCT FROM (new_values."issued_by_id") OR old_values."number" IS DISTINCT FROM (new_values."number") OR old_values."pdf_sha256" IS DISTINCT FROM (new_values."pdf_sha256") OR old_values."record_id" IS DISTINCT FROM (new_values."record_id") OR old_values."replaced_at" IS DISTINCT FROM (new_values."replaced_at") OR old_values."served_by_way" IS DISTINCT FROM (new_values."served_by_way") OR old_values."served_entered_by_id" IS DISTINCT FROM (new_values."served_entered_by_id") OR old_values."served_note" IS DISTINCT FROM (new_values."served_note") OR old_values."served_on" IS DISTINCT FROM (new_values."served_on") OR old_values."served_to" IS DISTINCT FROM (new_values."served_to") OR old_values."snapshot_digest" IS DISTINCT FROM (new_values."snapshot_digest")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="74c1b377201088b2e1ea3390b587e260332d41f8",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_508ab",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="repair_notice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="noticeevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b9a9cf44834180b27b53e2fcad160c04098cfab0",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a0acf",
                    table="repair_noticeevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file", ""), ("held__isnull", False)),
                    models.Q(
                        ("held__isnull", True),
                        models.Q(("file", ""), _negated=True),
                        models.Q(("sha256", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="repair_paper_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True), models.Q(("sha256", ""), _negated=True)),
                fields=("application", "sha256"),
                name="repair_paper_once",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paper",
            trigger=pgtrigger.compiler.Trigger(
                name="only_removal",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."held_id" IS DISTINCT FROM (NEW."held_id") OR OLD."file" IS DISTINCT FROM (NEW."file") OR OLD."filename" IS DISTINCT FROM (NEW."filename") OR OLD."media_type" IS DISTINCT FROM (NEW."media_type") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."round" IS DISTINCT FROM (NEW."round") OR OLD."added_by_id" IS DISTINCT FROM (NEW."added_by_id") OR OLD."added_at" IS DISTINCT FROM (NEW."added_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="52ac054948c010c9826453b29b6b04cf7d3038ab",
                    operation="UPDATE",
                    pgid="pgtrigger_only_removal_ab60a",
                    table="repair_paper",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paper",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."removed_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="4e5fc3ddcd72bbe6e115de3d5682f39f13623add",
                    operation="UPDATE",
                    pgid="pgtrigger_removed_is_final_32199",
                    table="repair_paper",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paper",
            trigger=pgtrigger.compiler.Trigger(
                name="no_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="da79fcb11ef20802e2c9c7090f082d60770b8f3b",
                    operation="DELETE",
                    pgid="pgtrigger_no_delete_6e2c2",
                    table="repair_paper",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paper",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'guards: cannot truncate %', TG_TABLE_NAME;",
                    hash="80442a831cd6bdfe3bce11e8aa08da7719b30c0d",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_5a513",
                    table="repair_paper",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paper",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "repair_paperevent" ("added_at", "added_by_id", "application_id", "filename", "held_id", "id", "kind", "media_type", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "removed_at", "round", "sha256", "size", "title") SELECT new_values."added_at", new_values."added_by_id", new_values."application_id", new_values."filename", new_values."held_id", new_values."id", new_values."kind", new_values."media_type", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."public_id", new_values."removed_at", new_values."round", new_values."sha256", new_values."size", new_values."title" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="771fff84c8b080b4eacbaa05de6a77e2a0a15ec1",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_257fa",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="repair_paper",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paper",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "repair_paperevent" ("added_at", "added_by_id", "application_id", "filename", "held_id", "id", "kind", "media_type", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "removed_at", "round", "sha256", "size", "title") SELECT new_values."added_at", new_values."added_by_id", new_values."application_id", new_values."filename", new_values."held_id", new_values."id", new_values."kind", new_values."media_type", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."public_id", new_values."removed_at", new_values."round", new_values."sha256", new_values."size", new_values."title" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."added_at" IS DISTINCT FROM (new_values."added_at") OR old_values."added_by_id" IS DISTINCT FROM (new_values."added_by_id") OR old_values."application_id" IS DISTINCT FROM (new_values."application_id") OR old_values."filename" IS DISTINCT FROM (new_values."filename") OR old_values."held_id" IS DISTINCT FROM (new_values."held_id") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."media_type" IS DISTINCT FROM (new_values."media_type") OR old_values."public_id" IS DISTINCT FROM (new_values."public_id") OR old_values."removed_at" IS DISTINCT FROM (new_values."removed_at") OR old_values."round" IS DISTINCT FROM (new_values."round") OR old_values."sha256" IS DISTINCT FROM (new_values."sha256") OR old_values."size" IS DISTINCT FROM (new_values."size") OR old_values."title" IS DISTINCT FROM (new_values."title")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="1ca8e4acc6ca24a3dd7407266429e8b2e9fbe6b6",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_da06f",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="repair_paper",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paperevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="2c8462c92a232513f52dbd6b00292d36fd5b7e00",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b34d4",
                    table="repair_paperevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)), fields=("application",), name="repair_pause_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(("cause__in", ["supplement", "other_body", "inspection"])),
                name="repair_pause_listed_cause",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="repair_pause_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                name="repair_pause_order",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pause",
            trigger=pgtrigger.compiler.Trigger(
                name="only_end",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."cause" IS DISTINCT FROM (NEW."cause") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."since" IS DISTINCT FROM (NEW."since"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="e1d910da29b61cf83bd5d376bd42fb9fa7102432",
                    operation="UPDATE",
                    pgid="pgtrigger_only_end_731ad",
                    table="repair_pause",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pause",
            trigger=pgtrigger.compiler.Trigger(
                name="ended_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."until" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="7a1f4d0f94ccf228d786012a098c1a1c40d1b165",
                    operation="UPDATE",
                    pgid="pgtrigger_ended_is_final_b6d2d",
                    table="repair_pause",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pause",
            trigger=pgtrigger.compiler.Trigger(
                name="no_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="28e68dae713ee4bca22acffdeb6b96c039be8cbc",
                    operation="DELETE",
                    pgid="pgtrigger_no_delete_15467",
                    table="repair_pause",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pause",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'guards: cannot truncate %', TG_TABLE_NAME;",
                    hash="d39a54bfc6f548d7436074392e9b75a5ee74cfcf",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_7070a",
                    table="repair_pause",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pause",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "repair_pauseevent" ("application_id", "cause", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "since", "until") SELECT new_values."application_id", new_values."cause", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."reason", new_values."since", new_values."until" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="495a63737280e468c4e3383d3337909c2d5601ce",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f97c9",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="repair_pause",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pause",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "repair_pauseevent" ("application_id", "cause", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "since", "until") SELECT new_values."application_id", new_values."cause", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."reason", new_values."since", new_values."until" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="eecde5ee3629425203e8b01a0951744ee54f4d53",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_46d3d",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="repair_pause",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pauseevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4e998d8024e184389c9a9147ea920c89f5965578",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_af3ed",
                    table="repair_pauseevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="step",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c708e0006766645e4ed8498c92c278a592d3123a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_f19a4",
                    table="repair_step",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="step",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'guards: cannot truncate %', TG_TABLE_NAME;",
                    hash="a7764155de416089aff1810c5436ea8a740bc530",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_85a2b",
                    table="repair_step",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="syncitem",
            constraint=models.UniqueConstraint(fields=("application", "channel"), name="repair_sync_once"),
        ),
        migrations.AddConstraint(
            model_name="syncitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "done"), _negated=True),
                    models.Q(
                        ("done_on__isnull", False),
                        ("entered_by__isnull", False),
                        models.Q(
                            models.Q(("proof", ""), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="repair_sync_done_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="syncitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "explained"), _negated=True),
                    models.Q(models.Q(("note", ""), _negated=True), ("entered_by__isnull", False)),
                    _connector="OR",
                ),
                name="repair_sync_explained",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="syncitem",
            trigger=pgtrigger.compiler.Trigger(
                name="no_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="0a36fe439b2c20dc34f368ab70c6f3659540180b",
                    operation="DELETE",
                    pgid="pgtrigger_no_delete_aacd7",
                    table="repair_syncitem",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="syncitem",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'guards: cannot truncate %', TG_TABLE_NAME;",
                    hash="d95dff7559758596b307a18ff94e9cf5c3ac6914",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_e7e1d",
                    table="repair_syncitem",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="syncitem",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "repair_syncitemevent" ("application_id", "channel", "done_on", "entered_at", "entered_by_id", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proof_name", "proof_sha256", "proof_type", "state") SELECT new_values."application_id", new_values."channel", new_values."done_on", new_values."entered_at", new_values."entered_by_id", new_values."id", new_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."proof_name", new_values."proof_sha256", new_values."proof_type", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="fdd626a8055ae5ac18c3237645fca5d5dded1d83",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a03c0",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="repair_syncitem",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="syncitem",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "repair_syncitemevent" ("application_id", "channel", "done_on", "entered_at", "entered_by_id", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proof_name", "proof_sha256", "proof_type", "state") SELECT new_values."application_id", new_values."channel", new_values."done_on", new_values."entered_at", new_values."entered_by_id", new_values."id", new_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."proof_name", new_values."proof_sha256", new_values."proof_type", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."application_id" IS DISTINCT FROM (new_values."application_id") OR old_values."channel" IS DISTINCT FROM (new_values."channel") OR old_values."done_on" IS DISTINCT FROM (new_values."done_on") OR old_values."entered_at" IS DISTINCT FROM (new_values."entered_at") OR old_values."entered_by_id" IS DISTINCT FROM (new_values."entered_by_id") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."note" IS DISTINCT FROM (new_values."note") OR old_values."proof_name" IS DISTINCT FROM (new_values."proof_name") OR old_values."proof_sha256" IS DISTINCT FROM (new_values."proof_sha256") OR old_values."proof_type" IS DISTINCT FROM (new_values."proof_type") OR old_values."state" IS DISTINCT FROM (new_values."state")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="a3e797e970dbc769f06e907350b09dc7c63a430b",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c3fe5",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="repair_syncitem",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="syncitemevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="37e4e30fc8604411956b929ff1dd5dca1ff0efcb",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_26123",
                    table="repair_syncitemevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
