"""What keeps a write from being done twice, and a number from being guessed."""

from django.db import models

from minzheng.core.cases.models.heads import Case
from minzheng.kernel.ids import uuid7


class Request(models.Model):
    """An idempotency key with the digest of what was asked and the case that came of it; kept as long as the case."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    account = models.UUIDField("账号")
    key = models.CharField("幂等键", max_length=255)
    digest = models.BinaryField("请求摘要")
    case = models.ForeignKey(Case, models.CASCADE, verbose_name="办件", db_index=False)
    at = models.DateTimeField("时间")

    class Meta:
        db_table = "cases_request"
        verbose_name = "请求"
        constraints = (models.UniqueConstraint(fields=["account", "key"], name="cases_request_key"),)


class PinGuard(models.Model):
    """Wrong query codes by case number, existing or not, so that nothing can be guessed or probed."""

    case_no = models.CharField("办件编号", max_length=23, primary_key=True)
    failed = models.SmallIntegerField("连错次数", default=0)
    locked_until = models.DateTimeField("锁到", null=True)

    class Meta:
        db_table = "cases_pin_guard"
        verbose_name = "查询码保护"
