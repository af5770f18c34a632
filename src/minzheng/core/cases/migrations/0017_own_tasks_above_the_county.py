"""Offices of cities and provinces find their own open tasks among all that are open below them."""

from django.db import migrations, models


def _index(level: str) -> migrations.AddIndex:
    return migrations.AddIndex(
        "task",
        models.Index(
            fields=[level, "due_at", "id"],
            name=f"cases_task_own_{level}",
            condition=models.Q(("done_at", None), ("level", level)),
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_cases_in_the_name_of_legal_persons")]

    operations = [_index("city"), _index("province")]
