"""查看明文: who sees sensitive fields of which case in clear until when; each account finds the own rows alone."""

import django.db.models.deletion
from django.db import migrations, models

import minzheng.kernel.ids.time_ordered
from minzheng.kernel.sql import unwall, wall

MINE = "account::text = (SELECT current_setting('mz.actor', true))"


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_signatures_of_a_visit")]

    operations = [
        migrations.CreateModel(
            name="Reveal",
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
                ("account", models.UUIDField(verbose_name="谁看")),
                ("level", models.CharField(max_length=2, verbose_name="到哪一级")),
                ("purpose", models.CharField(max_length=200, verbose_name="用途")),
                ("at", models.DateTimeField(verbose_name="从什么时候")),
                ("until", models.DateTimeField(verbose_name="到什么时候")),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="cases.case",
                        verbose_name="办件",
                    ),
                ),
            ],
            options={
                "verbose_name": "查看明文",
                "db_table": "cases_reveal",
                "indexes": [models.Index(fields=["case", "account", "until"], name="cases_reveal_in_force")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ("L3", "L4"))), name="cases_reveal_level"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("at"))), name="cases_reveal_time"
                    ),
                ],
            },
        ),
        migrations.RunSQL(wall("cases_reveal", MINE), unwall("cases_reveal")),
    ]
