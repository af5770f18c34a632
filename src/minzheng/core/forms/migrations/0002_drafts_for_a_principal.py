"""Drafts say for whom they are filled in: nothing of one client stands in the form of the next."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forms", "0001_drafts"),
        ("people", "0001_persons_accounts_households"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="principal",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="people.naturalperson",
                verbose_name="替谁填",
            ),
        ),
    ]
