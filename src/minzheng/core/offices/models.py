"""What is stored: organisations, the positions that persons hold in them, and who stands in for whom."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from minzheng.core.offices.rules import LONGEST_POSITION
from minzheng.kernel.ids import uuid7


class Level(models.TextChoices):
    """Levels of government; also the level of a grant's scope."""

    NATION = "nation", "国家级"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWN = "town", "乡级"
    VILLAGE = "village", "村级"


class Organisation(models.Model):
    """A body that handles matters, or a partner of one."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", "民政部门"
        STREET_OFFICE = "street_office", "街道办事处"
        TOWN = "town_government", "乡镇人民政府"
        RESIDENTS = "residents_committee", "居民委员会"
        VILLAGERS = "villagers_committee", "村民委员会"
        INSTITUTION = "public_institution", "事业单位"
        ASSOCIATION = "association", "社会团体"
        SERVICE_ORG = "social_service_org", "民办非企业单位"
        FOUNDATION = "foundation", "基金会"
        MASS = "mass_organisation", "群团组织"
        COMPANY = "company", "企业"
        EXTERNAL = "external", "外部单位"

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True)
    name = models.CharField("名称", max_length=100)
    short_name = models.CharField(
        "机关代字", max_length=20, blank=True, default="", help_text="用于文号，如“明民”"
    )
    kind = models.CharField("类型", max_length=20, choices=Kind)
    business = models.CharField("业务", max_length=40, blank=True, default="", help_text="空为民政综合")
    level = models.CharField("层级", max_length=10, choices=Level)
    division = models.CharField("区划代码", max_length=12)
    province = models.CharField("省", max_length=12, blank=True, default="")
    city = models.CharField("市", max_length=12, blank=True, default="")
    county = models.CharField("县", max_length=12, blank=True, default="")
    town = models.CharField("乡", max_length=12, blank=True, default="")
    village = models.CharField("村居", max_length=12, blank=True, default="")
    parent = models.ForeignKey(
        "self", verbose_name="上级", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    phone = models.CharField("电话", max_length=20, blank=True, default="")
    address = models.CharField("地址", max_length=200, blank=True, default="")
    valid_from = models.DateField("启用日")
    valid_to = models.DateField("停用日", null=True, blank=True, help_text="自这一天起不再使用")
    small_office = models.BooleanField("小街道档", default=False, help_text="经办 1–2 人时可兼受理、审核")
    small_office_basis = models.CharField("小街道档依据", max_length=200, blank=True, default="")

    class Meta:
        db_table = "offices_organisation"
        verbose_name = "机构"
        verbose_name_plural = "机构"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(small_office=False) | ~Q(small_office_basis=""), name="offices_small_office_basis"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["division", "kind"], name="offices_organisation_division"),
            models.Index(fields=["county", "division"], name="offices_organisation_county"),
        ]


class Position(models.Model):
    """A role that a person holds in an organisation, for a scope and some businesses, between two days."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(
        "people.NaturalPerson", verbose_name="任职人", on_delete=models.PROTECT, related_name="positions"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name="机构", on_delete=models.PROTECT, related_name="positions"
    )
    role = models.CharField("角色", max_length=40)
    level = models.CharField("范围层级", max_length=10, choices=Level)
    division = models.CharField("范围区划", max_length=12, blank=True, default="", help_text="国家级为空")
    businesses = ArrayField(
        models.CharField(max_length=40), verbose_name="业务", default=list, blank=True, help_text="空为全部"
    )
    groups = ArrayField(
        models.CharField(max_length=16),
        verbose_name="敏感事项授权",
        default=list,
        blank=True,
        help_text="儿童、婚姻、收养等独立授权组；空为没有，不随岗位和上级区划而来",
    )
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", help_text="自这一天起不再有效；最长一年")
    basis = models.CharField("任命依据", max_length=200, blank=True, default="")

    class Meta:
        db_table = "offices_position"
        verbose_name = "岗位任职"
        verbose_name_plural = "岗位任职"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="offices_position_days"),
            models.CheckConstraint(
                condition=Q(valid_to__lte=F("valid_from") + LONGEST_POSITION),
                name="offices_position_one_year",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "valid_to"], name="offices_position_person"),
            models.Index(fields=["organisation", "role"], name="offices_position_unit"),
            models.Index(fields=["role", "division"], name="offices_position_role"),
        ]


class Delegation(models.Model):
    """A deputy stands in for the holder of a position between two days (AB 角、代行)."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    position = models.ForeignKey(
        Position, verbose_name="代行的岗位", on_delete=models.CASCADE, related_name="delegations"
    )
    deputy = models.ForeignKey(
        "people.NaturalPerson", verbose_name="代行人", on_delete=models.PROTECT, related_name="delegations"
    )
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", help_text="自这一天起不再代行")
    reason = models.CharField("缘由", max_length=200)

    class Meta:
        db_table = "offices_delegation"
        verbose_name = "代行"
        verbose_name_plural = "代行"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="offices_delegation_days"),
        ]
        indexes: ClassVar = [models.Index(fields=["deputy", "valid_to"], name="offices_delegation_deputy")]


class Entrustment(models.Model):
    """An organ lets another decide in its name: one service, up to an amount, between two days (委托书)."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    from_organisation = models.ForeignKey(
        Organisation, verbose_name="委托机关", on_delete=models.PROTECT, related_name="entrusts"
    )
    to_organisation = models.ForeignKey(
        Organisation, verbose_name="受托机关", on_delete=models.PROTECT, related_name="entrusted"
    )
    service = models.CharField("事项", max_length=40)
    amount_limit = models.DecimalField(
        "额度（元）", max_digits=12, decimal_places=2, null=True, help_text="空为不涉及金额"
    )
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", help_text="自这一天起不再有效")
    document_no = models.CharField("委托书文号", max_length=60)
    made_by = models.UUIDField("经办人", null=True)

    class Meta:
        db_table = "offices_entrustment"
        verbose_name = "委托书"
        verbose_name_plural = "委托书"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")), name="offices_entrustment_days"
            ),
            models.CheckConstraint(
                condition=~Q(from_organisation=F("to_organisation")), name="offices_entrustment_two"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["to_organisation", "service"], name="offices_entrustment_to"),
        ]


class EmergencyAccess(models.Model):
    """One named read was opened for two hours to somebody who otherwise sees no cases (R6, break-glass)."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(
        "people.NaturalPerson", verbose_name="申请人", on_delete=models.PROTECT, related_name="+"
    )
    subject = models.CharField("看什么", max_length=40, help_text="办件编号")
    reason = models.CharField("缘由", max_length=200)
    level = models.CharField("层级", max_length=10, choices=Level)
    division = models.CharField("区划", max_length=12)
    opened_at = models.DateTimeField("开启时间")
    until = models.DateTimeField("关闭时间")
    reads = models.PositiveIntegerField("看过几次", default=0)
    reviewed_at = models.DateTimeField("复核时间", null=True)
    reviewed_by = models.ForeignKey(
        "people.NaturalPerson", verbose_name="复核人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    finding = models.CharField("复核意见", max_length=200, blank=True, default="")

    class Meta:
        db_table = "offices_emergency_access"
        verbose_name = "紧急查看"
        verbose_name_plural = "紧急查看"
        indexes: ClassVar = [
            models.Index(fields=["division", "opened_at"], name="offices_emergency_place"),
        ]
