"""What a decision grants, month by month from its first month on."""

import django.db.models.deletion
from django.db import migrations, models

import minzheng.kernel.ids.time_ordered


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_cases"),
        ("people", "0001_persons_accounts_households"),
    ]

    operations = [
        migrations.CreateModel(
            name="Entitlement",
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
                ("service", models.CharField(max_length=40, verbose_name="事项")),
                ("person_name", models.CharField(help_text="L3", max_length=64, verbose_name="享受人姓名")),
                ("category", models.CharField(max_length=32, verbose_name="类别")),
                ("amount", models.IntegerField(help_text="L3 分", verbose_name="月金额")),
                ("people", models.SmallIntegerField(default=1, verbose_name="计入人数")),
                ("starts", models.DateField(help_text="当月第一天", verbose_name="起始月")),
                ("ends", models.DateField(help_text="自这个月起不再发", null=True, verbose_name="止于")),
                (
                    "formula",
                    models.CharField(default="", help_text="L3", max_length=1000, verbose_name="算式"),
                ),
                (
                    "parameters",
                    models.JSONField(
                        default=list, help_text="[参数, 值, 文号, 生效日]", verbose_name="所用标准"
                    ),
                ),
                ("tables_digest", models.CharField(default="", max_length=64, verbose_name="规则摘要")),
                ("granted_at", models.DateTimeField(verbose_name="决定时间")),
                ("province", models.CharField(default="", max_length=12, verbose_name="省")),
                ("city", models.CharField(default="", max_length=12, verbose_name="市")),
                ("county", models.CharField(default="", max_length=12, verbose_name="县")),
                ("town", models.CharField(default="", max_length=12, verbose_name="乡")),
                ("village", models.CharField(default="", max_length=12, verbose_name="村居")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.naturalperson",
                        verbose_name="享受人",
                    ),
                ),
            ],
            options={
                "verbose_name": "待遇",
                "verbose_name_plural": "待遇",
                "db_table": "benefits_entitlement",
                "indexes": [
                    models.Index(fields=["person", "service"], name="benefits_person"),
                    models.Index(fields=["county", "service", "starts", "id"], name="benefits_county"),
                    models.Index(fields=["town", "service", "starts", "id"], name="benefits_town"),
                    models.Index(fields=["village", "service", "starts", "id"], name="benefits_village"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="benefits_amount"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends__isnull", True), ("ends__gte", models.F("starts")), _connector="OR"
                        ),
                        name="benefits_months",
                    ),
                ],
            },
        ),
    ]
