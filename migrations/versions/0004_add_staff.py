"""Add members of staff, their roles, activations and sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "sex",
            sa.Enum(
                "male",
                "female",
                "unknown",
                name="sex",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("facility_code", sa.String(), nullable=False),
        sa.Column("commune", sa.String(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(password_hash IS NULL) = (totp_secret IS NULL)",
            name=op.f("ck_staff_member_both_factors"),
        ),
        sa.CheckConstraint(
            "(totp_secret IS NULL) = (totp_confirmed_at IS NULL)",
            name=op.f("ck_staff_member_confirmed"),
        ),
        sa.CheckConstraint("length(staff_name) >= 2", name=op.f("ck_staff_member_name_length")),
        sa.CheckConstraint(
            "staff_name = lower(staff_name)", name=op.f("ck_staff_member_lower_case")
        ),
        sa.CheckConstraint("totp_last_step >= 0", name=op.f("ck_staff_member_step")),
        sa.ForeignKeyConstraint(
            ["facility_code"], ["facility.code"], name=op.f("fk_staff_member_facility_code")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_staff_member_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint("person_id", name=op.f("uq_staff_member_person_id")),
        sa.UniqueConstraint("staff_name", name=op.f("uq_staff_member_staff_name")),
    )
    op.create_index(
        "ix_staff_member_facility_code", "staff_member", ["facility_code"], unique=False
    )
    op.create_table(
        "staff_activation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("code_mac", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("expires_at > issued_at", name=op.f("ck_staff_activation_lifetime")),
        sa.CheckConstraint(
            "used_at IS NULL OR replaced_at IS NULL", name=op.f("ck_staff_activation_one_end")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_staff_activation_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_activation")),
    )
    op.create_index(
        "ix_staff_activation_staff_id", "staff_activation", ["staff_id", "expires_at"], unique=False
    )
    op.create_table(
        "staff_role",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "clinician",
                "station_head",
                "station_staff",
                "auditor",
                "collaborator",
                "village_head",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_staff_role_staff_id")
        ),
        sa.PrimaryKeyConstraint("staff_id", "role", name=op.f("pk_staff_role")),
    )
    op.create_table(
        "staff_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (end_reason IS NULL)", name=op.f("ck_staff_session_end")
        ),
        sa.CheckConstraint("expires_at > started_at", name=op.f("ck_staff_session_lifetime")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_staff_session_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_session_token_hash")),
    )
    op.create_index(
        "ix_staff_session_staff_id", "staff_session", ["staff_id", "ended_at"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_staff_session_staff_id", table_name="staff_session")
    op.drop_table("staff_session")
    op.drop_table("staff_role")
    op.drop_index("ix_staff_activation_staff_id", table_name="staff_activation")
    op.drop_table("staff_activation")
    op.drop_index("ix_staff_member_facility_code", table_name="staff_member")
    op.drop_table("staff_member")
