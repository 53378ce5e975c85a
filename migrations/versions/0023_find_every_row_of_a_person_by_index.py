"""Find every row of a person by index, replaced rows too, old numbers, and cases about looks.

A partial index does not serve a statement that asks for all rows: to merge two entries, or to
find where somebody lived, read whole tables.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_OF_ALL_ROWS = {
    "ix_dose_person_id": ("dose", ["person_id"]),
    "ix_history_answer_person_id": ("history_answer", ["person_id"]),
    "ix_membership_person_id": ("membership", ["person_id"]),
    "ix_staff_block_person_id": ("staff_block", ["person_id"]),
    "ix_emergency_opening_facility_code": ("emergency_opening", ["facility_code"]),
    "ix_cash_handover_unit_id": ("cash_handover", ["unit_id"]),
    "ix_fee_arrival_unit_id": ("fee_arrival", ["unit_id", "noted_at"]),
    "ix_fee_charge_payment_charge_id": ("fee_charge_payment", ["charge_id"]),
}
_ENDED = sa.text("NOT active")
_WATCHED = sa.text("kind IN ('unknown_viewer', 'not_my_visit')")


def upgrade() -> None:
    for name, (table, columns) in _OF_ALL_ROWS.items():
        op.create_index(name, table, columns, if_not_exists=True)
    op.create_index(
        "ix_identifier_ended",
        "identifier",
        ["value_index"],
        sqlite_where=_ENDED,
        postgresql_where=_ENDED,
        if_not_exists=True,
    )
    op.create_index(
        "ix_service_case_watched",
        "service_case",
        ["due_on", "id"],
        sqlite_where=_WATCHED,
        postgresql_where=_WATCHED,
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_index("ix_service_case_watched", table_name="service_case")
    op.drop_index("ix_identifier_ended", table_name="identifier")
    for name, (table, _) in reversed(_OF_ALL_ROWS.items()):
        op.drop_index(name, table_name=table)
