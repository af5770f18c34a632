"""Drafts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from minzheng.kernel.ids import uuid7


class Draft(models.Model):
    """What a person has filled in so far for one service; its answers hold references, never ID or card numbers."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    person = models.ForeignKey(
        "people.NaturalPerson", models.CASCADE, verbose_name="填表人", related_name="+"
    )
    principal = models.ForeignKey(
        "people.NaturalPerson", models.CASCADE, verbose_name="替谁填", related_name="+", null=True
    )
    service = models.CharField("事项", max_length=40)
    snapshot = models.UUIDField("实施清单快照")
    answers = models.JSONField("已填内容", default=dict, help_text="L3")
    pages_done = ArrayField(models.CharField(max_length=64), verbose_name="已填好的页", default=list)
    created_at = models.DateTimeField("开始时间")
    updated_at = models.DateTimeField("保存时间")
    case = models.UUIDField("已提交为办件", null=True)

    class Meta:
        db_table = "forms_draft"
        verbose_name = "草稿"
        indexes = (models.Index(fields=["person", "-updated_at"], name="forms_draft_person"),)
