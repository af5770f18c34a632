"""Row-level security for households: where somebody lives and with whom, and the named doors through it."""

from django.db import migrations

from minzheng.kernel.sql import door, in_scope, own, unwall, wall

DOORS = door(  # conflicts of interest hold wherever a household lives: ids alone, for the verb that asks
    "people_lives_with",
    ["wanted uuid[]", "day date"],
    "SETOF uuid",
    "SELECT DISTINCT other.person_id FROM people_household_member mine "
    "JOIN people_household_member other ON other.household_id = mine.household_id "
    "WHERE mine.person_id = ANY (wanted) AND mine.valid_from <= day AND (mine.valid_to IS NULL OR mine.valid_to > day) "
    "AND other.valid_from <= day AND (other.valid_to IS NULL OR other.valid_to > day)",
    hot=True,
) + door(
    "people_lived_in",
    ["wanted uuid"],
    "boolean",
    f"SELECT EXISTS (SELECT 1 FROM people_household_member WHERE household_id = wanted AND {own('person_id')})",
)
WALLS = wall("people_household", in_scope("mz.people"), "people_lived_in(id)") + wall(
    "people_household_member",
    own("person_id"),
    "EXISTS (SELECT 1 FROM people_household h WHERE h.id = people_household_member.household_id)",
)


class Migration(migrations.Migration):
    dependencies = [("people", "0006_accounts_once_suspended_reopened")]

    operations = [
        migrations.RunSQL(
            DOORS + WALLS,
            unwall("people_household_member")
            + unwall("people_household")
            + "DROP FUNCTION people_lives_with(uuid[], date), people_lived_in(uuid);",
        ),
    ]
