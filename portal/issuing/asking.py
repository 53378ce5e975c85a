"""The first person: asking for slips, and taking back what one asked for."""

from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Event
from portal.issuing import candidates, second
from portal.issuing.batches import Batch
from portal.issuing.candidates import Candidates, Target
from portal.issuing.lines import about_batch
from portal.issuing.models import BatchScope, BatchState, SlipBatch, SlipLine
from portal.issuing.rules import WAITS_FOR_DECISION, WhyNoSlip
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.representation import hands
from portal.staff.signed_in import SignedInStaff

_COLUMN = {
    BatchScope.PERSON: SlipBatch.person_id,
    BatchScope.HOUSEHOLD: SlipBatch.household_id,
    BatchScope.VILLAGE: SlipBatch.village_id,
}


def ask(target: Target, *, by: SignedInStaff) -> UUID:
    """Ask for slips; a second member of staff allows them before any is made.

    Slips of a village leave out whoever is near the asker; of a person or household near
    the asker there are none. Raise RuleBroken.
    """
    near = hands.all_near(by)
    people = candidates.of(reads(), target, near)
    if target.scope is not BatchScope.VILLAGE:
        second.refuse_near(near, people.ids, target.scope.value)
    _check(target, people)
    batch_id = _insert(target, people, by)
    about = [person.person_id for person in people.to_print]
    trail.record(*about_batch(Event.SLIPS_ASKED, batch_id, target.scope, about, by=by))
    return batch_id


def _check(target: Target, people: Candidates) -> None:
    field = target.scope.value
    if not people.to_print:
        raise RuleBroken(_why_nobody(target.scope, people), field)
    if _waits_already(target):
        raise RuleBroken(_("These slips are asked for already. See the list below"), field)


def _why_nobody(scope: BatchScope, people: Candidates) -> str:
    reasons = people.left_out
    if scope is BatchScope.PERSON and reasons:
        return _("No slip for this person: %(why)s", why=next(iter(reasons)).label)
    if reasons.get(WhyNoSlip.IN_USE):
        return _("Everybody here who can have an account is using it already")
    return _("Nobody here can have an account now")


def _waits_already(target: Target) -> bool:
    waiting = sa.select(
        sa.exists().where(
            _COLUMN[target.scope] == target.id,
            SlipBatch.commune == target.commune,
            SlipBatch.state.in_((BatchState.ASKED, BatchState.MAKING)),
            SlipBatch.expires_at > clock.now(),
        )
    )
    return bool(reads().scalar(waiting))


def _insert(target: Target, people: Candidates, by: SignedInStaff) -> UUID:
    now, batch_id = clock.now(), uuid4()
    session.execute(
        sa.insert(SlipBatch).values(
            id=batch_id,
            scope=target.scope,
            commune=target.commune,
            state=BatchState.ASKED,
            size=len(people.to_print),
            made=0,
            codes=0,
            lease=0,
            tries=0,
            asked_by=by.staff_id,
            asked_at=now,
            expires_at=now + WAITS_FOR_DECISION,
            **{_COLUMN[target.scope].key: target.id},
        )
    )
    session.execute(
        sa.insert(SlipLine),
        [
            {"batch_id": batch_id, "position": position, "person_id": person.person_id}
            for position, person in enumerate(people.to_print, 1)
        ],
    )
    return batch_id


def withdraw(batch: Batch, *, by: SignedInStaff) -> None:
    """Take back what one asked for, until a second person has spoken; raise RuleBroken."""
    withdrawn = change(
        sa.update(SlipBatch)
        .where(
            SlipBatch.id == batch.id,
            SlipBatch.commune == by.commune,
            SlipBatch.asked_by == by.staff_id,
            SlipBatch.state == BatchState.ASKED,
        )
        .values(state=BatchState.WITHDRAWN)
    )
    if withdrawn != 1:
        raise RuleBroken(_("These slips are decided already"))
    trail.record(
        *about_batch(
            Event.SLIPS_DECIDED, batch.id, batch.scope, batch.people, by=by, permitted=False
        )
    )
