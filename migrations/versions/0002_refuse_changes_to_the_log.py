"""Let the database refuse every UPDATE and DELETE of the log."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQLITE = """
CREATE TRIGGER audit_line_no_{verb} BEFORE {verb} ON audit_line
BEGIN SELECT RAISE(ABORT, 'the log is append only'); END
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION refuse_log_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the log is append only'; END $$
"""
POSTGRESQL_TRIGGERS = (
    """
    CREATE TRIGGER audit_line_no_change BEFORE UPDATE OR DELETE ON audit_line
    FOR EACH ROW EXECUTE FUNCTION refuse_log_change()
    """,
    """
    CREATE TRIGGER audit_line_no_truncate BEFORE TRUNCATE ON audit_line
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_log_change()
    """,
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(SQLITE.format(verb=verb))
        return
    op.execute(POSTGRESQL_FUNCTION)
    for trigger in POSTGRESQL_TRIGGERS:
        op.execute(trigger)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(f"DROP TRIGGER audit_line_no_{verb}")
        return
    for name in ("audit_line_no_change", "audit_line_no_truncate"):
        op.execute(f"DROP TRIGGER {name} ON audit_line")
    op.execute("DROP FUNCTION refuse_log_change()")
