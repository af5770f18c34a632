"""What is stored of connected systems. Secrets, codes and tokens are kept as digests only; calls are only ever added."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from minzheng.kernel.ids import uuid7


class ConnectedSystem(models.Model):
    """A system of another agency (or of ours) that signs people in here, or calls by itself: for what, and how far."""

    class Kind(models.TextChoices):
        WEB = "web", "网站系统"
        NATIVE = "native", "手机或桌面应用"
        SERVICE = "service", "后台调用"

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    client_id = models.CharField("接入标识", max_length=64, unique=True)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("种类", max_length=8, choices=Kind)
    organisation = models.ForeignKey(
        "offices.Organisation", verbose_name="所属单位", on_delete=models.PROTECT, related_name="+"
    )
    purpose = models.CharField("用途", max_length=200)
    secret_digest = models.BinaryField("密钥摘要", null=True, help_text="L4 只存摘要")
    keys = models.JSONField("公钥", default=list, help_text="JWK，用来核对 private_key_jwt")
    redirect_uris = ArrayField(models.CharField(max_length=500), verbose_name="回跳地址", default=list)
    logout_uris = ArrayField(models.CharField(max_length=500), verbose_name="退出后回跳地址", default=list)
    back_channel_uri = models.CharField("退出通知地址", max_length=500, blank=True, default="")
    sector = models.CharField("编号范围", max_length=253, help_text="同一范围内同一个人的编号相同")
    scopes = ArrayField(models.CharField(max_length=32), verbose_name="可要的内容", default=list)
    accounts = ArrayField(models.CharField(max_length=8), verbose_name="谁可以登录", default=list)
    least_assurance = models.PositiveSmallIntegerField("最低实名等级", default=1)
    first_party = models.BooleanField("自有系统", default=False, help_text="登录时不再问本人")
    level = models.CharField("管辖层级", max_length=8, blank=True, default="")
    division = models.CharField("管辖区划", max_length=12, blank=True, default="")
    services = ArrayField(models.CharField(max_length=40), verbose_name="事项", default=list)
    kept_by = models.ForeignKey(
        "people.NaturalPerson",
        verbose_name="管理人",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="登记的人，离岗交接后是接收人；空为平台运维",
    )
    registered_at = models.DateTimeField("登记时间")
    closed_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        db_table = "systems_system"
        verbose_name = "接入系统"
        verbose_name_plural = "接入系统"


class Subject(models.Model):
    """The number under which the systems of one sector know a person: random, so that two sectors cannot compare."""

    sector = models.CharField("编号范围", max_length=253)
    person = models.ForeignKey(
        "people.NaturalPerson", verbose_name="本人", on_delete=models.PROTECT, related_name="+"
    )
    sub = models.CharField("对外编号", max_length=43, unique=True, help_text="L2")

    class Meta:
        db_table = "systems_subject"
        verbose_name = "对外编号"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sector", "person"], name="systems_subject_once")
        ]


class ClientSession(models.Model):
    """Somebody is signed in at a system through a session of ours; its number is the `sid` of the tokens."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    system = models.ForeignKey(
        ConnectedSystem,
        verbose_name="接入系统",
        on_delete=models.PROTECT,
        related_name="sessions",
        db_index=False,  # the index below begins with it
    )
    account = models.ForeignKey(
        "people.Account", verbose_name="账号", on_delete=models.CASCADE, related_name="+"
    )
    sub = models.CharField("对外编号", max_length=43, help_text="L2")
    session_key = models.CharField("本平台会话", max_length=40, help_text="L4")
    issuer = models.CharField("签发地址", max_length=200)
    begun_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True)
    why = models.CharField("结束原因", max_length=16, blank=True, default="")

    class Meta:
        db_table = "systems_client_session"
        verbose_name = "在别处的登录"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session_key", "system", "account"],
                condition=Q(ended_at=None),
                name="systems_client_session_open",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["system", "id"], name="systems_client_session_last")]


class Code(models.Model):
    """An authorisation code, for one use within a minute."""

    digest = models.BinaryField("摘要", primary_key=True)
    session = models.ForeignKey(
        ClientSession, verbose_name="登录", on_delete=models.CASCADE, related_name="+"
    )
    redirect_uri = models.CharField("回跳地址", max_length=500)
    scopes = ArrayField(models.CharField(max_length=32), verbose_name="内容")
    nonce = models.CharField("随机数", max_length=255, blank=True, default="")
    challenge = models.CharField("PKCE 校验值", max_length=43)
    assurance = models.PositiveSmallIntegerField("实名等级")
    methods = ArrayField(models.CharField(max_length=8), verbose_name="登录方式")
    authenticated_at = models.DateTimeField("登录时间")
    expires_at = models.DateTimeField("到期")
    used_at = models.DateTimeField("使用时间", null=True)
    family = models.UUIDField("令牌族", default=uuid7)

    class Meta:
        db_table = "systems_code"
        verbose_name = "授权码"
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="systems_code_expires")]


class Token(models.Model):
    """An access or refresh token. Tokens that come of one sign-in are one family and fall together."""

    class Kind(models.TextChoices):
        ACCESS = "access", "访问令牌"
        REFRESH = "refresh", "刷新令牌"

    digest = models.BinaryField("摘要", primary_key=True)
    kind = models.CharField("种类", max_length=8, choices=Kind)
    system = models.ForeignKey(
        ConnectedSystem, verbose_name="接入系统", on_delete=models.CASCADE, related_name="+"
    )
    session = models.ForeignKey(
        ClientSession, verbose_name="登录", null=True, on_delete=models.CASCADE, related_name="+"
    )
    family = models.UUIDField("令牌族")
    scopes = ArrayField(models.CharField(max_length=32), verbose_name="内容")
    assurance = models.PositiveSmallIntegerField("实名等级", default=0)
    methods = ArrayField(models.CharField(max_length=8), verbose_name="登录方式", default=list)
    authenticated_at = models.DateTimeField("登录时间", null=True)
    expires_at = models.DateTimeField("到期")
    used_at = models.DateTimeField("换新时间", null=True)
    revoked_at = models.DateTimeField("作废时间", null=True)

    class Meta:
        db_table = "systems_token"
        verbose_name = "令牌"
        indexes: ClassVar = [
            models.Index(fields=["family"], name="systems_token_family"),
            models.Index(fields=["session"], name="systems_token_session"),
            models.Index(fields=["expires_at"], name="systems_token_expires"),
        ]


class Assertion(models.Model):
    """A signed assertion of a system that was used: it counts once (`jti`)."""

    digest = models.BinaryField("摘要", primary_key=True)
    expires_at = models.DateTimeField("到期")

    class Meta:
        db_table = "systems_assertion"
        verbose_name = "用过的断言"
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="systems_assertion_expires")]


class Logout(models.Model):
    """A system is told that a session has ended; tried again until it says yes or five tries are over."""

    session = models.OneToOneField(
        ClientSession, verbose_name="登录", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    tries = models.PositiveSmallIntegerField("次数", default=0)
    next_at = models.DateTimeField("下次发送", null=True)
    delivered_at = models.DateTimeField("送到时间", null=True)
    answer = models.CharField("对方回答", max_length=40, blank=True, default="")

    class Meta:
        db_table = "systems_logout"
        verbose_name = "退出通知"
        indexes: ClassVar = [
            models.Index(fields=["next_at"], condition=~Q(next_at=None), name="systems_logout_due")
        ]


class SystemCall(models.Model):
    """The usage log of what systems ask by themselves (R10): one row a call, for which case or duty, what came of it."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    system = models.ForeignKey(
        ConnectedSystem, verbose_name="接入系统", on_delete=models.PROTECT, related_name="+"
    )
    operation = models.CharField("操作", max_length=60)
    purpose = models.CharField("用途（办件编号或职责）", max_length=200)
    case_no = models.CharField("被查办件", max_length=40, blank=True, default="")
    result = models.CharField("结果", max_length=40)
    at = models.DateTimeField("时间")

    class Meta:
        db_table = "systems_call"
        verbose_name = "系统调用记录"
        indexes: ClassVar = [
            models.Index(fields=["system", "id"], name="systems_call_system"),
            models.Index(fields=["case_no", "id"], name="systems_call_case"),
        ]
