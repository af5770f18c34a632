"""查看明文: who sees sensitive fields of a case in clear, what for, until when."""

from django.db import models
from django.db.models import Index, Q

from minzheng.core.cases.models.heads import Case
from minzheng.kernel.ids import uuid7


class Reveal(models.Model):
    """One officer sees a case's fields up to a level in clear for a time; the book has it, the persons find it there."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, models.CASCADE, verbose_name="办件", db_index=False)
    account = models.UUIDField("谁看")
    level = models.CharField("到哪一级", max_length=2)
    purpose = models.CharField("用途", max_length=200)
    at = models.DateTimeField("从什么时候")
    until = models.DateTimeField("到什么时候")

    class Meta:
        db_table = "cases_reveal"
        verbose_name = "查看明文"
        indexes = (Index(fields=["case", "account", "until"], name="cases_reveal_in_force"),)
        constraints = (
            models.CheckConstraint(condition=Q(level__in=("L3", "L4")), name="cases_reveal_level"),
            models.CheckConstraint(condition=Q(until__gt=models.F("at")), name="cases_reveal_time"),
        )
