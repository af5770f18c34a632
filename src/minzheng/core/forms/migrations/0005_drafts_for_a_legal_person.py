"""Drafts say for which legal person they are filled in: nothing of a body stands in a person's own form, nor of another's."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forms", "0004_drafts_that_nobody_touched"),
        ("legal_persons", "0001_legal_persons_and_mandates"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="legal_person",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="legal_persons.legalperson",
                verbose_name="替哪个单位填",
            ),
        ),
    ]
