"""Money that came in, put there as a bank's messenger does."""

from uuid import UUID

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import session
from portal.receiving.arrivals import Told
from portal.receiving.models import Arrival, Provider
from portal.transfers.taking import take


def arrives(
    unit_id: UUID, amount: int, content: str, ref: str, provider: Provider = Provider.SEPAY
) -> UUID:
    """Let money come in; return its arrival. The caller commits."""
    taken = take(
        Told(
            unit_id=unit_id,
            provider=provider,
            provider_ref=ref,
            bank_ref=ref,
            amount=amount,
            content=content,
            came_at=clock.now(),
        )
    )
    assert taken.arrival_id is not None
    return taken.arrival_id


def parts(arrival_id: UUID) -> tuple[int, int]:
    """Return how much of an arrival is placed, and how much returned."""
    row = session.execute(
        sa.select(Arrival.placed, Arrival.returned).where(Arrival.id == arrival_id)
    ).one()
    session.commit()
    return row.placed, row.returned
