"""What is stored about persons: who they are, whom they live with, who acts for them, how they sign in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q

from minzheng.kernel.ids import uuid7


class Placed(models.Model):
    """Level columns: the division to which a row belongs, once per level, '' where the level does not apply."""

    province = models.CharField("省", max_length=12, blank=True, default="")
    city = models.CharField("市", max_length=12, blank=True, default="")
    county = models.CharField("县", max_length=12, blank=True, default="")
    town = models.CharField("乡", max_length=12, blank=True, default="")
    village = models.CharField("村居", max_length=12, blank=True, default="")

    class Meta:
        abstract = True


class NaturalPerson(Placed):
    """One natural person as the platform knows them. Rows are never deleted; a death is a date."""

    class Sex(models.TextChoices):
        MALE = "male", "男"
        FEMALE = "female", "女"
        UNKNOWN = "unknown", "未说明"

    class IdKind(models.TextChoices):
        RESIDENT = "resident_id", "居民身份证"
        HK_MACAO = "hk_macao_permit", "港澳居民居住证（通行证）"
        TAIWAN = "taiwan_permit", "台湾居民居住证（通行证）"
        FOREIGN = "foreign_permit", "外国人永久居留身份证"
        PASSPORT = "passport", "护照"
        NONE = "none", "暂无证件"

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    name = models.CharField("姓名", max_length=64, help_text="L2")
    name_key = models.CharField(
        "姓名拼音", max_length=300, help_text="L2 由姓名算出，只用于查找和排序", db_collation="C"
    )
    sex = models.CharField("性别", max_length=8, choices=Sex, default=Sex.UNKNOWN, help_text="L2")
    birth_date = models.DateField("出生日期", null=True, help_text="L2")
    id_kind = models.CharField("证件种类", max_length=16, choices=IdKind, help_text="L2")
    id_number_enc = models.BinaryField("证件号码（密文）", null=True, help_text="L3 SM4-GCM，绑定表、列、行")
    id_number_bix = models.BinaryField(
        "证件号码（检索值）", null=True, help_text="L3 带密钥的摘要，只能查等值"
    )
    phone = models.CharField(
        "手机", max_length=20, blank=True, default="", help_text="L2 家人可以合用一个号码"
    )
    registered_at = models.CharField("户籍或居住区划", max_length=12, blank=True, default="", help_text="L2")
    address = models.CharField("住址", max_length=200, blank=True, default="", help_text="L3")
    alive = models.BooleanField("在世", default=True, help_text="L2")
    died_on = models.DateField("去世日期", null=True, help_text="L3")
    claimed = models.BooleanField(
        "自报，未核实", default=False, help_text="L2 只由申请表里写来，没有登记可对"
    )
    version = models.PositiveIntegerField("版本", default=1)
    home_node = models.CharField("所属节点", max_length=64, default="local")
    created_at = models.DateTimeField("登记时间")

    class Meta:
        db_table = "people_person"
        verbose_name = "自然人"
        verbose_name_plural = "自然人"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["id_kind", "id_number_bix"], name="people_person_id_number_once"),
            models.CheckConstraint(
                condition=Q(id_number_enc__isnull=True, id_number_bix__isnull=True)
                | Q(id_number_enc__isnull=False, id_number_bix__isnull=False),
                name="people_person_id_number_whole",
            ),
            models.CheckConstraint(
                condition=Q(alive=True, died_on__isnull=True) | Q(alive=False), name="people_person_death"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["county", "birth_date", "id"], name="people_person_county_birth"),
            models.Index(fields=["town", "birth_date", "id"], name="people_person_town_birth"),
            models.Index(fields=["county", "name_key", "id"], name="people_person_county_name"),
            models.Index(fields=["town", "name_key", "id"], name="people_person_town_name"),
            models.Index(fields=["village", "name_key", "id"], name="people_person_village_name"),
        ]


class AccountManager(BaseUserManager["Account"]):
    """What sign-in libraries ask of a user model's manager. Accounts are opened by the verb `open_account`."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Account":
        """A stored account with this password; without one it cannot sign in by password."""
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A way to sign in. It carries no rights of its own: these come from the positions that its person holds."""

    class Kind(models.TextChoices):
        CITIZEN = "citizen", "个人"
        STAFF = "staff", "工作人员"

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    username = models.CharField("用户名", max_length=64, unique=True, help_text="L2")
    phone = models.CharField("手机", max_length=20, blank=True, default="", help_text="L2")
    email = models.EmailField("电子邮箱", blank=True, default="", help_text="L2")
    person = models.ForeignKey(
        NaturalPerson,
        verbose_name="本人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="accounts",
    )
    kind = models.CharField("种类", max_length=8, choices=Kind, default=Kind.CITIZEN)
    assurance = models.PositiveSmallIntegerField(
        "实名等级", default=1, help_text="最近一次核验的等级；现在的等级由核验记录得出"
    )
    is_active = models.BooleanField("可用", default=True)
    failed_count = models.PositiveSmallIntegerField("连续试错次数", default=0)
    locked_until = models.DateTimeField("锁定至", null=True, blank=True)
    created_at = models.DateTimeField("开户时间")
    password_once = models.BooleanField(
        "一次性密码", default=False, db_default=False, help_text="登录后先换成自己的"
    )
    suspended_at = models.DateTimeField("停用时间", null=True, blank=True, help_text="90 天没有登录")
    reopened_at = models.DateTimeField("恢复时间", null=True, blank=True)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "people_account"
        verbose_name = "账号"
        verbose_name_plural = "账号"
        indexes: ClassVar = [
            models.Index(fields=["phone"], name="people_account_phone", condition=~Q(phone="")),
            models.Index(fields=["person"], name="people_account_of_person", condition=Q(is_active=True)),
        ]

    @property
    def is_staff(self) -> bool:
        """False: the framework's own notion of staff opens nothing here."""
        return False

    @property
    def is_superuser(self) -> bool:
        """False: nobody has all rights."""
        return False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """False: the framework's permissions are not used."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """False: the framework's permissions are not used."""
        return False


class Proof(models.Model):
    """One check of who an account belongs to. Rows are only ever added; the account's level is the highest in force."""

    class Method(models.TextChoices):
        PHONE = "phone", "手机验证码"
        REAL_NAME = "real_name", "姓名和身份证号核对"
        NETWORK_ID = "network_id", "国家网络身份认证"
        FACE = "face", "刷脸核验"
        COUNTER = "counter", "窗口核验"
        PARTNER = "partner", "其他身份平台核验"
        TAKEN_OVER = "taken_over", "开户时已核"

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, verbose_name="账号", on_delete=models.PROTECT, related_name="proofs")
    person = models.ForeignKey(
        NaturalPerson, verbose_name="本人", null=True, on_delete=models.PROTECT, related_name="proofs"
    )
    method = models.CharField("方式", max_length=12, choices=Method)
    level = models.PositiveSmallIntegerField("等级", help_text="1 注册、2 实名、3 实人")
    provider = models.CharField("由谁核验", max_length=100)
    at = models.DateTimeField("核验时间")
    valid_to = models.DateField("失效日", null=True, help_text="自这一天起不再有效")
    evidence = models.BinaryField("凭据摘要", help_text="L3 带密钥的摘要")
    officer = models.UUIDField("经办账号", null=True)

    class Meta:
        db_table = "people_proof"
        verbose_name = "身份核验"
        verbose_name_plural = "身份核验"
        indexes: ClassVar = [models.Index(fields=["account", "-id"], name="people_proof_account")]


class PartnerAccount(models.Model):
    """An account here that goes with one of another identity platform: whoever signs in there is signed in here."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    partner = models.CharField("平台", max_length=40)
    issuer = models.CharField("平台地址", max_length=200)
    subject = models.CharField("那边的编号", max_length=255, help_text="L2")
    account = models.ForeignKey(Account, verbose_name="账号", on_delete=models.PROTECT, related_name="+")
    bound_at = models.DateTimeField("绑定时间")

    class Meta:
        db_table = "people_partner_account"
        verbose_name = "别处的账号"
        verbose_name_plural = "别处的账号"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="people_partner_account_once"),
            models.UniqueConstraint(fields=["issuer", "account"], name="people_partner_account_one_there"),
        ]


class PhoneCode(models.Model):
    """A one-time code sent to a telephone. Only its keyed digest is stored."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    phone = models.CharField("手机", max_length=20, help_text="L2")
    purpose = models.CharField("用途", max_length=16)
    digest = models.BinaryField("验证码摘要", help_text="L3")
    source = models.BinaryField("来源摘要", help_text="L3 带密钥的网络地址摘要")
    sent_at = models.DateTimeField("发送时间")
    tries = models.PositiveSmallIntegerField("试错次数", default=0)
    proven_at = models.DateTimeField("答对时间", null=True)
    used_at = models.DateTimeField("用掉时间", null=True)

    class Meta:
        db_table = "people_phone_code"
        verbose_name = "验证码"
        verbose_name_plural = "验证码"
        indexes: ClassVar = [
            models.Index(fields=["phone", "-sent_at"], name="people_phone_code_phone"),
            models.Index(fields=["source", "-sent_at"], name="people_phone_code_source"),
        ]


class Session(AbstractBaseSession):
    """A sign-in in one browser, with its account in a column, so that one statement finds session and account."""

    account = models.ForeignKey(
        Account, verbose_name="账号", null=True, on_delete=models.CASCADE, related_name="sessions"
    )
    on_behalf_of = models.ForeignKey(
        NaturalPerson, verbose_name="代谁办", null=True, on_delete=models.CASCADE, related_name="+"
    )

    browser = models.CharField("浏览器", max_length=40, blank=True, default="", db_default="")
    began_at = models.DateTimeField("登录时间", null=True)

    class Meta:
        db_table = "people_session"
        verbose_name = "会话"
        verbose_name_plural = "会话"


class Household(Placed):
    """People who live together and are looked at together; who belongs to it is dated."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    head = models.ForeignKey(
        NaturalPerson, verbose_name="户主", on_delete=models.PROTECT, related_name="heads"
    )
    registered_at = models.CharField("区划", max_length=12, help_text="L2")
    address = models.CharField("住址", max_length=200, blank=True, default="", help_text="L3")
    valid_from = models.DateField("立户日")
    valid_to = models.DateField("撤户日", null=True, help_text="自这一天起不再是一户")
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        db_table = "people_household"
        verbose_name = "家庭"
        verbose_name_plural = "家庭"
        indexes: ClassVar = [
            models.Index(fields=["town", "id"], name="people_household_town"),
            models.Index(fields=["village", "id"], name="people_household_village"),
        ]


class HouseholdMember(models.Model):
    """One person in a household between two days (first day included, last excluded)."""

    class Role(models.TextChoices):
        HEAD = "head", "户主"
        SPOUSE = "spouse", "配偶"
        CHILD = "child", "子女"
        PARENT = "parent", "父母"
        GRANDCHILD = "grandchild", "孙子女、外孙子女"
        GRANDPARENT = "grandparent", "祖父母、外祖父母"
        SIBLING = "sibling", "兄弟姐妹"
        OTHER = "other", "其他"

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    household = models.ForeignKey(
        Household, verbose_name="家庭", on_delete=models.CASCADE, related_name="members"
    )
    person = models.ForeignKey(
        NaturalPerson, verbose_name="成员", on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField("与户主关系", max_length=12, choices=Role, help_text="L2")
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, help_text="自这一天起不再是成员")

    class Meta:
        db_table = "people_household_member"
        verbose_name = "家庭成员"
        verbose_name_plural = "家庭成员"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(valid_to__isnull=True), name="people_member_one_household"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="people_member_days",
            ),
        ]


class Representative(models.Model):
    """One person acts for another: by authorisation (kinds of matters, dates) or as guardian."""

    class Kind(models.TextChoices):
        REPRESENTATIVE = "representative", "代理人"
        GUARDIAN = "guardian", "监护人"

    class Status(models.TextChoices):
        OFFERED = "offered", "等对方同意或核对"
        ACTIVE = "active", "有效"
        DECLINED = "declined", "没有同意"
        WITHDRAWN = "withdrawn", "已撤回"

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    kind = models.CharField("种类", max_length=16, choices=Kind)
    principal = models.ForeignKey(
        NaturalPerson, verbose_name="被代理人", on_delete=models.PROTECT, related_name="representatives"
    )
    agent = models.ForeignKey(
        NaturalPerson, verbose_name="代理人", on_delete=models.PROTECT, related_name="principals"
    )
    scope = ArrayField(
        models.CharField(max_length=40), verbose_name="可办事项", default=list, help_text="空为全部"
    )
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, help_text="自这一天起不再有效")
    evidence = models.UUIDField("证明文件", null=True)
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.ACTIVE)

    class Meta:
        db_table = "people_representative"
        verbose_name = "代理与监护"
        verbose_name_plural = "代理与监护"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(principal=F("agent")), name="people_representative_two"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="people_representative_days",
            ),
        ]


class BankAccount(models.Model):
    """A card into which benefits are paid. Only the last four digits are readable without a purpose."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(
        NaturalPerson, verbose_name="持卡人", on_delete=models.PROTECT, related_name="bank_accounts"
    )
    card_enc = models.BinaryField("卡号（密文）", help_text="L3 SM4-GCM，绑定表、列、行")
    last4 = models.CharField("卡号后四位", max_length=4, help_text="L2")
    bank_name = models.CharField("开户银行", max_length=64, help_text="L2")
    valid_to = models.DateField("停用日", null=True)

    class Meta:
        db_table = "people_bank_account"
        verbose_name = "银行卡"
        verbose_name_plural = "银行卡"


class Consent(models.Model):
    """A person agreed to one use of their data, after reading one version of a text."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(
        NaturalPerson, verbose_name="本人", on_delete=models.PROTECT, related_name="consents"
    )
    purpose = models.CharField("用途", max_length=64)
    text_version = models.CharField("告知书版本", max_length=64)
    given_at = models.DateTimeField("同意时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        db_table = "people_consent"
        verbose_name = "同意"
        verbose_name_plural = "同意"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="people_consent_in_force",
            )
        ]


class Correction(Placed):
    """What a person says is wrong in a verified fact, what is right, and the paper that shows it; an office decides."""

    class Status(models.TextChoices):
        ASKED = "asked", "等办理"
        ACCEPTED = "accepted", "改好了"
        REFUSED = "refused", "没有改"

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(NaturalPerson, verbose_name="本人", on_delete=models.PROTECT, related_name="+")
    fact = models.CharField("哪一项", max_length=16)
    value_enc = models.BinaryField("应当是（密文）", help_text="L3 SM4-GCM，绑定表、列、行")
    note = models.CharField("说明", max_length=500, blank=True, default="", help_text="L3")
    evidence = models.UUIDField("证明文件", null=True, help_text="删掉以后为空")
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.ASKED)
    asked_at = models.DateTimeField("提出时间")
    due_on = models.DateField("办到哪天")
    decided_at = models.DateTimeField("办好时间", null=True)
    officer = models.UUIDField("经办账号", null=True)
    reason = models.CharField("理由", max_length=500, blank=True, default="", help_text="L3")

    class Meta:
        db_table = "people_correction"
        verbose_name = "更正申请"
        verbose_name_plural = "更正申请"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "fact"], condition=Q(status="asked"), name="people_correction_waits"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["decided_at"], name="people_correction_kept", condition=Q(evidence__isnull=False)
            ),
            models.Index(
                fields=["county", "due_on"], name="people_correction_county", condition=Q(status="asked")
            ),
            models.Index(
                fields=["town", "due_on"], name="people_correction_town", condition=Q(status="asked")
            ),
        ]
