"""Entitlements: what a decision grants, month by month from its first month on."""

from django.db import models
from django.db.models import Index, Q

from minzheng.kernel.ids import uuid7


class Entitlement(models.Model):
    """待遇: one granted decision, its monthly amount and first month, and by which rules it was reckoned."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    case = models.OneToOneField("cases.Case", models.PROTECT, verbose_name="办件", related_name="+")
    service = models.CharField("事项", max_length=40)
    person = models.ForeignKey(
        "people.NaturalPerson", models.PROTECT, verbose_name="享受人", related_name="+"
    )
    person_name = models.CharField("享受人姓名", max_length=64, help_text="L3")
    category = models.CharField("类别", max_length=32)
    amount = models.IntegerField("月金额", help_text="L3 分")
    people = models.SmallIntegerField("计入人数", default=1)
    starts = models.DateField("起始月", help_text="当月第一天")
    ends = models.DateField("止于", null=True, help_text="自这个月起不再发")
    formula = models.CharField("算式", max_length=1000, default="", help_text="L3")
    parameters = models.JSONField("所用标准", default=list, help_text="[参数, 值, 文号, 生效日]")
    tables_digest = models.CharField("规则摘要", max_length=64, default="")
    granted_at = models.DateTimeField("决定时间")
    province = models.CharField("省", max_length=12, default="")
    city = models.CharField("市", max_length=12, default="")
    county = models.CharField("县", max_length=12, default="")
    town = models.CharField("乡", max_length=12, default="")
    village = models.CharField("村居", max_length=12, default="")

    class Meta:
        db_table = "benefits_entitlement"
        verbose_name = "待遇"
        verbose_name_plural = "待遇"
        indexes = (
            Index(fields=["person", "service"], name="benefits_person"),
            *(
                Index(fields=[level, "service", "starts", "id"], name=f"benefits_{level}")
                for level in ("county", "town", "village")
            ),
        )
        constraints = (
            models.CheckConstraint(condition=Q(amount__gte=0), name="benefits_amount"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=models.F("starts")), name="benefits_months"
            ),
        )
