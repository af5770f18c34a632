"""Notices that hang, objections to them, who is posted as in benefit, and the monthly sheets."""

from django.db import models
from django.db.models import Index, Q, UniqueConstraint

from minzheng.kernel.ids import uuid7

LEVELS = ("province", "city", "county", "town", "village")


class Placed(models.Model):
    """Level columns: where a notice hangs, by equality."""

    province = models.CharField("省", max_length=12, default="")
    city = models.CharField("市", max_length=12, default="")
    county = models.CharField("县", max_length=12, default="")
    town = models.CharField("乡", max_length=12, default="")
    village = models.CharField("村居", max_length=12, default="")

    class Meta:
        abstract = True


class Notice(Placed):
    """异议公示 (ObjectionNotice): the typed fields of standards 16, how they came about, and the proof that it hung.

    What is posted never changes; who made a slip prepares another one, and the number of the first stays used.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    case = models.ForeignKey("cases.Case", models.PROTECT, verbose_name="办件", related_name="+")
    code = models.CharField(
        "公示码", max_length=12, unique=True, help_text="L1 印在公示单上，查公示、提异议用"
    )
    doc_no = models.CharField("公示单号", max_length=100, unique=True, help_text="L1")
    service = models.CharField("事项", max_length=40)
    title = models.CharField("事项简称", max_length=60)
    sensitivity = models.CharField("敏感类别", max_length=16, default="normal")
    name = models.CharField("申请人", max_length=64, help_text="L3 公示期内在村居公示栏为全名；来源：办件")
    members = models.SmallIntegerField("家庭人口", help_text="L3 来源：当事人，张贴前由经办核对")
    amount = models.BigIntegerField("拟保障金额", help_text="L3 每月，分；来源：初审意见")
    category = models.CharField("类别", max_length=40, default="", help_text="L3 来源：初审意见")
    place = models.CharField("地点", max_length=120, help_text="L2 到村居；来源：区划")
    board = models.CharField("公示栏", max_length=80, help_text="L1 来源：经办")
    posted_on = models.DateField("张贴日")
    first_day = models.DateField("公示首日")
    last_day = models.DateField("公示末日")
    ends_at = models.DateTimeField("期满时刻")
    explanation = models.CharField("怎么算的", max_length=400)
    phone = models.CharField("监督电话", max_length=40, help_text="L1 来源：服务包或机关")
    organisation = models.ForeignKey(
        "offices.Organisation", models.PROTECT, verbose_name="公示机关", related_name="+", db_index=False
    )
    organ = models.CharField("落款", max_length=100)
    state = models.CharField("状态", max_length=16)
    web_name = models.CharField(
        "网页姓名", max_length=64, default="", help_text="L2 按当地规定遮名；空为不上网"
    )
    prepared_at = models.DateTimeField("制作时间")
    prepared_by = models.UUIDField("制作人", null=True, help_text="L2")
    posted_at = models.DateTimeField("登记张贴时间", null=True)
    photo = models.ForeignKey(
        "files.StoredFile",
        models.PROTECT,
        verbose_name="张贴照片",
        null=True,
        related_name="+",
        db_index=False,
    )
    photo_by = models.CharField("拍照人", max_length=64, default="", help_text="L2")
    photo_at = models.DateTimeField("拍照上传时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    outcome = models.CharField("结果", max_length=16, default="")
    down_photo = models.ForeignKey(
        "files.StoredFile",
        models.PROTECT,
        verbose_name="撤下照片",
        null=True,
        related_name="+",
        db_index=False,
    )
    down_by = models.CharField("撤下人", max_length=64, default="", help_text="L2")
    down_at = models.DateTimeField("撤下时间", null=True)

    class Meta:
        db_table = "publicity_notice"
        verbose_name = "异议公示"
        constraints = (
            UniqueConstraint(
                fields=["case"], name="publicity_notice_one", condition=Q(state__in=["prepared", "hanging"])
            ),
        )
        indexes = tuple(
            Index(
                fields=[level, "ends_at", "id"],
                name=f"publicity_notice_{level}",
                condition=Q(down_at=None) & ~Q(state="void"),
            )
            for level in LEVELS
        )


class Objection(Placed):
    """异议: who objected and what they said lie sealed; only the handling reviewer and approver open them."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    notice = models.ForeignKey(Notice, models.PROTECT, verbose_name="公示", related_name="+")
    code = models.CharField("回执码", max_length=12, unique=True, help_text="L3 异议人凭它看答复")
    sealed = models.BinaryField("异议内容", help_text="L4 密文：内容、姓名、电话、登录人")
    channel = models.CharField("渠道", max_length=16)
    received_on = models.DateField("收到日")
    received_at = models.DateTimeField("登记时间")
    state = models.CharField("状态", max_length=16, default="received")
    result = models.CharField("处理结果", max_length=16, default="")
    answer = models.TextField("答复", default="", help_text="L4")
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.UUIDField("答复人", null=True, help_text="L2")
    letter = models.UUIDField("异议处理记录", null=True)

    class Meta:
        db_table = "publicity_objection"
        verbose_name = "异议"


class Beneficiary(Placed):
    """在享公布 (BeneficiaryPosting): one household in benefit, by its applicant; minors stand behind the applicant."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    case = models.ForeignKey("cases.Case", models.PROTECT, verbose_name="办件", related_name="+")
    service = models.CharField("事项", max_length=40)
    title = models.CharField("事项简称", max_length=60)
    person = models.UUIDField("申请人编号", help_text="L3")
    name = models.CharField("申请人", max_length=64, help_text="L3 来源：办件")
    members = models.SmallIntegerField("家庭人口", help_text="L3 来源：异议公示")
    amount = models.BigIntegerField("保障金额", help_text="L3 每月，分；来源：确认决定，有发放以后为实发")
    category = models.CharField("类别", max_length=40, default="", help_text="L3")
    since = models.DateField("起始月")
    listed_at = models.DateTimeField("列入时间")
    struck_at = models.DateTimeField("撤下时间", null=True)
    strike_reason = models.CharField("撤下原因", max_length=200, default="", help_text="L3")

    class Meta:
        db_table = "publicity_beneficiary"
        verbose_name = "在享公布"
        constraints = (
            UniqueConstraint(fields=["case"], name="publicity_beneficiary_once", condition=Q(struck_at=None)),
        )
        indexes = (
            Index(fields=["village", "service", "id"], name="publicity_beneficiary_village"),
            Index(
                fields=["person", "service"],
                name="publicity_beneficiary_person",
                condition=Q(struck_at=None),
            ),
        )


class Sheet(Placed):
    """公布单: what hangs in a village for a service from a month on, as it was printed."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    service = models.CharField("事项", max_length=40)
    title = models.CharField("事项简称", max_length=60)
    month = models.DateField("月份")
    doc_no = models.CharField("公布单号", max_length=100, unique=True)
    place = models.CharField("地点", max_length=120)
    phone = models.CharField("监督电话", max_length=40)
    organisation = models.ForeignKey(
        "offices.Organisation", models.PROTECT, verbose_name="公布机关", related_name="+", db_index=False
    )
    organ = models.CharField("落款", max_length=100)
    lines = models.JSONField("名单", help_text="L3 [姓名, 人口, 金额（分）, 类别]")
    issued_at = models.DateTimeField("制作时间")
    photo = models.ForeignKey(
        "files.StoredFile",
        models.PROTECT,
        verbose_name="张贴照片",
        null=True,
        related_name="+",
        db_index=False,
    )
    hung_at = models.DateTimeField("张贴时间", null=True)
    replaced_at = models.DateTimeField("换下时间", null=True)

    class Meta:
        db_table = "publicity_sheet"
        verbose_name = "公布单"
        constraints = (
            UniqueConstraint(
                fields=["village", "service"], name="publicity_sheet_one", condition=Q(replaced_at=None)
            ),
        )
