"""What is stored: names that are kept with the supervising body's answer, and the register of associations."""

from django.db import models
from django.db.models import Index, Q

from minzheng.domains.social_orgs.rules import LIVE
from minzheng.kernel.ids import uuid7


class Name(models.Model):
    """A name that passed the check and is kept for its founders, and how the supervising body answered them."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    name = models.CharField("名称", max_length=60)
    division = models.CharField("登记管理机关区划", max_length=12)
    person = models.UUIDField("发起人代表", help_text="L2")
    person_name = models.CharField("发起人代表姓名", max_length=64, help_text="L2")
    purpose = models.CharField("宗旨和业务范围", max_length=600, default="")
    direct = models.CharField("直接登记类别", max_length=20, default="")
    state = models.CharField("状态", max_length=12)
    kept_on = models.DateField("预查通过日期")
    until = models.DateField("保留到")
    unit = models.ForeignKey(
        "offices.Organisation",
        models.PROTECT,
        verbose_name="业务主管单位",
        null=True,
        db_index=False,
        related_name="+",
    )
    asked_at = models.DateTimeField("请示时间", null=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.UUIDField("答复人", null=True, help_text="L2")
    answered_name = models.CharField("答复人姓名", max_length=64, default="", help_text="L2")
    paper_no = models.CharField("批准文件文号", max_length=60, default="")
    opinion = models.CharField("意见", max_length=600, default="")
    case_id = models.UUIDField("办件", null=True)

    class Meta:
        db_table = "social_orgs_name"
        verbose_name = "保留的名称"
        constraints = (
            models.UniqueConstraint(
                fields=["name"], condition=Q(state__in=LIVE), name="social_orgs_name_once"
            ),
        )
        indexes = (
            Index(fields=["person", "-id"], name="social_orgs_name_person"),
            Index(fields=["unit", "-asked_at"], name="social_orgs_name_unit"),
            Index(fields=["division", "name"], name="social_orgs_name_division"),
        )


class Registered(models.Model):
    """An association in the register: what anybody may know of it."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    name = models.CharField("名称", max_length=60)
    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True)
    state = models.CharField("状态", max_length=12)
    division = models.CharField("登记管理机关区划", max_length=12)
    organ = models.CharField("登记管理机关", max_length=100)
    legal_representative = models.CharField("法定代表人", max_length=64, help_text="L2")
    premises = models.CharField("住所", max_length=200)
    capital = models.BigIntegerField("注册资金（分）")
    supervising_body = models.CharField("业务主管单位", max_length=100, default="")
    registered_on = models.DateField("登记日期")
    case = models.ForeignKey("cases.Case", models.PROTECT, verbose_name="办件", related_name="+")

    class Meta:
        db_table = "social_orgs_register"
        verbose_name = "社会组织登记"
        constraints = (
            models.UniqueConstraint(
                fields=["name"], condition=Q(state="registered"), name="social_orgs_register_name"
            ),
        )
        indexes = (Index(fields=["division", "name"], name="social_orgs_register_place"),)


class CodeRange(models.Model):
    """The range of organisation codes that this installation may give to what it registers; the next one has no gap."""

    prefix = models.CharField("代码前缀", max_length=4, primary_key=True)
    next = models.IntegerField("下一个")
    last = models.IntegerField("最后一个")

    class Meta:
        db_table = "social_orgs_code_range"
        verbose_name = "主体标识码段"
