"""What is stored: a hand-over, its items with who takes each, and who signed it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from minzheng.kernel.ids import uuid7


class Handover(models.Model):
    """Somebody leaves an organisation: open until everything is taken over and signed for."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(
        "people.NaturalPerson", verbose_name="离岗人", on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "offices.Organisation", verbose_name="机构", on_delete=models.PROTECT, related_name="+"
    )
    head = models.ForeignKey(
        "people.NaturalPerson", verbose_name="负责人", on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField("缘由", max_length=200)
    begun_at = models.DateTimeField("开单时间")
    concluded_at = models.DateTimeField("办完时间", null=True)

    class Meta:
        db_table = "handover_handover"
        verbose_name = "离岗交接单"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(concluded_at__isnull=True), name="handover_one_open"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "begun_at"], name="handover_unit")]


class Item(models.Model):
    """One thing that is handed over."""

    class Kind(models.TextChoices):
        POSITION = "position", "岗位和待办"
        CASE = "case", "未结办件"
        GIVEN = "given", "别人代他的"
        RECEIVED = "received", "他代别人的"
        SYSTEM = "system", "接入系统"
        THING = "thing", "物件、纸档、密钥"

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    handover = models.ForeignKey(
        Handover, verbose_name="交接单", on_delete=models.CASCADE, related_name="items"
    )
    kind = models.CharField("种类", max_length=10, choices=Kind)
    reference = models.UUIDField("所指", null=True)
    label = models.CharField("内容", max_length=200)
    receiver = models.ForeignKey(
        "people.NaturalPerson", verbose_name="接收人", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        db_table = "handover_item"
        verbose_name = "交接项"


class Signature(models.Model):
    """One person signed the hand-over as it then stood."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    handover = models.ForeignKey(
        Handover, verbose_name="交接单", on_delete=models.CASCADE, related_name="signatures"
    )
    person = models.ForeignKey(
        "people.NaturalPerson", verbose_name="签字人", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("签字时间")

    class Meta:
        db_table = "handover_signature"
        verbose_name = "交接签字"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handover", "person"], name="handover_signature_once"),
        ]
