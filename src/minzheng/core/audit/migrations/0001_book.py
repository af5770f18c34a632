"""The book: events in monthly parts, pending rows, leaves, tree, content and readers, with the append-only guard."""

import django.contrib.postgres.fields
from django.db import migrations, models

from minzheng.core.audit.rules import months_from
from minzheng.core.audit.sql import create_month, guard_truncate, revoke

TABLES = """
CREATE TABLE audit_event (
    id uuid PRIMARY KEY, at timestamptz NOT NULL, kind varchar(64) NOT NULL,
    account uuid, person uuid, actor_name varchar(64) NOT NULL, hat varchar(16) NOT NULL, roles varchar(200) NOT NULL,
    on_behalf_of uuid, delegation uuid, purpose varchar(200) NOT NULL, channel varchar(16) NOT NULL,
    node varchar(64) NOT NULL, subjects uuid[] NOT NULL,
    province varchar(12) NOT NULL, city varchar(12) NOT NULL, county varchar(12) NOT NULL,
    town varchar(12) NOT NULL, village varchar(12) NOT NULL,
    service varchar(40) NOT NULL, offering uuid, case_id uuid, element varchar(64) NOT NULL,
    from_state varchar(32) NOT NULL, to_state varchar(32) NOT NULL, facts jsonb NOT NULL, commitment bytea
) PARTITION BY RANGE (id);
CREATE INDEX audit_event_case ON audit_event (case_id, id) WHERE case_id IS NOT NULL;
CREATE TABLE audit_event_other PARTITION OF audit_event DEFAULT;
CREATE TABLE audit_pending (event_id uuid PRIMARY KEY);
CREATE TABLE audit_leaf (position bigint PRIMARY KEY, event_id uuid NOT NULL UNIQUE, hash bytea NOT NULL);
CREATE TABLE audit_tree (id smallint PRIMARY KEY, size bigint NOT NULL, frontier bytea NOT NULL, root bytea NOT NULL,
    at timestamptz);
INSERT INTO audit_tree (id, size, frontier, root) VALUES (1, 0, '', '');
CREATE TABLE audit_content (event_id uuid PRIMARY KEY, salt bytea, content jsonb, erased_at timestamptz);
CREATE TABLE audit_reader (name varchar(64) PRIMARY KEY, position bigint NOT NULL, at timestamptz);
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the book is append-only: % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END $$;
"""

GUARDS = "\n".join(
    f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION audit_append_only();"
    for table in ("audit_event", "audit_leaf")
)

DROP = """
DROP TABLE audit_event, audit_pending, audit_leaf, audit_tree, audit_content, audit_reader CASCADE;
DROP FUNCTION audit_append_only();
"""


def _statements() -> str:
    months = "".join(create_month(year, month) for year, month in months_from((2024, 1), 48))
    guards = "".join(guard_truncate(table) for table in ("audit_event", "audit_event_other", "audit_leaf"))
    return TABLES + GUARDS + "\n" + months + guards + revoke("audit_event")


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.RunSQL(
            _statements(),
            DROP,
            state_operations=[
                migrations.CreateModel(
                    name="AuditEvent",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False, verbose_name="编号")),
                        ("at", models.DateTimeField(verbose_name="发生时间")),
                        ("kind", models.CharField(max_length=64, verbose_name="动作")),
                        ("account", models.UUIDField(null=True, verbose_name="账号")),
                        ("person", models.UUIDField(null=True, verbose_name="自然人")),
                        (
                            "actor_name",
                            models.CharField(help_text="L2", max_length=64, verbose_name="经办名"),
                        ),
                        ("hat", models.CharField(max_length=16, verbose_name="身份")),
                        ("roles", models.CharField(max_length=200, verbose_name="角色")),
                        ("on_behalf_of", models.UUIDField(null=True, verbose_name="代谁办")),
                        ("delegation", models.UUIDField(null=True, verbose_name="委托")),
                        ("purpose", models.CharField(max_length=200, verbose_name="用途")),
                        ("channel", models.CharField(max_length=16, verbose_name="渠道")),
                        ("node", models.CharField(max_length=64, verbose_name="节点")),
                        (
                            "subjects",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), size=None, verbose_name="涉及的人"
                            ),
                        ),
                        ("province", models.CharField(max_length=12, verbose_name="省")),
                        ("city", models.CharField(max_length=12, verbose_name="市")),
                        ("county", models.CharField(max_length=12, verbose_name="县")),
                        ("town", models.CharField(max_length=12, verbose_name="乡")),
                        ("village", models.CharField(max_length=12, verbose_name="村居")),
                        ("service", models.CharField(max_length=40, verbose_name="事项")),
                        ("offering", models.UUIDField(null=True, verbose_name="实施清单快照")),
                        ("case_id", models.UUIDField(null=True, verbose_name="办件")),
                        ("element", models.CharField(max_length=64, verbose_name="环节")),
                        ("from_state", models.CharField(max_length=32, verbose_name="原状态")),
                        ("to_state", models.CharField(max_length=32, verbose_name="新状态")),
                        ("facts", models.JSONField(verbose_name="可统计的事实")),
                        ("commitment", models.BinaryField(null=True, verbose_name="内容承诺")),
                    ],
                    options={"db_table": "audit_event", "verbose_name": "存证"},
                ),
                migrations.CreateModel(
                    name="Pending",
                    fields=[
                        ("event_id", models.UUIDField(primary_key=True, serialize=False, verbose_name="存证"))
                    ],
                    options={"db_table": "audit_pending", "verbose_name": "待排序"},
                ),
                migrations.CreateModel(
                    name="Leaf",
                    fields=[
                        (
                            "position",
                            models.BigIntegerField(primary_key=True, serialize=False, verbose_name="位置"),
                        ),
                        ("event_id", models.UUIDField(unique=True, verbose_name="存证")),
                        ("hash", models.BinaryField(verbose_name="叶摘要")),
                    ],
                    options={"db_table": "audit_leaf", "verbose_name": "叶"},
                ),
                migrations.CreateModel(
                    name="Tree",
                    fields=[
                        (
                            "id",
                            models.SmallIntegerField(primary_key=True, serialize=False, verbose_name="编号"),
                        ),
                        ("size", models.BigIntegerField(default=0, verbose_name="叶数")),
                        ("frontier", models.BinaryField(default=b"", verbose_name="前沿")),
                        ("root", models.BinaryField(default=b"", verbose_name="根")),
                        ("at", models.DateTimeField(null=True, verbose_name="时间")),
                    ],
                    options={"db_table": "audit_tree", "verbose_name": "存证树"},
                ),
                migrations.CreateModel(
                    name="Content",
                    fields=[
                        (
                            "event_id",
                            models.UUIDField(primary_key=True, serialize=False, verbose_name="存证"),
                        ),
                        ("salt", models.BinaryField(null=True, verbose_name="盐")),
                        ("content", models.JSONField(help_text="L3", null=True, verbose_name="内容")),
                        ("erased_at", models.DateTimeField(null=True, verbose_name="删除时间")),
                    ],
                    options={"db_table": "audit_content", "verbose_name": "存证内容"},
                ),
                migrations.CreateModel(
                    name="Reader",
                    fields=[
                        (
                            "name",
                            models.CharField(
                                max_length=64, primary_key=True, serialize=False, verbose_name="读者"
                            ),
                        ),
                        ("position", models.BigIntegerField(default=0, verbose_name="已读到")),
                        ("at", models.DateTimeField(null=True, verbose_name="时间")),
                    ],
                    options={"db_table": "audit_reader", "verbose_name": "读者位置"},
                ),
            ],
        )
    ]
