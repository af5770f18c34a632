"""The range of organisation codes from which the demonstration registers: one row, so that no code is skipped."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("social_orgs", "0001_names_and_register")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO social_orgs_code_range (prefix, next, last) VALUES ('MJ', 100001, 199999)",
            "DELETE FROM social_orgs_code_range WHERE prefix = 'MJ'",
        )
    ]
