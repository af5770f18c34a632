"""The usage log is only ever added to: the application's role may neither change nor take away what was called."""

from django.db import migrations

from minzheng.core.audit.sql import revoke


class Migration(migrations.Migration):
    dependencies = [("systems", "0001_connected_systems")]

    operations = [migrations.RunSQL(revoke("systems_call"), migrations.RunSQL.noop)]
