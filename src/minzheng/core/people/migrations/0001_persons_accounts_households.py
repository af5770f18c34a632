"""Persons with sealed ID numbers, dated households, accounts and sessions, agency, cards, consents."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import minzheng.kernel.ids.time_ordered


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="NaturalPerson",
            fields=[
                ("province", models.CharField(blank=True, default="", max_length=12, verbose_name="省")),
                ("city", models.CharField(blank=True, default="", max_length=12, verbose_name="市")),
                ("county", models.CharField(blank=True, default="", max_length=12, verbose_name="县")),
                ("town", models.CharField(blank=True, default="", max_length=12, verbose_name="乡")),
                ("village", models.CharField(blank=True, default="", max_length=12, verbose_name="村居")),
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
                ("name", models.CharField(help_text="L2", max_length=64, verbose_name="姓名")),
                (
                    "name_key",
                    models.CharField(
                        db_collation="C",
                        help_text="L2 由姓名算出，只用于查找和排序",
                        max_length=300,
                        verbose_name="姓名拼音",
                    ),
                ),
                (
                    "sex",
                    models.CharField(
                        choices=[("male", "男"), ("female", "女"), ("unknown", "未说明")],
                        default="unknown",
                        help_text="L2",
                        max_length=8,
                        verbose_name="性别",
                    ),
                ),
                ("birth_date", models.DateField(help_text="L2", null=True, verbose_name="出生日期")),
                (
                    "id_kind",
                    models.CharField(
                        choices=[
                            ("resident_id", "居民身份证"),
                            ("hk_macao_permit", "港澳居民居住证（通行证）"),
                            ("taiwan_permit", "台湾居民居住证（通行证）"),
                            ("foreign_permit", "外国人永久居留身份证"),
                            ("passport", "护照"),
                            ("none", "暂无证件"),
                        ],
                        help_text="L2",
                        max_length=16,
                        verbose_name="证件种类",
                    ),
                ),
                (
                    "id_number_enc",
                    models.BinaryField(
                        help_text="L3 SM4-GCM，绑定表、列、行", null=True, verbose_name="证件号码（密文）"
                    ),
                ),
                (
                    "id_number_bix",
                    models.BinaryField(
                        help_text="L3 带密钥的摘要，只能查等值", null=True, verbose_name="证件号码（检索值）"
                    ),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="L2 家人可以合用一个号码",
                        max_length=20,
                        verbose_name="手机",
                    ),
                ),
                (
                    "registered_at",
                    models.CharField(
                        blank=True, default="", help_text="L2", max_length=12, verbose_name="户籍或居住区划"
                    ),
                ),
                (
                    "address",
                    models.CharField(
                        blank=True, default="", help_text="L3", max_length=200, verbose_name="住址"
                    ),
                ),
                ("alive", models.BooleanField(default=True, help_text="L2", verbose_name="在世")),
                ("died_on", models.DateField(help_text="L3", null=True, verbose_name="去世日期")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                ("home_node", models.CharField(default="local", max_length=64, verbose_name="所属节点")),
                (
                    "created_at",
                    models.DateTimeField(verbose_name="登记时间"),
                ),
            ],
            options={
                "verbose_name": "自然人",
                "verbose_name_plural": "自然人",
                "db_table": "people_person",
                "indexes": [
                    models.Index(fields=["county", "birth_date", "id"], name="people_person_county_birth"),
                    models.Index(fields=["town", "birth_date", "id"], name="people_person_town_birth"),
                    models.Index(fields=["county", "name_key", "id"], name="people_person_county_name"),
                    models.Index(fields=["town", "name_key", "id"], name="people_person_town_name"),
                    models.Index(fields=["village", "name_key", "id"], name="people_person_village_name"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("id_kind", "id_number_bix"), name="people_person_id_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("id_number_bix__isnull", True), ("id_number_enc__isnull", True)),
                            models.Q(("id_number_bix__isnull", False), ("id_number_enc__isnull", False)),
                            _connector="OR",
                        ),
                        name="people_person_id_number_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("alive", True), ("died_on__isnull", True)),
                            ("alive", False),
                            _connector="OR",
                        ),
                        name="people_person_death",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Household",
            fields=[
                ("province", models.CharField(blank=True, default="", max_length=12, verbose_name="省")),
                ("city", models.CharField(blank=True, default="", max_length=12, verbose_name="市")),
                ("county", models.CharField(blank=True, default="", max_length=12, verbose_name="县")),
                ("town", models.CharField(blank=True, default="", max_length=12, verbose_name="乡")),
                ("village", models.CharField(blank=True, default="", max_length=12, verbose_name="村居")),
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
                ("registered_at", models.CharField(help_text="L2", max_length=12, verbose_name="区划")),
                (
                    "address",
                    models.CharField(
                        blank=True, default="", help_text="L3", max_length=200, verbose_name="住址"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="立户日")),
                (
                    "valid_to",
                    models.DateField(help_text="自这一天起不再是一户", null=True, verbose_name="撤户日"),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                (
                    "head",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="heads",
                        to="people.naturalperson",
                        verbose_name="户主",
                    ),
                ),
            ],
            options={
                "verbose_name": "家庭",
                "verbose_name_plural": "家庭",
                "db_table": "people_household",
            },
        ),
        migrations.CreateModel(
            name="Consent",
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
                ("purpose", models.CharField(max_length=64, verbose_name="用途")),
                ("text_version", models.CharField(max_length=64, verbose_name="告知书版本")),
                ("given_at", models.DateTimeField(verbose_name="同意时间")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="撤回时间")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="people.naturalperson",
                        verbose_name="本人",
                    ),
                ),
            ],
            options={
                "verbose_name": "同意",
                "verbose_name_plural": "同意",
                "db_table": "people_consent",
            },
        ),
        migrations.CreateModel(
            name="BankAccount",
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
                (
                    "card_enc",
                    models.BinaryField(help_text="L3 SM4-GCM，绑定表、列、行", verbose_name="卡号（密文）"),
                ),
                ("last4", models.CharField(help_text="L2", max_length=4, verbose_name="卡号后四位")),
                ("bank_name", models.CharField(help_text="L2", max_length=64, verbose_name="开户银行")),
                ("valid_to", models.DateField(null=True, verbose_name="停用日")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_accounts",
                        to="people.naturalperson",
                        verbose_name="持卡人",
                    ),
                ),
            ],
            options={
                "verbose_name": "银行卡",
                "verbose_name_plural": "银行卡",
                "db_table": "people_bank_account",
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
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
                (
                    "username",
                    models.CharField(help_text="L2", max_length=64, unique=True, verbose_name="用户名"),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True, default="", help_text="L2", max_length=20, verbose_name="手机"
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True, default="", help_text="L2", max_length=254, verbose_name="电子邮箱"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("citizen", "个人"), ("staff", "工作人员")],
                        default="citizen",
                        max_length=8,
                        verbose_name="种类",
                    ),
                ),
                (
                    "assurance",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="1 注册、2 实名、3 实人", verbose_name="实名等级"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="可用")),
                ("failed_count", models.PositiveSmallIntegerField(default=0, verbose_name="连续试错次数")),
                ("locked_until", models.DateTimeField(blank=True, null=True, verbose_name="锁定至")),
                (
                    "created_at",
                    models.DateTimeField(verbose_name="开户时间"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="people.naturalperson",
                        verbose_name="本人",
                    ),
                ),
            ],
            options={
                "verbose_name": "账号",
                "verbose_name_plural": "账号",
                "db_table": "people_account",
            },
        ),
        migrations.CreateModel(
            name="Representative",
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
                (
                    "kind",
                    models.CharField(
                        choices=[("representative", "代理人"), ("guardian", "监护人")],
                        max_length=16,
                        verbose_name="种类",
                    ),
                ),
                (
                    "scope",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        default=list,
                        help_text="空为全部",
                        size=None,
                        verbose_name="可办事项",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(help_text="自这一天起不再有效", null=True, verbose_name="至")),
                ("evidence", models.UUIDField(null=True, verbose_name="证明文件")),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "有效"), ("withdrawn", "已撤回")],
                        default="active",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="principals",
                        to="people.naturalperson",
                        verbose_name="代理人",
                    ),
                ),
                (
                    "principal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="representatives",
                        to="people.naturalperson",
                        verbose_name="被代理人",
                    ),
                ),
            ],
            options={
                "verbose_name": "代理与监护",
                "verbose_name_plural": "代理与监护",
                "db_table": "people_representative",
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.naturalperson",
                        verbose_name="代谁办",
                    ),
                ),
            ],
            options={
                "verbose_name": "会话",
                "verbose_name_plural": "会话",
                "db_table": "people_session",
            },
        ),
        migrations.CreateModel(
            name="HouseholdMember",
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
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("head", "户主"),
                            ("spouse", "配偶"),
                            ("child", "子女"),
                            ("parent", "父母"),
                            ("grandchild", "孙子女、外孙子女"),
                            ("grandparent", "祖父母、外祖父母"),
                            ("sibling", "兄弟姐妹"),
                            ("other", "其他"),
                        ],
                        help_text="L2",
                        max_length=12,
                        verbose_name="与户主关系",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="自")),
                (
                    "valid_to",
                    models.DateField(help_text="自这一天起不再是成员", null=True, verbose_name="至"),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="people.household",
                        verbose_name="家庭",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="people.naturalperson",
                        verbose_name="成员",
                    ),
                ),
            ],
            options={
                "verbose_name": "家庭成员",
                "verbose_name_plural": "家庭成员",
                "db_table": "people_household_member",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("person",),
                        name="people_member_one_household",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="people_member_days",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(fields=["town", "id"], name="people_household_town"),
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(fields=["village", "id"], name="people_household_village"),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("person", "purpose"),
                name="people_consent_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="representative",
            constraint=models.CheckConstraint(
                condition=models.Q(("principal", models.F("agent")), _negated=True),
                name="people_representative_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="representative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="people_representative_days",
            ),
        ),
    ]
