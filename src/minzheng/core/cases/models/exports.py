"""Lists that leave the platform: who asked and what for, who agreed, until when, how often it was fetched."""

from django.db import models
from django.db.models import Index

from minzheng.kernel.ids import uuid7


class Export(models.Model):
    """A list of cases as a file. It is made anew at each fetching; nothing of it is stored."""

    class List(models.TextChoices):
        WAITING = "waiting", "待办"
        DOING = "doing", "在办"
        DONE = "done", "已办"

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    of = models.CharField("哪张表", max_length=8, choices=List)
    unit = models.CharField("单位区划", max_length=12)
    level = models.CharField("层级", max_length=16)
    division = models.CharField("区划", max_length=12)
    filters = models.JSONField("筛选", help_text="时限、事项、状态")
    masked = models.BooleanField("脱敏", default=True)
    reason = models.CharField("用途", max_length=300)
    asked_by = models.UUIDField("申请人")
    asked_name = models.CharField("申请人姓名", max_length=64, help_text="L2")
    asked_at = models.DateTimeField("申请时间")
    approved_by = models.UUIDField("批准人", null=True)
    approved_name = models.CharField("批准人姓名", max_length=64, blank=True, default="", help_text="L2")
    approved_at = models.DateTimeField("批准时间", null=True)
    expires_at = models.DateTimeField("下载到", null=True)
    downloads = models.PositiveSmallIntegerField("下载次数", default=0)

    class Meta:
        db_table = "cases_export"
        verbose_name = "导出"
        indexes = (Index(fields=["unit", "-id"], name="cases_export_unit"),)
