"""Letters and the series that number them."""

from django.db import models

from minzheng.kernel.ids import uuid7


class Series(models.Model):
    """The last number given by an organisation for one kind of paper in one year; moved only by the issuing verb."""

    pk = models.CompositePrimaryKey("organisation", "word", "year")
    organisation = models.ForeignKey("offices.Organisation", models.PROTECT, verbose_name="机关")
    word = models.CharField("文种代字", max_length=20)
    year = models.SmallIntegerField("年")
    last = models.IntegerField("末号")

    class Meta:
        db_table = "documents_series"
        verbose_name = "文号序列"


class Letter(models.Model):
    """An issued paper. Its data and number never change; a void letter keeps its number."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    case_id = models.UUIDField("办件", null=True)
    kind = models.CharField("文书种类", max_length=40)
    doc_no = models.CharField("文号", max_length=80, unique=True)
    organisation = models.ForeignKey(
        "offices.Organisation", models.PROTECT, verbose_name="机关", db_index=False, related_name="+"
    )
    recipient = models.UUIDField("收件人", null=True)
    data = models.JSONField("内容", help_text="L3")
    issued_at = models.DateTimeField("签发时间")
    status = models.CharField("状态", max_length=16, default="issued")
    template = models.CharField("模板摘要", max_length=64, default="")
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, verbose_name="文件", null=True, db_index=False, related_name="+"
    )
    opened_at = models.DateTimeField("收件人打开时间", null=True)

    class Meta:
        db_table = "documents_letter"
        verbose_name = "文书"
        indexes = (
            models.Index(fields=["case_id"], name="documents_letter_case"),
            models.Index(fields=["id"], name="documents_letter_waiting", condition=models.Q(file=None)),
        )
