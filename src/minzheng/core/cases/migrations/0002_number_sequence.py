"""The sequence behind case numbers: blocks of numbers, taken by each process."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_cases")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE cases_number MINVALUE 0 MAXVALUE 19999 CYCLE; "
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'mz_app') THEN "
            "GRANT USAGE ON SEQUENCE cases_number TO mz_app; END IF; END $$;",
            "DROP SEQUENCE cases_number",
        )
    ]
