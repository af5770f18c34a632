"""The usage log: one row for every call to another agency (standards §11). Rows are only ever added."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from minzheng.kernel.ids import uuid7


class Call(models.Model):
    """One call of a connector: who asked whom, for which case, which fields, what came of it, how long it took."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    req_id = models.UUIDField("请求编号", help_text="同一件事重试时不变")
    connector = models.CharField("接口", max_length=40)
    partner = models.CharField("对方单位", max_length=100)
    caller_org = models.UUIDField("调用单位", null=True)
    caller_account = models.UUIDField("调用账号", null=True)
    caller_name = models.CharField("调用人", max_length=64, help_text="L2")
    purpose = models.CharField("用途（办件编号）", max_length=40)
    subject_hash = models.CharField("被查人摘要", max_length=64, help_text="L3 带密钥的摘要，看不出是谁")
    fields = ArrayField(models.CharField(max_length=40), verbose_name="查询字段")
    result = models.CharField("结果", max_length=16)
    lines = models.PositiveIntegerField("返回条数", default=0)
    latency_ms = models.PositiveIntegerField("耗时（毫秒）")
    at = models.DateTimeField("时间")

    class Meta:
        db_table = "exchange_call"
        verbose_name = "接口调用记录"
        verbose_name_plural = "接口调用记录"
        indexes: ClassVar = [
            models.Index(fields=["purpose", "id"], name="exchange_call_purpose"),
            models.Index(fields=["at", "id"], name="exchange_call_at"),
        ]
