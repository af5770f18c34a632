"""What is stored: results as they stand on the board, and that they were taken off."""

from django.db import models
from django.db.models import Index, Q

from minzheng.kernel.ids import uuid7


class Disclosure(models.Model):
    """One result on the board: the fields that its service lets out, nothing else. It is never about a person."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    case = models.OneToOneField("cases.Case", models.PROTECT, verbose_name="办件", related_name="+")
    service = models.CharField("事项", max_length=40)
    title = models.CharField("事项简称", max_length=60)
    county = models.CharField("县", max_length=12)
    name = models.CharField("名称", max_length=120, help_text="L1 组织的名称")
    fields = models.JSONField("公开的内容", help_text="L1 服务包允许的项")
    decided_on = models.DateField("决定日期")
    due_on = models.DateField("最迟公开日")
    published_at = models.DateTimeField("公开时间")
    withdrawn_at = models.DateTimeField("撤下时间", null=True)
    why = models.CharField("撤下原因", max_length=60, default="")

    class Meta:
        db_table = "disclosure_result"
        verbose_name = "公开的结果"
        indexes = (
            Index(fields=["-published_at", "-id"], name="disclosure_newest", condition=Q(withdrawn_at=None)),
        )
