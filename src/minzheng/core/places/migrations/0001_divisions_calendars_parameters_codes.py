"""Divisions with history, calendar versions, dated parameters, code lists."""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

import minzheng.core.places.rules
from minzheng.kernel.ids import uuid7


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="CalendarVersion",
            fields=[
                ("id", models.UUIDField(default=uuid7, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="版本号")),
                ("published_from", models.DateField(verbose_name="最早已公布日")),
                (
                    "published_through",
                    models.DateField(help_text="其后的日子只能暂按周末推算", verbose_name="已公布至"),
                ),
                ("source", models.CharField(max_length=100, verbose_name="来源")),
                (
                    "digest",
                    models.CharField(
                        help_text="全部日子的 SM3，相同内容不重复成版", max_length=64, verbose_name="内容摘要"
                    ),
                ),
                ("loaded_at", models.DateTimeField(verbose_name="载入时间")),
            ],
            options={
                "verbose_name": "日历版本",
                "verbose_name_plural": "日历版本",
                "db_table": "places_calendar_version",
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="CodeList",
            fields=[
                ("id", models.UUIDField(default=uuid7, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="代码表")),
                ("title", models.CharField(max_length=100, verbose_name="名称")),
                ("source", models.CharField(max_length=200, verbose_name="来源")),
            ],
            options={
                "verbose_name": "代码表",
                "verbose_name_plural": "代码表",
                "db_table": "places_code_list",
            },
        ),
        migrations.CreateModel(
            name="Division",
            fields=[
                ("id", models.UUIDField(default=uuid7, editable=False, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=12, verbose_name="区划代码")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "sort_key",
                    models.CharField(
                        db_collation="C",
                        help_text="由名称算出，只用于查找和排序",
                        max_length=300,
                        verbose_name="拼音",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("province", "省级"),
                            ("city", "地级"),
                            ("county", "县级"),
                            ("town", "乡级"),
                            ("village", "村居"),
                        ],
                        max_length=10,
                        verbose_name="层级",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        help_text="省、市、区、县、街道、镇、乡、社区、村等",
                        max_length=20,
                        verbose_name="类型",
                    ),
                ),
                (
                    "area",
                    models.CharField(
                        blank=True,
                        choices=[("urban", "城市"), ("rural", "农村"), ("", "未分")],
                        default="",
                        max_length=5,
                        verbose_name="城乡",
                    ),
                ),
                ("parent", models.CharField(blank=True, max_length=12, verbose_name="上级区划代码")),
                ("valid_from", models.DateField(verbose_name="启用日")),
                (
                    "valid_to",
                    models.DateField(
                        blank=True, help_text="自这一天起不再使用；空为现用", null=True, verbose_name="停用日"
                    ),
                ),
                ("replaced_by", models.CharField(blank=True, max_length=12, verbose_name="替代代码")),
                ("province", models.CharField(blank=True, max_length=12, verbose_name="省")),
                ("city", models.CharField(blank=True, max_length=12, verbose_name="市")),
                ("county", models.CharField(blank=True, max_length=12, verbose_name="县")),
                ("town", models.CharField(blank=True, max_length=12, verbose_name="乡")),
                ("village", models.CharField(blank=True, max_length=12, verbose_name="村居")),
            ],
            options={
                "verbose_name": "行政区划",
                "verbose_name_plural": "行政区划",
                "db_table": "places_division",
                "ordering": ["code", "-valid_from"],
                "indexes": [
                    models.Index(fields=["parent", "code"], name="places_division_parent"),
                    models.Index(fields=["sort_key"], name="places_division_sort_key"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "valid_from"), name="places_division_code_from"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="places_division_days",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("code", "="),
                            (
                                models.Func(
                                    models.F("valid_from"), models.F("valid_to"), function="daterange"
                                ),
                                "&&",
                            ),
                        ],
                        name="places_division_one_row_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Parameter",
            fields=[
                ("id", models.UUIDField(default=uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "name",
                    models.CharField(
                        help_text="英文名，如 dibao_standard_urban", max_length=100, verbose_name="参数"
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=100, verbose_name="名称")),
                (
                    "division",
                    models.CharField(
                        blank=True, help_text="空为各地通用", max_length=12, verbose_name="区划代码"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="生效日")),
                (
                    "valid_to",
                    models.DateField(
                        blank=True, help_text="自这一天起不再适用", null=True, verbose_name="失效日"
                    ),
                ),
                (
                    "value",
                    models.JSONField(
                        decoder=minzheng.core.places.rules.ValueDecoder,
                        encoder=minzheng.core.places.rules.ValueEncoder,
                        verbose_name="值",
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=30, verbose_name="单位")),
                ("document_title", models.CharField(max_length=200, verbose_name="文件标题")),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="印发日")),
                ("approver", models.CharField(blank=True, max_length=50, verbose_name="审批人")),
                (
                    "to_be_checked",
                    models.BooleanField(default=False, help_text="尚未与原文件核对", verbose_name="待核"),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="载入自")),
                ("loaded_at", models.DateTimeField(verbose_name="载入时间")),
            ],
            options={
                "verbose_name": "参数",
                "verbose_name_plural": "参数",
                "db_table": "places_parameter",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("name", "division", "valid_from"), name="places_parameter_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="places_parameter_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.UUIDField(default=uuid7, editable=False, primary_key=True, serialize=False)),
                ("date", models.DateField(verbose_name="日期")),
                (
                    "kind",
                    models.CharField(
                        choices=[("holiday", "放假"), ("workday", "调休上班")],
                        max_length=10,
                        verbose_name="类型",
                    ),
                ),
                ("name", models.CharField(max_length=50, verbose_name="节日")),
                ("source_doc", models.CharField(max_length=200, verbose_name="依据文件")),
                (
                    "region",
                    models.CharField(
                        blank=True, help_text="空为全国", max_length=12, verbose_name="适用区划"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="places.calendarversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "特殊日",
                "verbose_name_plural": "特殊日",
                "db_table": "places_calendar_day",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "region", "date"), name="places_calendar_day_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CodeItem",
            fields=[
                ("id", models.UUIDField(default=uuid7, editable=False, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=40, verbose_name="代码")),
                ("label", models.CharField(max_length=200, verbose_name="含义")),
                ("position", models.PositiveIntegerField(verbose_name="顺序")),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="停用日")),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="places.codelist",
                    ),
                ),
            ],
            options={
                "verbose_name": "代码",
                "verbose_name_plural": "代码",
                "db_table": "places_code_item",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("list", "code"), name="places_code_item_once")
                ],
            },
        ),
    ]
