"""What an applicant commits to hand in later, before a case is accepted on that condition (容缺承诺)."""

import django.db.models.deletion
from django.db import migrations, models

import minzheng.kernel.ids.time_ordered


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_lists_as_files"),
        ("files", "0001_stored_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="Commitment",
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
                (
                    "items",
                    models.JSONField(
                        help_text="L2 [{code, label, field, reason}]", verbose_name="后补的材料"
                    ),
                ),
                ("due_on", models.DateField(verbose_name="最晚补交")),
                ("text_version", models.CharField(max_length=64, verbose_name="承诺书版本")),
                ("text_digest", models.CharField(max_length=64, verbose_name="承诺书摘要")),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                ("proposed_by", models.UUIDField(null=True, verbose_name="提出人")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="作废时间")),
                (
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("own_phone", "本人账号"),
                            ("link", "链接"),
                            ("guardian", "监护人代签"),
                            ("thumb_print", "按指印，两人见证"),
                            ("desk", "窗口当面签"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="方式",
                    ),
                ),
                (
                    "assurance",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="1–3，屏幕写 a1–a3", verbose_name="实名等级"
                    ),
                ),
                ("signed_at", models.DateTimeField(null=True, verbose_name="签字时间")),
                ("signed_by", models.UUIDField(null=True, verbose_name="谁签的")),
                (
                    "witnesses",
                    models.JSONField(default=list, help_text="L3 [[姓名, 身份], …]", verbose_name="见证人"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="cases.case", verbose_name="办件"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                        verbose_name="承诺书照片",
                    ),
                ),
            ],
            options={
                "verbose_name": "容缺承诺",
                "db_table": "cases_commitment",
                "indexes": [models.Index(fields=["case"], name="cases_commitment_case")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("case",), name="cases_commitment_one"
                    )
                ],
            },
        ),
    ]
