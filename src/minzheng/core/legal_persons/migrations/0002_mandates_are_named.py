"""Who signs in is told by which mandate each hat is worn, so that what is done under it can name the mandate."""

from django.db import migrations

from minzheng.kernel.sql import door

IN_FORCE = "m.status = 'active' AND m.valid_from <= day AND m.valid_to > day"
PLACES = "province text, city text, county text, town text, village text"
FROM = (
    "l.id, l.name, l.uscc, m.kind, m.scope, m.valid_to, l.province, l.city, l.county, l.town, l.village "
    "FROM legal_persons_mandate m JOIN legal_persons_person l ON l.id = m.legal_person_id "
    f"WHERE m.agent_id = wanted AND {IN_FORCE} AND l.status = 'active' ORDER BY m.id LIMIT 20"
)
BODY = f"legal_person uuid, name text, uscc text, kind text, scope text[], valid_to date, {PLACES}"
GONE = "DROP FUNCTION legal_person_mandates(uuid, date);\n"


def mandates(first: str, value: str) -> str:
    """The door as it was (nothing first), or with the mandate's id first."""
    return GONE + door(
        "legal_person_mandates",
        ["wanted uuid", "day date"],
        f"TABLE ({first}{BODY})",
        f"SELECT {value}{FROM}",
    )


class Migration(migrations.Migration):
    dependencies = [("legal_persons", "0001_legal_persons_and_mandates")]

    operations = [migrations.RunSQL(mandates("mandate uuid, ", "m.id, "), mandates("", ""))]
