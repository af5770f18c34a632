"""The in-box, short messages on their way, and what the simulated gateway received."""

from django.db import migrations, models

from minzheng.kernel.ids import uuid7


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SmsSent",
            fields=[
                ("reference", models.UUIDField(primary_key=True, serialize=False, verbose_name="短信")),
                ("phone", models.CharField(help_text="L3", max_length=20, verbose_name="号码")),
                ("text", models.CharField(help_text="L3", max_length=500, verbose_name="内容")),
                ("received_at", models.DateTimeField(verbose_name="收到时间")),
            ],
            options={
                "verbose_name": "模拟短信",
                "verbose_name_plural": "模拟短信",
                "db_table": "messages_sms_sent",
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid7, editable=False, primary_key=True, serialize=False, verbose_name="编号"
                    ),
                ),
                ("recipient", models.UUIDField(help_text="L2", verbose_name="收信人")),
                ("title", models.CharField(max_length=100, verbose_name="标题")),
                ("body", models.TextField(help_text="L3", verbose_name="内容")),
                (
                    "link",
                    models.CharField(
                        blank=True, default="", help_text="站内路径", max_length=200, verbose_name="链接"
                    ),
                ),
                ("event_id", models.UUIDField(help_text="存证簿里的事件", verbose_name="起因")),
                ("created_at", models.DateTimeField(verbose_name="送出时间")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="阅读时间")),
            ],
            options={
                "verbose_name": "站内消息",
                "verbose_name_plural": "站内消息",
                "db_table": "messages_message",
                "indexes": [models.Index(fields=["recipient", "-id"], name="messages_message_inbox")],
                "constraints": [
                    models.UniqueConstraint(fields=("recipient", "event_id"), name="messages_message_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Sms",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid7, editable=False, primary_key=True, serialize=False, verbose_name="编号"
                    ),
                ),
                ("phone", models.CharField(help_text="L3", max_length=20, verbose_name="号码")),
                ("text", models.CharField(help_text="L3", max_length=500, verbose_name="内容")),
                ("event_id", models.UUIDField(help_text="存证簿里的事件", verbose_name="起因")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "待发"),
                            ("sent", "已发"),
                            ("held", "超过每日条数，未发"),
                            ("refused", "网关拒收"),
                            ("failed", "多次未发出"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="已试次数")),
                ("created_at", models.DateTimeField(verbose_name="写入时间")),
                ("next_at", models.DateTimeField(verbose_name="下次发送时间")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="发出时间")),
                (
                    "receipt",
                    models.CharField(blank=True, default="", max_length=100, verbose_name="网关回执"),
                ),
            ],
            options={
                "verbose_name": "短信",
                "verbose_name_plural": "短信",
                "db_table": "messages_sms",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "waiting")),
                        fields=["next_at"],
                        name="messages_sms_waiting",
                    ),
                    models.Index(fields=["phone", "created_at"], name="messages_sms_phone"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("event_id", "phone"), name="messages_sms_once")
                ],
            },
        ),
    ]
