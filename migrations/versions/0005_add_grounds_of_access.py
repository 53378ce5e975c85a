"""Add consents, representations and emergency openings."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEPT = ("consent", "consent_section", "consent_end")
SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'a consent is never changed'); END
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION refuse_consent_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a consent is never changed'; END $$
"""
POSTGRESQL_TRIGGERS = (
    """
    CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_consent_change()
    """,
    """
    CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_consent_change()
    """,
)


def upgrade() -> None:
    _create_tables()
    if op.get_bind().dialect.name == "sqlite":
        for table in KEPT:
            for verb in ("UPDATE", "DELETE"):
                op.execute(SQLITE.format(table=table, verb=verb))
        return
    op.execute(POSTGRESQL_FUNCTION)
    for table in KEPT:
        for trigger in POSTGRESQL_TRIGGERS:
            op.execute(trigger.format(table=table))


def downgrade() -> None:
    op.drop_table("desk_code_section")
    op.drop_table("consent_section")
    op.drop_table("consent_end")
    op.drop_table("access_request_section")
    op.drop_table("staff_block")
    op.drop_table("scratch_code")
    op.drop_table("emergency_opening")
    op.drop_table("desk_code")
    op.drop_table("consent")
    op.drop_table("access_request")
    op.drop_table("representation")
    op.drop_table("key_card")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_consent_change()")


def _create_tables() -> None:
    op.create_table(
        "key_card",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("card_number", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(card_number) = 8", name=op.f("ck_key_card_card_number")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_key_card_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_card")),
        sa.UniqueConstraint("card_number", name=op.f("uq_key_card_card_number")),
    )
    op.create_index("ix_key_card_person_id", "key_card", ["person_id", "issued_at"], unique=False)
    op.create_table(
        "representation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("representative_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "parent",
                "guardian",
                "delegate",
                name="representation_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("sees", sa.Boolean(), nullable=False),
        sa.Column("consents", sa.Boolean(), nullable=False),
        sa.Column("pays", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "ended_as",
            sa.Enum(
                "represented",
                "representative",
                "station",
                name="ended_as",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "kind <> 'delegate' OR ends_at IS NOT NULL",
            name=op.f("ck_representation_delegation_ends"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_as IS NULL)", name=op.f("ck_representation_end")
        ),
        sa.CheckConstraint(
            "ends_at IS NULL OR ends_at > starts_at", name=op.f("ck_representation_period")
        ),
        sa.CheckConstraint(
            "person_id <> representative_id", name=op.f("ck_representation_two_people")
        ),
        sa.CheckConstraint("sees OR consents OR pays", name=op.f("ck_representation_something")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_representation_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["person.id"], name=op.f("fk_representation_representative_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representation")),
    )
    op.create_index(
        "ix_representation_person_id", "representation", ["person_id", "starts_at"], unique=False
    )
    op.create_index(
        "ix_representation_representative_id",
        "representation",
        ["representative_id", "ended_at"],
        unique=False,
    )
    op.create_index(
        "uq_representation_of_a_minor",
        "representation",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL AND kind <> 'delegate'"),
        postgresql_where=sa.text("ended_at IS NULL AND kind <> 'delegate'"),
    )
    op.create_index(
        "uq_representation_pair",
        "representation",
        ["person_id", "representative_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "access_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "visit",
                "follow_up",
                "second_opinion",
                "home_care",
                "check_up",
                name="request_purpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.Column("to_witness", sa.Boolean(), nullable=False),
        sa.Column("code_mac", sa.LargeBinary(), nullable=True),
        sa.Column("code_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "agreed",
                "refused",
                "withdrawn",
                name="request_answer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_access_request_answer")
        ),
        sa.CheckConstraint("opens_until > asked_at", name=op.f("ck_access_request_period")),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_access_request_tries")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_access_request_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_access_request_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_request")),
        sa.UniqueConstraint(
            "staff_id", "form_key", name=op.f("uq_access_request_staff_id_form_key")
        ),
    )
    op.create_index(
        "ix_access_request_person_id",
        "access_request",
        ["person_id", "answer", "asked_at"],
        unique=False,
    )
    op.create_index(
        "ix_access_request_staff_id", "access_request", ["staff_id", "asked_at"], unique=False
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("facility_code", sa.String(), nullable=True),
        sa.Column(
            "purpose",
            sa.Enum(
                "visit",
                "follow_up",
                "second_opinion",
                "home_care",
                "check_up",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "phone",
                "request",
                "desk_code",
                "read_aloud",
                "key_card",
                "witnessed",
                name="consent_channel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("wording_version", sa.String(), nullable=False),
        sa.Column("wording_hash", sa.LargeBinary(), nullable=False),
        sa.Column("wording", sa.LargeBinary(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "granted_as",
            sa.Enum(
                "self",
                "representative",
                "witnessed",
                name="granted_as",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("granted_by_person_id", sa.Uuid(), nullable=True),
        sa.Column("child_assented", sa.Boolean(), nullable=True),
        sa.Column("witness_id", sa.Uuid(), nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(granted_as = 'witnessed') = (witness_id IS NOT NULL)",
            name=op.f("ck_consent_witness_named"),
        ),
        sa.CheckConstraint(
            "granted_as = 'witnessed' OR granted_by_person_id IS NOT NULL"
            " OR channel = 'key_card' OR channel = 'read_aloud'",
            name=op.f("ck_consent_somebody_said_yes"),
        ),
        sa.CheckConstraint(
            "(staff_id IS NULL) <> (facility_code IS NULL)", name=op.f("ck_consent_one_grantee")
        ),
        sa.CheckConstraint("valid_until > valid_from", name=op.f("ck_consent_period")),
        sa.CheckConstraint(
            "witness_id IS NULL OR witness_id <> staff_id", name=op.f("ck_consent_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["facility_code"], ["facility.code"], name=op.f("fk_consent_facility_code")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_person_id"], ["person.id"], name=op.f("fk_consent_granted_by_person_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_consent_staff_id")
        ),
        sa.ForeignKeyConstraint(
            ["witness_id"], ["staff_member.id"], name=op.f("fk_consent_witness_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(
        "ix_consent_facility_code", "consent", ["facility_code", "valid_until"], unique=False
    )
    op.create_index(
        "ix_consent_granted_by_person_id", "consent", ["granted_by_person_id"], unique=False
    )
    op.create_index("ix_consent_person_id", "consent", ["person_id", "granted_at"], unique=False)
    op.create_index("ix_consent_staff_id", "consent", ["staff_id", "valid_until"], unique=False)
    op.create_index("ix_consent_witness_id", "consent", ["witness_id"], unique=False)
    op.create_table(
        "desk_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_mac", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("made_by_person_id", sa.Uuid(), nullable=False),
        sa.Column("made_by_account_id", sa.Uuid(), nullable=False),
        sa.Column("child_assented", sa.Boolean(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by", sa.Uuid(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(used_at IS NULL) = (used_by IS NULL)", name=op.f("ck_desk_code_used")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_desk_code_person_id")),
        sa.ForeignKeyConstraint(
            ["used_by"], ["staff_member.id"], name=op.f("fk_desk_code_used_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_code")),
        sa.UniqueConstraint("code_mac", name=op.f("uq_desk_code_code_mac")),
    )
    op.create_index("ix_desk_code_person_id", "desk_code", ["person_id", "made_at"], unique=False)
    op.create_index("ix_desk_code_used_by", "desk_code", ["used_by"], unique=False)
    op.create_table(
        "emergency_opening",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("facility_code", sa.String(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "unconscious",
                "cannot_speak",
                "confused",
                "child_alone",
                "danger",
                name="emergency_reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("widened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum(
                "justified",
                "not_justified",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("review_note", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(reviewed_at IS NULL) = (reviewed_by IS NULL)",
            name=op.f("ck_emergency_opening_reviewer"),
        ),
        sa.CheckConstraint(
            "(reviewed_at IS NULL) = (verdict IS NULL)",
            name=op.f("ck_emergency_opening_verdict_given"),
        ),
        sa.CheckConstraint("closes_at > opened_at", name=op.f("ck_emergency_opening_period")),
        sa.CheckConstraint(
            "length(explanation) >= 20", name=op.f("ck_emergency_opening_explained")
        ),
        sa.CheckConstraint(
            "reviewed_by IS NULL OR reviewed_by <> staff_id",
            name=op.f("ck_emergency_opening_not_ones_own"),
        ),
        sa.ForeignKeyConstraint(
            ["facility_code"], ["facility.code"], name=op.f("fk_emergency_opening_facility_code")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_emergency_opening_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["staff_member.id"], name=op.f("fk_emergency_opening_reviewed_by")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_emergency_opening_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_opening")),
    )
    op.create_index(
        "ix_emergency_opening_person_id",
        "emergency_opening",
        ["person_id", "opened_at"],
        unique=False,
    )
    op.create_index(
        "ix_emergency_opening_reviewed_by", "emergency_opening", ["reviewed_by"], unique=False
    )
    op.create_index(
        "ix_emergency_opening_staff_id",
        "emergency_opening",
        ["staff_id", "opened_at"],
        unique=False,
    )
    op.create_index(
        "ix_emergency_opening_to_review",
        "emergency_opening",
        ["facility_code", "opened_at"],
        unique=False,
        sqlite_where=sa.text("reviewed_at IS NULL"),
        postgresql_where=sa.text("reviewed_at IS NULL"),
    )
    op.create_table(
        "scratch_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code_mac", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(used_at IS NULL) = (used_by IS NULL)", name=op.f("ck_scratch_code_used")
        ),
        sa.ForeignKeyConstraint(["card_id"], ["key_card.id"], name=op.f("fk_scratch_code_card_id")),
        sa.ForeignKeyConstraint(
            ["used_by"], ["staff_member.id"], name=op.f("fk_scratch_code_used_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scratch_code")),
        sa.UniqueConstraint("card_id", "position", name=op.f("uq_scratch_code_card_id_position")),
    )
    op.create_index("ix_scratch_code_used_by", "scratch_code", ["used_by"], unique=False)
    op.create_table(
        "staff_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_by", sa.Uuid(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_staff_block_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_staff_block_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_block")),
    )
    op.create_index("ix_staff_block_staff_id", "staff_block", ["staff_id"], unique=False)
    op.create_index(
        "uq_staff_block_standing",
        "staff_block",
        ["person_id", "staff_id"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "access_request_section",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column(
            "section",
            sa.Enum(
                "visits",
                "medicines",
                "results",
                "doses",
                "history",
                "family_history",
                "reproductive",
                "mental",
                "infection",
                "other_private",
                name="section",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["access_request.id"], name=op.f("fk_access_request_section_request_id")
        ),
        sa.PrimaryKeyConstraint("request_id", "section", name=op.f("pk_access_request_section")),
    )
    op.create_table(
        "consent_end",
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "stopped",
                "stopped_by_representative",
                "blocked",
                "replaced",
                "closed_by_clinician",
                name="consent_end_reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("ended_by_account_id", sa.Uuid(), nullable=True),
        sa.Column("ended_by_staff_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent.id"], name=op.f("fk_consent_end_consent_id")
        ),
        sa.PrimaryKeyConstraint("consent_id", name=op.f("pk_consent_end")),
    )
    op.create_table(
        "consent_section",
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column(
            "section",
            sa.Enum(
                "visits",
                "medicines",
                "results",
                "doses",
                "history",
                "family_history",
                "reproductive",
                "mental",
                "infection",
                "other_private",
                name="section",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent.id"], name=op.f("fk_consent_section_consent_id")
        ),
        sa.PrimaryKeyConstraint("consent_id", "section", name=op.f("pk_consent_section")),
    )
    op.create_table(
        "desk_code_section",
        sa.Column("desk_code_id", sa.Uuid(), nullable=False),
        sa.Column(
            "section",
            sa.Enum(
                "visits",
                "medicines",
                "results",
                "doses",
                "history",
                "family_history",
                "reproductive",
                "mental",
                "infection",
                "other_private",
                name="section",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["desk_code_id"], ["desk_code.id"], name=op.f("fk_desk_code_section_desk_code_id")
        ),
        sa.PrimaryKeyConstraint("desk_code_id", "section", name=op.f("pk_desk_code_section")),
    )
