"""What is stored of legal persons: the body, the proofs of it (only ever added), and the mandates to act for it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from minzheng.kernel.ids import uuid7


class LegalPerson(models.Model):
    """A body with a unified social credit code, as the source that proved it knows it."""

    class Status(models.TextChoices):
        ACTIVE = "active", "存续"
        ENDED = "ended", "已注销或撤销"

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True, help_text="L1")
    name = models.CharField("名称", max_length=120, help_text="L1")
    kind = models.CharField("种类", max_length=24, help_text="L1 由代码前两位得出，见 rules.KINDS")
    representative = models.ForeignKey(
        "people.NaturalPerson",
        verbose_name="法定代表人",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.ACTIVE, help_text="L1")
    registered_at = models.CharField("住所区划", max_length=12, blank=True, default="", help_text="L1")
    province = models.CharField("省", max_length=12, blank=True, default="")
    city = models.CharField("市", max_length=12, blank=True, default="")
    county = models.CharField("县", max_length=12, blank=True, default="")
    town = models.CharField("乡", max_length=12, blank=True, default="")
    village = models.CharField("村居", max_length=12, blank=True, default="")
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("登记时间")

    class Meta:
        db_table = "legal_persons_person"
        verbose_name = "法人"
        verbose_name_plural = "法人"


class LegalProof(models.Model):
    """One check that a legal person is what it says, and that somebody may begin to act for it. Only ever added."""

    class Method(models.TextChoices):
        LICENCE = "licence", "电子营业执照"
        KEY = "key", "法人一证通（UKey）"
        CERTIFICATE = "certificate", "社会组织登记证书"

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    legal_person = models.ForeignKey(
        LegalPerson, verbose_name="法人", on_delete=models.PROTECT, related_name="proofs"
    )
    person = models.ForeignKey(
        "people.NaturalPerson", verbose_name="由谁出示", on_delete=models.PROTECT, related_name="+"
    )
    method = models.CharField("方式", max_length=12, choices=Method)
    level = models.PositiveSmallIntegerField("等级", help_text="2 证照核对一致，3 持有证照或密钥本身")
    provider = models.CharField("由谁核验", max_length=100)
    evidence = models.BinaryField("凭据摘要", help_text="L3 带密钥的摘要")
    at = models.DateTimeField("核验时间")

    class Meta:
        db_table = "legal_persons_proof"
        verbose_name = "法人核验"
        verbose_name_plural = "法人核验"
        indexes: ClassVar = [models.Index(fields=["legal_person", "-id"], name="legal_persons_proof_of")]


class Mandate(models.Model):
    """A natural person acts for a legal person: as its administrator, or as an agent for named matters and days."""

    class Kind(models.TextChoices):
        ADMINISTRATOR = "administrator", "管理员"
        AGENT = "agent", "经办人"

    class Basis(models.TextChoices):
        PROVEN = "proven", "凭证照或密钥认领"
        APPOINTED = "appointed", "管理员授权"

    class Status(models.TextChoices):
        ACTIVE = "active", "有效"
        WITHDRAWN = "withdrawn", "已撤回"

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    legal_person = models.ForeignKey(
        LegalPerson, verbose_name="法人", on_delete=models.PROTECT, related_name="mandates"
    )
    agent = models.ForeignKey(
        "people.NaturalPerson", verbose_name="经办人", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("种类", max_length=16, choices=Kind)
    basis = models.CharField("凭什么", max_length=12, choices=Basis)
    scope = ArrayField(
        models.CharField(max_length=40), verbose_name="可办事项", default=list, help_text="空为全部"
    )
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", help_text="自这一天起不再有效")
    granted_by = models.ForeignKey(
        "people.NaturalPerson", verbose_name="由谁授权", on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.ACTIVE)
    ended_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        db_table = "legal_persons_mandate"
        verbose_name = "经办授权"
        verbose_name_plural = "经办授权"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(basis="appointed", agent=F("granted_by")),
                name="legal_persons_mandate_not_oneself",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")), name="legal_persons_mandate_days"
            ),
            models.UniqueConstraint(
                fields=["legal_person", "agent"],
                condition=Q(status="active"),
                name="legal_persons_mandate_one_of_a_person",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agent"], name="legal_persons_mandate_agent", condition=Q(status="active"))
        ]
