"""What is stored: templates by digest, the last number of each series, letters."""

from typing import ClassVar

from django.db import models

from minzheng.kernel.ids import uuid7


class Template(models.Model):
    """The text of a template as it was when a letter was issued from it, so that the letter can be set again."""

    digest = models.CharField("SM3 摘要", max_length=64, primary_key=True)
    kind = models.CharField("文种", max_length=60)
    source = models.TextField("模板全文")

    class Meta:
        db_table = "documents_template"
        verbose_name = "文书模板"
        verbose_name_plural = "文书模板"


class NumberSeries(models.Model):
    """The last number given by an organ for one kind of paper in one year. Numbers have no gaps: a number is given in
    the statement that stores its letter, and both are undone together."""

    pk = models.CompositePrimaryKey("organisation", "word", "year")
    organisation = models.ForeignKey(
        "offices.Organisation", models.PROTECT, verbose_name="机关", db_index=False, related_name="+"
    )
    word = models.CharField("文种代字", max_length=40)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("最后序号")

    class Meta:
        db_table = "documents_number_series"
        verbose_name = "文号序列"
        verbose_name_plural = "文号序列"


class Letter(models.Model):
    """A paper that an organ has issued. What it says never changes: it can be made void, or marked as overtaken by a
    later act (standards 4.5), and keeps its number."""

    class Status(models.TextChoices):
        """Whether the paper holds."""

        ISSUED = "issued", "已签发"
        VOID = "void", "已作废"
        CORRECTED = "corrected", "已更正"
        REPLACED = "replaced", "已补发"
        REVOKED = "revoked", "被撤销"
        CANCELLED = "cancelled", "已注销"

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    case_id = models.UUIDField("办件", null=True, blank=True)
    case_no = models.CharField("办件编号", max_length=40, blank=True, default="")
    recipient = models.UUIDField("受文人", null=True, blank=True, help_text="L2")
    kind = models.CharField("文种", max_length=60)
    title = models.CharField("标题", max_length=100)
    note = models.CharField(
        "题注", max_length=120, blank=True, default="", help_text="标题下的一行，如“更正：原文号……”"
    )
    organisation = models.ForeignKey(
        "offices.Organisation", models.PROTECT, verbose_name="机关", db_index=False, related_name="+"
    )
    organisation_name = models.CharField("落款", max_length=100)
    letterhead = models.CharField("版头", max_length=100)
    word = models.CharField("文种代字", max_length=40)
    year = models.PositiveSmallIntegerField("年份")
    sequence = models.PositiveIntegerField("序号")
    doc_no = models.CharField("文号", max_length=100, unique=True)
    data = models.JSONField("内容", help_text="L3 填入模板的文字")
    template = models.CharField("模板摘要", max_length=64)
    issued_on = models.DateField("成文日期")
    issued_at = models.DateTimeField("签发时间")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.ISSUED)
    void_reason = models.CharField("作废或标记的原因", max_length=200, blank=True, default="")
    voided_at = models.DateTimeField("作废或标记的时间", null=True, blank=True)
    opened_at = models.DateTimeField("受文人打开时间", null=True, blank=True)
    file = models.ForeignKey(
        "files.StoredFile",
        models.PROTECT,
        verbose_name="正式文件",
        null=True,
        db_index=False,
        related_name="+",
    )
    file_digest = models.CharField("正式文件 SM3", max_length=64, blank=True, default="")
    render_problem = models.CharField("排版时的问题", max_length=200, blank=True, default="")
    province = models.CharField("省", max_length=12, blank=True, default="")
    city = models.CharField("市", max_length=12, blank=True, default="")
    county = models.CharField("县", max_length=12, blank=True, default="")
    town = models.CharField("乡", max_length=12, blank=True, default="")
    village = models.CharField("村居", max_length=12, blank=True, default="")

    class Meta:
        db_table = "documents_letter"
        verbose_name = "文书"
        verbose_name_plural = "文书"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "word", "year", "sequence"], name="documents_letter_number"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["case_id", "id"], name="documents_letter_case"),
            models.Index(fields=["id"], name="documents_letter_waiting", condition=models.Q(file=None)),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.doc_no}"
