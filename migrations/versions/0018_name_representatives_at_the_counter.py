"""Name representatives at the counter, and search for newborns by the code of the station."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


SEARCHED = ("personal_id", "insurance_card", "key_card", "name", "record")


def upgrade() -> None:
    _empty_searches(*SEARCHED, "local_code")
    op.add_column(
        "key_card",
        sa.Column(
            "issued_by_staff",
            sa.Uuid(),
            sa.ForeignKey("staff_member.id", name=op.f("fk_key_card_issued_by_staff")),
            nullable=True,
        ),
        inline_references=True,
    )
    op.create_index("ix_key_card_issued_by_staff", "key_card", ["issued_by_staff"])
    op.create_table(
        "counter_naming",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("representative_id", sa.Uuid(), nullable=False),
        sa.Column("commune", sa.String(), nullable=False),
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
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column(
            "presence",
            sa.Enum(
                "both_present",
                "document",
                name="presence",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("code_mac", sa.LargeBinary(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("representation_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "months BETWEEN 1 AND 12 OR kind <> 'delegate'", name=op.f("ck_counter_naming_months")
        ),
        sa.CheckConstraint(
            "presence <> 'document' OR document IS NOT NULL",
            name=op.f("ck_counter_naming_document"),
        ),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> asked_by",
            name=op.f("ck_counter_naming_second_person"),
        ),
        sa.CheckConstraint(
            "person_id <> representative_id", name=op.f("ck_counter_naming_two_people")
        ),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_counter_naming_tries")),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["staff_member.id"], name=op.f("fk_counter_naming_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["staff_member.id"], name=op.f("fk_counter_naming_confirmed_by")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_counter_naming_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["representation_id"],
            ["representation.id"],
            name=op.f("fk_counter_naming_representation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["person.id"], name=op.f("fk_counter_naming_representative_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter_naming")),
    )
    op.create_index("ix_counter_naming_asked_by", "counter_naming", ["asked_by"], unique=False)
    op.create_index(
        "ix_counter_naming_commune",
        "counter_naming",
        ["commune", "ended_at", "asked_at"],
        unique=False,
    )
    op.create_index(
        "ix_counter_naming_confirmed_by", "counter_naming", ["confirmed_by"], unique=False
    )
    op.create_index("ix_counter_naming_person_id", "counter_naming", ["person_id"], unique=False)
    op.create_index(
        "ix_counter_naming_representation_id", "counter_naming", ["representation_id"], unique=False
    )
    op.create_index(
        "ix_counter_naming_representative_id", "counter_naming", ["representative_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_counter_naming_representative_id", table_name="counter_naming")
    op.drop_index("ix_counter_naming_representation_id", table_name="counter_naming")
    op.drop_index("ix_counter_naming_person_id", table_name="counter_naming")
    op.drop_index("ix_counter_naming_confirmed_by", table_name="counter_naming")
    op.drop_index("ix_counter_naming_commune", table_name="counter_naming")
    op.drop_index("ix_counter_naming_asked_by", table_name="counter_naming")
    op.drop_table("counter_naming")
    op.drop_index("ix_key_card_issued_by_staff", table_name="key_card")
    op.drop_column("key_card", "issued_by_staff")
    _empty_searches(*SEARCHED)


def _empty_searches(*kinds: str) -> None:
    """Make the table anew, as SQLite changes no check in place; its rows live for minutes."""
    op.drop_table("patient_search")
    op.create_table(
        "patient_search",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("query", sa.LargeBinary(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                *kinds, name="search_kind", native_enum=False, create_constraint=True, length=32
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
