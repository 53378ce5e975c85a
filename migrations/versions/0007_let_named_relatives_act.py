"""Let the representatives of the population list act by a row of their own."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from portal.kernel import clock

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REGISTERED_BY = "population list"
TIES = sa.table(
    "family_tie",
    sa.column("person_id", sa.Uuid()),
    sa.column("relative_id", sa.Uuid()),
    sa.column("kind", sa.String()),
    sa.column("represents", sa.Boolean()),
)
REPRESENTATIONS = sa.table(
    "representation",
    sa.column("id", sa.Uuid()),
    sa.column("person_id", sa.Uuid()),
    sa.column("representative_id", sa.Uuid()),
    sa.column("kind", sa.String()),
    sa.column("sees", sa.Boolean()),
    sa.column("consents", sa.Boolean()),
    sa.column("pays", sa.Boolean()),
    sa.column("starts_at", sa.DateTime(timezone=True)),
    sa.column("registered_by", sa.String()),
)


def upgrade() -> None:
    connection, now = op.get_bind(), clock.now()
    ties = connection.execute(
        sa.select(TIES.c.person_id, TIES.c.relative_id, TIES.c.kind).where(
            TIES.c.represents,
            ~sa.exists().where(
                REPRESENTATIONS.c.person_id == TIES.c.person_id,
                REPRESENTATIONS.c.kind != "delegate",
            ),
        )
    ).all()
    rows = [
        {
            "id": uuid4(),
            "person_id": tie.person_id,
            "representative_id": tie.relative_id,
            "kind": "parent" if tie.kind in ("mother", "father") else "guardian",
            "sees": True,
            "consents": True,
            "pays": True,
            "starts_at": now,
            "registered_by": REGISTERED_BY,
        }
        for tie in ties
    ]
    if rows:
        connection.execute(sa.insert(REPRESENTATIONS), rows)


def downgrade() -> None:
    op.execute(sa.delete(REPRESENTATIONS).where(REPRESENTATIONS.c.registered_by == REGISTERED_BY))
