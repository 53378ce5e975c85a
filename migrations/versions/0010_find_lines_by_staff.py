"""Find the lines one member of staff wrote: their own log, and the auditor's ninety days."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_line_staff_id", "audit_line", ["staff_id", "at", "seq"])


def downgrade() -> None:
    op.drop_index("ix_audit_line_staff_id", table_name="audit_line")
