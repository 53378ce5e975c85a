"""Keep who wrote what into a record, once a form; let a dose and a value name their old version."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

VERSIONED: dict[str, sa.types.TypeEngine[Any]] = {"dose": sa.Uuid(), "measurement": sa.Integer()}
SQLITE = """
CREATE TRIGGER written_entry_no_{verb} BEFORE {verb} ON written_entry
BEGIN SELECT RAISE(ABORT, 'what was written is never changed'); END
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION refuse_written_entry_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'what was written is never changed'; END $$
"""
POSTGRESQL_TRIGGERS = (
    """
    CREATE TRIGGER written_entry_no_change BEFORE UPDATE OR DELETE ON written_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_written_entry_change()
    """,
    """
    CREATE TRIGGER written_entry_no_truncate BEFORE TRUNCATE ON written_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_written_entry_change()
    """,
)


def upgrade() -> None:
    _let_versions_name_the_one_before()
    op.create_table(
        "written_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "values",
                "visit",
                "advice",
                "dose",
                name="written_entry_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("facility_code", sa.String(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(replaces_id IS NULL) = (reason IS NULL)",
            name=op.f("ck_written_entry_corrections_say_why"),
        ),
        sa.CheckConstraint(
            "replaces_id IS NULL OR replaces_id <> id", name=op.f("ck_written_entry_not_itself")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_written_entry_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_written_entry_staff_id")
        ),
        sa.ForeignKeyConstraint(
            ["facility_code"], ["facility.code"], name=op.f("fk_written_entry_facility_code")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["written_entry.id"], name=op.f("fk_written_entry_replaces_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_written_entry")),
        sa.UniqueConstraint(
            "staff_id", "form_key", name=op.f("uq_written_entry_staff_id_form_key")
        ),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_written_entry_replaces_id")),
    )
    op.create_index("ix_written_entry_person_id", "written_entry", ["person_id", "written_at"])
    op.create_index("ix_written_entry_facility_code", "written_entry", ["facility_code"])
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(SQLITE.format(verb=verb))
        return
    op.execute(POSTGRESQL_FUNCTION)
    for trigger in POSTGRESQL_TRIGGERS:
        op.execute(trigger)


def _let_versions_name_the_one_before() -> None:
    for table, kind in VERSIONED.items():
        key = sa.ForeignKey(f"{table}.id", name=op.f(f"fk_{table}_replaces_id"))
        op.add_column(table, sa.Column("replaces_id", kind, key), inline_references=True)
        op.create_index(f"ix_{table}_replaces_id", table, ["replaces_id"])


def downgrade() -> None:
    for table in VERSIONED:
        op.drop_index(f"ix_{table}_replaces_id", table)
        op.drop_column(table, "replaces_id")
    op.drop_table("written_entry")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_written_entry_change()")
