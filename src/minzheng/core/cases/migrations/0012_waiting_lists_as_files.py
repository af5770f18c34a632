from django.db import migrations, models


class Migration(migrations.Migration):
    """待办, too, may be asked for as a file."""

    dependencies = [("cases", "0011_wall")]

    operations = [
        migrations.AlterField(
            model_name="export",
            name="of",
            field=models.CharField(
                choices=[("waiting", "待办"), ("doing", "在办"), ("done", "已办")],
                max_length=8,
                verbose_name="哪张表",
            ),
        ),
    ]
