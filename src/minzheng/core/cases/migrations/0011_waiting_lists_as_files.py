from django.db import migrations, models


class Migration(migrations.Migration):
    """待办, too, may be asked for as a file."""

    dependencies = [("cases", "0010_commitments_to_hand_in_later")]

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
