"""Reset accounts by two people, and let a reset that was stopped open a case.

A table's checks cannot be changed in place on SQLite, so there the cases move into a new
table.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


OLD_KINDS = ("wrong_fact", "missing_dose", "unknown_viewer", "not_my_visit")
NEW_KINDS = (*OLD_KINDS, "not_my_reset")
COLUMNS = (
    "id, year, number, person_id, kind, state, subject, says, knows_from, opened_by, form_key, "
    "opened_at, due_on, looking_at, answer, answered_at"
)


def upgrade() -> None:
    _let_cases_be(NEW_KINDS)
    op.add_column("account", sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("account", sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "account_reset",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("commune", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waits_for_voucher",
                "asked",
                "allowed",
                "used",
                "frozen",
                "settling",
                "refused",
                "withdrawn",
                "lapsed",
                "cancelled",
                "confirmed",
                "reversed",
                name="reset_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "proof",
            sa.Enum(
                "card",
                "vouched",
                "home_visit",
                "questions",
                name="reset_proof",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "lost_phone",
                "new_number",
                "no_phone_on_file",
                "forgot_code",
                "seen_by_others",
                name="reset_reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("card_matched", sa.Boolean(), nullable=True),
        sa.Column("answers_right", sa.Integer(), nullable=True),
        sa.Column("new_number", sa.LargeBinary(), nullable=False),
        sa.Column("new_number_index", sa.LargeBinary(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voucher_id", sa.Uuid(), nullable=True),
        sa.Column("vouched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "ground",
            sa.Enum(
                "saw_person",
                "rang_person",
                "knows_person",
                name="reset_ground",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "refusal",
            sa.Enum(
                "proof",
                "phone",
                "not_asked",
                "another_way",
                "not_known",
                name="reset_refusal",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("slip_mac", sa.LargeBinary(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "contested_how",
            sa.Enum(
                "code",
                "sms",
                "station",
                name="contest_way",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("contested_by", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column(
            "proposed",
            sa.Enum(
                "confirm",
                "reverse",
                name="reset_outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "finding",
            sa.Enum(
                "came_with_card",
                "home_visit",
                "with_relatives",
                name="reset_finding",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(proof = 'vouched') = (voucher_id IS NOT NULL)", name=op.f("ck_account_reset_voucher")
        ),
        sa.CheckConstraint(
            "proof <> 'vouched' OR vouched_at IS NOT NULL OR decided_at IS NULL"
            " OR state = 'refused'",
            name=op.f("ck_account_reset_vouched_first"),
        ),
        sa.CheckConstraint(
            "state <> 'used' OR used_at IS NOT NULL", name=op.f("ck_account_reset_used")
        ),
        sa.CheckConstraint(
            "state NOT IN ('allowed', 'used', 'frozen', 'settling', 'confirmed', 'reversed')"
            " OR decided_by IS NOT NULL",
            name=op.f("ck_account_reset_decided_first"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'reversed') OR settled_by IS NOT NULL",
            name=op.f("ck_account_reset_settled"),
        ),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL)", name=op.f("ck_account_reset_decision")
        ),
        sa.CheckConstraint(
            "(proposed_by IS NULL) = (proposed IS NULL)", name=op.f("ck_account_reset_proposal")
        ),
        sa.CheckConstraint(
            "answers_right IS NULL OR answers_right BETWEEN 0 AND 3",
            name=op.f("ck_account_reset_answers"),
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> requested_by",
            name=op.f("ck_account_reset_two_people"),
        ),
        sa.CheckConstraint(
            "settled_by IS NULL OR settled_by <> proposed_by",
            name=op.f("ck_account_reset_two_settle"),
        ),
        sa.CheckConstraint(
            "settled_by IS NULL OR settled_by <> requested_by",
            name=op.f("ck_account_reset_other_settles"),
        ),
        sa.CheckConstraint(
            "card_matched IS NULL OR proof = 'card'", name=op.f("ck_account_reset_card")
        ),
        sa.CheckConstraint(
            "ground IS NULL OR decided_by IS NOT NULL", name=op.f("ck_account_reset_ground")
        ),
        sa.CheckConstraint(
            "finding IS NULL OR proposed IS NOT NULL", name=op.f("ck_account_reset_finding")
        ),
        sa.CheckConstraint(
            "used_at IS NULL OR held_until > used_at", name=op.f("ck_account_reset_held")
        ),
        sa.CheckConstraint(
            "vouched_at IS NULL OR voucher_id IS NOT NULL", name=op.f("ck_account_reset_vouched")
        ),
        sa.CheckConstraint(
            "voucher_id IS NULL OR voucher_id <> decided_by",
            name=op.f("ck_account_reset_voucher_decides"),
        ),
        sa.CheckConstraint(
            "voucher_id IS NULL OR voucher_id <> requested_by",
            name=op.f("ck_account_reset_other_voucher"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_reset_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["service_case.id"], name=op.f("fk_account_reset_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["contested_by"], ["staff_member.id"], name=op.f("fk_account_reset_contested_by")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff_member.id"], name=op.f("fk_account_reset_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_account_reset_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["staff_member.id"], name=op.f("fk_account_reset_proposed_by")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["staff_member.id"], name=op.f("fk_account_reset_requested_by")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["staff_member.id"], name=op.f("fk_account_reset_settled_by")
        ),
        sa.ForeignKeyConstraint(
            ["voucher_id"], ["staff_member.id"], name=op.f("fk_account_reset_voucher_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_reset")),
    )
    op.create_index("ix_account_reset_account_id", "account_reset", ["account_id"], unique=False)
    op.create_index("ix_account_reset_case_id", "account_reset", ["case_id"], unique=False)
    op.create_index(
        "ix_account_reset_commune",
        "account_reset",
        ["commune", "state", "requested_at"],
        unique=False,
    )
    op.create_index(
        "ix_account_reset_contested_by", "account_reset", ["contested_by"], unique=False
    )
    op.create_index(
        "ix_account_reset_decided_by", "account_reset", ["decided_by", "decided_at"], unique=False
    )
    op.create_index(
        "ix_account_reset_new_number_index",
        "account_reset",
        ["new_number_index", "requested_at"],
        unique=False,
    )
    op.create_index(
        "ix_account_reset_person_id", "account_reset", ["person_id", "requested_at"], unique=False
    )
    op.create_index("ix_account_reset_proposed_by", "account_reset", ["proposed_by"], unique=False)
    op.create_index(
        "ix_account_reset_requested_by",
        "account_reset",
        ["requested_by", "requested_at"],
        unique=False,
    )
    op.create_index("ix_account_reset_settled_by", "account_reset", ["settled_by"], unique=False)
    op.create_index(
        "ix_account_reset_voucher_id", "account_reset", ["voucher_id", "vouched_at"], unique=False
    )
    op.create_index(
        "uq_account_reset_running",
        "account_reset",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text(
            "state IN ('waits_for_voucher', 'asked', 'allowed', 'frozen', 'settling')"
        ),
        postgresql_where=sa.text(
            "state IN ('waits_for_voucher', 'asked', 'allowed', 'frozen', 'settling')"
        ),
    )
    op.create_table(
        "reset_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reset_id", sa.Uuid(), nullable=False),
        sa.Column(
            "recipient",
            sa.Enum(
                "old_phone",
                "new_phone",
                "trusted",
                name="reset_recipient",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number_index", sa.LargeBinary(), nullable=False),
        sa.Column("code_mac", sa.LargeBinary(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["reset_id"], ["account_reset.id"], name=op.f("fk_reset_notice_reset_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_notice")),
    )
    op.create_index("ix_reset_notice_code_mac", "reset_notice", ["code_mac"], unique=False)
    op.create_index(
        "ix_reset_notice_number_index", "reset_notice", ["number_index", "told_at"], unique=False
    )
    op.create_index("ix_reset_notice_reset_id", "reset_notice", ["reset_id"], unique=False)
    op.create_table(
        "reset_phone",
        sa.Column("reset_id", sa.Uuid(), nullable=False),
        sa.Column("phone_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["phone_id"], ["phone.id"], name=op.f("fk_reset_phone_phone_id")),
        sa.ForeignKeyConstraint(
            ["reset_id"], ["account_reset.id"], name=op.f("fk_reset_phone_reset_id")
        ),
        sa.PrimaryKeyConstraint("reset_id", "phone_id", name=op.f("pk_reset_phone")),
    )
    op.create_index("ix_reset_phone_phone_id", "reset_phone", ["phone_id"], unique=False)
    op.create_table(
        "reset_activation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("reset_id", sa.Uuid(), nullable=True),
        sa.Column("slip_mac", sa.LargeBinary(), nullable=True),
        sa.Column("code_mac", sa.LargeBinary(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_reset_activation_tries")),
        sa.CheckConstraint(
            "(reset_id IS NULL) = (slip_mac IS NULL)", name=op.f("ck_reset_activation_slip")
        ),
        sa.CheckConstraint(
            "passed_at IS NULL OR reset_id IS NOT NULL", name=op.f("ck_reset_activation_passed")
        ),
        sa.ForeignKeyConstraint(
            ["reset_id"], ["account_reset.id"], name=op.f("fk_reset_activation_reset_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_activation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_reset_activation_token_hash")),
    )
    op.create_index("ix_reset_activation_reset_id", "reset_activation", ["reset_id"], unique=False)


def downgrade() -> None:
    """Go back; a case about a reset becomes one about a wrong fact."""
    op.drop_index("ix_reset_activation_reset_id", table_name="reset_activation")
    op.drop_table("reset_activation")
    op.drop_index("ix_reset_phone_phone_id", table_name="reset_phone")
    op.drop_table("reset_phone")
    op.drop_index("ix_reset_notice_reset_id", table_name="reset_notice")
    op.drop_index("ix_reset_notice_number_index", table_name="reset_notice")
    op.drop_index("ix_reset_notice_code_mac", table_name="reset_notice")
    op.drop_table("reset_notice")
    op.drop_index("uq_account_reset_running", table_name="account_reset")
    op.drop_index("ix_account_reset_voucher_id", table_name="account_reset")
    op.drop_index("ix_account_reset_settled_by", table_name="account_reset")
    op.drop_index("ix_account_reset_requested_by", table_name="account_reset")
    op.drop_index("ix_account_reset_proposed_by", table_name="account_reset")
    op.drop_index("ix_account_reset_person_id", table_name="account_reset")
    op.drop_index("ix_account_reset_new_number_index", table_name="account_reset")
    op.drop_index("ix_account_reset_decided_by", table_name="account_reset")
    op.drop_index("ix_account_reset_contested_by", table_name="account_reset")
    op.drop_index("ix_account_reset_commune", table_name="account_reset")
    op.drop_index("ix_account_reset_case_id", table_name="account_reset")
    op.drop_index("ix_account_reset_account_id", table_name="account_reset")
    op.drop_table("account_reset")
    op.drop_column("account", "held_until")
    op.drop_column("account", "frozen_at")
    op.execute("UPDATE service_case SET kind = 'wrong_fact' WHERE kind = 'not_my_reset'")
    _let_cases_be(OLD_KINDS)


def _kind(kinds: Sequence[str]) -> sa.Enum:
    return sa.Enum(*kinds, name="case_kind", native_enum=False, create_constraint=True, length=32)


def _let_cases_be(kinds: Sequence[str]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _move_cases(kinds)
        return
    op.drop_constraint("case_kind", "service_case", type_="check")
    op.create_check_constraint("case_kind", "service_case", sa.column("kind", sa.String).in_(kinds))


def _move_cases(kinds: Sequence[str]) -> None:
    op.create_table(
        "service_case_new",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _kind(kinds), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "looking",
                "answered",
                name="case_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("knows_from", sa.String(), nullable=True),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("looking_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'answered') = (answered_at IS NOT NULL)", name=op.f("ck_service_case_answer")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_service_case_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_case")),
        sa.UniqueConstraint(
            "opened_by", "form_key", name=op.f("uq_service_case_opened_by_form_key")
        ),
        sa.UniqueConstraint("year", "number", name=op.f("uq_service_case_year_number")),
    )
    op.execute(f"INSERT INTO service_case_new ({COLUMNS}) SELECT {COLUMNS} FROM service_case")  # noqa: S608  # no value in it
    op.drop_table("service_case")
    op.rename_table("service_case_new", "service_case")
    op.create_index(
        "ix_service_case_person_id", "service_case", ["person_id", "opened_at"], unique=False
    )
