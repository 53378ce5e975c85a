"""Keep to whom the code of a request was sent: their yes has to count when it is typed too."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "access_request",
        sa.Column(
            "recipient_id",
            sa.Uuid(),
            sa.ForeignKey("person.id", name=op.f("fk_access_request_recipient_id")),
            nullable=True,
        ),
        inline_references=True,
    )
    op.create_index("ix_access_request_recipient_id", "access_request", ["recipient_id"])


def downgrade() -> None:
    op.drop_index("ix_access_request_recipient_id", table_name="access_request")
    op.drop_column("access_request", "recipient_id")
