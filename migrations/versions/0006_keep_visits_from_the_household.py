"""Let people keep visits from the household, in a list that only grows."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SQLITE = """
CREATE TRIGGER kept_visit_no_{verb} BEFORE {verb} ON kept_visit
BEGIN SELECT RAISE(ABORT, 'kept visits are append only'); END
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION refuse_kept_visit_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'kept visits are append only'; END $$
"""
POSTGRESQL_TRIGGERS = (
    """
    CREATE TRIGGER kept_visit_no_change BEFORE UPDATE OR DELETE ON kept_visit
    FOR EACH ROW EXECUTE FUNCTION refuse_kept_visit_change()
    """,
    """
    CREATE TRIGGER kept_visit_no_truncate BEFORE TRUNCATE ON kept_visit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_kept_visit_change()
    """,
)


def upgrade() -> None:
    op.create_table(
        "kept_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("facility_code", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_account", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["by_account"], ["account.id"], name="fk_kept_visit_by_account"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_kept_visit_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_kept_visit"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_kept_visit_person_id",
        "kept_visit",
        ["person_id", "facility_code", "external_id", "id"],
    )
    op.create_index("ix_kept_visit_by_account", "kept_visit", ["by_account"])
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(SQLITE.format(verb=verb))
        return
    op.execute(POSTGRESQL_FUNCTION)
    for trigger in POSTGRESQL_TRIGGERS:
        op.execute(trigger)


def downgrade() -> None:
    op.drop_table("kept_visit")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_kept_visit_change()")
