"""The book's tables. Events and leaves are insert-only; the guard stands in the first migration."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class AuditEvent(models.Model):
    """One thing that happened. Parts by month of the key (UUIDv7)."""

    id = models.UUIDField("编号", primary_key=True)
    at = models.DateTimeField("发生时间")
    kind = models.CharField("动作", max_length=64)
    account = models.UUIDField("账号", null=True)
    person = models.UUIDField("自然人", null=True)
    actor_name = models.CharField("经办名", max_length=64, help_text="L2")
    hat = models.CharField("身份", max_length=16)
    roles = models.CharField("角色", max_length=200)
    on_behalf_of = models.UUIDField("代谁办", null=True)
    delegation = models.UUIDField("委托", null=True)
    purpose = models.CharField("用途", max_length=200)
    channel = models.CharField("渠道", max_length=16)
    node = models.CharField("节点", max_length=64)
    subjects = ArrayField(models.UUIDField(), verbose_name="涉及的人")
    province = models.CharField("省", max_length=12)
    city = models.CharField("市", max_length=12)
    county = models.CharField("县", max_length=12)
    town = models.CharField("乡", max_length=12)
    village = models.CharField("村居", max_length=12)
    service = models.CharField("事项", max_length=40)
    offering = models.UUIDField("实施清单快照", null=True)
    case_id = models.UUIDField("办件", null=True)
    element = models.CharField("环节", max_length=64)
    from_state = models.CharField("原状态", max_length=32)
    to_state = models.CharField("新状态", max_length=32)
    facts = models.JSONField("可统计的事实")
    commitment = models.BinaryField("内容承诺", null=True)

    class Meta:
        db_table = "audit_event"
        verbose_name = "存证"


class Pending(models.Model):
    """Events that have no position yet."""

    event_id = models.UUIDField("存证", primary_key=True)

    class Meta:
        db_table = "audit_pending"
        verbose_name = "待排序"


class Leaf(models.Model):
    """The one order of the book: position without gaps, and the leaf hash of the tree."""

    position = models.BigIntegerField("位置", primary_key=True)
    event_id = models.UUIDField("存证", unique=True)
    hash = models.BinaryField("叶摘要")

    class Meta:
        db_table = "audit_leaf"
        verbose_name = "叶"


class Tree(models.Model):
    """The Merkle tree's frontier: one row, moved by the sequencer alone."""

    id = models.SmallIntegerField("编号", primary_key=True)
    size = models.BigIntegerField("叶数", default=0)
    frontier = models.BinaryField("前沿", default=b"")
    root = models.BinaryField("根", default=b"")
    at = models.DateTimeField("时间", null=True)

    class Meta:
        db_table = "audit_tree"
        verbose_name = "存证树"


class Content(models.Model):
    """Personal content of an event with its salt; may be erased, the event and its commitment stay."""

    event_id = models.UUIDField("存证", primary_key=True)
    salt = models.BinaryField("盐", null=True)
    content = models.JSONField("内容", null=True, help_text="L3")
    erased_at = models.DateTimeField("删除时间", null=True)

    class Meta:
        db_table = "audit_content"
        verbose_name = "存证内容"


class Reader(models.Model):
    """How far each reader of the book has come."""

    name = models.CharField("读者", max_length=64, primary_key=True)
    position = models.BigIntegerField("已读到", default=0)
    at = models.DateTimeField("时间", null=True)

    class Meta:
        db_table = "audit_reader"
        verbose_name = "读者位置"
