"""Sensitive kinds of matters for which a position was authorised by name."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("offices", "0001_organisations_positions_delegations")]

    operations = [
        migrations.AddField(
            model_name="position",
            name="groups",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=16),
                blank=True,
                default=list,
                help_text="儿童、婚姻、收养等独立授权组；空为没有，不随岗位和上级区划而来",
                size=None,
                verbose_name="敏感事项授权",
            ),
        ),
    ]
