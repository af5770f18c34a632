"""Row-level security for what was handed in later, committed to and found on visits, photos and signatures included."""

from django.db import migrations

from minzheng.kernel.sql import unwall, wall

OF_CASES = ("cases_commitment", "cases_supplement", "cases_record", "cases_record_draft")
WALLS = "".join(wall(table, "cases_sees(case_id, 'mz.cases')") for table in OF_CASES) + wall(
    "cases_record_file", "EXISTS (SELECT 1 FROM cases_record r WHERE r.id = cases_record_file.record_id)"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_sensitive_fields_are_revealed_for_a_time")]

    operations = [
        migrations.RunSQL(
            WALLS, unwall("cases_record_file") + "".join(unwall(table) for table in reversed(OF_CASES))
        ),
    ]
