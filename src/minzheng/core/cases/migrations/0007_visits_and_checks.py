"""What officers find on a visit, the draft before it; what sources are asked about a household and say."""

import django.db.models.deletion
from django.db import migrations, models

import minzheng.kernel.ids.time_ordered


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_authorisations_and_agencies"),
        ("files", "0001_stored_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="Check",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=minzheng.kernel.ids.time_ordered.uuid7,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                ("element", models.CharField(max_length=64, verbose_name="环节")),
                ("token", models.IntegerField(verbose_name="令牌")),
                ("opened_at", models.DateTimeField(verbose_name="发起时间")),
                ("opened_by", models.UUIDField(null=True, verbose_name="发起人")),
                ("opened_account", models.UUIDField(null=True, verbose_name="发起账号")),
                ("opened_name", models.CharField(help_text="L2", max_length=64, verbose_name="发起人姓名")),
                ("organisation", models.UUIDField(null=True, verbose_name="发起单位")),
                ("reported_at", models.DateTimeField(null=True, verbose_name="出报告时间")),
                ("conclusion", models.CharField(default="", max_length=16, verbose_name="结论")),
                ("note", models.CharField(default="", help_text="L3", max_length=2000, verbose_name="说明")),
                ("valid_until", models.DateField(null=True, verbose_name="报告有效期至")),
                ("told_at", models.DateTimeField(null=True, verbose_name="告知时间")),
                (
                    "told_note",
                    models.CharField(default="", help_text="L3", max_length=2000, verbose_name="告知内容"),
                ),
                ("answer_by", models.DateField(null=True, verbose_name="说明、举证的最后一天")),
                (
                    "evidence",
                    models.CharField(default="", help_text="L3", max_length=4000, verbose_name="家庭的说明"),
                ),
                ("evidence_at", models.DateTimeField(null=True, verbose_name="说明时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="cases.case", verbose_name="办件"
                    ),
                ),
            ],
            options={
                "verbose_name": "核对",
                "db_table": "cases_check",
            },
        ),
        migrations.CreateModel(
            name="CheckSource",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=minzheng.kernel.ids.time_ordered.uuid7,
                        help_text="也是对外的请求编号",
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                ("source", models.CharField(max_length=40, verbose_name="来源")),
                ("person", models.UUIDField(verbose_name="被查人")),
                ("state", models.CharField(max_length=16, verbose_name="状态")),
                ("attempts", models.SmallIntegerField(default=0, verbose_name="问过几次")),
                ("next_at", models.DateTimeField(null=True, verbose_name="下次问的时间")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                (
                    "recorded_name",
                    models.CharField(default="", help_text="L2", max_length=64, verbose_name="录入人"),
                ),
                ("letter", models.UUIDField(null=True, verbose_name="函证")),
                ("due_at", models.DateTimeField(null=True, verbose_name="函证到期")),
                ("clock", models.JSONField(null=True, verbose_name="时限说明")),
                (
                    "check_of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="cases.check", verbose_name="核对"
                    ),
                ),
            ],
            options={
                "verbose_name": "核对来源",
                "db_table": "cases_check_source",
            },
        ),
        migrations.CreateModel(
            name="CheckLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=minzheng.kernel.ids.time_ordered.uuid7,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="种类")),
                (
                    "value_enc",
                    models.BinaryField(help_text="L4 SM4-GCM，绑定表、列、行", verbose_name="内容（密文）"),
                ),
                ("as_of", models.DateField(verbose_name="数据日期")),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="cases.checksource",
                        verbose_name="核对来源",
                    ),
                ),
            ],
            options={
                "verbose_name": "核对结果",
                "db_table": "cases_check_line",
            },
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=minzheng.kernel.ids.time_ordered.uuid7,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                ("element", models.CharField(max_length=64, verbose_name="环节")),
                ("form", models.CharField(default="", max_length=80, verbose_name="表单")),
                ("body", models.BinaryField(help_text="L3 规范 JSON", verbose_name="填报内容")),
                ("digest", models.BinaryField(verbose_name="摘要")),
                ("by", models.UUIDField(null=True, verbose_name="填表人")),
                (
                    "by_name",
                    models.CharField(default="", help_text="L2", max_length=64, verbose_name="填表人姓名"),
                ),
                (
                    "second",
                    models.JSONField(
                        default=dict, help_text="L3 自然人、姓名、身份、证件类别", verbose_name="同行的人"
                    ),
                ),
                ("visited_at", models.DateTimeField(verbose_name="到访时间")),
                (
                    "place",
                    models.JSONField(default=dict, help_text="L3 地址，坐标可以没有", verbose_name="地点"),
                ),
                ("cooperated", models.BooleanField(default=True, verbose_name="配合调查")),
                (
                    "refusal",
                    models.CharField(
                        default="", help_text="L3", max_length=1000, verbose_name="不配合的情形"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="提交时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="cases.case", verbose_name="办件"
                    ),
                ),
            ],
            options={
                "verbose_name": "调查记录",
                "db_table": "cases_record",
            },
        ),
        migrations.CreateModel(
            name="RecordDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=minzheng.kernel.ids.time_ordered.uuid7,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                ("element", models.CharField(max_length=64, verbose_name="环节")),
                ("person", models.UUIDField(verbose_name="填表人")),
                ("answers", models.JSONField(default=dict, help_text="L3", verbose_name="已填内容")),
                ("pages_done", models.JSONField(default=list, verbose_name="已填好的页")),
                ("updated_at", models.DateTimeField(verbose_name="保存时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="cases.case", verbose_name="办件"
                    ),
                ),
            ],
            options={
                "verbose_name": "调查草稿",
                "db_table": "cases_record_draft",
            },
        ),
        migrations.CreateModel(
            name="RecordFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=minzheng.kernel.ids.time_ordered.uuid7,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        help_text="photo 照片，signed_sheet 签字表", max_length=16, verbose_name="种类"
                    ),
                ),
                ("name", models.CharField(help_text="L3", max_length=120, verbose_name="文件名")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                        verbose_name="文件",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="cases.record",
                        verbose_name="调查记录",
                    ),
                ),
            ],
            options={
                "verbose_name": "调查附件",
                "db_table": "cases_record_file",
            },
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=models.UniqueConstraint(fields=("case", "token"), name="cases_check_once"),
        ),
        migrations.AddIndex(
            model_name="checksource",
            index=models.Index(
                condition=models.Q(("state", "queued")),
                fields=["next_at", "id"],
                name="cases_check_source_next",
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["case", "element", "-id"], name="cases_record_case"),
        ),
        migrations.AddConstraint(
            model_name="recorddraft",
            constraint=models.UniqueConstraint(
                fields=("case", "element", "person"), name="cases_record_draft_once"
            ),
        ),
    ]
