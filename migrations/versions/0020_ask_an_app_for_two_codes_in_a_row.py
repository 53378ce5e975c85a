"""Keep the step of an app's code, where so many were wrong that two in a row are wanted."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sign_in_attempt", sa.Column("app_step", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("sign_in_attempt", "app_step")
