"""Table and log of resets are compared: whoever changes one alone is seen."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.kernel import clock, months
from portal.kernel.db import session
from portal.oversight import reconciled
from portal.oversight.reconciling import Difference, Kind
from portal.resets.models import AccountReset
from portal.resets.states import State
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.oversight.resets import a_reset, a_step

COMMUNE = "Xã Đồng Sen"


@pytest.fixture
def men(app: Flask) -> Member:
    return cast.men()


@pytest.fixture
def hanh(app: Flask) -> StaffCast:
    return cast.hanh()


@pytest.fixture
def dung(app: Flask) -> StaffCast:
    return cast.dung()


def differences(commune: str | None = COMMUNE) -> list[tuple[Kind, Event]]:
    return [(one.kind, one.event) for one in all_differences(commune)]


def all_differences(commune: str | None = COMMUNE) -> list[Difference]:
    return list(reconciled.differences(months.this_month(), commune))


def tamper(reset_id: UUID, **values: object) -> None:
    session.execute(sa.update(AccountReset).where(AccountReset.id == reset_id).values(**values))
    session.commit()


def test_an_honest_month_agrees(men: Member, hanh: StaffCast, dung: StaffCast, time: Time) -> None:
    refused = a_reset(men, hanh, dung, voucher=cast.thom(), state=State.REFUSED)
    time.pass_by(minutes=30)
    used = a_reset(
        men,
        hanh,
        dung,
        state=State.USED,
        used_at=clock.now(),
        held_until=clock.now() + timedelta(hours=24),
    )
    a_step(Event.RESET_USED, used, men, None)

    assert refused != used
    assert differences() == []
    assert differences(None) == []


def test_a_row_put_in_behind_the_portal_has_no_lines(
    men: Member, hanh: StaffCast, dung: StaffCast
) -> None:
    a_reset(men, hanh, dung, logged=False)

    found = differences()

    assert set(found) == {
        (Kind.NOT_LOGGED, Event.RESET_ASKED),
        (Kind.NOT_LOGGED, Event.RESET_DECIDED),
    }


def test_a_row_that_was_taken_out_is_missed(men: Member, hanh: StaffCast, dung: StaffCast) -> None:
    reset_id = a_reset(men, hanh, dung)
    session.execute(sa.delete(AccountReset).where(AccountReset.id == reset_id))
    session.commit()

    assert set(differences()) == {
        (Kind.NOT_KEPT, Event.RESET_ASKED),
        (Kind.NOT_KEPT, Event.RESET_DECIDED),
    }
    assert differences("Xã Nà Hoa") == []


def test_another_name_under_a_decision_is_seen(
    men: Member, hanh: StaffCast, dung: StaffCast
) -> None:
    reset_id = a_reset(men, hanh, dung)

    tamper(reset_id, decided_by=cast.thom().staff_id)

    assert differences() == [(Kind.OTHER_PERSON, Event.RESET_DECIDED)]


def test_a_refusal_turned_into_a_yes_is_seen(men: Member, hanh: StaffCast, dung: StaffCast) -> None:
    reset_id = a_reset(men, hanh, dung, state=State.REFUSED)

    tamper(reset_id, state=State.ALLOWED)

    assert differences() == [(Kind.OTHER_ANSWER, Event.RESET_DECIDED)]


def test_a_stop_that_was_wiped_out_is_seen(men: Member, hanh: StaffCast, dung: StaffCast) -> None:
    reset_id = a_reset(men, hanh, dung, state=State.FROZEN, contested_at=clock.now())
    a_step(Event.RESET_CONTESTED, reset_id, men, None)
    assert differences() == []

    tamper(reset_id, state=State.ALLOWED, contested_at=None)

    assert differences() == [(Kind.NOT_KEPT, Event.RESET_CONTESTED)]


def test_a_settlement_stands_in_both(men: Member, hanh: StaffCast, dung: StaffCast) -> None:
    thom, now = cast.thom(), clock.now()
    reset_id = a_reset(
        men,
        hanh,
        dung,
        state=State.REVERSED,
        proposed="reverse",
        proposed_by=dung.staff_id,
        settled_by=thom.staff_id,
        ended_at=now,
    )
    assert differences() == [(Kind.NOT_LOGGED, Event.RESET_SETTLED)]

    a_step(Event.RESET_SETTLED, reset_id, men, thom)

    assert differences() == []


def test_a_step_twice_in_the_log_is_seen(men: Member, hanh: StaffCast, dung: StaffCast) -> None:
    reset_id = a_reset(men, hanh, dung)

    a_step(Event.RESET_DECIDED, reset_id, men, dung)

    assert differences() == [(Kind.TWICE, Event.RESET_DECIDED)]


def test_a_row_moved_to_another_commune_is_missed_where_it_was(
    men: Member, hanh: StaffCast, dung: StaffCast
) -> None:
    reset_id = a_reset(men, hanh, dung)

    tamper(reset_id, commune="Xã Nà Hoa")

    assert set(differences()) == {
        (Kind.NOT_KEPT, Event.RESET_ASKED),
        (Kind.NOT_KEPT, Event.RESET_DECIDED),
    }


def test_who_would_not_vouch_has_left_no_step(men: Member, hanh: StaffCast) -> None:
    thom = cast.thom()
    reset_id = a_reset(men, hanh, state=State.REFUSED)
    a_step(Event.RESET_VOUCHED, reset_id, men, thom, permitted=False)

    assert differences() == []


def test_a_step_at_the_end_of_a_month_finds_its_line_in_the_next(
    men: Member, hanh: StaffCast, time: Time
) -> None:
    time.now = months.this_month().ends_at - timedelta(milliseconds=2)
    reset_id = a_reset(men, hanh, logged=False)
    month = months.this_month()
    time.pass_by(milliseconds=4)
    a_step(Event.RESET_ASKED, reset_id, men, hanh)

    assert list(reconciled.differences(month, COMMUNE)) == []
    assert differences() == []


def test_lines_of_other_things_are_left_alone(men: Member, hanh: StaffCast) -> None:
    a_reset(men, hanh)
    a_step(Event.DESK_SEEN, uuid4(), men, hanh)

    assert differences() == []


def test_the_page_says_that_it_agrees_and_names_what_does_not(
    visitor: InspectingClient, men: Member, hanh: StaffCast, dung: StaffCast
) -> None:
    reset_id = a_reset(men, hanh, dung)
    cast.sign_in_staff(visitor, dung)
    visitor.set_cookie("language", "en")
    assert "Agrees with the log" in visitor.get("/oversight/resets").text

    tamper(reset_id, decided_by=cast.thom().staff_id)
    cast.sign_in_staff(visitor, dung)
    page = visitor.get("/oversight/resets").text

    assert "Table and log differ" in page
    assert "Another person in the log than in the table" in page
    assert str(reset_id)[:8] in page


@pytest.mark.parametrize("honest", [True, False])
def test_the_command_says_it_and_fails_when_it_must(
    app: Flask, men: Member, hanh: StaffCast, dung: StaffCast, honest: bool
) -> None:
    reset_id = a_reset(men, hanh, dung, logged=honest)

    answer = app.test_cli_runner().invoke(args=["oversight", "reconcile", "2026-11"])

    assert answer.exit_code == (0 if honest else 1)
    assert (str(reset_id) in answer.output) is not honest


def test_the_command_wants_a_month(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["oversight", "reconcile", "2026-13"])

    assert answer.exit_code == 2
