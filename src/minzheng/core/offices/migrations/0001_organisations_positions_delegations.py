"""Organisations, positions held for a year at most, deputies."""

import datetime as dt

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import minzheng.kernel.ids.time_ordered


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_persons_accounts_households"),
    ]

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=minzheng.kernel.ids.time_ordered.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                ("uscc", models.CharField(max_length=18, unique=True, verbose_name="统一社会信用代码")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "short_name",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="用于文号，如“明民”",
                        max_length=20,
                        verbose_name="机关代字",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("authority", "民政部门"),
                            ("street_office", "街道办事处"),
                            ("town_government", "乡镇人民政府"),
                            ("residents_committee", "居民委员会"),
                            ("villagers_committee", "村民委员会"),
                            ("public_institution", "事业单位"),
                            ("association", "社会团体"),
                            ("social_service_org", "民办非企业单位"),
                            ("foundation", "基金会"),
                            ("mass_organisation", "群团组织"),
                            ("company", "企业"),
                            ("external", "外部单位"),
                        ],
                        max_length=20,
                        verbose_name="类型",
                    ),
                ),
                (
                    "business",
                    models.CharField(
                        blank=True, default="", help_text="空为民政综合", max_length=40, verbose_name="业务"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("nation", "国家级"),
                            ("province", "省级"),
                            ("city", "市级"),
                            ("county", "县级"),
                            ("town", "乡级"),
                            ("village", "村级"),
                        ],
                        max_length=10,
                        verbose_name="层级",
                    ),
                ),
                ("division", models.CharField(max_length=12, verbose_name="区划代码")),
                ("province", models.CharField(blank=True, default="", max_length=12, verbose_name="省")),
                ("city", models.CharField(blank=True, default="", max_length=12, verbose_name="市")),
                ("county", models.CharField(blank=True, default="", max_length=12, verbose_name="县")),
                ("town", models.CharField(blank=True, default="", max_length=12, verbose_name="乡")),
                ("village", models.CharField(blank=True, default="", max_length=12, verbose_name="村居")),
                ("phone", models.CharField(blank=True, default="", max_length=20, verbose_name="电话")),
                ("address", models.CharField(blank=True, default="", max_length=200, verbose_name="地址")),
                ("valid_from", models.DateField(verbose_name="启用日")),
                (
                    "valid_to",
                    models.DateField(
                        blank=True, help_text="自这一天起不再使用", null=True, verbose_name="停用日"
                    ),
                ),
                (
                    "small_office",
                    models.BooleanField(
                        default=False, help_text="经办 1–2 人时可兼受理、审核", verbose_name="小街道档"
                    ),
                ),
                (
                    "small_office_basis",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="小街道档依据"),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="offices.organisation",
                        verbose_name="上级",
                    ),
                ),
            ],
            options={
                "verbose_name": "机构",
                "verbose_name_plural": "机构",
                "db_table": "offices_organisation",
            },
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=minzheng.kernel.ids.time_ordered.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                ("role", models.CharField(max_length=40, verbose_name="角色")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("nation", "国家级"),
                            ("province", "省级"),
                            ("city", "市级"),
                            ("county", "县级"),
                            ("town", "乡级"),
                            ("village", "村级"),
                        ],
                        max_length=10,
                        verbose_name="范围层级",
                    ),
                ),
                (
                    "division",
                    models.CharField(
                        blank=True, default="", help_text="国家级为空", max_length=12, verbose_name="范围区划"
                    ),
                ),
                (
                    "businesses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        help_text="空为全部",
                        size=None,
                        verbose_name="业务",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(help_text="自这一天起不再有效；最长一年", verbose_name="至")),
                ("basis", models.CharField(blank=True, default="", max_length=200, verbose_name="任命依据")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="offices.organisation",
                        verbose_name="机构",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="people.naturalperson",
                        verbose_name="任职人",
                    ),
                ),
            ],
            options={
                "verbose_name": "岗位任职",
                "verbose_name_plural": "岗位任职",
                "db_table": "offices_position",
            },
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=minzheng.kernel.ids.time_ordered.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(help_text="自这一天起不再代行", verbose_name="至")),
                ("reason", models.CharField(max_length=200, verbose_name="缘由")),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to="people.naturalperson",
                        verbose_name="代行人",
                    ),
                ),
                (
                    "position",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="delegations",
                        to="offices.position",
                        verbose_name="代行的岗位",
                    ),
                ),
            ],
            options={
                "verbose_name": "代行",
                "verbose_name_plural": "代行",
                "db_table": "offices_delegation",
            },
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["division", "kind"], name="offices_organisation_division"),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["county", "division"], name="offices_organisation_county"),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("small_office", False),
                    models.Q(("small_office_basis", ""), _negated=True),
                    _connector="OR",
                ),
                name="offices_small_office_basis",
            ),
        ),
        migrations.AddIndex(
            model_name="position",
            index=models.Index(fields=["person", "valid_to"], name="offices_position_person"),
        ),
        migrations.AddIndex(
            model_name="position",
            index=models.Index(fields=["organisation", "role"], name="offices_position_unit"),
        ),
        migrations.AddIndex(
            model_name="position",
            index=models.Index(fields=["role", "division"], name="offices_position_role"),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to__gt", models.F("valid_from"))), name="offices_position_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "valid_to__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("valid_from"), "+", models.Value(dt.timedelta(days=366))
                        ),
                    )
                ),
                name="offices_position_one_year",
            ),
        ),
        migrations.AddIndex(
            model_name="delegation",
            index=models.Index(fields=["deputy", "valid_to"], name="offices_delegation_deputy"),
        ),
        migrations.AddConstraint(
            model_name="delegation",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to__gt", models.F("valid_from"))), name="offices_delegation_days"
            ),
        ),
    ]
