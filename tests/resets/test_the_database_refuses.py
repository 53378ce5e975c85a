"""What no program may write: the rules of two people hold in the table itself."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from portal.kernel import clock
from portal.kernel.db import session
from portal.resets.models import AccountReset
from portal.resets.queries import Reset
from tests import cast
from tests.cast import Member, StaffCast
from tests.resets.standing import an_asked_reset


@pytest.fixture
def people(app: Flask) -> dict[str, Any]:
    lan, first, second = cast.lan(), cast.hanh(), cast.dung()
    found = {"first": first, "second": second, "third": cast.quan(), "lan": lan}
    found["reset"] = an_asked_reset(lan, first)
    session.commit()
    return found


def change(reset: Reset, **values: object) -> None:
    session.execute(sa.update(AccountReset).where(AccountReset.id == reset.id).values(**values))


def forbidden(people: dict[str, Any]) -> list[dict[str, object]]:
    first, second, third = (people[name].staff_id for name in ("first", "second", "third"))
    now = clock.now()
    decided = {"decided_by": second, "decided_at": now}
    vouched = {"proof": "vouched", "voucher_id": third}
    settled = {**decided, "proposed": "confirm", "proposed_by": third}
    return [
        {"decided_by": first, "decided_at": now},
        {"state": "allowed"},
        {"decided_by": second},
        {"proof": "vouched"},
        {"voucher_id": third},
        {"proof": "vouched", "voucher_id": first},
        {**vouched, "decided_by": third, "decided_at": now, "vouched_at": now},
        {**vouched, **decided, "state": "allowed"},
        {**decided, "state": "used"},
        {**decided, "state": "used", "used_at": now, "held_until": now},
        {**settled, "state": "confirmed"},
        {**settled, "state": "confirmed", "settled_by": third},
        {**settled, "state": "confirmed", "settled_by": first},
        {"proposed": "confirm"},
        {"finding": "home_visit"},
        {"ground": "saw_person"},
        {"proof": "home_visit", "card_matched": True},
        {"answers_right": 4},
        {"state": "gone"},
    ]


def test_each_of_these_is_refused(people: dict[str, Any]) -> None:
    for values in forbidden(people):
        with pytest.raises((IntegrityError, LookupError, sa.exc.StatementError)):
            change(people["reset"], **values)
        session.rollback()


def test_the_plain_way_is_open(people: dict[str, Any]) -> None:
    now, second = clock.now(), people["second"].staff_id
    change(
        people["reset"],
        state="used",
        decided_by=second,
        decided_at=now,
        used_at=now,
        held_until=now + timedelta(hours=24),
    )
    change(people["reset"], state="settling", proposed="reverse", proposed_by=second)
    change(people["reset"], state="reversed", settled_by=people["third"].staff_id)
    session.commit()


def test_two_running_resets_of_one_person_are_refused(people: dict[str, Any]) -> None:
    lan: Member = people["lan"]
    second: StaffCast = people["second"]

    with pytest.raises(IntegrityError):
        an_asked_reset(lan, second)
    session.rollback()
