"""What is stored: divisions as they were at any day, calendar versions, dated parameters, code lists."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q

from minzheng.core.places.rules import ValueDecoder, ValueEncoder
from minzheng.kernel.ids import uuid7

DAYS = Func(F("valid_from"), F("valid_to"), function="daterange")
"""The days of a row as a range: first day included, last excluded (PostgreSQL's own default)."""


class Division(models.Model):
    """One division as it was between two days. A code is never used again, so the code names the place for ever;
    a new name of the same code is a new row, a new code of the same place is `replaced_by`."""

    class Level(models.TextChoices):
        """How high a division stands."""

        PROVINCE = "province", "省级"
        CITY = "city", "地级"
        COUNTY = "county", "县级"
        TOWN = "town", "乡级"
        VILLAGE = "village", "村居"

    class Area(models.TextChoices):
        """Whether urban or rural standards apply."""

        URBAN = "urban", "城市"
        RURAL = "rural", "农村"
        UNKNOWN = "", "未分"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField("区划代码", max_length=12)
    name = models.CharField("名称", max_length=100)
    sort_key = models.CharField(
        "拼音", max_length=300, help_text="由名称算出，只用于查找和排序", db_collation="C"
    )
    level = models.CharField("层级", max_length=10, choices=Level)
    kind = models.CharField("类型", max_length=20, help_text="省、市、区、县、街道、镇、乡、社区、村等")
    area = models.CharField("城乡", max_length=5, choices=Area, default=Area.UNKNOWN, blank=True)
    parent = models.CharField("上级区划代码", max_length=12, blank=True)
    valid_from = models.DateField("启用日")
    valid_to = models.DateField("停用日", null=True, blank=True, help_text="自这一天起不再使用；空为现用")
    replaced_by = models.CharField("替代代码", max_length=12, blank=True)
    province = models.CharField("省", max_length=12, blank=True)
    city = models.CharField("市", max_length=12, blank=True)
    county = models.CharField("县", max_length=12, blank=True)
    town = models.CharField("乡", max_length=12, blank=True)
    village = models.CharField("村居", max_length=12, blank=True)

    class Meta:
        db_table = "places_division"
        verbose_name = "行政区划"
        verbose_name_plural = "行政区划"
        ordering: ClassVar = ["code", "-valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="places_division_code_from"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="places_division_days",
            ),
            ExclusionConstraint(
                name="places_division_one_row_a_day", expressions=[("code", "="), (DAYS, "&&")]
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["parent", "code"], name="places_division_parent"),
            models.Index(fields=["sort_key"], name="places_division_sort_key"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CalendarVersion(models.Model):
    """One complete set of special days. Cases pin the version that their due dates were counted with."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveIntegerField("版本号", unique=True)
    published_from = models.DateField("最早已公布日")
    published_through = models.DateField("已公布至", help_text="其后的日子只能暂按周末推算")
    source = models.CharField("来源", max_length=100)
    digest = models.CharField("内容摘要", max_length=64, help_text="全部日子的 SM3，相同内容不重复成版")
    loaded_at = models.DateTimeField("载入时间")

    class Meta:
        db_table = "places_calendar_version"
        verbose_name = "日历版本"
        verbose_name_plural = "日历版本"
        ordering: ClassVar = ["-number"]


class CalendarDay(models.Model):
    """A day that is not what its weekday says: a holiday, or a Saturday or Sunday that is worked."""

    class Kind(models.TextChoices):
        """What the day is."""

        HOLIDAY = "holiday", "放假"
        WORKDAY = "workday", "调休上班"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(CalendarVersion, on_delete=models.CASCADE, related_name="days")
    date = models.DateField("日期")
    kind = models.CharField("类型", max_length=10, choices=Kind)
    name = models.CharField("节日", max_length=50)
    source_doc = models.CharField("依据文件", max_length=200)
    region = models.CharField("适用区划", max_length=12, blank=True, help_text="空为全国")

    class Meta:
        db_table = "places_calendar_day"
        verbose_name = "特殊日"
        verbose_name_plural = "特殊日"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "region", "date"], name="places_calendar_day_once")
        ]


class Parameter(models.Model):
    """A value that a government has set for a division from a day on, with the document that says so."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField("参数", max_length=100, help_text="英文名，如 dibao_standard_urban")
    title = models.CharField("名称", max_length=100, blank=True)
    division = models.CharField("区划代码", max_length=12, blank=True, help_text="空为各地通用")
    valid_from = models.DateField("生效日")
    valid_to = models.DateField("失效日", null=True, blank=True, help_text="自这一天起不再适用")
    value = models.JSONField("值", encoder=ValueEncoder, decoder=ValueDecoder)
    unit = models.CharField("单位", max_length=30, blank=True)
    document_title = models.CharField("文件标题", max_length=200)
    document_number = models.CharField("文号", max_length=100, blank=True)
    issued_on = models.DateField("印发日", null=True, blank=True)
    approver = models.CharField("审批人", max_length=50, blank=True)
    to_be_checked = models.BooleanField("待核", default=False, help_text="尚未与原文件核对")
    applies_to = models.CharField(
        "在办件按哪一版",
        max_length=10,
        blank=True,
        default="",
        help_text="old 旧版，new 新版，favourable 对申请人有利的一版；空为按事项点名的日期",
    )
    favours = models.CharField("哪个值有利", max_length=6, default="higher", help_text="higher 或 lower")
    source = models.CharField("载入自", max_length=200, blank=True)
    loaded_at = models.DateTimeField("载入时间")

    class Meta:
        db_table = "places_parameter"
        verbose_name = "参数"
        verbose_name_plural = "参数"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "division", "valid_from"], name="places_parameter_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="places_parameter_days",
            ),
        ]


class CodeList(models.Model):
    """A named list of codes with the standard or document that it comes from."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField("代码表", max_length=60, unique=True)
    title = models.CharField("名称", max_length=100)
    source = models.CharField("来源", max_length=200)

    class Meta:
        db_table = "places_code_list"
        verbose_name = "代码表"
        verbose_name_plural = "代码表"


class CodeItem(models.Model):
    """One code of a list; a code that is no longer given keeps its label for old records."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    list = models.ForeignKey(CodeList, on_delete=models.CASCADE, related_name="items")
    code = models.CharField("代码", max_length=40)
    label = models.CharField("含义", max_length=200)
    position = models.PositiveIntegerField("顺序")
    retired_on = models.DateField("停用日", null=True, blank=True)

    class Meta:
        db_table = "places_code_item"
        verbose_name = "代码"
        verbose_name_plural = "代码"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list", "code"], name="places_code_item_once")
        ]
