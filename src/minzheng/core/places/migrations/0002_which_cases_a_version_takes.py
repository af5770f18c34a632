"""Parameters say which rule takes the cases in hand when a version comes into force."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0001_divisions_calendars_parameters_codes")]

    operations = [
        migrations.AddField(
            model_name="parameter",
            name="applies_to",
            field=models.CharField(
                blank=True,
                default="",
                help_text="old 旧版，new 新版，favourable 对申请人有利的一版；空为按事项点名的日期",
                max_length=10,
                verbose_name="在办件按哪一版",
            ),
        ),
        migrations.AddField(
            model_name="parameter",
            name="favours",
            field=models.CharField(
                default="higher", help_text="higher 或 lower", max_length=6, verbose_name="哪个值有利"
            ),
        ),
    ]
