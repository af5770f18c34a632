"""Who looked at somebody's data is found by whom it concerns; only such events stand in the index."""

from django.db import migrations

from minzheng.core.audit.sql import LOOKS


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_acts_for_legal_persons")]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX audit_event_looks ON audit_event USING gin (subjects) WHERE {LOOKS};",
            "DROP INDEX audit_event_looks;",
        )
    ]
