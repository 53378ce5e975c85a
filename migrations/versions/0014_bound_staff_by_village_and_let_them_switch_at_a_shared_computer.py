"""Bound staff by village and let them switch at a shared computer."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

OLD_ROLES = (
    "clinician",
    "station_head",
    "station_staff",
    "auditor",
    "collaborator",
    "village_head",
)
NEW_ROLES = (*OLD_ROLES, "data_entry")


def _roles(known: tuple[str, ...]) -> None:
    """Let the table of roles know these; SQLite changes no check in place."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint("role", "staff_role", type_="check")
        op.create_check_constraint("role", "staff_role", sa.column("role", sa.String).in_(known))
        return
    op.create_table(
        "staff_role_new",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(*known, name="role", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_staff_role_staff_id")
        ),
        sa.PrimaryKeyConstraint("staff_id", "role", name=op.f("pk_staff_role")),
    )
    op.execute("INSERT INTO staff_role_new (staff_id, role) SELECT staff_id, role FROM staff_role")
    op.drop_table("staff_role")
    op.rename_table("staff_role_new", "staff_role")


def upgrade() -> None:
    _roles(NEW_ROLES)
    op.add_column(
        "staff_member",
        sa.Column(
            "village_id",
            sa.Uuid(),
            sa.ForeignKey("village.id", name=op.f("fk_staff_member_village_id")),
            sa.CheckConstraint(
                "village_id IS NULL OR commune IS NOT NULL", name=op.f("ck_staff_member_village")
            ),
            nullable=True,
        ),
        inline_references=True,
    )
    op.create_index("ix_staff_member_village_id", "staff_member", ["village_id"])
    op.add_column(
        "staff_member", sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "staff_recovery_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("code_mac", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "used_at IS NULL OR replaced_at IS NULL", name=op.f("ck_staff_recovery_code_one_end")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_staff_recovery_code_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_recovery_code")),
    )
    op.create_index(
        "ix_staff_recovery_code_staff_id",
        "staff_recovery_code",
        ["staff_id", "made_at"],
        unique=False,
    )
    op.create_table(
        "staff_invitation",
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
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("facility_code", sa.String(), nullable=False),
        sa.Column("commune", sa.String(), nullable=True),
        sa.Column("village_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("again_for", sa.Uuid(), nullable=True),
        sa.Column("invited_by", sa.Uuid(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("code_shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "again_for IS NULL OR staff_id IS NULL OR again_for = staff_id",
            name=op.f("ck_staff_invitation_same_account"),
        ),
        sa.CheckConstraint(
            "again_for IS NULL OR again_for <> invited_by",
            name=op.f("ck_staff_invitation_not_for_asker"),
        ),
        sa.CheckConstraint(
            "again_for IS NULL OR decided_by IS NULL OR again_for <> decided_by",
            name=op.f("ck_staff_invitation_not_for_decider"),
        ),
        sa.CheckConstraint(
            "code_shown_at IS NULL OR staff_id IS NOT NULL",
            name=op.f("ck_staff_invitation_code_of_allowed"),
        ),
        sa.CheckConstraint(
            "roles = replace(roles, 'auditor', '')", name=op.f("ck_staff_invitation_no_auditor")
        ),
        sa.CheckConstraint(
            "roles = replace(roles, 'data_entry', '')"
            " OR (roles = 'data_entry' AND ends_on IS NOT NULL)",
            name=op.f("ck_staff_invitation_data_entry_ends"),
        ),
        sa.CheckConstraint(
            "village_id IS NOT NULL OR (roles = replace(roles, 'village_head', '')"
            " AND roles = replace(roles, 'collaborator', ''))",
            name=op.f("ck_staff_invitation_village_named"),
        ),
        sa.CheckConstraint(
            "village_id IS NULL OR commune IS NOT NULL", name=op.f("ck_staff_invitation_village")
        ),
        sa.CheckConstraint(
            "commune IS NOT NULL OR (roles = replace(roles, 'station_staff', '')"
            " AND roles = replace(roles, 'data_entry', ''))",
            name=op.f("ck_staff_invitation_commune_named"),
        ),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL)", name=op.f("ck_staff_invitation_decision")
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> invited_by",
            name=op.f("ck_staff_invitation_two_people"),
        ),
        sa.CheckConstraint(
            "staff_id IS NULL OR decided_by IS NOT NULL",
            name=op.f("ck_staff_invitation_allowed_first"),
        ),
        sa.ForeignKeyConstraint(
            ["again_for"], ["staff_member.id"], name=op.f("fk_staff_invitation_again_for")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff_member.id"], name=op.f("fk_staff_invitation_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["facility_code"], ["facility.code"], name=op.f("fk_staff_invitation_facility_code")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["staff_member.id"], name=op.f("fk_staff_invitation_invited_by")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_staff_invitation_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_staff_invitation_staff_id")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["village.id"], name=op.f("fk_staff_invitation_village_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_invitation")),
    )
    op.create_index(
        "ix_staff_invitation_decided_by", "staff_invitation", ["decided_by"], unique=False
    )
    op.create_index(
        "ix_staff_invitation_facility_code",
        "staff_invitation",
        ["facility_code", "decided_at"],
        unique=False,
    )
    op.create_index(
        "ix_staff_invitation_invited_by", "staff_invitation", ["invited_by"], unique=False
    )
    op.create_index("ix_staff_invitation_staff_id", "staff_invitation", ["staff_id"], unique=False)
    op.create_index(
        "ix_staff_invitation_village_id", "staff_invitation", ["village_id"], unique=False
    )
    op.create_index(
        "ix_staff_invitation_person_id", "staff_invitation", ["person_id"], unique=False
    )
    op.create_index(
        "ix_staff_invitation_again_for", "staff_invitation", ["again_for"], unique=False
    )
    op.create_index(
        "uq_staff_invitation_waiting",
        "staff_invitation",
        ["staff_name"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_table(
        "staff_computer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("expires_at > signed_in_at", name=op.f("ck_staff_computer_lifetime")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_staff_computer_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_computer")),
        sa.UniqueConstraint(
            "token_hash", "staff_id", name=op.f("uq_staff_computer_token_hash_staff_id")
        ),
    )
    op.create_index("ix_staff_computer_staff_id", "staff_computer", ["staff_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_staff_computer_staff_id", table_name="staff_computer")
    op.drop_table("staff_computer")
    op.drop_index("uq_staff_invitation_waiting", table_name="staff_invitation")
    op.drop_index("ix_staff_invitation_again_for", table_name="staff_invitation")
    op.drop_index("ix_staff_invitation_person_id", table_name="staff_invitation")
    op.drop_index("ix_staff_invitation_village_id", table_name="staff_invitation")
    op.drop_index("ix_staff_invitation_staff_id", table_name="staff_invitation")
    op.drop_index("ix_staff_invitation_invited_by", table_name="staff_invitation")
    op.drop_index("ix_staff_invitation_facility_code", table_name="staff_invitation")
    op.drop_index("ix_staff_invitation_decided_by", table_name="staff_invitation")
    op.drop_table("staff_invitation")
    op.drop_index("ix_staff_recovery_code_staff_id", table_name="staff_recovery_code")
    op.drop_table("staff_recovery_code")
    op.drop_index("ix_staff_member_village_id", table_name="staff_member")
    op.drop_column("staff_member", "renewed_at")
    op.drop_column("staff_member", "village_id")
    op.execute("DELETE FROM staff_role WHERE role = 'data_entry'")
    _roles(OLD_ROLES)
