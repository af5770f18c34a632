"""Persons whom only an application names: claimed, not verified."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_persons_accounts_households")]

    operations = [
        migrations.AddField(
            model_name="naturalperson",
            name="claimed",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="L2 只由申请表里写来，没有登记可对",
                verbose_name="自报，未核实",
            ),
        ),
    ]
