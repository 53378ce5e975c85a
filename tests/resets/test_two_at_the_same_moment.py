"""Of two who act at one moment one wins, and the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from portal.access.residents import resident_of
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.notifications.models import OutboxMessage
from portal.people.mobile import Mobile
from portal.resets import asking, deciding, queries
from portal.resets.asking import Claim
from portal.resets.kinds import Ground
from portal.resets.models import AccountReset, Proof, Reason
from portal.resets.states import State
from portal.staff.signed_in import SignedInStaff
from tests import cast
from tests.resets.standing import an_asked_reset, at_desk

CLAIM = Claim(proof=Proof.HOME_VISIT, reason=Reason.LOST_PHONE, mobile=Mobile.parse("0900 000 777"))


def at_once(app: Flask, *acts: Callable[[], object]) -> list[bool]:
    """Let everybody act at one moment; say who was let."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> bool:
        with app.app_context():
            start.wait()
            try:
                act()
                session.commit()
            except RuleBroken:
                session.rollback()
                return False
            return True

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def allow(reset_id: UUID, by: SignedInStaff) -> None:
    reset = queries.reset_of(reset_id, by.commune)
    assert reset is not None
    deciding.allow(reset, Ground.SAW_PERSON, by=by)


def test_of_two_second_people_one_decides(app: Flask) -> None:
    lan = cast.lan()
    cast.a_household(lan)
    first, dung, thom = cast.hanh(), at_desk(cast.dung()), at_desk(cast.thom())
    reset = an_asked_reset(lan, first)
    session.commit()

    done = at_once(app, lambda: allow(reset.id, dung), lambda: allow(reset.id, thom))

    assert sorted(done) == [False, True]
    told = session.scalars(
        sa.select(OutboxMessage.recipient).where(OutboxMessage.kind == "reset_allowed")
    ).all()
    assert len(told) == len(set(told))


def test_allowing_and_taking_back_leave_nothing_half_done(app: Flask) -> None:
    lan = cast.lan()
    cast.a_household(lan)
    hanh = cast.hanh()
    first, dung = at_desk(hanh), at_desk(cast.dung())
    reset = an_asked_reset(lan, hanh)
    session.commit()

    def withdraw() -> None:
        found = queries.reset_of(reset.id, first.commune)
        assert found is not None
        deciding.withdraw(found, by=first)

    done = at_once(app, lambda: allow(reset.id, dung), withdraw)

    # Who allows first is followed by who takes back; the other way round nobody allows.
    assert done[1]
    row = session.get_one(AccountReset, reset.id)
    assert row.state is State.WITHDRAWN
    assert (row.decided_by is not None) == done[0]


def test_two_who_ask_for_one_person_make_one_request(app: Flask) -> None:
    lan = cast.lan()
    cast.a_household(lan)
    hanh, thom = at_desk(cast.hanh()), at_desk(cast.thom())
    session.commit()

    def ask(by: SignedInStaff) -> None:
        resident = resident_of(lan.person_id)
        assert resident is not None
        asking.ask(resident, CLAIM, by=by)

    done = at_once(app, lambda: ask(hanh), lambda: ask(thom))

    assert sorted(done) == [False, True]
    assert session.scalar(sa.select(sa.func.count()).select_from(AccountReset)) == 1
