"""Drafts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from minzheng.kernel.ids import uuid7


class Draft(models.Model):
    """What a person has filled in so far for one service; its answers hold references, never ID or card numbers.

    With a `helper` it was filled in for the person by the village's helper: it stays the person's, who alone hands it in.
    Of one that was thrown away or has lapsed nothing but the row is left, so that the helper sees what came of it.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    person = models.ForeignKey(
        "people.NaturalPerson", models.CASCADE, verbose_name="填表人", related_name="+"
    )
    principal = models.ForeignKey(
        "people.NaturalPerson", models.CASCADE, verbose_name="替谁填", related_name="+", null=True
    )
    legal_person = models.ForeignKey(
        "legal_persons.LegalPerson",
        models.CASCADE,
        verbose_name="替哪个单位填",
        related_name="+",
        null=True,
        db_index=False,
    )
    service = models.CharField("事项", max_length=40)
    snapshot = models.UUIDField("实施清单快照")
    answers = models.JSONField("已填内容", default=dict, help_text="L3")
    pages_done = ArrayField(models.CharField(max_length=64), verbose_name="已填好的页", default=list)
    created_at = models.DateTimeField("开始时间")
    updated_at = models.DateTimeField("保存时间")
    case = models.UUIDField("已提交为办件", null=True)
    helper = models.UUIDField("帮填的账号", null=True)
    helper_name = models.CharField("帮填的人", max_length=64, default="", db_default="", help_text="L2")
    helper_place = models.CharField("帮填的村居", max_length=64, default="", db_default="")
    lapses_at = models.DateTimeField("到这时作废", null=True)
    offered_at = models.DateTimeField("交给本人的时间", null=True)
    taken_at = models.DateTimeField("本人动手改的时间", null=True)
    ended = models.CharField(
        "怎么结束的", max_length=12, default="", db_default="", help_text="discarded、lapsed"
    )

    class Meta:
        db_table = "forms_draft"
        verbose_name = "草稿"
        indexes = (
            models.Index(fields=["person", "-updated_at"], name="forms_draft_person"),
            models.Index(fields=["updated_at"], name="forms_draft_stale", condition=Q(case=None)),
            models.Index(fields=["helper", "-id"], name="forms_draft_helper", condition=~Q(helper=None)),
            models.Index(
                fields=["lapses_at"],
                name="forms_draft_lapses",
                condition=Q(case=None, ended="") & ~Q(helper=None),
            ),
        )
