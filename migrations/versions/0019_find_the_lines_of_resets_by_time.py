"""Find the lines of resets and slips by time, among millions of looks."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_EVENTS = (
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
_WHERE = sa.text("event IN ({})".format(", ".join(f"'{event}'" for event in _EVENTS)))


def upgrade() -> None:
    op.create_index(
        "ix_audit_line_at_of_two",
        "audit_line",
        ["at"],
        sqlite_where=_WHERE,
        postgresql_where=_WHERE,
    )


def downgrade() -> None:
    op.drop_index("ix_audit_line_at_of_two", table_name="audit_line")
