"""Services, their versions, who offers them, and the snapshots that cases pin."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from minzheng.kernel.ids import uuid7


class Service(models.Model):
    """An entry of the catalogue: the same name, code, basis and type over four levels."""

    code = models.CharField("事项标识", max_length=40, primary_key=True)
    item = models.CharField("目录序号", max_length=16)
    catalog_code = models.CharField("基本编码", max_length=12)
    type_code = models.CharField("事项类型", max_length=2)
    kind = models.CharField("办理方式", max_length=16)
    domain = models.CharField("业务域", max_length=40)
    name = models.CharField("事项名称", max_length=120)
    short = models.CharField("简称", max_length=60)
    summary = models.CharField("一句话说明", max_length=200)
    icon = models.CharField("图标", max_length=40, default="file")
    themes = ArrayField(models.CharField(max_length=40), verbose_name="主题", default=list)
    applicants = ArrayField(
        models.CharField(max_length=20), verbose_name="谁能申请", default=list, help_text="空为自然人"
    )
    status = models.CharField("状态", max_length=16, default="in_use")
    search = SearchVectorField("检索词", null=True)

    class Meta:
        db_table = "catalogue_service"
        verbose_name = "事项"


class Version(models.Model):
    """One immutable version of a package: its files, their digest, where it came from and who stands for it."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    service = models.ForeignKey(Service, models.PROTECT, verbose_name="事项")
    number = models.IntegerField("版本号")
    parent = models.ForeignKey("self", models.PROTECT, verbose_name="上一版", null=True)
    origin = models.CharField("来源", max_length=16)
    digest = models.CharField("摘要", max_length=64)
    files = models.JSONField("文件")
    effective_on = models.DateField("施行日")
    author = models.CharField("编制人", max_length=64)
    auditor = models.CharField("审核人", max_length=64)
    published_at = models.DateTimeField("发布时间")

    class Meta:
        db_table = "catalogue_version"
        verbose_name = "事项版本"
        constraints = (
            models.UniqueConstraint(fields=["service", "number"], name="catalogue_version_number"),
            models.UniqueConstraint(fields=["service", "digest"], name="catalogue_version_digest"),
        )


class Offering(models.Model):
    """实施清单: a service as one organisation offers it; overrides what the service does not lock."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    service = models.ForeignKey(Service, models.PROTECT, verbose_name="事项")
    organisation = models.ForeignKey("offices.Organisation", models.PROTECT, verbose_name="实施主体")
    division = models.CharField("区划", max_length=12)
    task_code = models.CharField("实施编码", max_length=31)
    overlay = models.JSONField("本地补充", default=dict)

    class Meta:
        db_table = "catalogue_offering"
        verbose_name = "实施清单"
        constraints = (
            models.UniqueConstraint(fields=["service", "division"], name="catalogue_offering_once"),
        )


class Snapshot(models.Model):
    """What was in force: one version with one overlay, by content. Cases pin it; it never changes."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    service = models.ForeignKey(Service, models.PROTECT, verbose_name="事项")
    version = models.ForeignKey(Version, models.PROTECT, verbose_name="版本")
    offering = models.ForeignKey(Offering, models.PROTECT, verbose_name="实施清单", null=True)
    division = models.CharField("区划", max_length=12, default="")
    digest = models.CharField("摘要", max_length=64, unique=True)
    content = models.JSONField("生效内容")
    current = models.BooleanField("现行", default=True)
    created_at = models.DateTimeField("生成时间")

    class Meta:
        db_table = "catalogue_snapshot"
        verbose_name = "实施清单快照"
        indexes = (
            models.Index(
                fields=["service", "division"], name="catalogue_current", condition=models.Q(current=True)
            ),
        )
