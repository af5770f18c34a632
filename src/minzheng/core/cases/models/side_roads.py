"""The side roads of a case: what is asked for and handed in, special procedures, extension, delivery."""

from django.db import models
from django.db.models import Index, Q

from minzheng.core.cases.models.heads import Authorisation, Case
from minzheng.kernel.ids import uuid7


class Supplement(models.Model):
    """What was asked for (补正, once, before acceptance; 补充材料 after it; 容缺 papers that may follow) and what was handed
    in for it, in its exact bytes. Answered once; what is still missing is a row of its own."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, models.CASCADE, verbose_name="办件")
    kind = models.CharField("种类", max_length=24)
    element = models.CharField("环节", max_length=64)
    items = models.JSONField("清单", help_text="L2 [{code, label, field, reason}]")
    asked_at = models.DateTimeField("提出时间")
    asked_by = models.UUIDField("提出人", null=True)
    due_on = models.DateField("期限", null=True)
    answered_at = models.DateTimeField("交来时间", null=True)
    answered_by = models.UUIDField("交来的人", null=True)
    body = models.BinaryField("交来的内容", null=True, help_text="L3")
    digest = models.BinaryField("摘要", null=True)

    class Meta:
        db_table = "cases_supplement"
        verbose_name = "补正、补充材料"
        indexes = (Index(fields=["case"], name="cases_supplement_case"),)
        constraints = (
            models.UniqueConstraint(
                fields=["case"], condition=Q(kind="supplement"), name="cases_supplement_once"
            ),
        )


class Commitment(models.Model):
    """容缺承诺: which papers may follow until when, proposed by an acceptor and signed by the applicant before acceptance
    (standards 4.4 row 7). Proposed anew, the one before it ends; a signed one is never rewritten."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, models.CASCADE, verbose_name="办件")
    element = models.CharField("环节", max_length=64)
    items = models.JSONField("后补的材料", help_text="L2 [{code, label, field, reason}]")
    due_on = models.DateField("最晚补交")
    text_version = models.CharField("承诺书版本", max_length=64)
    text_digest = models.CharField("承诺书摘要", max_length=64)
    proposed_at = models.DateTimeField("提出时间")
    proposed_by = models.UUIDField("提出人", null=True)
    ended_at = models.DateTimeField("作废时间", null=True)
    mode = models.CharField("方式", max_length=12, choices=Authorisation.Mode, blank=True, default="")
    assurance = models.PositiveSmallIntegerField("实名等级", default=0, help_text="1–3，屏幕写 a1–a3")
    signed_at = models.DateTimeField("签字时间", null=True)
    signed_by = models.UUIDField("谁签的", null=True)
    witnesses = models.JSONField("见证人", default=list, help_text="L3 [[姓名, 身份], …]")
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, verbose_name="承诺书照片", null=True, related_name="+"
    )

    class Meta:
        db_table = "cases_commitment"
        verbose_name = "容缺承诺"
        indexes = (Index(fields=["case"], name="cases_commitment_case"),)
        constraints = (
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="cases_commitment_one"),
        )


class SpecialProcedure(models.Model):
    """特别程序: proposed by a reviewer, approved by an approver, over. The clock runs unless an article stops it."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, models.CASCADE, verbose_name="办件")
    element = models.CharField("提出环节", max_length=64)
    kind = models.CharField("种类", max_length=40)
    name = models.CharField("名称", max_length=60)
    basis = models.CharField("理由", max_length=500, help_text="L3")
    clock = models.CharField("时钟", max_length=8, default="running")
    stop_article = models.CharField("停表依据", max_length=120, default="")
    proposed_at = models.DateTimeField("提出时间")
    proposed_by = models.UUIDField("提出人", null=True)
    planned_end = models.DateField("预计结束", null=True)
    approved_at = models.DateTimeField("批准时间", null=True)
    approved_by = models.UUIDField("批准人", null=True)
    told_applicant_at = models.DateTimeField("告知申请人时间", null=True)
    denied_at = models.DateTimeField("不批准时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    result = models.CharField("结果", max_length=500, default="", help_text="L3")

    class Meta:
        db_table = "cases_special"
        verbose_name = "特别程序"
        indexes = (Index(fields=["case"], name="cases_special_case"),)


class Extension(models.Model):
    """延期: approved once before the limit was over; the old and the new last day stay."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    case = models.OneToOneField(Case, models.CASCADE, verbose_name="办件")
    n = models.IntegerField("延长")
    unit = models.CharField("单位", max_length=16)
    article = models.CharField("依据", max_length=120)
    reason = models.CharField("理由", max_length=500, help_text="L3")
    old_due = models.DateField("原到期日")
    new_due = models.DateField("新到期日")
    approved_at = models.DateTimeField("批准时间")
    approved_by = models.UUIDField("批准人", null=True)

    class Meta:
        db_table = "cases_extension"
        verbose_name = "延期"


class Delivery(models.Model):
    """送达: one try, by which way, and whether it reached the person or why not."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, models.CASCADE, verbose_name="办件")
    element = models.CharField("环节", max_length=64)
    mode = models.CharField("方式", max_length=16)
    outcome = models.CharField("结论", max_length=16)
    fail_reason = models.CharField("未送达原因", max_length=16, default="")
    receiver = models.CharField("签收人", max_length=64, default="", help_text="L3")
    tracking_no = models.CharField("单号", max_length=40, default="")
    note = models.CharField("经过", max_length=300, default="", help_text="L3")
    at = models.DateTimeField("时间")
    by = models.UUIDField("送达人", null=True)

    class Meta:
        db_table = "cases_delivery"
        verbose_name = "送达"
        indexes = (Index(fields=["case"], name="cases_delivery_case"),)
