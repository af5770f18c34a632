"""Paper letters that go out by post."""

from django.db import migrations, models

import minzheng.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("in_box", "0001_inbox_and_short_messages")]

    operations = [
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=minzheng.kernel.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                ("letter_id", models.UUIDField(verbose_name="文书")),
                ("name", models.CharField(help_text="L2", max_length=64, verbose_name="收件人")),
                ("address", models.CharField(help_text="L3", max_length=200, verbose_name="地址")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "待寄"),
                            ("posted", "已交寄"),
                            ("delivered", "已签收"),
                            ("returned", "退件"),
                            ("refused", "邮路不收"),
                            ("failed", "多次未寄出"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("tracking_no", models.CharField(blank=True, default="", max_length=40, verbose_name="单号")),
                (
                    "note",
                    models.CharField(blank=True, default="", max_length=100, verbose_name="签收人或退件原因"),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="已试次数")),
                ("created_at", models.DateTimeField(verbose_name="写入时间")),
                ("next_at", models.DateTimeField(verbose_name="下次办的时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="签收或退件时间")),
            ],
            options={
                "verbose_name": "邮寄",
                "verbose_name_plural": "邮寄",
                "db_table": "messages_post",
                "indexes": [
                    models.Index(fields=["letter_id", "id"], name="messages_post_letter"),
                    models.Index(
                        condition=models.Q(("status__in", ["waiting", "posted"])),
                        fields=["next_at"],
                        name="messages_post_waiting",
                    ),
                ],
            },
        ),
    ]
