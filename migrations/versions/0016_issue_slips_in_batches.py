"""Issue slips in batches."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


# Sessions are deleted after 30 days; that somebody once signed in must outlive them.
_SIGNED_IN_ONCE = """
    UPDATE account SET first_signed_in_at = COALESCE(
        (SELECT min(started_at) FROM sign_in_session WHERE account_id = account.id),
        CASE WHEN pin_hash IS NOT NULL THEN opened_at END
    )
"""


def upgrade() -> None:
    op.add_column(
        "account", sa.Column("first_signed_in_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute(_SIGNED_IN_ONCE)
    op.create_table(
        "slip_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum(
                "person",
                "household",
                "village",
                name="batch_scope",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("commune", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("household_id", sa.Uuid(), nullable=True),
        sa.Column("village_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "making",
                "ready",
                "refused",
                "withdrawn",
                "over",
                name="batch_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("codes", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(scope = 'household') = (household_id IS NOT NULL)",
            name=op.f("ck_slip_batch_household"),
        ),
        sa.CheckConstraint(
            "(scope = 'person') = (person_id IS NOT NULL)", name=op.f("ck_slip_batch_person")
        ),
        sa.CheckConstraint(
            "(scope = 'village') = (village_id IS NOT NULL)", name=op.f("ck_slip_batch_village")
        ),
        sa.CheckConstraint(
            "state <> 'ready' OR ready_at IS NOT NULL", name=op.f("ck_slip_batch_ready")
        ),
        sa.CheckConstraint(
            "state NOT IN ('making', 'ready') OR decided_by IS NOT NULL",
            name=op.f("ck_slip_batch_decided_first"),
        ),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL)", name=op.f("ck_slip_batch_decision")
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> asked_by", name=op.f("ck_slip_batch_two_people")
        ),
        sa.CheckConstraint("made BETWEEN 0 AND size", name=op.f("ck_slip_batch_made")),
        sa.CheckConstraint("codes BETWEEN 0 AND made", name=op.f("ck_slip_batch_codes")),
        sa.CheckConstraint("size > 0", name=op.f("ck_slip_batch_size")),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["staff_member.id"], name=op.f("fk_slip_batch_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff_member.id"], name=op.f("fk_slip_batch_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_slip_batch_household_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_slip_batch_person_id")),
        sa.ForeignKeyConstraint(
            ["village_id"], ["village.id"], name=op.f("fk_slip_batch_village_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_batch")),
    )
    op.create_index("ix_slip_batch_asked_by", "slip_batch", ["asked_by", "asked_at"], unique=False)
    op.create_index(
        "ix_slip_batch_commune", "slip_batch", ["commune", "state", "asked_at"], unique=False
    )
    op.create_index("ix_slip_batch_decided_by", "slip_batch", ["decided_by"], unique=False)
    op.create_index("ix_slip_batch_household_id", "slip_batch", ["household_id"], unique=False)
    op.create_index("ix_slip_batch_person_id", "slip_batch", ["person_id"], unique=False)
    op.create_index("ix_slip_batch_village_id", "slip_batch", ["village_id"], unique=False)
    op.create_table(
        "slip_line",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["slip_batch.id"], name=op.f("fk_slip_line_batch_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_slip_line_person_id")),
        sa.PrimaryKeyConstraint("batch_id", "position", name=op.f("pk_slip_line")),
    )
    op.create_index("ix_slip_line_person_id", "slip_line", ["person_id"], unique=False)
    op.create_table(
        "slip_part",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("pages", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["slip_batch.id"], name=op.f("fk_slip_part_batch_id")
        ),
        sa.PrimaryKeyConstraint("batch_id", "number", name=op.f("pk_slip_part")),
    )


def downgrade() -> None:
    op.drop_table("slip_part")
    op.drop_index("ix_slip_line_person_id", table_name="slip_line")
    op.drop_table("slip_line")
    op.drop_index("ix_slip_batch_village_id", table_name="slip_batch")
    op.drop_index("ix_slip_batch_person_id", table_name="slip_batch")
    op.drop_index("ix_slip_batch_household_id", table_name="slip_batch")
    op.drop_index("ix_slip_batch_decided_by", table_name="slip_batch")
    op.drop_index("ix_slip_batch_commune", table_name="slip_batch")
    op.drop_index("ix_slip_batch_asked_by", table_name="slip_batch")
    op.drop_table("slip_batch")
    op.drop_column("account", "first_signed_in_at")
