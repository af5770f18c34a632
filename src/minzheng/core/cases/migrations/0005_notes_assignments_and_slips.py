"""Notes beside a case, whom a task is given to, and slips that may be taken back within ten minutes."""

import django.db.models.deletion
from django.db import migrations, models

import minzheng.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_links_of_later_acts")]

    operations = [
        migrations.AddField(
            model_name="task",
            name="assignee",
            field=models.UUIDField(help_text="自然人；空为谁有空谁办", null=True, verbose_name="分给谁"),
        ),
        migrations.AddField(
            model_name="task",
            name="assignee_name",
            field=models.CharField(
                db_default="", default="", help_text="L2", max_length=64, verbose_name="分给谁的姓名"
            ),
        ),
        migrations.CreateModel(
            name="Note",
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
                ("text", models.CharField(help_text="L3", max_length=500, verbose_name="内容")),
                (
                    "item",
                    models.CharField(
                        db_default="",
                        default="",
                        help_text="空为整件；材料编码或表里的一节",
                        max_length=80,
                        verbose_name="批注的是哪一项",
                    ),
                ),
                ("by_name", models.CharField(help_text="L2", max_length=64, verbose_name="谁记的")),
                ("at", models.DateTimeField(verbose_name="时间")),
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
                "verbose_name": "备注",
                "db_table": "cases_note",
                "indexes": [models.Index(fields=["case", "id"], name="cases_note_case")],
            },
        ),
        migrations.CreateModel(
            name="Undo",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False, verbose_name="事件")),
                ("kind", models.CharField(max_length=16, verbose_name="种类")),
                ("person", models.UUIDField(verbose_name="谁办的")),
                ("before", models.JSONField(help_text="L2", verbose_name="原来的样子")),
                ("until", models.DateTimeField(verbose_name="到几点前可以撤")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="撤回时间")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="定下来的时间")),
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
                "verbose_name": "可撤回的一步",
                "db_table": "cases_undo",
                "indexes": [
                    models.Index(fields=["case", "id"], name="cases_undo_case"),
                    models.Index(
                        condition=models.Q(("settled_at", None), ("undone_at", None)),
                        fields=["until"],
                        name="cases_undo_waiting",
                    ),
                ],
            },
        ),
    ]
