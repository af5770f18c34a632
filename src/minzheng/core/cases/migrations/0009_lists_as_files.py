"""Lists of cases as files: who asked and what for, who agreed, until when."""

from django.db import migrations, models

import minzheng.kernel.ids.time_ordered


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_supplements_special_procedures_extensions_deliveries"),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
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
                (
                    "of",
                    models.CharField(
                        choices=[("doing", "在办"), ("done", "已办")], max_length=8, verbose_name="哪张表"
                    ),
                ),
                ("unit", models.CharField(max_length=12, verbose_name="单位区划")),
                ("level", models.CharField(max_length=16, verbose_name="层级")),
                ("division", models.CharField(max_length=12, verbose_name="区划")),
                ("filters", models.JSONField(help_text="时限、事项、状态", verbose_name="筛选")),
                ("masked", models.BooleanField(default=True, verbose_name="脱敏")),
                ("reason", models.CharField(max_length=300, verbose_name="用途")),
                ("asked_by", models.UUIDField(verbose_name="申请人")),
                ("asked_name", models.CharField(help_text="L2", max_length=64, verbose_name="申请人姓名")),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                ("approved_by", models.UUIDField(null=True, verbose_name="批准人")),
                (
                    "approved_name",
                    models.CharField(
                        blank=True, default="", help_text="L2", max_length=64, verbose_name="批准人姓名"
                    ),
                ),
                ("approved_at", models.DateTimeField(null=True, verbose_name="批准时间")),
                ("expires_at", models.DateTimeField(null=True, verbose_name="下载到")),
                ("downloads", models.PositiveSmallIntegerField(default=0, verbose_name="下载次数")),
            ],
            options={
                "verbose_name": "导出",
                "db_table": "cases_export",
                "indexes": [models.Index(fields=["unit", "-id"], name="cases_export_unit")],
            },
        ),
    ]
