"""Templates by digest, number series, letters."""

import django.db.models.deletion
from django.db import migrations, models

from minzheng.kernel.ids import uuid7


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_stored_files"),
        ("offices", "0001_organisations_positions_delegations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Template",
            fields=[
                (
                    "digest",
                    models.CharField(
                        max_length=64, primary_key=True, serialize=False, verbose_name="SM3 摘要"
                    ),
                ),
                ("kind", models.CharField(max_length=60, verbose_name="文种")),
                ("source", models.TextField(verbose_name="模板全文")),
            ],
            options={
                "verbose_name": "文书模板",
                "verbose_name_plural": "文书模板",
                "db_table": "documents_template",
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organisation",
                        "word",
                        "year",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("word", models.CharField(max_length=40, verbose_name="文种代字")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                ("last", models.PositiveIntegerField(verbose_name="最后序号")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="offices.organisation",
                        verbose_name="机关",
                    ),
                ),
            ],
            options={
                "verbose_name": "文号序列",
                "verbose_name_plural": "文号序列",
                "db_table": "documents_number_series",
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid7, editable=False, primary_key=True, serialize=False, verbose_name="编号"
                    ),
                ),
                ("case_id", models.UUIDField(blank=True, null=True, verbose_name="办件")),
                ("case_no", models.CharField(blank=True, default="", max_length=40, verbose_name="办件编号")),
                ("recipient", models.UUIDField(blank=True, help_text="L2", null=True, verbose_name="受文人")),
                ("kind", models.CharField(max_length=60, verbose_name="文种")),
                ("title", models.CharField(max_length=100, verbose_name="标题")),
                ("organisation_name", models.CharField(max_length=100, verbose_name="落款")),
                ("letterhead", models.CharField(max_length=100, verbose_name="版头")),
                ("word", models.CharField(max_length=40, verbose_name="文种代字")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                ("sequence", models.PositiveIntegerField(verbose_name="序号")),
                ("doc_no", models.CharField(max_length=100, unique=True, verbose_name="文号")),
                ("data", models.JSONField(help_text="L3 填入模板的文字", verbose_name="内容")),
                ("template", models.CharField(max_length=64, verbose_name="模板摘要")),
                ("issued_on", models.DateField(verbose_name="成文日期")),
                ("issued_at", models.DateTimeField(verbose_name="签发时间")),
                (
                    "status",
                    models.CharField(
                        choices=[("issued", "已签发"), ("void", "已作废")],
                        default="issued",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "void_reason",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="作废原因"),
                ),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="作废时间")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="受文人打开时间")),
                (
                    "file_digest",
                    models.CharField(blank=True, default="", max_length=64, verbose_name="正式文件 SM3"),
                ),
                ("province", models.CharField(blank=True, default="", max_length=12, verbose_name="省")),
                ("city", models.CharField(blank=True, default="", max_length=12, verbose_name="市")),
                ("county", models.CharField(blank=True, default="", max_length=12, verbose_name="县")),
                ("town", models.CharField(blank=True, default="", max_length=12, verbose_name="乡")),
                ("village", models.CharField(blank=True, default="", max_length=12, verbose_name="村居")),
                (
                    "file",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                        verbose_name="正式文件",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="offices.organisation",
                        verbose_name="机关",
                    ),
                ),
            ],
            options={
                "verbose_name": "文书",
                "verbose_name_plural": "文书",
                "db_table": "documents_letter",
                "indexes": [
                    models.Index(fields=["case_id", "id"], name="documents_letter_case"),
                    models.Index(
                        condition=models.Q(("file", None)), fields=["id"], name="documents_letter_waiting"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "word", "year", "sequence"), name="documents_letter_number"
                    )
                ],
            },
        ),
    ]
