"""A letter may say below its title what it corrects or replaces, and be marked by a later act (standards 4.5)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_letters_that_cannot_be_set")]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="note",
            field=models.CharField(
                blank=True,
                default="",
                help_text="标题下的一行，如“更正：原文号……”",
                max_length=120,
                verbose_name="题注",
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="status",
            field=models.CharField(
                choices=[
                    ("issued", "已签发"),
                    ("void", "已作废"),
                    ("corrected", "已更正"),
                    ("replaced", "已补发"),
                    ("revoked", "被撤销"),
                    ("cancelled", "已注销"),
                ],
                default="issued",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="void_reason",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="作废或标记的原因"),
        ),
        migrations.AlterField(
            model_name="letter",
            name="voided_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="作废或标记的时间"),
        ),
    ]
