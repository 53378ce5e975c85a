"""Resets as they stand at some point of their way, written straight into the database."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.kernel import clock, crypto
from portal.kernel.db import database, session
from portal.representation.models import Representation, RepresentationKind
from portal.resets import notices, queries, slip
from portal.resets.models import AccountReset, Proof, Reason
from portal.resets.queries import Reset
from portal.resets.states import State
from portal.staff.signed_in import SignedInStaff
from tests.accounts.steps import messages
from tests.cast import Member, StaffCast
from tests.sharing.steps import acting

NEW_NUMBER = "+84900000777"


def an_asked_reset(
    person: Member, first: StaffCast, *, proof: Proof = Proof.CARD, number: str = NEW_NUMBER
) -> Reset:
    """Return a reset that waits for its second person; the caller commits."""
    assert person.account_id is not None
    now = clock.now()
    reset = AccountReset(
        id=uuid4(),
        person_id=person.person_id,
        account_id=person.account_id,
        commune="Xã Đồng Sen",
        state=State.ASKED,
        proof=proof,
        reason=Reason.LOST_PHONE,
        new_number=number,
        new_number_index=crypto.blind_index("phone", number),
        requested_by=first.staff_id,
        requested_at=now,
        expires_at=now + timedelta(hours=24),
    )
    session.add(reset)
    session.flush()
    return queries.changed(reset.id)


def an_allowed_reset(
    person: Member,
    first: StaffCast,
    second: StaffCast,
    *,
    proof: Proof = Proof.CARD,
    number: str = NEW_NUMBER,
) -> tuple[Reset, str]:
    """Return an allowed reset that was told, and the letters of its slip; committed."""
    reset, now = an_asked_reset(person, first, proof=proof, number=number), clock.now()
    session.execute(
        sa.update(AccountReset)
        .where(AccountReset.id == reset.id)
        .values(state=State.ALLOWED, decided_by=second.staff_id, decided_at=now)
    )
    reset = queries.changed(reset.id)
    letters = slip.issue(reset, now)
    notices.tell_allowed(reset, now)
    told = queries.changed(reset.id)
    session.commit()
    return told, letters


def stands(reset: Reset) -> State:
    """Return where a reset stands, read anew."""
    return State(column_of(AccountReset.state, AccountReset.id == reset.id))


def account_of(person: Member) -> Any:
    """Return the row of an account, read anew."""
    with database().engine.connect() as connection:
        return connection.execute(
            sa.select(Account.__table__).where(Account.id == person.account_id)
        ).one()


def column_of(column: Any, where: sa.ColumnElement[bool]) -> Any:
    """Return one value, read anew."""
    with database().engine.connect() as connection:
        return connection.execute(sa.select(column).where(where)).scalar_one()


def code_told(number: str, kind: str = "reset_allowed") -> str:
    """Return the eight digits in the newest message to a number."""
    text = [str(one.text) for one in messages(kind) if one.recipient == number][-1]
    found = re.search(r"\b(\d{8})\b", text)
    assert found
    return found[1]


def a_delegate(person: Member, other: Member) -> UUID:
    """Let somebody act for a person; the caller commits."""
    row = Representation(
        id=uuid4(),
        person_id=person.person_id,
        representative_id=other.person_id,
        kind=RepresentationKind.DELEGATE,
        sees=True,
        consents=True,
        pays=False,
        starts_at=clock.now(),
        ends_at=clock.now() + timedelta(days=90),
        registered_by="tests",
    )
    session.add(row)
    session.flush()
    return row.id


def at_desk(member: StaffCast, commune: str = "Xã Đồng Sen") -> SignedInStaff:
    """Return a member of staff as a request knows them."""
    return replace(acting(member), commune=commune)
