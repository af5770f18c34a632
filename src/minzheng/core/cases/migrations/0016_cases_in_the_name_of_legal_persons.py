"""Cases that are applied for in the name of a legal person, behind the second wall as that legal person's own."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from minzheng.kernel.sql import door, in_scope, listed, own

# What an agent files for a legal person is seen under that hat; under the own hat it is not there.
MINE = (
    f"{own('{0}legal_person_id')} OR ({{0}}legal_person_id IS NULL AND "
    f"({own('{0}applicant_id')} OR {own('{0}agent_id')}))"
)
BEFORE = f"{own('{0}applicant_id')} OR {own('{0}agent_id')}"
KIND = f"(c.sensitivity = 'normal' OR c.sensitivity = ANY ({listed('mz.groups')}))"
TAKES_PART = f"EXISTS (SELECT 1 FROM cases_party p WHERE p.case_id = cases_case.id AND {own('p.person_id')}"
SYSTEM = "(SELECT current_setting('mz.hat', true)) = 'system'"


def sees(mine: str) -> str:
    """The door `cases_sees` with what counts as one's own."""
    made = door(
        "cases_sees",
        ["wanted uuid", "setting text"],
        "boolean",
        f"SELECT EXISTS (SELECT 1 FROM cases_case c WHERE c.id = wanted AND ({mine.format('c.')} OR ({KIND} AND "
        f"CASE setting WHEN 'mz.checks' THEN {in_scope('mz.checks', 'c')} ELSE {in_scope('mz.cases', 'c')} END)))",
    )
    return made.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


def policies(mine: str, takes_part: str) -> str:
    """The wall of the heads with what counts as one's own."""
    seen = (
        f"({SYSTEM}) OR (sensitivity = 'normal') OR (sensitivity = ANY ({listed('mz.groups')})) "
        f"OR ({mine.format('')}) OR ({takes_part})"
    )
    return "".join(
        f"ALTER POLICY wall_{name} ON cases_case USING ({seen}){check};\n"
        for name, check in (("read", ""), ("change", " WITH CHECK (true)"), ("erase", ""))
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_commitments_supplements_and_visits_behind_the_wall"),
        ("legal_persons", "0002_mandates_are_named"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="legal_person",
            field=models.ForeignKey(
                db_index=False,
                help_text="有它时，applicant 是经办人",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="legal_persons.legalperson",
                verbose_name="申请单位",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="mandate",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="legal_persons.mandate",
                verbose_name="凭哪份经办授权",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="applicant_name",
            field=models.CharField(help_text="L3", max_length=120, verbose_name="申请人姓名或名称"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=Q(legal_person__isnull=False),
                fields=["legal_person", "-received_at", "-id"],
                name="cases_case_legal_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=Q(legal_person=None, mandate=None) | (~Q(legal_person=None) & ~Q(mandate=None)),
                name="cases_case_mandate",
            ),
        ),
        migrations.RunSQL(
            sees(MINE) + policies(MINE, f"{TAKES_PART} AND p.role NOT IN ('corporate_agent', 'legal_rep'))"),
            sees(BEFORE) + policies(BEFORE, f"{TAKES_PART})"),
        ),
    ]
