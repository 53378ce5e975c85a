"""Log what happens with the yearly fee.

A table's checks cannot be changed in place on SQLite, so there the lines move into a new
table with the links of their chain as they are.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BEFORE = (
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
    "resident_searched",
    "desk_seen",
    "representation_asked",
    "slips_asked",
    "slips_decided",
    "slips_taken",
    "reset_asked",
    "reset_vouched",
    "reset_decided",
    "reset_withdrawn",
    "reset_used",
    "reset_contested",
    "reset_settled",
    "person_registered",
    "number_recorded",
    "death_recorded",
    "death_taken_back",
    "merge_asked",
    "merge_decided",
    "people_merged",
    "merge_undone",
    "report_seen",
)
OF_THE_FEE = (
    "fees_opened",
    "fees_changed",
    "fees_seen",
    "fee_ordered",
    "fee_paid",
    "receipt_annulled",
    "money_placed",
    "return_asked",
    "return_decided",
    "statement_brought",
    "statement_decided",
    "payout_asked",
    "payout_decided",
    "cash_moved",
    "day_closed",
)
OF_TWO = (
    "slips_asked",
    "slips_decided",
    "slips_taken",
    "reset_asked",
    "reset_vouched",
    "reset_decided",
    "reset_withdrawn",
    "reset_used",
    "reset_contested",
    "reset_settled",
)
BASES = ("self", "representative", "consent", "emergency", "system", "desk")
COLUMNS = (
    "seq, at, event, permitted, basis, section, person_id, account_id, actor_person_id, "
    "actor_name, organisation, staff_id, role, facility_code, object_ref, ground_ref, "
    "request_id, chain, position, previous, hash"
)
SQLITE_TRIGGER = """
CREATE TRIGGER audit_line_no_{verb} BEFORE {verb} ON audit_line
BEGIN SELECT RAISE(ABORT, 'the log is append only'); END
"""


def upgrade() -> None:
    _let_know((*BEFORE, *OF_THE_FEE))


def downgrade() -> None:
    """Go back; lines of events the older schema does not know make it fail, so none is lost."""
    _let_know(BEFORE)


def _let_know(events: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _move(events)
        return
    op.drop_constraint("event", "audit_line", type_="check")
    op.create_check_constraint("event", "audit_line", sa.column("event", sa.String).in_(events))


def _move(events: tuple[str, ...]) -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(f"DROP TRIGGER audit_line_no_{verb}")
    op.create_table(
        "audit_line_new",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", _known("event", events), nullable=False),
        sa.Column("permitted", sa.Boolean(), nullable=False),
        sa.Column("basis", _known("basis", BASES), nullable=True),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("actor_person_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("facility_code", sa.String(), nullable=True),
        sa.Column("object_ref", sa.String(), nullable=True),
        sa.Column("ground_ref", sa.String(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.Column("chain", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_audit_line_position")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_line")),
        sa.UniqueConstraint("chain", "position", name=op.f("uq_audit_line_chain_position")),
        sqlite_autoincrement=True,
    )
    op.execute(f"INSERT INTO audit_line_new ({COLUMNS}) SELECT {COLUMNS} FROM audit_line")  # noqa: S608  # no value in it
    op.drop_table("audit_line")
    op.rename_table("audit_line_new", "audit_line")
    for name, columns in (
        ("person_id", ["person_id", "at", "seq"]),
        ("account_id", ["account_id", "at"]),
        ("staff_id", ["staff_id", "at", "seq"]),
    ):
        op.create_index(f"ix_audit_line_{name}", "audit_line", columns)
    op.create_index(
        "ix_audit_line_at_of_two",
        "audit_line",
        ["at"],
        sqlite_where=sa.text("event IN ({})".format(", ".join(f"'{event}'" for event in OF_TWO))),
    )
    for verb in ("UPDATE", "DELETE"):
        op.execute(SQLITE_TRIGGER.format(verb=verb))


def _known(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
