"""Ratings."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from minzheng.kernel.ids import uuid7


class Rating(models.Model):
    """One rating of one case. Who rated is kept apart from what is shown; not rated is never counted as satisfied."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    case = models.OneToOneField("cases.Case", models.PROTECT, verbose_name="办件", related_name="+")
    person = models.UUIDField("评价人", help_text="L3")
    service = models.CharField("事项", max_length=40)
    division = models.CharField("区划", max_length=12)
    level = models.SmallIntegerField("等级")
    tags = ArrayField(models.CharField(max_length=40), verbose_name="指标", default=list)
    text = models.CharField("意见", max_length=500, default="", help_text="L3")
    channel = models.CharField("渠道", max_length=16)
    created_at = models.DateTimeField("时间")

    class Meta:
        db_table = "feedback_rating"
        verbose_name = "评价"
        constraints = (
            models.CheckConstraint(condition=models.Q(level__range=(1, 5)), name="feedback_level"),
        )
