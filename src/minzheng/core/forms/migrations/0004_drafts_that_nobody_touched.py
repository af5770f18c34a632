"""Drafts that nobody has touched for long are found by one index read."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("forms", "0003_drafts_filled_in_by_a_helper")]

    operations = [
        migrations.AddIndex(
            "draft",
            models.Index(fields=["updated_at"], name="forms_draft_stale", condition=Q(case=None)),
        ),
    ]
