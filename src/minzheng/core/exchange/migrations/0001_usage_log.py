"""The usage log, to which the application may only add."""

import django.contrib.postgres.fields
from django.db import migrations, models

import minzheng.kernel.ids.time_ordered
from minzheng.core.audit.sql import revoke


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=minzheng.kernel.ids.time_ordered.uuid7,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                ("req_id", models.UUIDField(help_text="同一件事重试时不变", verbose_name="请求编号")),
                ("connector", models.CharField(max_length=40, verbose_name="接口")),
                ("partner", models.CharField(max_length=100, verbose_name="对方单位")),
                ("caller_org", models.UUIDField(null=True, verbose_name="调用单位")),
                ("caller_account", models.UUIDField(null=True, verbose_name="调用账号")),
                ("caller_name", models.CharField(help_text="L2", max_length=64, verbose_name="调用人")),
                ("purpose", models.CharField(max_length=40, verbose_name="用途（办件编号）")),
                (
                    "subject_hash",
                    models.CharField(
                        help_text="L3 带密钥的摘要，看不出是谁", max_length=64, verbose_name="被查人摘要"
                    ),
                ),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None, verbose_name="查询字段"
                    ),
                ),
                ("result", models.CharField(max_length=16, verbose_name="结果")),
                ("lines", models.PositiveIntegerField(default=0, verbose_name="返回条数")),
                ("latency_ms", models.PositiveIntegerField(verbose_name="耗时（毫秒）")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "接口调用记录",
                "verbose_name_plural": "接口调用记录",
                "db_table": "exchange_call",
                "indexes": [
                    models.Index(fields=["purpose", "id"], name="exchange_call_purpose"),
                    models.Index(fields=["at", "id"], name="exchange_call_at"),
                ],
            },
        ),
        migrations.RunSQL(revoke("exchange_call"), migrations.RunSQL.noop),
    ]
