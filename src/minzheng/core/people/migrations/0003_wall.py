"""Row-level security for persons and cards, and the named doors through it."""

from django.db import migrations, models

from minzheng.kernel.sql import door, in_scope, own, unwall, wall

# Who is known by number is found by who knows the number; who takes part in a matter is met by who handles the matter.
DOORS = (
    door("people_name", ["wanted uuid"], "text", "SELECT name FROM people_person WHERE id = wanted")
    + door(
        "people_known",
        ["kind text", "digests bytea[]"],
        "SETOF people_person",
        "SELECT * FROM people_person WHERE id_kind = kind AND id_number_bix = ANY (digests) LIMIT 500",
    )
    + door(
        "people_met",
        ["wanted uuid[]"],
        "SETOF people_person",
        "SELECT * FROM people_person WHERE id = ANY (wanted) LIMIT 500",
    )
    + door(  # by their last four digits; the sealed numbers stay behind the wall
        "people_cards",
        ["wanted uuid", "day date"],
        "TABLE (id uuid, person uuid, bank_name text, last4 text)",
        "SELECT b.id, b.person_id, b.bank_name, b.last4 FROM people_bank_account b WHERE b.person_id = wanted "
        "AND (b.valid_to IS NULL OR b.valid_to > day) ORDER BY b.id",
    )
    + door(  # coarse on purpose: days and matters of an agency are for the verb
        "people_acts_for",
        ["wanted uuid"],
        "boolean",
        "SELECT EXISTS (SELECT 1 FROM people_representative "
        f"WHERE principal_id = wanted AND status = 'active' AND {own('agent_id')})",
    )
)
WALLS = wall("people_person", own("id"), in_scope("mz.people")) + wall(
    "people_bank_account",
    own("person_id"),
    "EXISTS (SELECT 1 FROM people_person p WHERE p.id = people_bank_account.person_id)",
)


class Migration(migrations.Migration):
    dependencies = [("people", "0002_persons_claimed_by_an_application")]

    operations = [
        # Without a default of the database nothing is given back by an insert, which the wall would refuse.
        migrations.AlterField(
            model_name="naturalperson",
            name="claimed",
            field=models.BooleanField(
                default=False, help_text="L2 只由申请表里写来，没有登记可对", verbose_name="自报，未核实"
            ),
        ),
        migrations.RunSQL(
            DOORS + WALLS,
            unwall("people_person")
            + unwall("people_bank_account")
            + "DROP FUNCTION people_name(uuid), people_known(text, bytea[]), people_met(uuid[]), people_acts_for(uuid), people_cards(uuid, date);",
        ),
    ]
