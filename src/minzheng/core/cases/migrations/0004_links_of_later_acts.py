"""What happened to a case after it was closed, and which cases follow from it (standards 4.5)."""

import django.db.models.deletion
from django.db import migrations, models

import minzheng.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_open_cases_by_calendar")]

    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=minzheng.kernel.ids.uuid7,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("amends", "更正"),
                            ("revokes", "撤销"),
                            ("alters", "变更决定"),
                            ("redo_of", "重作"),
                            ("reissues", "补发"),
                            ("cancels", "注销"),
                            ("continues", "转报、移送"),
                        ],
                        max_length=16,
                        verbose_name="种类",
                    ),
                ),
                (
                    "legal_doc",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="据以办理的文书"),
                ),
                ("article", models.CharField(blank=True, default="", max_length=200, verbose_name="依据")),
                ("reason", models.CharField(help_text="L3", max_length=1000, verbose_name="理由")),
                ("effective_on", models.DateField(verbose_name="生效日期")),
                ("letter_id", models.UUIDField(null=True, verbose_name="新出的文书")),
                (
                    "by_name",
                    models.CharField(
                        blank=True, default="", help_text="L2", max_length=64, verbose_name="办理人"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "from_case",
                    models.ForeignKey(
                        help_text="空为不另立办件",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                        verbose_name="后面的办件",
                    ),
                ),
                (
                    "to_case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                        verbose_name="原办件",
                    ),
                ),
            ],
            options={
                "verbose_name": "办件关联",
                "db_table": "cases_link",
                "indexes": [models.Index(fields=["to_case", "id"], name="cases_link_to")],
            },
        ),
    ]
