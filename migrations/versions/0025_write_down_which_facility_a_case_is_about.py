"""Write down which facility a case is about, so that a station finds its own by index.

Until now it was looked up for every case of every commune each time. The database writes it down
when a case is opened, also by the version before this one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_WATCHED = "{row}kind IN ('unknown_viewer', 'not_my_visit')"
_FACILITY = """coalesce(
    (SELECT audit_line.facility_code FROM audit_line WHERE seq = CASE
        WHEN {row}subject LIKE 'look:%' THEN CAST(substr({row}subject, 6) AS BIGINT) END),
    (SELECT encounter.facility_code FROM encounter
        WHERE encounter.person_id = {row}person_id
        AND replace('visit:' || CAST(encounter.id AS VARCHAR), '-', '')
            = replace({row}subject, '-', ''))
)"""
_LOOKED_UP = "UPDATE service_case SET facility_code = {facility} WHERE {is_watched}"
_SQLITE = """
CREATE TRIGGER service_case_names_facility AFTER INSERT ON service_case WHEN {is_watched}
BEGIN UPDATE service_case SET facility_code = {facility} WHERE id = NEW.id; END
"""
_POSTGRESQL = (
    """
    CREATE FUNCTION name_facility() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN NEW.facility_code := {facility}; RETURN NEW; END $$
    """,
    """
    CREATE TRIGGER service_case_names_facility BEFORE INSERT ON service_case
    FOR EACH ROW WHEN ({is_watched}) EXECUTE FUNCTION name_facility()
    """,
)
_OPEN = sa.text("state <> 'answered'")
_INDEX = "ix_service_case_facility_code"


def upgrade() -> None:
    op.add_column("service_case", sa.Column("facility_code", sa.String(), nullable=True))
    for statement in (_SQLITE,) if _on_sqlite() else _POSTGRESQL:
        _execute(statement, "NEW.")
    _execute(_LOOKED_UP, "service_case.")
    watched = sa.text(_WATCHED.format(row=""))
    op.create_index(
        _INDEX,
        "service_case",
        ["facility_code", "due_on", "id"],
        sqlite_where=watched,
        postgresql_where=watched,
        if_not_exists=True,
    )
    op.create_index(
        "ix_service_case_open",
        "service_case",
        ["person_id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_index("ix_service_case_open", table_name="service_case")
    op.drop_index(_INDEX, table_name="service_case")
    if _on_sqlite():
        op.execute("DROP TRIGGER service_case_names_facility")
    else:
        op.execute("DROP TRIGGER service_case_names_facility ON service_case")
        op.execute("DROP FUNCTION name_facility()")
    op.drop_column("service_case", "facility_code")


def _execute(statement: str, row: str) -> None:
    facility, is_watched = (part.format(row=row) for part in (_FACILITY, _WATCHED))
    op.execute(statement.format(facility=facility, is_watched=is_watched))


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
