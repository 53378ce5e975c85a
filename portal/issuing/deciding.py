"""The second person: allowing or refusing slips somebody else asked for."""

from uuid import UUID

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.accounts.owners import mobiles_of
from portal.accounts.signed_in import config
from portal.audit import trail
from portal.audit.events import Event
from portal.issuing import second, texts
from portal.issuing.batches import Batch
from portal.issuing.lines import about_batch
from portal.issuing.models import BatchScope, BatchState, SlipBatch, SlipLine
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.notifications import outbox
from portal.representation import hands
from portal.staff.signed_in import SignedInStaff


def allow(batch: Batch, *, by: SignedInStaff) -> None:
    """Let the slips be made; raise RuleBroken.

    Of a village whoever is near the second person is left out too. Who is asked for by name
    and has a mobile on file is told there.
    """
    near = _check(batch, by)
    hands.refuse_left(batch.asked_by)
    people = [person_id for person_id in batch.people if person_id not in near]
    if not people:
        raise RuleBroken(_("Everybody on this list is related to you"))
    now = clock.now()
    _decide(
        batch,
        by,
        state=BatchState.MAKING,
        size=len(people),
        expires_at=now + config().lifetimes.counter_code,
    )
    if len(people) < len(batch.people):
        change(
            sa.delete(SlipLine).where(
                SlipLine.batch_id == batch.id, SlipLine.person_id.in_(near & set(batch.people))
            )
        )
    if batch.scope is BatchScope.PERSON:
        _tell(batch, people)
    trail.record(*about_batch(Event.SLIPS_DECIDED, batch.id, batch.scope, people, by=by))


def _tell(batch: Batch, people: list[UUID]) -> None:
    """Tell the mobile whose codes a slip takes the place of."""
    for number in mobiles_of(session.connection(), people).values():
        outbox.enqueue(
            kind="slip_allowed",
            recipient=number,
            text=texts.slip_allowed(config().station.station_phone),
            dedupe_key=f"slip_allowed-{batch.id}",
        )


def refuse(batch: Batch, *, by: SignedInStaff) -> None:
    """Say no; raise RuleBroken."""
    _check(batch, by)
    _decide(batch, by, state=BatchState.REFUSED)
    trail.record(
        *about_batch(
            Event.SLIPS_DECIDED, batch.id, batch.scope, batch.people, by=by, permitted=False
        )
    )


def _check(batch: Batch, by: SignedInStaff) -> frozenset[UUID]:
    second.refuse_one_hand(batch, by)
    near = hands.all_near(by)
    if batch.scope is not BatchScope.VILLAGE:
        second.refuse_near(near, batch.people)
    return near


def _decide(batch: Batch, by: SignedInStaff, **values: object) -> None:
    """Decide once; the update itself says that this is a second person of the same commune."""
    now = clock.now()
    decided = change(
        sa.update(SlipBatch)
        .where(
            SlipBatch.id == batch.id,
            SlipBatch.commune == by.commune,
            SlipBatch.state == BatchState.ASKED,
            SlipBatch.asked_by != by.staff_id,
            SlipBatch.expires_at > now,
        )
        .values(decided_by=by.staff_id, decided_at=now, **values)
    )
    if decided != 1:
        raise RuleBroken(_("These slips are decided already, or waited too long"))
