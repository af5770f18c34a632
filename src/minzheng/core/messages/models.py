"""What is stored: messages in the in-box, short messages on their way out, and what the simulated gateway received."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from minzheng.kernel.ids import uuid7


class Message(models.Model):
    """A message in a person's in-box. One event tells a person only once."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    recipient = models.UUIDField("收信人", help_text="L2")
    title = models.CharField("标题", max_length=100)
    body = models.TextField("内容", help_text="L3")
    link = models.CharField("链接", max_length=200, blank=True, default="", help_text="站内路径")
    event_id = models.UUIDField("起因", help_text="存证簿里的事件")
    created_at = models.DateTimeField("送出时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    class Meta:
        db_table = "messages_message"
        verbose_name = "站内消息"
        verbose_name_plural = "站内消息"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "event_id"], name="messages_message_once")
        ]
        indexes: ClassVar = [models.Index(fields=["recipient", "-id"], name="messages_message_inbox")]

    def __str__(self) -> str:
        return self.title


class Sms(models.Model):
    """A short message on its way to a telephone."""

    class Status(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", "待发"
        SENT = "sent", "已发"
        HELD = "held", "超过每日条数，未发"
        REFUSED = "refused", "网关拒收"
        FAILED = "failed", "多次未发出"

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    phone = models.CharField("号码", max_length=20, help_text="L3")
    text = models.CharField("内容", max_length=500, help_text="L3")
    event_id = models.UUIDField("起因", help_text="存证簿里的事件")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    created_at = models.DateTimeField("写入时间")
    next_at = models.DateTimeField("下次发送时间")
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    receipt = models.CharField("网关回执", max_length=100, blank=True, default="")

    class Meta:
        db_table = "messages_sms"
        verbose_name = "短信"
        verbose_name_plural = "短信"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event_id", "phone"], name="messages_sms_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="messages_sms_waiting", condition=Q(status="waiting")),
            models.Index(fields=["phone", "created_at"], name="messages_sms_phone"),
        ]


class SmsSent(models.Model):
    """What the simulated gateway received: the telephone of the demonstration."""

    reference = models.UUIDField("短信", primary_key=True)
    phone = models.CharField("号码", max_length=20, help_text="L3")
    text = models.CharField("内容", max_length=500, help_text="L3")
    received_at = models.DateTimeField("收到时间")

    class Meta:
        db_table = "messages_sms_sent"
        verbose_name = "模拟短信"
        verbose_name_plural = "模拟短信"


class Post(models.Model):
    """A paper letter that goes out by post, and how far it has come."""

    class Status(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", "待寄"
        POSTED = "posted", "已交寄"
        DELIVERED = "delivered", "已签收"
        RETURNED = "returned", "退件"
        REFUSED = "refused", "邮路不收"
        FAILED = "failed", "多次未寄出"

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    letter_id = models.UUIDField("文书")
    name = models.CharField("收件人", max_length=64, help_text="L2")
    address = models.CharField("地址", max_length=200, help_text="L3")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.WAITING)
    tracking_no = models.CharField("单号", max_length=40, blank=True, default="")
    note = models.CharField("签收人或退件原因", max_length=100, blank=True, default="")
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    created_at = models.DateTimeField("写入时间")
    next_at = models.DateTimeField("下次办的时间")
    ended_at = models.DateTimeField("签收或退件时间", null=True, blank=True)

    class Meta:
        db_table = "messages_post"
        verbose_name = "邮寄"
        verbose_name_plural = "邮寄"
        indexes: ClassVar = [
            models.Index(fields=["letter_id", "id"], name="messages_post_letter"),
            models.Index(
                fields=["next_at"],
                name="messages_post_waiting",
                condition=Q(status__in=["waiting", "posted"]),
            ),
        ]
