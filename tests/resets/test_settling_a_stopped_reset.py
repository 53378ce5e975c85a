"""A stopped reset: two who took no part settle whose the account is."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Account
from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.cases.models import CaseState, ServiceCase
from portal.kernel import clock, crypto
from portal.kernel.db import session
from portal.people.kinds import PhoneKind
from portal.people.models import Phone
from portal.resets.models import AccountReset, ResetPhone
from portal.resets.states import State
from portal.staff.roles import Role
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.resets.counter import english, state_of
from tests.resets.standing import NEW_NUMBER, account_of, an_allowed_reset

CONFIRM = {"outcome": "confirm", "finding": "came_with_card"}
REVERSE = {"outcome": "reverse", "finding": "home_visit"}


@pytest.fixture
def lan(app: Flask) -> Member:
    person = cast.lan()
    cast.a_household(person)
    return person


@pytest.fixture
def station(app: Flask) -> dict[str, StaffCast]:
    """Return two who take part and two who do not."""
    made = {
        "asks": cast.hanh(),
        "allows": cast.dung(),
        "third": cast.thom(),
        "fourth": cast.a_staff_member("bon", "Vi Thị Bốn", Role.STATION_STAFF),
    }
    session.commit()
    return made


def used(person: Member, station: dict[str, StaffCast]) -> UUID:
    """Let a reset be used on the new phone, as activation leaves it."""
    reset, _letters = an_allowed_reset(person, station["asks"], station["allows"])
    now = clock.now()
    old = session.scalars(sa.select(Phone).where(Phone.person_id == person.person_id)).one()
    old.active = False
    session.add(ResetPhone(reset_id=reset.id, phone_id=old.id))
    session.add(
        Phone(
            person_id=person.person_id,
            kind=PhoneKind.MOBILE,
            number=NEW_NUMBER,
            number_index=crypto.blind_index("phone", NEW_NUMBER),
            **cast.RECORDED,
        )
    )
    session.execute(
        sa.update(AccountReset)
        .where(AccountReset.id == reset.id)
        .values(state=State.USED, used_at=now, held_until=now + timedelta(hours=24))
    )
    session.execute(
        sa.update(Account).where(Account.id == person.account_id).values(pin_hash="the thief's")
    )
    session.commit()
    return reset.id


def stop(app: Flask, member: StaffCast, reset_id: UUID) -> None:
    path = f"/desk/resets/{reset_id}"
    answer = english(app, member).submit(path, to=f"{path}/stop")
    assert answer.status_code == 303, answer.text


def propose(client: InspectingClient, reset_id: UUID, what: dict[str, str]) -> int:
    path = f"/desk/resets/{reset_id}"
    return client.submit(path, what, to=f"{path}/proposal").status_code


def answer(client: InspectingClient, reset_id: UUID, word: str = "agreement") -> int:
    path = f"/desk/resets/{reset_id}"
    return client.submit(path, to=f"{path}/{word}").status_code


def active_tails(person: Member) -> set[str]:
    numbers = session.scalars(
        sa.select(Phone.number).where(Phone.person_id == person.person_id, Phone.active)
    )
    found = {number[-3:] for number in numbers}
    session.commit()
    return found


def test_a_stop_at_the_counter_shuts_the_account(
    app: Flask, lan: Member, station: dict[str, StaffCast]
) -> None:
    reset_id = used(lan, station)

    stop(app, station["third"], reset_id)

    assert state_of(lan) is State.FROZEN
    assert account_of(lan).frozen_at is not None
    page = english(app, station["fourth"]).get(f"/desk/resets/{reset_id}").text
    assert "told at the station, to Y sĩ Vi Thị Thơm" in page


def test_reversing_brings_the_old_phone_back_and_holds_the_account(
    app: Flask, lan: Member, station: dict[str, StaffCast]
) -> None:
    reset_id = used(lan, station)
    assert active_tails(lan) == {"777"}
    stop(app, station["third"], reset_id)
    assert propose(english(app, station["third"]), reset_id, REVERSE) == 303
    fourth = english(app, station["fourth"])
    page = fourth.get(f"/desk/resets/{reset_id}/settling").text
    assert "the old phone comes back" in page

    assert answer(fourth, reset_id) == 303

    assert state_of(lan) is State.REVERSED
    assert active_tails(lan) == {"123"}
    account = account_of(lan)
    assert account.frozen_at is None
    assert account.pin_hash is None
    assert account.held_until is not None
    case = session.scalars(sa.select(ServiceCase)).one()
    assert case.state is CaseState.ANSWERED
    line = session.scalars(sa.select(AuditLine).where(AuditLine.event == Event.RESET_SETTLED)).one()
    assert line.staff_id == station["fourth"].staff_id


def test_confirming_keeps_the_new_phone_and_holds_the_account_anew(
    app: Flask, lan: Member, station: dict[str, StaffCast]
) -> None:
    reset_id = used(lan, station)
    stop(app, station["third"], reset_id)
    propose(english(app, station["third"]), reset_id, CONFIRM)

    assert answer(english(app, station["fourth"]), reset_id) == 303

    assert state_of(lan) is State.CONFIRMED
    assert active_tails(lan) == {"777"}
    account = account_of(lan)
    assert account.frozen_at is None
    assert account.pin_hash == "the thief's"


def test_a_reset_that_was_never_used_changes_no_phone(
    app: Flask, lan: Member, station: dict[str, StaffCast]
) -> None:
    reset, _letters = an_allowed_reset(lan, station["asks"], station["allows"])
    stop(app, station["third"], reset.id)
    propose(english(app, station["third"]), reset.id, REVERSE)
    answer(english(app, station["fourth"]), reset.id)

    assert state_of(lan) is State.REVERSED
    assert active_tails(lan) == {"123"}
    assert account_of(lan).frozen_at is None


def test_who_proposes_never_agrees(app: Flask, lan: Member, station: dict[str, StaffCast]) -> None:
    reset_id = used(lan, station)
    stop(app, station["third"], reset_id)
    third = english(app, station["third"])
    propose(third, reset_id, CONFIRM)

    assert "You proposed this yourself" in third.get(f"/desk/resets/{reset_id}/settling").text
    assert answer(third, reset_id) == 422
    assert answer(third, reset_id, "disagreement") == 422
    assert state_of(lan) is State.SETTLING


@pytest.mark.parametrize("who", ["asks", "allows"])
def test_who_took_part_stays_out_while_others_are_there(
    app: Flask, lan: Member, station: dict[str, StaffCast], who: str
) -> None:
    reset_id = used(lan, station)
    stop(app, station["third"], reset_id)
    involved = english(app, station[who])

    assert propose(involved, reset_id, CONFIRM) == 422
    assert propose(english(app, station["third"]), reset_id, REVERSE) == 303
    assert answer(involved, reset_id) == 422
    assert state_of(lan) is State.SETTLING


def test_in_a_small_station_who_asked_still_has_no_second_word(app: Flask, lan: Member) -> None:
    small = {"asks": cast.hanh(), "allows": cast.dung(), "third": cast.thom()}
    session.commit()
    reset_id = used(lan, small)
    stop(app, small["third"], reset_id)
    propose(english(app, small["third"]), reset_id, CONFIRM)

    assert answer(english(app, small["asks"]), reset_id) == 422
    assert answer(english(app, small["allows"]), reset_id) == 303


def test_a_no_sends_it_back_and_the_account_stays_shut(
    app: Flask, lan: Member, station: dict[str, StaffCast]
) -> None:
    reset_id = used(lan, station)
    stop(app, station["third"], reset_id)
    propose(english(app, station["third"]), reset_id, REVERSE)

    assert answer(english(app, station["fourth"]), reset_id, "disagreement") == 303

    assert state_of(lan) is State.FROZEN
    assert account_of(lan).frozen_at is not None
    assert propose(english(app, station["fourth"]), reset_id, CONFIRM) == 303


def test_a_proposal_needs_both_answers(
    app: Flask, lan: Member, station: dict[str, StaffCast]
) -> None:
    reset_id = used(lan, station)
    stop(app, station["third"], reset_id)

    third = english(app, station["third"])
    assert propose(third, reset_id, {"outcome": "confirm"}) == 422
    assert propose(third, reset_id, {"finding": "home_visit"}) == 422


def test_an_old_reset_cannot_be_stopped_any_more(
    app: Flask, lan: Member, station: dict[str, StaffCast]
) -> None:
    reset_id = used(lan, station)
    session.execute(
        sa.update(AccountReset).values(
            used_at=clock.now() - timedelta(days=30), held_until=clock.now()
        )
    )
    session.commit()
    client = english(app, station["third"])
    path = f"/desk/resets/{reset_id}"

    assert "did not ask for this?" not in client.get(path).text
    assert client.submit(path, to=f"{path}/stop").status_code == 422
