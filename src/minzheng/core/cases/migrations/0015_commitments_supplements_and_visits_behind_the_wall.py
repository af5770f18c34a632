"""Row-level security for what was handed in later, committed to and found on visits, photos and signatures included; and
which sensitive cases a count leaves out."""

from django.db import migrations

from minzheng.kernel.sql import door, listed, unwall, wall

OF_CASES = ("cases_commitment", "cases_supplement", "cases_record", "cases_record_draft")
WALLS = "".join(wall(table, "cases_sees(case_id, 'mz.cases')") for table in OF_CASES) + wall(
    "cases_record_file", "EXISTS (SELECT 1 FROM cases_record r WHERE r.id = cases_record_file.record_id)"
)

# A count reads tasks alone; of open cases behind the wall it is told the ids, to leave them out.
UNSEEN = (
    "CREATE INDEX cases_case_sensitive ON cases_case (id) WHERE sensitivity <> 'normal' AND closed_at IS NULL;\n"
) + door(
    "cases_unseen",
    ["division text"],
    "SETOF uuid",
    "SELECT id FROM cases_case WHERE sensitivity <> 'normal' AND closed_at IS NULL "
    "AND division IN (province, city, county, town, village) "
    f"AND (SELECT current_setting('mz.hat', true)) IS DISTINCT FROM 'system' AND NOT sensitivity = ANY ({listed('mz.groups')})",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_sensitive_fields_are_revealed_for_a_time")]

    operations = [
        migrations.RunSQL(
            WALLS + UNSEEN,
            unwall("cases_record_file")
            + "".join(unwall(table) for table in reversed(OF_CASES))
            + "DROP FUNCTION cases_unseen(text); DROP INDEX cases_case_sensitive;",
        ),
    ]
