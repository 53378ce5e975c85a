"""Resets as the desk leaves them, row and lines, without walking through its pages."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Actor, Line
from portal.kernel import clock, crypto
from portal.kernel.db import session
from portal.resets.models import AccountReset, Proof, Reason
from portal.resets.states import State
from tests.cast import Member, StaffCast

PHONE = "+84900000678"


def a_reset(
    person: Member,
    asked_by: StaffCast,
    decided_by: StaffCast | None = None,
    *,
    state: State | None = None,
    phone: str = PHONE,
    voucher: StaffCast | None = None,
    logged: bool = True,
    **other: Any,
) -> UUID:
    """Keep a reset as of this moment, with the lines its steps leave."""
    now, reset_id = clock.now(), uuid4()
    values: dict[str, Any] = {
        "id": reset_id,
        "person_id": person.person_id,
        "account_id": person.account_id or _an_account(person),
        "commune": "Xã Đồng Sen",
        "state": state or (State.ALLOWED if decided_by else State.ASKED),
        "proof": Proof.VOUCHED if voucher else Proof.HOME_VISIT,
        "reason": Reason.LOST_PHONE,
        "new_number": phone,
        "new_number_index": crypto.blind_index("phone", phone),
        "requested_by": asked_by.staff_id,
        "requested_at": now,
        "expires_at": now + timedelta(hours=24),
    }
    if voucher:
        values |= {"voucher_id": voucher.staff_id, "vouched_at": now}
    if decided_by:
        values |= {"decided_by": decided_by.staff_id, "decided_at": now}
    session.add(AccountReset(**(values | other)))
    session.commit()
    if logged:
        steps = ((Event.RESET_ASKED, asked_by), (Event.RESET_VOUCHED, voucher))
        for event, by in steps:
            if by:
                a_step(event, reset_id, person, by)
        if decided_by:
            allowed = state is not State.REFUSED
            a_step(Event.RESET_DECIDED, reset_id, person, decided_by, permitted=allowed)
    return reset_id


def a_step(
    event: Event,
    reset_id: UUID,
    person: Member,
    by: StaffCast | None,
    *,
    permitted: bool = True,
) -> None:
    """Write the line of one step."""
    actor = Actor(
        name=by.full_name if by else None,
        staff_id=by.staff_id if by else None,
        facility_code=by.facility_code if by else None,
    )
    trail.note(
        Line(
            event=event,
            about=person.person_id,
            by=actor,
            permitted=permitted,
            basis=Basis.DESK,
            section="account",
            object_ref=f"reset:{reset_id}",
        )
    )


def _an_account(person: Member) -> UUID:
    found = session.scalar(sa.select(Account.id).where(Account.person_id == person.person_id))
    if found is not None:
        return found
    account_id = uuid4()
    session.add(Account(id=account_id, person_id=person.person_id, opened_at=clock.now()))
    session.flush()
    return account_id
