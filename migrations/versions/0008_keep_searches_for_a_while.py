"""Keep what clinicians search for, sealed and for minutes, so that no address carries it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "patient_search",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("query", sa.LargeBinary(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "personal_id",
                "insurance_card",
                "key_card",
                "name",
                "record",
                name="search_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("expires_at > at", name=op.f("ck_patient_search_lifetime")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_patient_search_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_search")),
    )
    op.create_index("ix_patient_search_staff_id", "patient_search", ["staff_id", "expires_at"])


def downgrade() -> None:
    op.drop_table("patient_search")
