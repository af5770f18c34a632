"""Legal persons, the proofs of them (only ever added) and the mandates to act for them, behind the second wall."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import minzheng.kernel.ids.time_ordered
from minzheng.kernel.sql import door, in_scope, own, unwall, wall

GUARD = """
CREATE FUNCTION legal_persons_proof_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'proofs are append-only: %', TG_OP USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON legal_persons_proof
    FOR EACH ROW EXECUTE FUNCTION legal_persons_proof_append_only();
"""
UNGUARD = """
DROP TRIGGER append_only ON legal_persons_proof;
DROP FUNCTION legal_persons_proof_append_only();
"""
IN_FORCE = "m.status = 'active' AND m.valid_from <= day AND m.valid_to > day"
DOORS = (
    door(  # before anybody has entered: what hats there are for who signs in
        "legal_person_mandates",
        ["wanted uuid", "day date"],
        "TABLE (legal_person uuid, name text, uscc text, kind text, scope text[], valid_to date, province text, "
        "city text, county text, town text, village text)",
        "SELECT l.id, l.name, l.uscc, m.kind, m.scope, m.valid_to, l.province, l.city, l.county, l.town, l.village "
        "FROM legal_persons_mandate m JOIN legal_persons_person l ON l.id = m.legal_person_id "
        f"WHERE m.agent_id = wanted AND {IN_FORCE} AND l.status = 'active' ORDER BY m.id LIMIT 20",
    )
    + door(  # who knows the code finds the body: codes and names of bodies are public
        "legal_person_known",
        ["code text"],
        "SETOF legal_persons_person",
        "SELECT * FROM legal_persons_person WHERE uscc = code",
    )
    + door(  # who claims a body is told whom to ask
        "legal_person_administrators",
        ["code text", "day date"],
        "TABLE (person uuid, name text)",
        "SELECT m.agent_id, people_name(m.agent_id) FROM legal_persons_mandate m JOIN legal_persons_person l ON l.id = m.legal_person_id "
        f"WHERE l.uscc = code AND m.kind = 'administrator' AND {IN_FORCE} ORDER BY m.id",
    )
    + door(
        "legal_person_served",
        ["wanted uuid"],
        "boolean",
        f"SELECT EXISTS (SELECT 1 FROM legal_persons_mandate WHERE legal_person_id = wanted AND {own('agent_id')})",
    )
)
WALLS = (
    wall("legal_persons_person", own("id"), in_scope("mz.people"), "legal_person_served(id)")
    + wall("legal_persons_proof", own("legal_person_id"))
    + wall("legal_persons_mandate", own("legal_person_id"), own("agent_id"))
)
UNDO = (
    unwall("legal_persons_person")
    + unwall("legal_persons_proof")
    + unwall("legal_persons_mandate")
    + "DROP FUNCTION legal_person_served(uuid), legal_person_administrators(text, date), legal_person_known(text), "
    "legal_person_mandates(uuid, date);"
)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0004_proofs_of_identity_and_phone_codes"),
    ]

    operations = [
        migrations.CreateModel(
            name="LegalPerson",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=minzheng.kernel.ids.time_ordered.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                (
                    "uscc",
                    models.CharField(
                        help_text="L1", max_length=18, unique=True, verbose_name="统一社会信用代码"
                    ),
                ),
                ("name", models.CharField(help_text="L1", max_length=120, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        help_text="L1 由代码前两位得出，见 rules.KINDS", max_length=24, verbose_name="种类"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "存续"), ("ended", "已注销或撤销")],
                        default="active",
                        help_text="L1",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                (
                    "registered_at",
                    models.CharField(
                        blank=True, default="", help_text="L1", max_length=12, verbose_name="住所区划"
                    ),
                ),
                ("province", models.CharField(blank=True, default="", max_length=12, verbose_name="省")),
                ("city", models.CharField(blank=True, default="", max_length=12, verbose_name="市")),
                ("county", models.CharField(blank=True, default="", max_length=12, verbose_name="县")),
                ("town", models.CharField(blank=True, default="", max_length=12, verbose_name="乡")),
                ("village", models.CharField(blank=True, default="", max_length=12, verbose_name="村居")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                ("created_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "representative",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.naturalperson",
                        verbose_name="法定代表人",
                    ),
                ),
            ],
            options={
                "verbose_name": "法人",
                "verbose_name_plural": "法人",
                "db_table": "legal_persons_person",
            },
        ),
        migrations.CreateModel(
            name="LegalProof",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=minzheng.kernel.ids.time_ordered.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("licence", "电子营业执照"),
                            ("key", "法人一证通（UKey）"),
                            ("certificate", "社会组织登记证书"),
                        ],
                        max_length=12,
                        verbose_name="方式",
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        help_text="2 证照核对一致，3 持有证照或密钥本身", verbose_name="等级"
                    ),
                ),
                ("provider", models.CharField(max_length=100, verbose_name="由谁核验")),
                ("evidence", models.BinaryField(help_text="L3 带密钥的摘要", verbose_name="凭据摘要")),
                ("at", models.DateTimeField(verbose_name="核验时间")),
                (
                    "legal_person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="legal_persons.legalperson",
                        verbose_name="法人",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.naturalperson",
                        verbose_name="由谁出示",
                    ),
                ),
            ],
            options={
                "verbose_name": "法人核验",
                "verbose_name_plural": "法人核验",
                "db_table": "legal_persons_proof",
                "indexes": [models.Index(fields=["legal_person", "-id"], name="legal_persons_proof_of")],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=minzheng.kernel.ids.time_ordered.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("administrator", "管理员"), ("agent", "经办人")],
                        max_length=16,
                        verbose_name="种类",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[("proven", "凭证照或密钥认领"), ("appointed", "管理员授权")],
                        max_length=12,
                        verbose_name="凭什么",
                    ),
                ),
                (
                    "scope",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        default=list,
                        help_text="空为全部",
                        size=None,
                        verbose_name="可办事项",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(help_text="自这一天起不再有效", verbose_name="至")),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "有效"), ("withdrawn", "已撤回")],
                        default="active",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="撤回时间")),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.naturalperson",
                        verbose_name="经办人",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.naturalperson",
                        verbose_name="由谁授权",
                    ),
                ),
                (
                    "legal_person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to="legal_persons.legalperson",
                        verbose_name="法人",
                    ),
                ),
            ],
            options={
                "verbose_name": "经办授权",
                "verbose_name_plural": "经办授权",
                "db_table": "legal_persons_mandate",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "active")),
                        fields=["agent"],
                        name="legal_persons_mandate_agent",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agent", models.F("granted_by")), ("basis", "appointed"), _negated=True
                        ),
                        name="legal_persons_mandate_not_oneself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gt", models.F("valid_from"))),
                        name="legal_persons_mandate_days",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "active")),
                        fields=("legal_person", "agent"),
                        name="legal_persons_mandate_one_of_a_person",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunSQL(DOORS + WALLS, UNDO),
    ]
