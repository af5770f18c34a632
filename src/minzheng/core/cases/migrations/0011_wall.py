"""Row-level security for what cases hold of persons: answers, authorisations, what banks and registers said."""

from django.db import migrations

from minzheng.kernel.sql import door, in_scope, listed, own, unwall, wall

# Sensitive kinds (children, marriage, reporters ...) do not follow the division: they ask for a group of their own (R5).
KIND = f"(c.sensitivity = 'normal' OR c.sensitivity = ANY ({listed('mz.groups')}))"
DOORS = door(
    "cases_sees",
    ["wanted uuid", "setting text"],
    "boolean",
    "SELECT EXISTS (SELECT 1 FROM cases_case c WHERE c.id = wanted AND ("
    f"{own('c.applicant_id')} OR {own('c.agent_id')} OR ({KIND} AND CASE setting "
    f"WHEN 'mz.checks' THEN {in_scope('mz.checks', 'c')} ELSE {in_scope('mz.cases', 'c')} END)))",
) + door(
    "cases_check_of",
    ["wanted uuid"],
    "TABLE (case_id uuid, person uuid)",
    "SELECT k.case_id, s.person FROM cases_check_source s JOIN cases_check k ON k.id = s.check_of_id "
    "WHERE s.id = wanted",
)
# An ordinary case is shown by the lists' own scope; a sensitive one is not even there for who has no group for it.
WALLS = (
    wall(
        "cases_case",
        "sensitivity = 'normal'",
        f"sensitivity = ANY ({listed('mz.groups')})",
        own("applicant_id"),
        own("agent_id"),
        f"EXISTS (SELECT 1 FROM cases_party p WHERE p.case_id = cases_case.id AND {own('p.person_id')})",
    )
    + wall("cases_answers", "cases_sees(case_id, 'mz.cases')")
    + wall(
        "cases_authorisation",
        own("person_id"),
        "people_acts_for(person_id)",
        "encode(link_digest, 'hex') = (SELECT current_setting('mz.link', true))",
        "cases_sees(case_id, 'mz.cases')",
    )
    + wall(
        "cases_check_line",
        f"EXISTS (SELECT 1 FROM cases_check_of(of_id) k WHERE {own('k.person')} OR cases_sees(k.case_id, 'mz.checks'))",
    )
)
TABLES = ("cases_case", "cases_answers", "cases_authorisation", "cases_check_line")


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_commitments_to_hand_in_later"), ("people", "0003_wall")]

    operations = [
        migrations.RunSQL(
            DOORS + WALLS,
            "".join(unwall(table) for table in TABLES)
            + "DROP FUNCTION cases_sees(uuid, text), cases_check_of(uuid);",
        ),
    ]
