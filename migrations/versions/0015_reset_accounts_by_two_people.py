"""Freeze accounts, and let a new phone only look for a while."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("account", sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("account", "held_until")
    op.drop_column("account", "frozen_at")
