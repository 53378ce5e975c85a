"""Chain the lines of the log, name staff in them, and keep what its daily trial found.

A table's checks cannot be changed in place on SQLite, so on both databases the lines move
into a new table, and are chained on the way in the order they were written.
"""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from alembic import op

from portal.audit.chain import GENESIS, Head, chain_of, link

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

AT_ONCE = 1000
OLD_EVENTS = (
    "record_seen",
    "access_refused",
    "record_printed",
    "case_opened",
    "dose_reported",
    "signed_in",
    "sign_in_failed",
    "signed_out",
    "session_ended",
    "factor_changed",
    "account_opened",
    "code_issued",
    "record_imported",
)
NEW_EVENTS = (
    "record_added",
    "record_corrected",
    "case_moved",
    "consent_granted",
    "consent_ended",
    "access_requested",
    "access_request_refused",
    "sharing_code_made",
    "sharing_code_failed",
    "key_card_issued",
    "person_blocked",
    "person_unblocked",
    "representation_started",
    "representation_ended",
    "visit_hidden",
    "visit_shown",
    "emergency_opened",
    "emergency_widened",
    "emergency_closed",
    "emergency_reviewed",
    "patient_searched",
    "log_exported",
    "log_checked",
    "staff_seen",
    "staff_signed_in",
    "staff_sign_in_failed",
    "staff_signed_out",
    "staff_unlocked",
    "staff_account_changed",
)
BASES = ("self", "representative", "consent", "emergency", "system")
OLD_COLUMNS = (
    "seq",
    "at",
    "event",
    "permitted",
    "basis",
    "section",
    "person_id",
    "account_id",
    "actor_person_id",
    "actor_name",
    "organisation",
    "object_ref",
    "request_id",
)
SQLITE_TRIGGER = """
CREATE TRIGGER audit_line_no_{verb} BEFORE {verb} ON audit_line
BEGIN SELECT RAISE(ABORT, 'the log is append only'); END
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
    old = _set_aside()
    _move(old, _create_chained())
    _guard()
    op.create_table(
        "audit_canary",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_canary")),
    )
    op.create_index("ix_audit_canary_at", "audit_canary", ["at"], unique=False)


def downgrade() -> None:
    """Go back; lines of events the older schema does not know make it fail, so none is lost."""
    op.drop_index("ix_audit_canary_at", table_name="audit_canary")
    op.drop_table("audit_canary")
    old = _set_aside()
    _move(old, _create_plain(), chained=False)
    _guard()


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _set_aside() -> sa.Table:
    """Rename the table out of the way, without its triggers and indexes."""
    op.drop_index("ix_audit_line_account_id", table_name="audit_line")
    op.drop_index("ix_audit_line_person_id", table_name="audit_line")
    if _is_sqlite():
        for verb in ("UPDATE", "DELETE"):
            op.execute(f"DROP TRIGGER audit_line_no_{verb}")
    else:
        for name in ("audit_line_no_change", "audit_line_no_truncate"):
            op.execute(f"DROP TRIGGER {name} ON audit_line")
        op.execute("ALTER TABLE audit_line RENAME CONSTRAINT pk_audit_line TO pk_audit_line_old")
        op.execute("ALTER SEQUENCE audit_line_seq_seq RENAME TO audit_line_old_seq_seq")
        op.execute("""
            ALTER TABLE audit_line
            DROP CONSTRAINT IF EXISTS uq_audit_line_chain_position
        """)
    op.rename_table("audit_line", "audit_line_old")
    return _plain_table("audit_line_old")


def _plain_table(name: str) -> sa.Table:
    return sa.Table(
        name,
        sa.MetaData(),
        sa.Column("seq", sa.BigInteger),
        sa.Column("at", sa.DateTime(timezone=True)),
        sa.Column("permitted", sa.Boolean),
        *(
            sa.Column(name, sa.Uuid if name.endswith("_id") and name != "request_id" else sa.String)
            for name in OLD_COLUMNS
            if name not in ("seq", "at", "permitted")
        ),
    )


def _first_columns(events: tuple[str, ...]) -> tuple[sa.schema.SchemaItem, ...]:
    def choice(values: tuple[str, ...], name: str) -> sa.Enum:
        return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)

    return (
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", choice(events, "event"), nullable=False),
        sa.Column("permitted", sa.Boolean(), nullable=False),
        sa.Column("basis", choice(BASES, "basis"), nullable=True),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("actor_person_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("object_ref", sa.String(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_line")),
    )


def _create_chained() -> sa.Table:
    table = op.create_table(
        "audit_line",
        *_first_columns(OLD_EVENTS + NEW_EVENTS),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("facility_code", sa.String(), nullable=True),
        sa.Column("ground_ref", sa.String(), nullable=True),
        sa.Column("chain", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_audit_line_position")),
        sa.UniqueConstraint("chain", "position", name=op.f("uq_audit_line_chain_position")),
        sqlite_autoincrement=True,
    )
    _create_indexes()
    return table


def _create_plain() -> sa.Table:
    table = op.create_table("audit_line", *_first_columns(OLD_EVENTS), sqlite_autoincrement=True)
    _create_indexes()
    return table


def _create_indexes() -> None:
    op.create_index("ix_audit_line_account_id", "audit_line", ["account_id", "at"], unique=False)
    op.create_index(
        "ix_audit_line_person_id", "audit_line", ["person_id", "at", "seq"], unique=False
    )


def _move(old: sa.Table, new: sa.Table, *, chained: bool = True) -> None:
    """Copy every line in the order of `seq`, drop the old table, and count on from there."""
    heads: dict[Any, Head] = {}
    for rows in _batches(old):
        if chained:
            rows = [_linked(row, heads) for row in rows]
        op.bulk_insert(new, rows)
    op.drop_table("audit_line_old")
    if not _is_sqlite():
        op.execute("ALTER SEQUENCE IF EXISTS audit_line_seq_seq1 RENAME TO audit_line_seq_seq")
        op.execute("""
            SELECT setval(pg_get_serial_sequence('audit_line', 'seq'), max(seq)) FROM audit_line
            HAVING max(seq) IS NOT NULL
        """)


def _batches(old: sa.Table) -> Iterator[list[dict[str, Any]]]:
    """Read by `seq`, a bounded number at a time."""
    after = 0
    while True:
        found = op.get_bind().execute(
            sa.select(old).where(old.c.seq > after).order_by(old.c.seq).limit(AT_ONCE)
        )
        rows = [dict(row._mapping) for row in found]
        if not rows:
            return
        yield rows
        after = rows[-1]["seq"]


def _linked(row: dict[str, Any], heads: dict[Any, Head]) -> dict[str, Any]:
    """Chain one line; SQLite gives its UTC moments back without a zone."""
    if row["at"].tzinfo is None:
        row["at"] = row["at"].replace(tzinfo=UTC)
    row["chain"] = chain_of(row["person_id"], None, row["account_id"])
    linked = link(row, heads.get(row["chain"], GENESIS))
    heads[row["chain"]] = Head(linked["position"], linked["hash"])
    return linked


def _guard() -> None:
    """Let the database refuse every UPDATE and DELETE again."""
    if _is_sqlite():
        for verb in ("UPDATE", "DELETE"):
            op.execute(SQLITE_TRIGGER.format(verb=verb))
        return
    for trigger in POSTGRESQL_TRIGGERS:
        op.execute(trigger)
