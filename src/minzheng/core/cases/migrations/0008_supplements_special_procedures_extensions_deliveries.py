"""What is asked for beside the straight road, special procedures, extensions, and every try to deliver."""

import django.db.models.deletion
from django.db import migrations, models

import minzheng.kernel.ids.time_ordered


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_visits_and_checks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Extension",
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
                ("n", models.IntegerField(verbose_name="延长")),
                ("unit", models.CharField(max_length=16, verbose_name="单位")),
                ("article", models.CharField(max_length=120, verbose_name="依据")),
                ("reason", models.CharField(help_text="L3", max_length=500, verbose_name="理由")),
                ("old_due", models.DateField(verbose_name="原到期日")),
                ("new_due", models.DateField(verbose_name="新到期日")),
                ("approved_at", models.DateTimeField(verbose_name="批准时间")),
                ("approved_by", models.UUIDField(null=True, verbose_name="批准人")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, to="cases.case", verbose_name="办件"
                    ),
                ),
            ],
            options={
                "verbose_name": "延期",
                "db_table": "cases_extension",
            },
        ),
        migrations.CreateModel(
            name="Delivery",
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
                ("element", models.CharField(max_length=64, verbose_name="环节")),
                ("mode", models.CharField(max_length=16, verbose_name="方式")),
                ("outcome", models.CharField(max_length=16, verbose_name="结论")),
                ("fail_reason", models.CharField(default="", max_length=16, verbose_name="未送达原因")),
                (
                    "receiver",
                    models.CharField(default="", help_text="L3", max_length=64, verbose_name="签收人"),
                ),
                ("tracking_no", models.CharField(default="", max_length=40, verbose_name="单号")),
                ("note", models.CharField(default="", help_text="L3", max_length=300, verbose_name="经过")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("by", models.UUIDField(null=True, verbose_name="送达人")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="cases.case", verbose_name="办件"
                    ),
                ),
            ],
            options={
                "verbose_name": "送达",
                "db_table": "cases_delivery",
                "indexes": [models.Index(fields=["case"], name="cases_delivery_case")],
            },
        ),
        migrations.CreateModel(
            name="SpecialProcedure",
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
                ("element", models.CharField(max_length=64, verbose_name="提出环节")),
                ("kind", models.CharField(max_length=40, verbose_name="种类")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("basis", models.CharField(help_text="L3", max_length=500, verbose_name="理由")),
                ("clock", models.CharField(default="running", max_length=8, verbose_name="时钟")),
                ("stop_article", models.CharField(default="", max_length=120, verbose_name="停表依据")),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                ("proposed_by", models.UUIDField(null=True, verbose_name="提出人")),
                ("planned_end", models.DateField(null=True, verbose_name="预计结束")),
                ("approved_at", models.DateTimeField(null=True, verbose_name="批准时间")),
                ("approved_by", models.UUIDField(null=True, verbose_name="批准人")),
                ("told_applicant_at", models.DateTimeField(null=True, verbose_name="告知申请人时间")),
                ("denied_at", models.DateTimeField(null=True, verbose_name="不批准时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                ("result", models.CharField(default="", help_text="L3", max_length=500, verbose_name="结果")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="cases.case", verbose_name="办件"
                    ),
                ),
            ],
            options={
                "verbose_name": "特别程序",
                "db_table": "cases_special",
                "indexes": [models.Index(fields=["case"], name="cases_special_case")],
            },
        ),
        migrations.CreateModel(
            name="Supplement",
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
                ("kind", models.CharField(max_length=24, verbose_name="种类")),
                ("element", models.CharField(max_length=64, verbose_name="环节")),
                (
                    "items",
                    models.JSONField(help_text="L2 [{code, label, field, reason}]", verbose_name="清单"),
                ),
                ("asked_at", models.DateTimeField(verbose_name="提出时间")),
                ("asked_by", models.UUIDField(null=True, verbose_name="提出人")),
                ("due_on", models.DateField(null=True, verbose_name="期限")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="交来时间")),
                ("answered_by", models.UUIDField(null=True, verbose_name="交来的人")),
                ("body", models.BinaryField(help_text="L3", null=True, verbose_name="交来的内容")),
                ("digest", models.BinaryField(null=True, verbose_name="摘要")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="cases.case", verbose_name="办件"
                    ),
                ),
            ],
            options={
                "verbose_name": "补正、补充材料",
                "db_table": "cases_supplement",
                "indexes": [models.Index(fields=["case"], name="cases_supplement_case")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "supplement")),
                        fields=("case",),
                        name="cases_supplement_once",
                    )
                ],
            },
        ),
    ]
