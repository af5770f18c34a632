"""What is known about stored files."""

from django.db import migrations, models

import minzheng.kernel.ids.time_ordered


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=minzheng.kernel.ids.time_ordered.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        help_text="所存内容的摘要，也是存放位置", max_length=64, verbose_name="SM3 摘要"
                    ),
                ),
                ("size", models.PositiveBigIntegerField(verbose_name="字节数")),
                ("mime", models.CharField(help_text="按内容认出的类型", max_length=100, verbose_name="类型")),
                (
                    "name",
                    models.CharField(help_text="L3 可能含人名", max_length=120, verbose_name="原文件名"),
                ),
                ("width", models.PositiveIntegerField(blank=True, null=True, verbose_name="宽")),
                ("height", models.PositiveIntegerField(blank=True, null=True, verbose_name="高")),
                ("account", models.UUIDField(blank=True, help_text="L2", null=True, verbose_name="上传账号")),
                ("stored_at", models.DateTimeField(verbose_name="存入时间")),
                ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="删除时间")),
            ],
            options={
                "verbose_name": "文件",
                "verbose_name_plural": "文件",
                "db_table": "files_stored_file",
                "indexes": [
                    models.Index(fields=["digest"], name="files_stored_file_digest"),
                    models.Index(fields=["account", "stored_at"], name="files_stored_file_account"),
                ],
            },
        ),
    ]
