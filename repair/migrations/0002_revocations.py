"""Taking a granted repair back: the case, its letters, and what the database asks for before a record counts again."""

import uuid

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# A repaired record counts again only through a revocation that was served, heard and decided: asked for by the database itself.
_GUARD = """
CREATE FUNCTION repair_guard_reinstate() RETURNS trigger AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM repair_revocation r JOIN repair_application a ON a.id = r.application_id
        WHERE a.record_id = NEW.id AND r.state = 'revoked' AND a.state IN ('syncing', 'closed')
    ) THEN
        RAISE EXCEPTION 'repair: reinstated without a decided revocation' USING ERRCODE = '23514',
            CONSTRAINT = 'repair_reinstate_decided';
    END IF;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER repair_reinstate_guard BEFORE UPDATE ON records_creditrecord FOR EACH ROW
    WHEN (OLD.repaired_at IS NOT NULL AND NEW.repaired_at IS NULL) EXECUTE FUNCTION repair_guard_reinstate();
"""
_UNGUARD = """
DROP TRIGGER repair_reinstate_guard ON records_creditrecord;
DROP FUNCTION repair_guard_reinstate();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_security_rules"),
        ("records", "0010_reinstated"),
        ("repair", "0001_repairs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("records", "0010_reinstated"),
        ("notices", "0003_dispatches"),
    ]

    operations = [
        migrations.CreateModel(
            name="Revocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="公开编号"),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="编号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("noticed", "拟撤销，待送达"),
                            ("hearing", "陈述申辩期"),
                            ("weighed", "待决定"),
                            ("revoked", "已撤销修复"),
                            ("dropped", "不予撤销"),
                            ("annulled", "撤销决定已失效"),
                        ],
                        default="noticed",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[("false", "申请时提交虚假材料"), ("concealed", "隐瞒真实情况、以欺骗手段取得修复")],
                        max_length=10,
                        verbose_name="撤销的情形",
                    ),
                ),
                ("facts", models.CharField(max_length=1000, verbose_name="查明的事实和证据")),
                ("opened_at", models.DateTimeField(verbose_name="提出时间")),
                ("served_on", models.DateField(blank=True, null=True, verbose_name="告知书送达日期")),
                ("statement_until", models.DateField(blank=True, null=True, verbose_name="陈述申辩截止")),
                ("statement", models.CharField(blank=True, max_length=2000, verbose_name="陈述申辩")),
                ("stated_at", models.DateTimeField(blank=True, null=True, verbose_name="陈述时间")),
                (
                    "answer",
                    models.CharField(blank=True, max_length=1000, verbose_name="核查意见（含对陈述申辩的答复）"),
                ),
                ("weighed_on", models.DateField(blank=True, null=True, verbose_name="核查日期")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定日期")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="决定理由")),
                ("remedies", models.CharField(blank=True, max_length=500, verbose_name="救济途径")),
                ("barred_until", models.DateField(blank=True, null=True, verbose_name="不得再申请至")),
                ("annulled_on", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("annul_document", models.CharField(blank=True, max_length=128, verbose_name="复议决定书、判决书文号")),
                ("annul_reason", models.CharField(blank=True, max_length=500, verbose_name="失效原因")),
            ],
            options={
                "verbose_name": "撤销修复",
                "verbose_name_plural": "撤销修复",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="RevocationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="公开编号")),
                ("number", models.CharField(max_length=20, verbose_name="编号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("noticed", "拟撤销，待送达"),
                            ("hearing", "陈述申辩期"),
                            ("weighed", "待决定"),
                            ("revoked", "已撤销修复"),
                            ("dropped", "不予撤销"),
                            ("annulled", "撤销决定已失效"),
                        ],
                        default="noticed",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[("false", "申请时提交虚假材料"), ("concealed", "隐瞒真实情况、以欺骗手段取得修复")],
                        max_length=10,
                        verbose_name="撤销的情形",
                    ),
                ),
                ("facts", models.CharField(max_length=1000, verbose_name="查明的事实和证据")),
                ("opened_at", models.DateTimeField(verbose_name="提出时间")),
                ("served_on", models.DateField(blank=True, null=True, verbose_name="告知书送达日期")),
                ("statement_until", models.DateField(blank=True, null=True, verbose_name="陈述申辩截止")),
                ("statement", models.CharField(blank=True, max_length=2000, verbose_name="陈述申辩")),
                ("stated_at", models.DateTimeField(blank=True, null=True, verbose_name="陈述时间")),
                (
                    "answer",
                    models.CharField(blank=True, max_length=1000, verbose_name="核查意见（含对陈述申辩的答复）"),
                ),
                ("weighed_on", models.DateField(blank=True, null=True, verbose_name="核查日期")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定日期")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="决定理由")),
                ("remedies", models.CharField(blank=True, max_length=500, verbose_name="救济途径")),
                ("barred_until", models.DateField(blank=True, null=True, verbose_name="不得再申请至")),
                ("annulled_on", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("annul_document", models.CharField(blank=True, max_length=128, verbose_name="复议决定书、判决书文号")),
                ("annul_reason", models.CharField(blank=True, max_length=500, verbose_name="失效原因")),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="application",
            name="way",
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="repair_application_accepted_first",
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="repair_application_examined_first",
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="repair_application_decided_how",
        ),
        migrations.RemoveConstraint(
            model_name="letter",
            name="repair_letter_one",
        ),
        migrations.AlterField(
            model_name="application",
            name="state",
            field=models.CharField(
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
                    ("revoked", "修复已撤销"),
                ],
                default="draft",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="applicationevent",
            name="state",
            field=models.CharField(
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
                    ("revoked", "修复已撤销"),
                ],
                default="draft",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="kind",
            field=models.CharField(
                choices=[
                    ("granted", "准予信用修复决定书"),
                    ("refused", "不予信用修复决定书"),
                    ("declined", "不予受理告知书"),
                    ("review", "信用修复复核决定书"),
                    ("certificate", "信用修复证明"),
                    ("revoking", "拟撤销信用修复告知书"),
                    ("revoked", "撤销信用修复决定书"),
                    ("kept", "不予撤销信用修复告知书"),
                ],
                max_length=12,
                verbose_name="文书",
            ),
        ),
        migrations.AlterField(
            model_name="paper",
            name="kind",
            field=models.CharField(
                choices=[
                    ("fulfilment", "履行完毕证明"),
                    ("promise", "信用修复承诺书"),
                    ("court", "人民法院裁定书"),
                    ("training", "信用培训证明（自愿）"),
                    ("report", "信用报告（自愿）"),
                    ("held", "本局已有材料"),
                    ("finding", "撤销修复的依据材料"),
                    ("statement", "陈述申辩材料"),
                ],
                max_length=12,
                verbose_name="材料",
            ),
        ),
        migrations.AlterField(
            model_name="paperevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("fulfilment", "履行完毕证明"),
                    ("promise", "信用修复承诺书"),
                    ("court", "人民法院裁定书"),
                    ("training", "信用培训证明（自愿）"),
                    ("report", "信用报告（自愿）"),
                    ("held", "本局已有材料"),
                    ("finding", "撤销修复的依据材料"),
                    ("statement", "陈述申辩材料"),
                ],
                max_length=12,
                verbose_name="材料",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="way",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF (OLD.state, NEW.state) NOT IN (('accepted', 'accepted'), ('accepted', 'proposed'), ('accepted', 'withdrawn'), ('closed', 'closed'), ('closed', 'revoked'), ('declined', 'declined'), ('draft', 'draft'), ('draft', 'submitted'), ('draft', 'withdrawn'), ('proposed', 'accepted'), ('proposed', 'proposed'), ('proposed', 'refused'), ('proposed', 'syncing'), ('proposed', 'withdrawn'), ('refused', 'refused'), ('refused', 'reviewing'), ('reviewing', 'reviewing'), ('reviewing', 'syncing'), ('reviewing', 'upheld'), ('revoked', 'revoked'), ('revoked', 'syncing'), ('submitted', 'accepted'), ('submitted', 'declined'), ('submitted', 'submitted'), ('submitted', 'supplement'), ('submitted', 'withdrawn'), ('supplement', 'submitted'), ('supplement', 'supplement'), ('supplement', 'withdrawn'), ('syncing', 'closed'), ('syncing', 'revoked'), ('syncing', 'syncing'), ('upheld', 'upheld'), ('withdrawn', 'withdrawn')) THEN\n        RAISE EXCEPTION 'repair: no step from % to %', OLD.state, NEW.state USING ERRCODE = '23514',\n            CONSTRAINT = 'repair_application_way';\n    END IF;\n    IF OLD.extended_on IS NOT NULL AND (NEW.extended_on, NEW.extended_days) IS DISTINCT FROM (OLD.extended_on, OLD.extended_days) THEN\n        RAISE EXCEPTION 'repair: extended once' USING ERRCODE = '23514', CONSTRAINT = 'repair_application_extended_once';\n    END IF;\n    IF NEW.state = 'closed' AND (\n        NOT EXISTS (SELECT 1 FROM repair_syncitem s WHERE s.application_id = NEW.id)\n        OR EXISTS (SELECT 1 FROM repair_syncitem s WHERE s.application_id = NEW.id AND s.state = 'open')\n    ) THEN\n        RAISE EXCEPTION 'repair: channels open' USING ERRCODE = '23514', CONSTRAINT = 'repair_application_synced';\n    END IF;\n    IF NEW.state IN ('syncing', 'closed') AND NOT EXISTS (\n        SELECT 1 FROM records_creditrecord r WHERE r.id = NEW.record_id AND r.repaired_at IS NOT NULL\n    ) THEN\n        RAISE EXCEPTION 'repair: granted without effect' USING ERRCODE = '23514', CONSTRAINT = 'repair_application_effect';\n    END IF;\n    IF NEW.state = 'revoked' AND (\n        NOT EXISTS (SELECT 1 FROM repair_revocation r WHERE r.application_id = NEW.id AND r.state = 'revoked')\n        OR EXISTS (SELECT 1 FROM records_creditrecord r WHERE r.id = NEW.record_id AND r.repaired_at IS NOT NULL)\n    ) THEN\n        RAISE EXCEPTION 'repair: revoked without a decided revocation' USING ERRCODE = '23514',\n            CONSTRAINT = 'repair_application_revoked_how';\n    END IF;\n    RETURN NEW;\n",
                    hash="25197a65ed57e941e3b6cd0fa657b9740ff52a2d",
                    operation="UPDATE",
                    pgid="pgtrigger_way_1b8be",
                    table="repair_application",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "state__in",
                            ("accepted", "proposed", "syncing", "closed", "refused", "reviewing", "upheld", "revoked"),
                        ),
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
                        ("state__in", ("proposed", "syncing", "closed", "refused", "reviewing", "upheld", "revoked")),
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
                    models.Q(
                        ("state__in", ("syncing", "closed", "refused", "reviewing", "upheld", "revoked")), _negated=True
                    ),
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
        migrations.AddField(
            model_name="revocation",
            name="annulled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="失效登记人",
            ),
        ),
        migrations.AddField(
            model_name="revocation",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="revocations",
                to="repair.application",
                verbose_name="修复申请",
            ),
        ),
        migrations.AddField(
            model_name="revocation",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="决定人",
            ),
        ),
        migrations.AddField(
            model_name="revocation",
            name="handler",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="经办人",
            ),
        ),
        migrations.AddField(
            model_name="revocation",
            name="stated_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="陈述登记人",
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="revocation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="repair.revocation",
                verbose_name="撤销修复",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revocation__isnull", True)),
                fields=("application", "kind"),
                name="repair_letter_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(fields=("revocation", "kind"), name="repair_letter_one_of_revocation"),
        ),
        migrations.AddField(
            model_name="revocationevent",
            name="annulled_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="失效登记人",
            ),
        ),
        migrations.AddField(
            model_name="revocationevent",
            name="application",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="repair.application",
                verbose_name="修复申请",
            ),
        ),
        migrations.AddField(
            model_name="revocationevent",
            name="decided_by",
            field=models.ForeignKey(
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
        migrations.AddField(
            model_name="revocationevent",
            name="handler",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="经办人",
            ),
        ),
        migrations.AddField(
            model_name="revocationevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="repair.revocation",
            ),
        ),
        migrations.AddField(
            model_name="revocationevent",
            name="stated_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="陈述登记人",
            ),
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("noticed", "hearing", "weighed"))),
                fields=("application",),
                name="repair_revocation_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("facts", ""), _negated=True), ("ground__in", ["false", "concealed"])),
                name="repair_revocation_found_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("noticed", "dropped")),
                    models.Q(("served_on__isnull", False), ("statement_until__gt", models.F("served_on"))),
                    _connector="OR",
                ),
                name="repair_revocation_served_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stated_at__isnull", True), ("statement", "")),
                    models.Q(
                        ("served_on__isnull", False),
                        ("stated_at__isnull", False),
                        models.Q(("statement", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="repair_revocation_stated",
            ),
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("weighed", "revoked", "annulled")), _negated=True),
                    models.Q(models.Q(("answer", ""), _negated=True), ("weighed_on__isnull", False)),
                    _connector="OR",
                ),
                name="repair_revocation_weighed_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("revoked", "dropped", "annulled")), _negated=True),
                    models.Q(
                        ("decided_by__isnull", False),
                        ("decided_on__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="repair_revocation_decided_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("revoked", "annulled")), _negated=True),
                    models.Q(("barred_until__isnull", False), models.Q(("remedies", ""), _negated=True)),
                    _connector="OR",
                ),
                name="repair_revocation_remedies",
            ),
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("weighed", "revoked", "annulled")), _negated=True),
                    ("stated_at__isnull", False),
                    ("weighed_on__gt", models.F("statement_until")),
                    _connector="OR",
                ),
                name="repair_revocation_window",
            ),
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("handler")), _negated=True),
                    _connector="OR",
                ),
                name="repair_revocation_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "annulled"), _negated=True),
                    models.Q(
                        ("annulled_by__isnull", False),
                        ("annulled_on__isnull", False),
                        models.Q(("annul_document", ""), _negated=True),
                        models.Q(("annul_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="repair_revocation_annulled_how",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="revocation",
            trigger=pgtrigger.compiler.Trigger(
                name="begins",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF NEW.state <> 'noticed' OR NOT EXISTS (\n        SELECT 1 FROM repair_application a WHERE a.id = NEW.application_id AND a.state IN ('syncing', 'closed')\n    ) THEN\n        RAISE EXCEPTION 'repair: begins as a notice of a granted repair' USING ERRCODE = '23514',\n            CONSTRAINT = 'repair_revocation_way';\n    END IF;\n    RETURN NEW;\n",
                    hash="88b49bfbc3ec0b96945b6fa73b1c2323b0a8f50e",
                    operation="INSERT",
                    pgid="pgtrigger_begins_a09a4",
                    table="repair_revocation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="revocation",
            trigger=pgtrigger.compiler.Trigger(
                name="way",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF (OLD.state, NEW.state) NOT IN (('annulled', 'annulled'), ('dropped', 'dropped'), ('hearing', 'dropped'), ('hearing', 'hearing'), ('hearing', 'weighed'), ('noticed', 'dropped'), ('noticed', 'hearing'), ('noticed', 'noticed'), ('revoked', 'annulled'), ('revoked', 'revoked'), ('weighed', 'dropped'), ('weighed', 'revoked'), ('weighed', 'weighed')) THEN\n        RAISE EXCEPTION 'repair: no step from % to %', OLD.state, NEW.state USING ERRCODE = '23514',\n            CONSTRAINT = 'repair_revocation_way';\n    END IF;\n    IF NEW.state IN ('hearing', 'weighed', 'revoked', 'annulled') AND NOT EXISTS (\n        SELECT 1 FROM repair_letter l JOIN notices_dispatch d ON d.paper_type = 'repair.letter' AND d.paper_id = l.id\n        WHERE l.revocation_id = NEW.id AND l.kind = 'revoking' AND d.served_on = NEW.served_on\n    ) THEN\n        RAISE EXCEPTION 'repair: notice not served' USING ERRCODE = '23514', CONSTRAINT = 'repair_revocation_notice_served';\n    END IF;\n    RETURN NEW;\n",
                    hash="ec058247280d16e5ee4e91d9ce0e857f57241cb6",
                    operation="UPDATE",
                    pgid="pgtrigger_way_a6a86",
                    table="repair_revocation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="revocation",
            trigger=pgtrigger.compiler.Trigger(
                name="notice_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."ground" IS DISTINCT FROM (NEW."ground") OR OLD."facts" IS DISTINCT FROM (NEW."facts") OR OLD."handler_id" IS DISTINCT FROM (NEW."handler_id"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="ea03d2bac43f3f87256c42e4a84904da375f5bb5",
                    operation="UPDATE",
                    pgid="pgtrigger_notice_stays_93a77",
                    table="repair_revocation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="revocation",
            trigger=pgtrigger.compiler.Trigger(
                name="no_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="74c1d88911f892c6fd4e614f96687bc9c8efa2c2",
                    operation="DELETE",
                    pgid="pgtrigger_no_delete_0f81f",
                    table="repair_revocation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="revocation",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'guards: cannot truncate %', TG_TABLE_NAME;",
                    hash="f7d8cbc85229ef3661aea6b69da6e8cf342851a5",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_cd64e",
                    table="repair_revocation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="revocation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "repair_revocationevent" ("annul_document", "annul_reason", "annulled_by_id", "annulled_on", "answer", "application_id", "barred_until", "decided_by_id", "decided_on", "facts", "ground", "handler_id", "id", "number", "opened_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason", "remedies", "served_on", "state", "stated_at", "stated_by_id", "statement", "statement_until", "weighed_on") SELECT new_values."annul_document", new_values."annul_reason", new_values."annulled_by_id", new_values."annulled_on", new_values."answer", new_values."application_id", new_values."barred_until", new_values."decided_by_id", new_values."decided_on", new_values."facts", new_values."ground", new_values."handler_id", new_values."id", new_values."number", new_values."opened_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."public_id", new_values."reason", new_values."remedies", new_values."served_on", new_values."state", new_values."stated_at", new_values."stated_by_id", new_values."statement", new_values."statement_until", new_values."weighed_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="c6f8b5d71e26c49e97a25f8759aade70acd3ba06",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ef883",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="repair_revocation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="revocation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "repair_revocationevent" ("annul_document", "annul_reason", "annulled_by_id", "annulled_on", "answer", "application_id", "barred_until", "decided_by_id", "decided_on", "facts", "ground", "handler_id", "id", "number", "opened_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason", "remedies", "served_on", "state", "stated_at", "stated_by_id", "statement", "statement_until", "weighed_on") SELECT new_values."annul_document", new_values."annul_reason", new_values."annulled_by_id", new_values."annulled_on", new_values."answer", new_values."application_id", new_values."barred_until", new_values."decided_by_id", new_values."decided_on", new_values."facts", new_values."ground", new_values."handler_id", new_values."id", new_values."number", new_values."opened_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."public_id", new_values."reason", new_values."remedies", new_values."served_on", new_values."state", new_values."stated_at", new_values."stated_by_id", new_values."statement", new_values."statement_until", new_values."weighed_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="5e8461d82c2ad2440bb1cc2c88ac85751dcd4d76",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_28384",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="repair_revocation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="revocationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f4a1aa8005584fc9560685574e584a33ae16510d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_7bb66",
                    table="repair_revocationevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(_GUARD, _UNGUARD),
    ]
