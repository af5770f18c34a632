"""What was done under the hat of a legal person is found by its id."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_book")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX audit_event_corporate ON audit_event (on_behalf_of, id) WHERE hat = 'corporate'",
            "DROP INDEX audit_event_corporate",
        ),
    ]
