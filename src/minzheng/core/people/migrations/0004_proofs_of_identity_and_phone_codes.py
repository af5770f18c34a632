"""Proofs of identity (only ever added), codes by telephone, sessions that can be told apart."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import minzheng.kernel.ids.time_ordered

GUARD = """
CREATE FUNCTION people_proof_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'proofs are append-only: %', TG_OP USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON people_proof
    FOR EACH ROW EXECUTE FUNCTION people_proof_append_only();
"""
UNGUARD = """
DROP TRIGGER append_only ON people_proof;
DROP FUNCTION people_proof_append_only();
"""
TAKEN_OVER = """
INSERT INTO people_proof (id, account_id, person_id, method, level, provider, at, evidence)
SELECT gen_random_uuid(), id, person_id, 'taken_over', assurance, '', created_at, '' FROM people_account;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="PhoneCode",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=minzheng.kernel.ids.time_ordered.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                ("phone", models.CharField(help_text="L2", max_length=20, verbose_name="手机")),
                ("purpose", models.CharField(max_length=16, verbose_name="用途")),
                ("digest", models.BinaryField(help_text="L3", verbose_name="验证码摘要")),
                ("source", models.BinaryField(help_text="L3 带密钥的网络地址摘要", verbose_name="来源摘要")),
                ("sent_at", models.DateTimeField(verbose_name="发送时间")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="试错次数")),
                ("proven_at", models.DateTimeField(null=True, verbose_name="答对时间")),
                ("used_at", models.DateTimeField(null=True, verbose_name="用掉时间")),
            ],
            options={
                "verbose_name": "验证码",
                "verbose_name_plural": "验证码",
                "db_table": "people_phone_code",
            },
        ),
        migrations.CreateModel(
            name="Proof",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=minzheng.kernel.ids.time_ordered.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("phone", "手机验证码"),
                            ("real_name", "姓名和身份证号核对"),
                            ("network_id", "国家网络身份认证"),
                            ("face", "刷脸核验"),
                            ("counter", "窗口核验"),
                            ("taken_over", "开户时已核"),
                        ],
                        max_length=12,
                        verbose_name="方式",
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(help_text="1 注册、2 实名、3 实人", verbose_name="等级"),
                ),
                ("provider", models.CharField(max_length=100, verbose_name="由谁核验")),
                ("at", models.DateTimeField(verbose_name="核验时间")),
                (
                    "valid_to",
                    models.DateField(help_text="自这一天起不再有效", null=True, verbose_name="失效日"),
                ),
                ("evidence", models.BinaryField(help_text="L3 带密钥的摘要", verbose_name="凭据摘要")),
                ("officer", models.UUIDField(null=True, verbose_name="经办账号")),
            ],
            options={
                "verbose_name": "身份核验",
                "verbose_name_plural": "身份核验",
                "db_table": "people_proof",
            },
        ),
        migrations.AddField(
            model_name="session",
            name="began_at",
            field=models.DateTimeField(null=True, verbose_name="登录时间"),
        ),
        migrations.AddField(
            model_name="session",
            name="browser",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=40, verbose_name="浏览器"
            ),
        ),
        migrations.AlterField(
            model_name="account",
            name="assurance",
            field=models.PositiveSmallIntegerField(
                default=1, help_text="最近一次核验的等级；现在的等级由核验记录得出", verbose_name="实名等级"
            ),
        ),
        migrations.AlterField(
            model_name="representative",
            name="status",
            field=models.CharField(
                choices=[
                    ("offered", "等对方同意或核对"),
                    ("active", "有效"),
                    ("declined", "没有同意"),
                    ("withdrawn", "已撤回"),
                ],
                default="active",
                max_length=12,
                verbose_name="状态",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("phone", ""), _negated=True),
                fields=["phone"],
                name="people_account_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("is_active", True)), fields=["person"], name="people_account_of_person"
            ),
        ),
        migrations.AddIndex(
            model_name="phonecode",
            index=models.Index(fields=["phone", "-sent_at"], name="people_phone_code_phone"),
        ),
        migrations.AddIndex(
            model_name="phonecode",
            index=models.Index(fields=["source", "-sent_at"], name="people_phone_code_source"),
        ),
        migrations.AddField(
            model_name="proof",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proofs",
                to=settings.AUTH_USER_MODEL,
                verbose_name="账号",
            ),
        ),
        migrations.AddField(
            model_name="proof",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proofs",
                to="people.naturalperson",
                verbose_name="本人",
            ),
        ),
        migrations.AddIndex(
            model_name="proof",
            index=models.Index(fields=["account", "-id"], name="people_proof_account"),
        ),
        migrations.RunSQL(TAKEN_OVER, migrations.RunSQL.noop),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
