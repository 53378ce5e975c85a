"""Let residents say that they were not at a visit, and keep when a case was looked into.

A table's checks cannot be changed in place on SQLite, so there the cases move into a new
table.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OLD_KINDS = ("wrong_fact", "missing_dose", "unknown_viewer")
NEW_KINDS = (*OLD_KINDS, "not_my_visit")
COLUMNS = (
    "id, year, number, person_id, kind, state, subject, says, knows_from, opened_by, form_key, "
    "opened_at, due_on, answer, answered_at"
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _move(NEW_KINDS, sa.Column("looking_at", sa.DateTime(timezone=True), nullable=True))
        return
    _replace_check(NEW_KINDS)
    op.add_column(
        "service_case", sa.Column("looking_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    """Go back; cases of the new kind become cases about a look or about a wrong fact."""
    op.execute("""
        UPDATE service_case SET kind =
            CASE WHEN subject LIKE 'look:%' THEN 'unknown_viewer' ELSE 'wrong_fact' END
        WHERE kind = 'not_my_visit'
    """)
    if op.get_bind().dialect.name == "sqlite":
        _move(OLD_KINDS)
        return
    op.drop_column("service_case", "looking_at")
    _replace_check(OLD_KINDS)


def _kind(kinds: Sequence[str]) -> sa.Enum:
    return sa.Enum(*kinds, name="case_kind", native_enum=False, create_constraint=True, length=32)


def _replace_check(kinds: Sequence[str]) -> None:
    op.drop_constraint("case_kind", "service_case", type_="check")
    op.create_check_constraint("case_kind", "service_case", sa.column("kind", sa.String).in_(kinds))


def _move(kinds: Sequence[str], *more: sa.Column[object]) -> None:
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
        *more,
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
