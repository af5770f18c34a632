"""What persons want mended in verified facts, behind the wall."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import minzheng.kernel.ids.time_ordered
from minzheng.kernel.sql import in_scope, own, unwall, wall


class Migration(migrations.Migration):
    dependencies = [("people", "0007_households_behind_the_wall")]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("province", models.CharField("省", max_length=12, blank=True, default="")),
                ("city", models.CharField("市", max_length=12, blank=True, default="")),
                ("county", models.CharField("县", max_length=12, blank=True, default="")),
                ("town", models.CharField("乡", max_length=12, blank=True, default="")),
                ("village", models.CharField("村居", max_length=12, blank=True, default="")),
                (
                    "id",
                    models.UUIDField(
                        "编号",
                        primary_key=True,
                        default=minzheng.kernel.ids.time_ordered.uuid7,
                        editable=False,
                        serialize=False,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        verbose_name="本人",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.naturalperson",
                    ),
                ),
                ("fact", models.CharField("哪一项", max_length=16)),
                (
                    "value_enc",
                    models.BinaryField("应当是（密文）", help_text="L3 SM4-GCM，绑定表、列、行"),
                ),
                ("note", models.CharField("说明", max_length=500, blank=True, default="", help_text="L3")),
                ("evidence", models.UUIDField("证明文件", null=True, help_text="删掉以后为空")),
                (
                    "status",
                    models.CharField(
                        "状态",
                        max_length=8,
                        choices=[("asked", "等办理"), ("accepted", "改好了"), ("refused", "没有改")],
                        default="asked",
                    ),
                ),
                ("asked_at", models.DateTimeField("提出时间")),
                ("due_on", models.DateField("办到哪天")),
                ("decided_at", models.DateTimeField("办好时间", null=True)),
                ("officer", models.UUIDField("经办账号", null=True)),
                ("reason", models.CharField("理由", max_length=500, blank=True, default="", help_text="L3")),
            ],
            options={
                "db_table": "people_correction",
                "verbose_name": "更正申请",
                "verbose_name_plural": "更正申请",
            },
        ),
        migrations.AddConstraint(
            "correction",
            models.UniqueConstraint(
                fields=["person", "fact"], condition=Q(status="asked"), name="people_correction_waits"
            ),
        ),
        migrations.AddIndex(
            "correction",
            models.Index(
                fields=["county", "due_on"], name="people_correction_county", condition=Q(status="asked")
            ),
        ),
        migrations.AddIndex(
            "correction",
            models.Index(
                fields=["town", "due_on"], name="people_correction_town", condition=Q(status="asked")
            ),
        ),
        migrations.AddIndex(
            "correction",
            models.Index(
                fields=["decided_at"], name="people_correction_kept", condition=Q(evidence__isnull=False)
            ),
        ),
        migrations.RunSQL(
            wall("people_correction", own("person_id"), in_scope("mz.people")), unwall("people_correction")
        ),
    ]
